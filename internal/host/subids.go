package host

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Ranges that are spoken for: systemd-homed's users, and systemd-nspawn's containers above.
const (
	firstSubID = 100000
	homedFirst = 524288
	homedEnd   = 1879048192
	subIDCount = 65536
)

// SubIDPlan is what is wrong with an account's subordinate ids and what mends it.
type SubIDPlan struct {
	Problems         []string
	DelUIDs, DelGIDs []IDRange
	AddUIDs, AddGIDs *IDRange
}

// PlanSubIDs looks for one range of 65536 ids of each kind that is nobody else's. System
// accounts get none by default, and ids that two accounts share let one reach into the
// containers of the other.
func PlanSubIDs(a Account, uids, gids []IDRange) SubIDPlan {
	var p SubIDPlan
	p.DelUIDs, p.AddUIDs = p.plan("subuid", a, uids)
	p.DelGIDs, p.AddGIDs = p.plan("subgid", a, gids)
	switch {
	case p.AddUIDs == nil && p.AddGIDs == nil:
	case p.AddUIDs != nil && p.AddGIDs != nil:
		// The same numbers for both are easier on whoever reads a listing.
		free := freeRange(slices.Concat(uids, gids))
		p.AddUIDs, p.AddGIDs = &free, &free
	case p.AddUIDs != nil:
		free := freeRange(uids)
		p.AddUIDs = &free
	default:
		free := freeRange(gids)
		p.AddGIDs = &free
	}
	return p
}

func (p *SubIDPlan) plan(kind string, a Account, all []IDRange) (del []IDRange, add *IDRange) {
	enough := false
	var small []IDRange
	for _, r := range all {
		if !ownedBy(r, a) {
			continue
		}
		clash := slices.IndexFunc(all, func(o IDRange) bool {
			return !ownedBy(o, a) && o.First < r.First+r.Count && r.First < o.First+o.Count
		})
		if clash >= 0 {
			p.Problems = append(p.Problems, fmt.Sprintf("/etc/%s: %s shares ids with %s (%d-%d)",
				kind, a.Name, all[clash].Owner, r.First, r.First+r.Count-1))
			del = append(del, r)
			continue
		}
		if r.Count < subIDCount && !enough {
			small = append(small, r)
		}
		enough = enough || r.Count >= subIDCount
	}
	if !enough {
		if len(del) == 0 {
			p.Problems = append(p.Problems, fmt.Sprintf("/etc/%s has no %d ids for %s", kind, subIDCount, a.Name))
		}
		add = &IDRange{}
	} else {
		for _, r := range small {
			p.Problems = append(p.Problems, fmt.Sprintf("/etc/%s: the %d ids from %d come before the %d of %s, and no container can have a run of ids that crosses into the next range",
				kind, r.Count, r.First, subIDCount, a.Name))
		}
	}
	// Podman maps ranges in the order of the file, and the kernel takes a run of
	// ids only from within one of them: a small one in front keeps keep-id from
	// working, however many follow.
	return append(del, small...), add
}

func ownedBy(r IDRange, a Account) bool {
	return r.Owner == a.Name || r.Owner == strconv.Itoa(a.UID)
}

// freeRange is the lowest range that overlaps no other and leaves homed's alone.
func freeRange(taken []IDRange) IDRange {
	r := IDRange{First: firstSubID, Count: subIDCount}
	for {
		next := r.First
		for _, t := range taken {
			if t.First < r.First+r.Count && r.First < t.First+t.Count {
				next = max(next, t.First+t.Count)
			}
		}
		if r.First+r.Count > homedFirst && r.First < homedEnd {
			next = max(next, homedEnd)
		}
		if next == r.First {
			return r
		}
		r.First = next
	}
}

// Commands are the calls of usermod that carry the plan out. Its ranges are FIRST-LAST.
func (p SubIDPlan) Commands(name string) []string {
	var flags []string
	add := func(flag string, r *IDRange) {
		if r != nil {
			flags = append(flags, fmt.Sprintf("%s %d-%d", flag, r.First, r.First+r.Count-1))
		}
	}
	for _, r := range p.DelUIDs {
		add("--del-subuids", &r)
	}
	for _, r := range p.DelGIDs {
		add("--del-subgids", &r)
	}
	add("--add-subuids", p.AddUIDs)
	add("--add-subgids", p.AddGIDs)
	if len(flags) == 0 {
		return nil
	}
	command := "usermod"
	for _, f := range flags {
		command += " " + f
	}
	return []string{command + " " + name}
}

func checkSubIDs(e *examination) {
	plan := PlanSubIDs(e.Account, e.SubUID, e.SubGID)
	if len(plan.Problems) == 0 {
		return
	}
	commands := plan.Commands(e.Account.Name)
	if e.UserManager {
		// usermod takes nothing from an account that has processes. Podman's pause process,
		// which keeps the old mapping, ends with the manager; telling podman to migrate after
		// the start would stop the containers that lingering has just started.
		manager := "user@" + strconv.Itoa(e.Account.UID) + ".service"
		stop := []string{"systemctl stop " + manager}
		if e.Root {
			// A pause process begun while the account had no bus is not the manager's.
			stop = append(stop, "{ pkill -KILL -u "+e.Account.Name+" || true; }")
		}
		commands = slices.Concat(stop, commands, []string{"systemctl start " + manager})
	}
	fix := e.asRoot(strings.Join(commands, " && "))
	detail := strings.Join(plan.Problems, "; ")
	switch {
	case e.Podman.Missing:
	case len(plan.DelUIDs) > 0:
		// Files in the store belong to the old ids, and once those are gone the account
		// can neither read nor remove them.
		fix = e.asAccount("podman system reset --force") + " && " + fix
		detail += "; other ids lock the account out of its store, so the command deletes its images, containers and volumes first: save what you need, and load the images again"
	case !e.UserManager:
		fix += " && " + e.asAccount("podman system migrate")
	}
	e.fail(fix, "%s", detail)
}
