//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/nova-engine/nova-quadlet/generator"
	"github.com/nova-engine/nova-quadlet/internal/host"
	"github.com/nova-engine/nova-quadlet/internal/install"
)

// setupRun is one set-up under way.
type setupRun struct {
	*setupJob
	app     *app
	ctx     context.Context
	who     host.Account
	facts   host.Facts
	changed int
}

func (s *setupRun) run() error {
	if err := s.account(); err != nil {
		return err
	}
	if s.who.Name == "" {
		// A dry run without the account: what follows depends on its ids.
		s.line("would", "then subordinate ids, lingering, directories, files, image and units for %s", s.user)
		return nil
	}
	s.facts = host.System(s.ctx, s.who)
	for _, step := range []func() error{s.subIDs, s.linger, s.manager, s.online, s.home, s.image, s.units} {
		if err := step(); err != nil {
			return err
		}
	}
	if s.dryRun {
		return nil
	}
	if s.changed == 0 {
		fmt.Fprintln(s.app.stdout, "nothing to do: all of it was there")
	}
	s.tellNext()
	return nil
}

// line shows one step; the first word says whether anything happened.
func (s *setupRun) line(word, format string, args ...any) {
	fmt.Fprintf(s.app.stdout, "%-8s %s\n", word, fmt.Sprintf(format, args...))
}

// shell shows a command and runs it. Nothing is hidden: a step that fails ends the set-up.
func (s *setupRun) shell(what, command string) error {
	if s.dryRun {
		s.line("would", "%s: %s", what, command)
		return nil
	}
	s.changed++
	s.line("do", "%s: %s", what, command)
	cmd := exec.CommandContext(s.ctx, "/bin/sh", "-c", command)
	cmd.Dir = "/"
	if _, err := host.Output(cmd); err != nil {
		return failf("", "%s: %w", what, err)
	}
	return nil
}

func (s *setupRun) account() error {
	who, err := host.Current()
	if s.user != "" {
		who, err = host.Lookup(s.user)
	}
	if errors.Is(err, host.ErrNoAccount) {
		shell := "/bin/false"
		for _, p := range []string{"/usr/sbin/nologin", "/sbin/nologin", "/usr/bin/nologin"} {
			if _, err := os.Stat(p); err == nil {
				shell = p
				break
			}
		}
		if err := s.shell("account "+s.user, "useradd --system --user-group --create-home --shell "+shell+" "+s.user); err != nil || s.dryRun {
			return err
		}
		who, err = host.Lookup(s.user)
	}
	if err != nil {
		return failf("", "%w", err)
	}
	s.who = who
	s.line("ok", "account %s: uid %d, home %s", who.Name, who.UID, who.Home)
	return nil
}

func (s *setupRun) subIDs() error {
	plan := host.PlanSubIDs(s.who, s.facts.SubUID, s.facts.SubGID)
	commands := plan.Commands(s.who.Name)
	if len(commands) == 0 {
		s.line("ok", "subordinate ids of %s", s.who.Name)
		return nil
	}
	command := strings.Join(commands, " && ")
	if os.Geteuid() != 0 {
		return failf("sudo "+command, "%s", strings.Join(plan.Problems, "; "))
	}
	return s.shell("subordinate ids", command)
}

func (s *setupRun) linger() error {
	const why = "services start at boot, without a login"
	switch {
	case !s.facts.Systemd:
		s.line("skip", "lingering: this host does not run systemd")
		return nil
	case s.facts.Linger:
		s.line("ok", "lingering of %s: %s", s.who.Name, why)
		return nil
	}
	if os.Geteuid() != 0 && !s.dryRun {
		// Only with a session of its own may an account do that, and it can live without.
		cmd := exec.CommandContext(s.ctx, "loginctl", "enable-linger")
		if _, err := host.Output(cmd); err != nil {
			s.app.warnf("sudo loginctl enable-linger "+s.who.Name, "lingering is off, the service ends with the last login: %v", err)
			return nil
		}
		s.changed++
		s.line("do", "lingering (%s): loginctl enable-linger", why)
		return nil
	}
	return s.shell("lingering ("+why+")", "loginctl enable-linger "+s.who.Name)
}

func (s *setupRun) manager() error {
	if !s.facts.Systemd {
		return nil
	}
	if s.facts.UserManager && s.facts.UserBus {
		s.line("ok", "user manager of %s", s.who.Name)
		return nil
	}
	if os.Geteuid() != 0 && !s.dryRun {
		// Lingering starts it; only root may start it by hand.
		return s.waitForBus()
	}
	if err := s.shell("user manager", "systemctl start user@"+strconv.Itoa(s.who.UID)+".service"); err != nil || s.dryRun {
		return err
	}
	return s.waitForBus()
}

func (s *setupRun) waitForBus() error {
	bus := filepath.Join(s.who.RuntimeDir(), "bus")
	for range 600 {
		if install.Listening(bus) {
			return nil
		}
		time.Sleep(200 * time.Millisecond)
	}
	return failf("is dbus-user-session installed?", "the user manager of %s has no bus at %s", s.who.Name, bus)
}

// online ends a wait of 90 s at every start of a rootless unit.
func (s *setupRun) online() error {
	const command = "systemctl add-wants multi-user.target network-online.target && systemctl start network-online.target"
	switch {
	case !s.quadlet || !s.facts.Systemd || s.gen.spec.NoNetworkWait:
		return nil
	case s.facts.Online.Wanted && s.facts.Online.Active:
		s.line("ok", "network-online.target is started at boot")
		return nil
	case os.Geteuid() != 0:
		s.app.warnf("sudo "+strings.ReplaceAll(command, " && ", " && sudo "), "nothing starts network-online.target, and every start of a rootless unit waits 90 s for it")
		return nil
	}
	return s.shell("network-online.target, which rootless units wait for", command)
}

