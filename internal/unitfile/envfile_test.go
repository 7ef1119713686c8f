package unitfile

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nova-engine/nova-quadlet/internal/realtools"
)

// envTexts are environment files with what the two readers make of them: one
// name=value a word, in %q, then the problems.
var envTexts = []struct{ name, src, podman, systemd string }{
	{"plain", "A=b\nC=d e\n", `A="b" C="d e"`, `A="b" C="d e"`},
	{"quotes", "A=\"b c\"\nB='d'\n", `A="\"b c\"" B="'d'"`, `A="b c" B="d"`},
	{"blanks", "  A = b  \n", `A =" b  "`, `A="b"`},
	{"comments", "# x\n; y\nA=b # c\n", `; y bare A="b # c"`, `A="b # c"`},
	{"continued", "A=b \\\nc\nB=\"x \\\ny\"\n", `A="b \\" c bare B="\"x \\" y" bare`, `A="b c" B="x y"`},
	{"escapes", `A=a\nb` + "\n" + `B="a\nb\$\""` + "\n", `A="a\\nb" B="\"a\\nb\\$\\\"\""`, `A="anb" B="a\\nb$\""`},
	{"no name", "=x\nA=b\n", `A="b" !1`, `A="b" !3`},
	{"no equals", "A\nB=c\n", `A bare B="c"`, `B="c" !4`},
	{"bad name", "1A=x\nA-B=y\nexport C=z\n", `1A="x" A-B="y" export C="z"`, `!3 !3 !3`},
	{"crlf", "A=b\r\nB=c\r\n", `A="b" B="c"`, `A="b" B="c"`},
	{"open quote", "A=\"b\nC=d\n", `A="\"b" C="d"`, `A="b\nC=d\n" !5`},
	{"quote inside", "A=b\"c\"\n", `A="b\"c\""`, `A="b\"c\""`},
	{"two quotes", "A=\"b\"'c'\n", `A="\"b\"'c'"`, `A="bc"`},
	{"no newline", "A=b", `A="b"`, `A="b"`},
	{"empty value", "A=\nB=c\n", `A="" B="c"`, `A="" B="c"`},
	{"latin1", "A=\xe4\n", `A="\xe4"`, `!6`},
}

func TestEnvFiles(t *testing.T) {
	for _, tt := range envTexts {
		vars, errs := ParsePodmanEnv(tt.src)
		if diff := cmp.Diff(tt.podman, dumpEnv(t, tt.src, vars, errs)); diff != "" {
			t.Errorf("%s, podman: (-want +got)\n%s", tt.name, diff)
		}
		vars, errs = ParseSystemdEnv(tt.src)
		if diff := cmp.Diff(tt.systemd, dumpEnv(t, tt.src, vars, errs)); diff != "" {
			t.Errorf("%s, systemd: (-want +got)\n%s", tt.name, diff)
		}
	}
}

func dumpEnv(t *testing.T, src string, vars []EnvVar, errs []EnvError) string {
	t.Helper()
	var out []string
	for _, v := range vars {
		if got := src[v.NameRange.Start:v.NameRange.End]; got != v.Name {
			t.Errorf("the place of %q is that of %q", v.Name, got)
		}
		if v.Bare {
			out = append(out, v.Name+" bare")
			continue
		}
		out = append(out, fmt.Sprintf("%s=%q", v.Name, v.Value))
	}
	for _, e := range errs {
		out = append(out, fmt.Sprintf("!%d", e.Problem))
	}
	return strings.Join(out, " ")
}

// TestEnvPlainIsOneGrammar: what is written without quotes, blanks and special
// characters means the same to both, which is what the generator relies on.
func TestEnvPlainIsOneGrammar(t *testing.T) {
	src := "A=b\nTOKEN=0123456789abcdef\nURL=https://a.b/c?d=e,f:g@h+i~j%k\n"
	podman, _ := ParsePodmanEnv(src)
	systemd, _ := ParseSystemdEnv(src)
	if diff := cmp.Diff(podman, systemd); diff != "" {
		t.Errorf("(-podman +systemd)\n%s", diff)
	}
}

// TestEnvIsSystemds asks systemd's reader, through the program that makes the
// environment of user managers from environment.d: it reads with the same
// function, but works out variables and drops empty ones.
func TestEnvIsSystemds(t *testing.T) {
	root := filepath.Join(filepath.Dir(realtools.SystemdAnalyze(t, "252")), "root")
	program := filepath.Join(root, "usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator")
	for _, tt := range envTexts {
		if strings.Contains(tt.systemd, `\n`) || strings.Contains(tt.src, "$") || strings.Contains(tt.systemd, `""`) || tt.systemd == "!6" {
			continue
		}
		config := t.TempDir()
		file := filepath.Join(config, "environment.d", "x.conf")
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(tt.src), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), program)
		cmd.Env = []string{"HOME=/nonexistent", "XDG_CONFIG_HOME=" + config, "LD_LIBRARY_PATH=" + filepath.Join(root, "usr/lib/x86_64-linux-gnu/systemd")}
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		want, _ := ParseSystemdEnv(tt.src)
		got, _ := ParseSystemdEnv(string(out))
		for _, v := range want {
			if !slices.ContainsFunc(got, func(g EnvVar) bool { return g.Name == v.Name && g.Value == v.Value }) {
				t.Errorf("%s: systemd has no %s=%q but\n%s", tt.name, v.Name, v.Value, out)
			}
		}
		for _, g := range got {
			known := slices.ContainsFunc(want, func(v EnvVar) bool { return g.Name == v.Name })
			if !known && strings.Contains(tt.src, g.Name+"=") {
				t.Errorf("%s: systemd has %s=%q too", tt.name, g.Name, g.Value)
			}
		}
	}
}
