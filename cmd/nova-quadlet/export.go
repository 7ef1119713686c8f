package main

import (
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/nova-engine/nova-quadlet/export"
	"github.com/nova-engine/nova-quadlet/generator"
)

func newExportCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "export nfpm",
		Short: "Write the units in the form that packages are built from",
		Long: `export writes the unit of Nova Engine, with all that an installation needs, as
input of another tool:

  nfpm   a tree that nfpm builds a deb, rpm, apk or Arch Linux package from`,
		Example: "  nova-quadlet export nfpm --output ./package --maintainer 'Ops <ops@example.com>'",
		GroupID: groupUnits,
		Args:    subcommandOnly,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return usagef(`run "nova-quadlet export --help"`, "export needs a form: nfpm")
		},
	}
	cmd.AddCommand(newExportNfpmCmd(a))
	return cmd
}

func newExportNfpmCmd(a *app) *cobra.Command {
	job := &genJob{spec: generator.Default(), tree: true}
	pkg := export.Package{Name: "nova-engine-quadlet", Version: "1.0.0", Account: "nova-engine"}
	cmd := &cobra.Command{
		Use:   "nfpm",
		Short: "Write a tree that nfpm builds packages from",
		Long: `nfpm writes a directory in which nfpm builds a deb, rpm, apk or Arch Linux
package. Installing that package makes a service account with subordinate ids of
its own, draws the gateway's token, puts the unit where only that account's
manager reads it, and lets it start at boot. In a chroot or an image build it
does what can be done there and never fails.

The package depends on the oldest Podman that takes the unit. NOVA_* variables
are not read: the same command line gives the same bytes everywhere.`,
		Example: `  nova-quadlet export nfpm --output ./package --maintainer 'Ops <ops@example.com>'
  nova-quadlet export nfpm --output ./package --maintainer 'Ops <ops@example.com>' \
      --package-version 1.2.0 --image registry.example.com/nova-engine:2.1 --hardened
  cd package && nfpm package --packager rpm`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runExportNfpm(a, cmd, job, pkg) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	groupFlags(f, "Package", func(f *pflag.FlagSet) {
		f.StringVarP(&job.output, "output", "o", "", "write the tree into `DIR`")
		f.BoolVar(&job.force, "force", false, "replace files in DIR that are somebody else's")
		f.StringVar(&pkg.Name, "package-name", pkg.Name, "`NAME` of the package")
		f.StringVar(&pkg.Version, "package-version", pkg.Version, "its version, `X.Y.Z`")
		f.StringVar(&pkg.Maintainer, "maintainer", "", "who answers for it: `'NAME <ADDRESS>'`")
		f.StringVar(&pkg.Account, "account", pkg.Account, "the service `ACCOUNT` that it makes")
	})
	// The unit's own flags are those of gen, without what the package decides:
	// the state is in its account's home directory, the token drawn there.
	decided := []string{
		"output", "root", "force", "quadlets", "generate-token", "token-file", "show-secret", "instance", "template",
		"config-dir", "env-file", "workspace-dir", "source-dir", "with", "secret",
	}
	gen := &cobra.Command{}
	job.flags(gen)
	gen.Flags().VisitAll(func(fl *pflag.Flag) {
		if !slices.Contains(decided, fl.Name) {
			f.AddFlag(fl)
		}
	})
	return cmd
}

func runExportNfpm(a *app, cmd *cobra.Command, job *genJob, pkg export.Package) error {
	if job.output == "" {
		return usagef("for example --output ./package", "export nfpm writes several files and needs --output DIR")
	}
	if pkg.Maintainer == "" {
		return usagef("for example --maintainer 'Ops <ops@example.com>'", "a package needs a --maintainer")
	}
	if job.distro != "" {
		if cmd.Flags().Changed("podman") {
			return usagef("one of them", "--podman and --distro exclude each other")
		}
		podman, err := podmanOf(job.distro)
		if err != nil {
			return err
		}
		job.spec.Podman = podman
	}
	units, err := job.render(a, genContainer)
	if err != nil {
		return err
	}
	config, _, err := generator.Config(generator.Input{})
	if err != nil {
		return err
	}
	pkg.Service, pkg.Units, pkg.Config = job.spec.UnitName(), units, config
	files, err := export.Nfpm(pkg)
	if err != nil {
		return &exitError{status: statusUsage, err: err}
	}
	return job.write(a, files)
}
