// Package export turns what generator renders into what packages and fleets
// are made from. Like generator it takes data and gives data.
package export

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/nova-engine/nova-quadlet/generator"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/templates"
)

// Package is what a package that brings a service account and its Quadlet
// units is made from.
type Package struct {
	Name       string // of the package, such as nova-engine-quadlet
	Version    string // X.Y.Z, with a pre-release after "-" where there is one
	Maintainer string // NAME <ADDRESS>
	Account    string // the service account that the units run for
	Service    string // the unit to start, without ending
	Units      []generator.File
	Config     generator.File // the gateway's first configuration
}

// home is where the account lives: below /var/lib, which exists early and is
// never mounted noexec by a careful distribution as /home may be.
func (p Package) home() string { return "/var/lib/" + p.Account }

// Validate reports everything that cannot be packaged under these names.
func (p Package) Validate() error {
	var errs []error
	for _, c := range []struct{ what, value, form, pattern string }{
		{"package name", p.Name, "lower-case letters, digits, + . and -", `^[a-z0-9][a-z0-9+.-]+$`},
		{"package version", p.Version, "X.Y.Z", `^\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?$`},
		{"maintainer", p.Maintainer, "NAME <ADDRESS>", `^[^<>"\\\n$]+ <[^<>"\\\s$]+@[^<>"\\\s$]+>$`},
		{"account", p.Account, "at most 31 lower-case letters, digits, _ and -", `^[a-z_][a-z0-9_-]{0,30}$`},
	} {
		if !regexp.MustCompile(c.pattern).MatchString(c.value) {
			errs = append(errs, fmt.Errorf("%s %q is not of the form %s", c.what, c.value, c.form))
		}
	}
	if p.Account == "root" {
		errs = append(errs, errors.New("the service is rootless: its account cannot be root"))
	}
	return errors.Join(errs...)
}

// MinPodman returns the lowest Podman that runs the units from the directory
// that the package puts them into, which Podman 4.6 was the first to read.
func (p Package) MinPodman() (quadlet.Version, error) {
	dir := quadlet.SourceDir{Path: "units"}
	for _, u := range p.Units {
		dir.Files = append(dir.Files, quadlet.SourceFile{Name: u.Name, Path: "units/" + u.Name, Content: string(u.Content)})
	}
	lowest := quadlet.V46
	src := quadlet.Source{Dirs: []quadlet.SourceDir{dir}, Complete: true}
	for _, r := range quadlet.Requirements(src, quadlet.UserMode) {
		if r.Min == 0 {
			return 0, fmt.Errorf("no known Podman takes %s", r.Unit.Name)
		}
		lowest = max(lowest, r.Min)
	}
	return lowest, nil
}

// Nfpm renders a tree that nfpm builds a deb, an rpm, an apk and an Arch Linux
// package from: nfpm.yaml, the units, account and directories for systemd, and
// the scripts that run on installing and removing.
func Nfpm(p Package) ([]generator.File, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	podman, err := p.MinPodman()
	if err != nil {
		return nil, err
	}
	fill := strings.NewReplacer(
		"@package@", p.Name, "@account@", p.Account, "@home@", p.home(), "@name@", p.Service,
		"@mark@", generator.Mark, "@token_key@", generator.TokenKey, "@version@", p.Version,
		"@maintainer@", p.Maintainer, "@podman@", podman.String(), "@contents@\n", p.contents(),
	)
	text := func(name, template string) generator.File {
		return generator.File{Name: name, Mode: 0o644, Content: []byte(fill.Replace(template))}
	}
	files := []generator.File{
		text("nfpm.yaml", templates.NfpmConfig),
		text("sysusers.conf", templates.NfpmSysusers),
		text("tmpfiles.conf", templates.NfpmTmpfiles),
		text("postinstall.sh", templates.NfpmPostinstall),
		text("preremove.sh", templates.NfpmPreremove),
		text("postremove.sh", templates.NfpmPostremove),
		text("copyright", templates.NfpmCopyright),
		text("lintian-overrides", templates.NfpmLintian),
		text("rpmlint.toml", templates.NfpmRpmlint),
		{Name: p.Config.Name, Mode: 0o644, Content: p.Config.Content},
	}
	for _, u := range p.Units {
		files = append(files, generator.File{Name: "units/" + u.Name, Mode: 0o644, Content: u.Content})
	}
	slices.SortFunc(files, func(a, b generator.File) int { return strings.Compare(a.Name, b.Name) })
	return files, nil
}

// contents lists the units for nfpm.yaml.
func (p Package) contents() string {
	var b strings.Builder
	for _, u := range p.Units {
		fmt.Fprintf(&b, "  - src: units/%s\n    dst: /usr/share/%s/units/%s\n    file_info: { mode: 0644, owner: root, group: root }\n",
			u.Name, p.Name, u.Name)
	}
	return b.String()
}
