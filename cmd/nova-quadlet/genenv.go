package main

import (
	"github.com/spf13/cobra"

	"github.com/nova-engine/nova-quadlet/generator"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// genVariables are the variables that stand in for flags, as in the scripts
// that nova-quadlet replaces. Of several names the first that is set counts:
// the later ones are older names.
var genVariables = []struct {
	flag  string
	names []string
	// empty says that the variable counts even where it is empty.
	empty bool
}{
	{flag: "name", names: []string{"NOVA_PODMAN_CONTAINER"}},
	{flag: "image", names: []string{"NOVA_PODMAN_IMAGE"}},
	{flag: "pull", names: []string{"NOVA_PODMAN_PULL"}},
	{flag: "userns", names: []string{"NOVA_PODMAN_USERNS"}, empty: true},
	{flag: "bind", names: []string{"NOVA_GATEWAY_BIND"}},
	{flag: "config-dir", names: []string{"NOVA_CONFIG_DIR"}},
	{flag: "workspace-dir", names: []string{"NOVA_WORKSPACE_DIR"}},
	{flag: "env-file", names: []string{"NOVA_PODMAN_ENV"}},
	{flag: "gateway-port", names: []string{"NOVA_PODMAN_GATEWAY_HOST_PORT", "NOVA_GATEWAY_PORT"}},
	{flag: "bridge-port", names: []string{"NOVA_PODMAN_BRIDGE_HOST_PORT", "NOVA_BRIDGE_PORT"}},
}

// complete fills in what the command line left open: first from the
// environment, then from what follows from other flags.
func (j *genJob) complete(a *app, cmd *cobra.Command) error {
	a.noteLater([]quadlet.Version{j.spec.Podman})
	for _, v := range genVariables {
		f := cmd.Flags().Lookup(v.flag)
		if f.Changed {
			continue
		}
		for _, name := range v.names {
			value, ok := a.lookupEnv(name)
			if !ok || value == "" && !v.empty {
				continue
			}
			if err := f.Value.Set(value); err != nil {
				return usagef(hintOf(err), "%s: %w", name, err)
			}
			break
		}
	}
	if j.distro != "" {
		if cmd.Flags().Changed("podman") {
			return usagef("one of them", "--podman and --distro exclude each other")
		}
		podman, err := podmanOf(j.distro)
		if err != nil {
			return err
		}
		j.spec.Podman = podman
	}
	// A workspace in its usual place needs no mount of its own.
	if j.spec.WorkspaceDir == j.spec.ConfigDir+"/workspace" {
		j.spec.WorkspaceDir = ""
	}
	if j.quadlets && j.spec.Podman < generator.QuadletsSince {
		return usagef("--podman "+generator.QuadletsSince.String(), "--quadlets: podman quadlet install takes such files since %s, the target is %s", generator.QuadletsSince, j.spec.Podman)
	}
	return nil
}
