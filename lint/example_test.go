package lint_test

import (
	"fmt"

	"github.com/nova-engine/nova-quadlet/lint"
	"github.com/nova-engine/nova-quadlet/lint/rules"
)

// A program hands in the texts of units, and gets findings back. Nothing is read
// from the disk.
func ExampleRun() {
	src := lint.Source{
		Complete: true, // there are no other units that these could refer to
		Dirs: []lint.SourceDir{{
			Path: "units",
			Files: []lint.SourceFile{{
				Path: "units/web.container", Name: "web.container",
				Content: "[Container]\nImage=docker.io/library/nginx:1.27\nHostname=web\n",
			}},
		}},
	}
	podman, err := lint.ParseVersions("5.4")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range lint.Run(src, lint.Target{Podman: podman}, rules.All()) {
		if d.Severity == lint.Error {
			fmt.Printf("%s:%d: %s [%s], refused by the %s\n", d.File, d.Span.Start.Line, d.Message, d.Rule, d.RefusedBy)
		}
	}
	// Output:
	// units/web.container:3: [Container] has no key "Hostname": case counts [unknown-key], refused by the generator
}

// Fixes are edits of the texts; writing them down is the caller's work, too.
func ExampleFixAll() {
	src := lint.Source{Dirs: []lint.SourceDir{{
		Path: "units",
		Files: []lint.SourceFile{{
			Path: "units/web.container", Name: "web.container",
			Content: "[Container]\nImage=docker.io/library/nginx:1.27\nHostname=web\n",
		}},
	}}}
	fixed := lint.FixAll(src, lint.FixOptions{}, func(src lint.Source) []lint.Diagnostic {
		return lint.Run(src, lint.Target{}, rules.All())
	})
	for _, f := range fixed.Files {
		fmt.Printf("%s\n%s", f.Path, f.After)
	}
	// Output:
	// units/web.container
	// [Container]
	// Image=docker.io/library/nginx:1.27
	// HostName=web
}

// A Session answers an editor: after each edit it lints what that can have touched.
func ExampleSession() {
	src := lint.Source{Complete: true, Dirs: []lint.SourceDir{{Path: "units", Files: []lint.SourceFile{
		{Path: "units/lan.network", Name: "lan.network", Content: "[Network]\n"},
		{Path: "units/web.container", Name: "web.container", Content: "[Container]\nImage=quay.io/example/web:1\nNetwork=lan.network\n"},
	}}}}
	session := lint.NewSession(src, []lint.Target{{}}, rules.All(), lint.Options{})
	files, _ := session.Update("units/lan.network", "[Network]\nSubnets=10.89.0.0/24\n")
	for _, file := range files {
		for _, d := range session.Findings(file) {
			if d.Severity == lint.Error {
				fmt.Printf("%s:%d: %s\n", d.File, d.Span.Start.Line, d.Message)
			}
		}
	}
	// Output:
	// units/lan.network:2: [Network] has no key "Subnets"
	// units/web.container:3: "lan.network" is refused itself, so its network cannot be joined
}