func (s *setupRun) home() error {
	token, err := s.gen.token(s.app)
	if err != nil {
		return err
	}
	req := s.homeOf(s.who)
	req.Token = token
	var done homeAnswer
	if s.who.Self() {
		done, err = makeHome(req)
	} else {
		err = workAs(s.ctx, s.who, "home", req, &done)
	}
	for _, c := range done.Done {
		word := "ok"
		switch {
		case c.Changed && s.dryRun:
			word = "would"
		case c.Changed:
			word = "do"
			s.changed++
		}
		s.line(word, "%s (%s)", c.Path, c.What)
	}
	for _, w := range done.Warnings {
		s.app.warnf(w.Hint, "%s", w.Message)
	}
	if err != nil {
		return failf(hintOf(err), "%w", err)
	}
	return nil
}

func (s *setupRun) units() error {
	if !s.quadlet {
		return nil
	}
	spec := s.gen.spec
	version, err := host.Output(s.who.Command(s.ctx, "podman", "--version"))
	if f := strings.Fields(version); err == nil && len(f) > 0 {
		spec.Podman = unitPodman(s.gen.distro != "", spec.Podman, f[len(f)-1])
	}
	files, warnings, err := generator.Units(spec)
	if err != nil {
		return &exitError{status: statusUsage, err: err}
	}
	for _, w := range warnings {
		s.app.warnf(w.Hint, "%s", w.Message)
	}
	job := install.Job{
		Set: install.Set{Name: spec.UnitName()}, Dir: filepath.Join(s.who.Home, ".config/containers/systemd"),
		DirMode: 0o700, DryRun: s.dryRun, Start: true, RestartChanged: true, Adopt: true,
	}
	for _, f := range files {
		job.Set.Files = append(job.Set.Files, install.File{Name: f.Name, Mode: f.Mode, Data: f.Content})
	}
	rep, err := runJob(s.ctx, s.who, job, spec.Podman)
	warnLeft(s.app, rep)
	for _, c := range rep.Plan.Changes {
		switch {
		case c.Action == install.Keep || c.Action == install.Conflict:
		case s.dryRun:
			s.line("would", "%s unit %s", c.Action, c.Name)
		default:
			s.changed++
			s.line("do", "%s unit %s", c.Action, c.Name)
		}
	}
	if err != nil {
		return jobError(s.app, rep, job, err)
	}
	if s.dryRun {
		if s.url() == "" {
			s.line("would", "start %s.service", spec.UnitName())
			return nil
		}
		s.line("would", "start %s.service and wait until %s answers", spec.UnitName(), s.url())
		return nil
	}
	if rep.Skipped != "" {
		s.app.warnf("", "the service was not started: %s", rep.Skipped)
		return nil
	}
	for _, u := range rep.Started {
		s.changed++
		s.line("do", "start %s", u)
	}
	return s.waitForAnswer(spec.UnitName() + ".service")
}

// waitForAnswer takes no "active" for an answer: the unit counts as started as soon as the
// container is, and a gateway that dies a second later has been started too. Nor does it take
// any answer for the unit's: while that is not active, somebody else has the port.
func (s *setupRun) waitForAnswer(unit string) error {
	url := s.url()
	if url == "" {
		s.line("skip", "waiting for an answer: without a network nothing outside the container gets one")
		return nil
	}
	end := time.Now().Add(s.timeout)
	for {
		answered := s.answers(url)
		state, restarts := s.unitState(unit)
		if answered && state == "active" {
			s.line("ok", "%s answers at %s", unit, url)
			return nil
		}
		if state == "failed" || restarts >= 3 || time.Now().After(end) {
			why := "nova-quadlet why "
			if !s.who.Self() {
				why += "--user " + s.who.Name + " "
			}
			return failf(why+strings.TrimSuffix(unit, ".service"), "%s does not answer at %s: it is %s, restarted %d times", unit, url, state, restarts)
		}
		select {
		case <-s.ctx.Done():
			return s.ctx.Err()
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// answers reports whether somebody speaks HTTP at an address. Package net/http would do
// it in one line, and make every command start a millisecond later: a third of what
// linting a file takes.
func (s *setupRun) answers(url string) bool {
	address := strings.TrimSuffix(strings.TrimPrefix(url, "http://"), "/")
	dialer := net.Dialer{Timeout: 3 * time.Second}
	conn, err := dialer.DialContext(s.ctx, "tcp", address)
	if err != nil {
		return false
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(3 * time.Second)); err != nil {
		return false
	}
	text := textproto.NewConn(conn)
	if err := text.PrintfLine("GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n", address); err != nil {
		return false
	}
	line, err := text.ReadLine()
	return err == nil && strings.HasPrefix(line, "HTTP/1.")
}

func (s *setupRun) unitState(unit string) (active string, restarts int) {
	args := append(strings.Fields(systemctl(s.who, false))[1:], "show", "-p", "ActiveState,NRestarts", unit)
	cmd := exec.CommandContext(s.ctx, "systemctl", args...)
	cmd.Dir = "/"
	out, _ := cmd.Output()
	for line := range strings.Lines(string(out)) {
		switch key, value, _ := strings.Cut(strings.TrimSpace(line), "="); key {
		case "ActiveState":
			active = value
		case "NRestarts":
			restarts, _ = strconv.Atoi(value)
		}
	}
	return active, restarts
}
