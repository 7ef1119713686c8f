//go:build ignore

// Writes docs/keys.md from the tables of package quadlet: `make generate`.
package main

import (
	"log"
	"os"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

func main() {
	if err := os.WriteFile("../../docs/keys.md", []byte(quadlet.KeysPage()), 0o644); err != nil {
		log.Fatal(err)
	}
}
