package main

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nova-engine/nova-quadlet/generator"
)

// genJob is one run of gen: what to render, and what to do with it.
type genJob struct {
	spec          generator.Spec
	distro        string
	quadlets      bool
	output        string
	root          string
	force         bool
	generateToken bool
	tokenFile     string
	showSecret    bool
	// tree says that the directory is generated as a whole, to build a package
	// from: what stood there before is not kept aside, or it would be packaged.
	tree bool
}

// What gen can render; the first is the default.
const (
	genContainer = "container"
	genEnv       = "env"
	genLaunch    = "launch"
	genConfig    = "config"
	genAll       = "all"
)

func newGenCmd(a *app) *cobra.Command {
	job := &genJob{spec: generator.Default()}
	what := []string{genContainer, genEnv, genLaunch, genConfig, genAll}
	cmd := &cobra.Command{
		Use:   "gen [container|env|launch|config|all]",
		Short: "Write the unit of Nova Engine, and the files that belong to it",
		Long: `gen renders what runs Nova Engine in a rootless Podman container and prints it:

  container  the Quadlet unit, with the units of --with (default)
  env        the environment file that holds the gateway's token
  launch     the script that runs the gateway without systemd
  config     the minimal nova-engine.json
  all        all of them; needs --output

With --output the files are written into a directory, each whole or not at all.
An environment file that is there keeps every line and gets a token if it has
none; a nova-engine.json that is there is left alone.

A flag wins over the variable in brackets, and that over the default. Values
mean themselves: % and $ need no escaping. A path that begins with %h/ or ~/ is
below the home directory of the account that the unit runs for.`,
		Example: `  nova-quadlet gen > nova-engine.container
  nova-quadlet gen all --output ./out --generate-token
  nova-quadlet gen --gateway-port 28789 --bridge-port 28790
  nova-quadlet gen --image quay.io/example/nova-engine:2.1 --auto-update registry
  nova-quadlet gen --hardened --health --podman 5.8
  nova-quadlet gen all --instance work --gateway-port 18889 --bridge-port 18890 \
      --output ./work --generate-token`,
		GroupID:   groupUnits,
		ValidArgs: what,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("one at a time, or all with --output DIR", "gen takes one of %s, got %d", strings.Join(what, ", "), len(args))
			}
			if len(args) == 1 {
				if err := generator.CheckWord(args[0], what); err != nil {
					return usagef(hintOf(err), "gen: %w", err)
				}
			}
			return nil
		},
	}
	job.flags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := job.complete(a, cmd); err != nil {
			return err
		}
		if len(args) == 0 {
			args = what[:1]
		}
		files, err := job.render(a, args[0])
		if err != nil {
			return err
		}
		if job.output != "" {
			return job.write(a, files)
		}
		return job.print(a, files)
	}
	return cmd
}

// render makes the files and tells the user what was noticed.
func (j *genJob) render(a *app, what string) ([]generator.File, error) {
	if err := j.stage(what); err != nil {
		return nil, err
	}
	if what == genAll && j.output == "" {
		return nil, usagef("for example --output ./out", "gen all writes several files and needs --output DIR")
	}
	input, err := j.input(a, what)
	if err != nil {
		return nil, err
	}
	var (
		files    []generator.File
		warnings []generator.Warning
	)
	one := func(f generator.File, w []generator.Warning, err error) error {
		if f.Content != nil {
			files = append(files, f)
		}
		warnings = w
		return err
	}
	switch what {
	case genContainer:
		if j.quadlets {
			err = one(generator.Quadlets(j.spec))
		} else {
			files, warnings, err = generator.Units(j.spec)
		}
	case genEnv:
		err = one(generator.Env(j.spec, input))
	case genLaunch:
		var f generator.File
		f, err = generator.Launch(j.spec)
		err = one(f, nil, err)
	case genConfig:
		var (
			f generator.File
			w []generator.Warning
		)
		f, w, err = generator.Config(input)
		f.Name = j.spec.StateFileName(f.Name)
		err = one(f, w, err)
	case genAll:
		files, warnings, err = generator.All(j.spec, input)
		if j.root != "" {
			files = slices.DeleteFunc(files, func(f generator.File) bool { return f.Secret })
		}
	}
	if err != nil {
		return nil, &exitError{status: statusUsage, err: err}
	}
	for _, w := range warnings {
		a.warnf(w.Hint, "%s", w.Message)
	}
	return files, nil
}

