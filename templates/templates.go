// Package templates holds the texts that are rendered as files and are too long
// to stand in Go source. Each is checked by its own real tool in the tests.
package templates

import _ "embed"

// Launch is the launch script. The line "#@defaults@" stands for the variables
// that the generator sets, "#@options@" for further options of podman.
//
//go:embed launch.sh
var Launch string
