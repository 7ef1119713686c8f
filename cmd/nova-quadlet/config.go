package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/nova-engine/nova-quadlet/lint"
	"github.com/nova-engine/nova-quadlet/lint/config"
)

// configFlags say which configuration holds.
type configFlags struct {
	file  string
	none  bool
	print bool
}

func (f *configFlags) define(fs *pflag.FlagSet) {
	fs.StringVar(&f.file, "config", "", "configuration `FILE` (default: "+config.FileName+" beside or above PATH)")
	fs.BoolVar(&f.none, "no-config", false, "take no notice of any configuration file")
	fs.BoolVar(&f.print, "print-config", false, "print the configuration that holds, flags included, and exit")
}

// project is what is linted with one configuration.
type project struct {
	*config.Config
	// file is the configuration file, "" where there is none; dir is what its paths
	// are relative to.
	file, dir string
	args      []string
}

// projects finds the configuration of each argument, and puts those with the
// same one together, in the order of the arguments.
func (f *configFlags) projects(args []string, stdinName string, all []lint.Rule) ([]*project, error) {
	if f.none && f.file != "" {
		return nil, usagef("", "--config and --no-config exclude each other")
	}
	if f.none || f.file != "" || len(args) == 0 {
		p, err := f.project(".", all)
		if err != nil {
			return nil, err
		}
		p.args = args
		return []*project{p}, nil
	}
	var list []*project
	for _, arg := range args {
		path := arg
		if arg == "-" {
			path = stdinName
		}
		file, err := findConfig(path)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(list, func(p *project) bool { return p.file == file })
		if i < 0 {
			p, err := readConfig(file, all)
			if err != nil {
				return nil, err
			}
			i = len(list)
			list = append(list, p)
		}
		list[i].args = append(list[i].args, arg)
	}
	return list, nil
}

func (f *configFlags) project(path string, all []lint.Rule) (*project, error) {
	file := f.file
	if file == "" && !f.none {
		var err error
		if file, err = findConfig(path); err != nil {
			return nil, err
		}
	}
	return readConfig(file, all)
}

// findConfig looks for the configuration file in a directory, or that of a file,
// and upwards.
func findConfig(path string) (string, error) {
	dir, err := filepath.Abs(path)
	if err != nil {
		return "", failf("", "find the configuration of %q: %w", path, err)
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		dir = filepath.Dir(dir)
	}
	for {
		file := filepath.Join(dir, config.FileName)
		if exists(file) {
			return file, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", nil
		}
		dir = up
	}
}

func readConfig(file string, all []lint.Rule) (*project, error) {
	if file == "" {
		return &project{Config: &config.Config{}, dir: "."}, nil
	}
	src, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usagef("", "read %q: %s", file, reason(err))
	}
	if err != nil {
		return nil, readError(file, err)
	}
	c, err := config.Parse(src, all)
	if err != nil {
		return nil, configError(shortPath(file), err)
	}
	return &project{Config: c, file: file, dir: filepath.Dir(file)}, nil
}

// configError puts the file's name before each mistake in it.
func configError(file string, err error) error {
	errs := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		errs = joined.Unwrap()
	}
	var named []error
	for _, err := range errs {
		hint := ""
		sep := ": "
		var at *config.Error
		if errors.As(err, &at) {
			hint = at.Hint()
			if at.Line > 0 {
				sep = ":"
			}
		}
		named = append(named, usagef(hint, "%s%s%w", file, sep, err))
	}
	return errors.Join(named...)
}

// shortPath is a path relative to this directory where that is shorter.
func shortPath(path string) string {
	here, err := os.Getwd()
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(here, path); err == nil && len(rel) < len(path) {
		return rel
	}
	return path
}

// rel gives the path of a file as the patterns of the configuration want it.
func (p *project) rel(file string) string {
	path, err := filepath.Abs(file)
	if err != nil {
		return file
	}
	base, err := filepath.Abs(p.dir)
	if err != nil {
		return file
	}
	// Without links resolved first: a link into the project is a file of it.
	if rel, err := filepath.Rel(base, path); err == nil && !strings.HasPrefix(rel, "..") {
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(path)
}

// merge lets the flags overrule the file.
func (f *lintFlags) merge(p *project, all []lint.Rule) error {
	c := p.Config
	t := &f.target
	if t.user && t.system {
		return usagef("", "--user and --system exclude each other")
	}
	if len(t.podman.list) > 0 && len(t.distros.list) > 0 {
		return usagef("--distro brings its own Podman", "--podman and --distro exclude each other")
	}
	if t.systemd < 0 {
		return usagef("", "--systemd: %d is no version", t.systemd)
	}
	switch {
	case len(t.podman.list) > 0:
		c.Podman, c.Distro = t.podman.text, nil
	case len(t.distros.list) > 0:
		c.Podman, c.Distro = "", strings.Split(t.distros.text, ",")
	case t.installed:
		c.Podman, c.Distro = "", nil
	}
	if t.systemd > 0 {
		c.Systemd = t.systemd
	}
	switch {
	case t.user:
		c.Manager = "user"
	case t.system:
		c.Manager = "system"
	}
	c.SELinux = c.SELinux || t.selinux
	if f.failOn.set {
		c.FailOn = f.failOn.String()
	}
	if f.baseline != "" {
		c.Baseline = ""
	}
	return f.choice.merge(c, all)
}