// input reads what the generator, which reads nothing, needs besides the flags.
func (j *genJob) input(a *app, what string) (generator.Input, error) {
	in := generator.Input{ForceConfig: j.force}
	if what != genEnv && what != genConfig && what != genAll {
		return in, nil
	}
	var err error
	if j.output != "" {
		if in.Env, err = readIn(j.output, j.spec.EnvFileName()); err != nil {
			return in, err
		}
		if in.Config, err = readIn(j.output, j.spec.StateFileName(generator.ConfigFileName)); err != nil {
			return in, err
		}
	}
	switch {
	case what == genConfig:
	case j.root != "":
		// Whoever installs the package gets a token of his own.
		in.Token = strings.Repeat("0", 64)
	default:
		in.Token, err = j.token(a)
	}
	return in, err
}

// packageDir is where a package keeps what it makes the units of an account from.
const packageDir = "/usr/share/nova-engine-quadlet"

// stage turns --root and --output into the directory to write into.
func (j *genJob) stage(what string) error {
	if j.root == "" {
		return nil
	}
	switch info, err := os.Stat(j.root); {
	case err != nil:
		return failf("create it first", "--root: %w", err)
	case !info.IsDir():
		return usagef("create it first", "--root: %q is not a directory", j.root)
	case what == genEnv:
		return usagef("setup draws one where the gateway is to run", "--root: a token does not belong into a package")
	case j.generateToken || j.tokenFile != "":
		return usagef("setup draws one where the gateway is to run", "--root: a token does not belong into a package")
	}
	j.tree = true
	j.output = filepath.Join(j.root, filepath.Clean("/"+cmp.Or(j.output, packageDir)))
	return nil
}

// token gets the token from where the user said. It is never an argument:
// those can be read by every account of the host.
func (j *genJob) token(a *app) (string, error) {
	var raw []byte
	var err error
	switch {
	case j.generateToken && j.tokenFile != "":
		return "", usagef("one of them", "--generate-token and --token-file exclude each other")
	case j.generateToken:
		raw = make([]byte, 32)
		rand.Read(raw) // never fails
		return hex.EncodeToString(raw), nil
	case j.tokenFile != "":
		raw, err = readToken(a, j.tokenFile)
	default:
		token, _ := a.lookupEnv(generator.TokenKey)
		return token, nil
	}
	if err != nil {
		return "", failf("", "--token-file: read %q: %w", j.tokenFile, pathCause(err))
	}
	return strings.TrimRight(string(raw), "\r\n"), nil
}

// print puts one file on standard output. A token is kept off a terminal,
// where it would stay in the scroll-back and in a recording.
func (j *genJob) print(a *app, files []generator.File) error {
	if len(files) > 1 {
		return usagef("--output DIR writes them; --quadlets joins them into one for podman quadlet install",
			"%d files do not go to standard output", len(files))
	}
	for _, f := range files {
		text := string(f.Content)
		if f.Secret && a.stdoutTTY && !j.showSecret {
			text = generator.HideSecrets(text)
			a.warnf("--show-secret shows it, --output DIR writes the file", "the token is hidden on a terminal")
		}
		fmt.Fprint(a.stdout, text)
	}
	return nil
}

// hintOf is the hint that an error knows, or "".
func hintOf(err error) string {
	var h hinter
	if errors.As(err, &h) {
		return h.Hint()
	}
	return ""
}
