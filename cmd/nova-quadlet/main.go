// Command nova-quadlet generates, checks, installs and explains the Podman
// Quadlet units that run Nova Engine as a rootless systemd user service.
package main

import "os"

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
