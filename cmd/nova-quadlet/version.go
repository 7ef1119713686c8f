package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// linkedVersion is what a build from a source archive, which has neither a
// module version nor a repository, says it is: -ldflags '-X main.linkedVersion=v1.2.3'.
var linkedVersion string

func newVersionCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Long: `version prints the version and the commit that the program was built from, the
Go release and the platform. It says the same on every run: no build date.`,
		Example: "  nova-quadlet version",
		GroupID: groupMore,
		Args:    noArgs,
		RunE:    func(*cobra.Command, []string) error { return printVersion(a) },
	}
}

func printVersion(a *app) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	_, err := fmt.Fprintln(a.stdout, versionLine(info, linkedVersion))
	return err
}

// version is the program's version alone.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	return strings.Fields(versionLine(info, linkedVersion))[1]
}

// versionLine puts what the build recorded on one line; linked stands in where
// it recorded no version.
func versionLine(info *debug.BuildInfo, linked string) string {
	version := info.Main.Version
	if version == "" || version == "(devel)" {
		version = linked
	}
	if version == "" {
		version = "(devel)"
	}
	var about []string
	modified := false
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			about = append(about, "commit "+s.Value)
		case "vcs.modified":
			modified = s.Value == "true"
		}
	}
	if modified {
		about = append(about, "modified")
	}
	about = append(about, runtime.Version(), runtime.GOOS+"/"+runtime.GOARCH)
	return fmt.Sprintf("nova-quadlet %s (%s)", version, strings.Join(about, ", "))
}
