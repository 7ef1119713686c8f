//go:build unix

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/host"
	"github.com/nova-engine/nova-quadlet/internal/install"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// stateOf returns what the units of a set keep on the host: the directories below the
// account's home that they mount. Nothing else is ever offered for removal.
func stateOf(changes []install.Change, who host.Account, dir string, v quadlet.Version) []string {
	var units []host.UnitFile
	for _, c := range changes {
		if c.Old != nil {
			p := filepath.Join(dir, filepath.FromSlash(c.Name))
			units = append(units, host.UnitFile{Path: p, Name: filepath.Base(p), Dir: dir, Content: string(c.Old)})
		}
	}
	var out []string
	for _, w := range host.Wants(units, who, v) {
		for _, m := range w.Mounts {
			if strings.HasPrefix(m.Source, filepath.Clean(who.Home)+"/") && who.Home != "/" {
				out = append(out, m.Source)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// confirm asks before anything is lost. Without a terminal there is nobody to ask.
func (a *app) confirm(yes bool, paths []string) error {
	if yes || len(paths) == 0 {
		return nil
	}
	if !a.stdinTTY {
		return usagef("--yes says that it is meant", "--purge removes %s for good, and there is no terminal to ask on", strings.Join(paths, ", "))
	}
	fmt.Fprintf(a.stderr, "Remove %s for good, token and workspace included? Type yes: ", strings.Join(paths, ", "))
	line, _ := bufio.NewReader(a.stdin).ReadString('\n')
	if strings.TrimSpace(line) != "yes" {
		return usagef("", "nothing was removed")
	}
	return nil
}

// purge removes directories with the account's own rights.
func purge(ctx context.Context, who host.Account, paths []string) error {
	if who.Self() {
		return removeState(who.Home, paths)
	}
	var done bool
	return workAs(ctx, who, "purge", purgeRequest{who.Home, paths}, &done)
}

type purgeRequest struct {
	Home  string
	Paths []string
}

func purgeWorker(_ context.Context, in []byte) (any, error) {
	var req purgeRequest
	if err := json.Unmarshal(in, &req); err != nil {
		return nil, err
	}
	return true, removeState(req.Home, req.Paths)
}

// removeState does not follow a link out of the home directory.
func removeState(home string, paths []string) error {
	root, err := os.OpenRoot(home)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, p := range paths {
		rel, err := filepath.Rel(home, p)
		if err == nil && (!filepath.IsLocal(rel) || rel == ".") {
			err = fmt.Errorf("%q is not below %q", p, home)
		}
		if err == nil {
			err = root.RemoveAll(rel)
		}
		if err != nil {
			return fmt.Errorf("remove %s: %w", p, err)
		}
	}
	return nil
}
