package generator

import "strings"

// place is a host path of which the first part means itself and the tail, which
// only we write, may hold a specifier.
type place struct{ path, tail string }

// text is the place for a key that ends up in a command line.
func (p place) text() string { return hostPath(p.path) + p.tail }

// unitText is the place for a key that systemd reads itself, where a dollar
// sign is a dollar sign.
func (p place) unitText() string { return strings.ReplaceAll(p.text(), "$$", "$") }

func (p place) join(name string) place { return place{p.path, p.tail + "/" + name} }

// configDir is where Nova Engine keeps its state. Each instance of a template
// has its own.
func (s Spec) configDir() place {
	if s.Template {
		return place{s.ConfigDir, "-%i"}
	}
	return place{path: s.ConfigDir}
}

// envFile is the environment file that holds the token, if there is one.
func (s Spec) envFile() (place, bool) {
	switch {
	case s.EnvFile != "":
		return place{path: s.EnvFile}, true
	case s.TokenSecret != "":
		return place{}, false
	}
	return s.configDir().join(".env"), true
}
