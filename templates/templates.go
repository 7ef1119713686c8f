// Package templates holds the texts that are rendered as files and are too long
// to stand in Go source. Each is checked by its own real tool in the tests.
package templates

import _ "embed"

// Launch is the launch script. The line "#@defaults@" stands for the variables
// that the generator sets, "#@options@" for further options of podman.
//
//go:embed launch.sh
var Launch string

// The tree of `export nfpm`: nfpm's configuration, the maintainer scripts, the
// account and its directories for systemd, the licence, and the exceptions of
// the two linters. Words between @ are filled in by package export.
var (
	//go:embed nfpm/nfpm.yaml
	NfpmConfig string
	//go:embed nfpm/postinstall.sh
	NfpmPostinstall string
	//go:embed nfpm/preremove.sh
	NfpmPreremove string
	//go:embed nfpm/postremove.sh
	NfpmPostremove string
	//go:embed nfpm/sysusers.conf
	NfpmSysusers string
	//go:embed nfpm/tmpfiles.conf
	NfpmTmpfiles string
	//go:embed nfpm/copyright
	NfpmCopyright string
	//go:embed nfpm/lintian-overrides
	NfpmLintian string
	//go:embed nfpm/rpmlint.toml
	NfpmRpmlint string
)
