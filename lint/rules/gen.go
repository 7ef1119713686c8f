//go:build ignore

// Writes docs/rules from the catalogue, and docs/schema/config.json from the
// types of package config: `make generate`.
package main

import (
	"log"
	"os"
	"path/filepath"

	"github.com/nova-engine/nova-quadlet/lint/config"
	"github.com/nova-engine/nova-quadlet/lint/format"
	"github.com/nova-engine/nova-quadlet/lint/rules"
)

func main() {
	const dir = "../../docs/rules"
	// Pages of rules that are gone go too.
	old, err := filepath.Glob(dir + "/*.md")
	check(err)
	for _, f := range old {
		check(os.Remove(f))
	}
	check(os.MkdirAll(dir, 0o755))
	all := rules.All()
	for i := range all {
		check(os.WriteFile(filepath.Join(dir, all[i].Name+".md"), []byte(rules.Page(&all[i])), 0o644))
	}
	check(os.WriteFile(dir+"/README.md", []byte(format.Index(all)), 0o644))
	check(os.WriteFile("../../docs/schema/config.json", config.Schema(all), 0o644))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
