//go:build unix

package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"

	"github.com/nova-engine/nova-quadlet/generator"
	"github.com/nova-engine/nova-quadlet/internal/host"
)

// image brings the image into the account's own store, through a pipe: no archive lies
// around for others to read, and the account needs no right to where the source is.
func (s *setupRun) image() error {
	name, err := generator.NormalizeImage(s.gen.spec.Image)
	if err != nil {
		return &exitError{status: statusUsage, err: err}
	}
	_, missing := host.Output(s.who.Command(s.ctx, "podman", "image", "exists", name))
	if missing == nil && !s.rebuild {
		s.line("ok", "image %s is in the store of %s", name, s.who.Name)
		return nil
	}
	if errors.Is(missing, exec.ErrNotFound) && !s.dryRun {
		return failf("install Podman 4.4 or later", "podman is not installed")
	}
	word := "do"
	if s.dryRun {
		word = "would"
	}
	switch {
	case s.load != "":
		s.line(word, "load the image from %s", s.load)
		if s.dryRun {
			return nil
		}
		f, err := os.Open(s.load)
		if err != nil {
			return failf("", "load the image: %w", err)
		}
		defer f.Close()
		err = s.podman(s.who, f, nil, "load", "--quiet")
		if err != nil {
			return err
		}
	case s.build != "":
		s.line(word, "build %s from %s", name, s.build)
		if s.dryRun {
			return nil
		}
		if err := s.buildImage(name); err != nil {
			return err
		}
	case strings.HasPrefix(name, "localhost/"):
		if s.dryRun {
			s.line("skip", "image %s is not there: give --build DIR or --load FILE", name)
			return nil
		}
		return failf("--build DIR builds it, --load FILE loads it", "the image %s is not in the store of %s", name, s.who.Name)
	default:
		s.line(word, "pull %s", name)
		if s.dryRun {
			return nil
		}
		if err := s.podman(s.who, nil, nil, "pull", name); err != nil {
			return err
		}
	}
	s.changed++
	if _, err := host.Output(s.who.Command(s.ctx, "podman", "image", "exists", name)); err != nil {
		return failf("is it tagged with another name? --image says which is used", "the image %s is still not in the store of %s", name, s.who.Name)
	}
	return nil
}

// buildImage builds as the one who called and hands the result on: the source tree is often
// where the account cannot go.
func (s *setupRun) buildImage(name string) error {
	me, err := host.Current()
	if err != nil {
		return err
	}
	if err := s.podman(me, nil, nil, "build", "--tag", name, s.build); err != nil || s.who.Self() {
		return err
	}
	r, w := io.Pipe()
	saved := make(chan error, 1)
	go func() {
		err := s.podman(me, nil, w, "save", "--quiet", name)
		w.CloseWithError(err)
		saved <- err
	}()
	err = s.podman(s.who, r, nil, "load", "--quiet")
	r.CloseWithError(errors.New("podman load has ended"))
	return errors.Join(<-saved, err)
}

// podman runs podman with its progress shown.
func (s *setupRun) podman(who host.Account, in io.Reader, out io.Writer, args ...string) error {
	cmd := who.Command(s.ctx, "podman", args...)
	var said bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = in, out, io.MultiWriter(&said, s.app.stderr)
	if out == nil {
		cmd.Stdout = s.app.stderr
	}
	if err := cmd.Run(); err != nil {
		last := strings.TrimSpace(said.String())
		last = last[strings.LastIndexByte(last, '\n')+1:]
		return failf("", "podman %s: %w: %s", args[0], err, last)
	}
	return nil
}
