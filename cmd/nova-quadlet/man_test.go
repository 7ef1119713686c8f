package main

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"

	"github.com/nova-engine/nova-quadlet/internal/realtools"
)

// TestManPages has groff read the page of every command, all its warnings on.
func TestManPages(t *testing.T) {
	groff := realtools.Program(t, "groff")
	root := newRootCmd(&app{}, nil)
	for _, cmd := range documented(root) {
		t.Run(pageName(cmd), func(t *testing.T) {
			if cmd.Short == "" || cmd.Long == "" || cmd.Example == "" {
				t.Error("the command lacks a short text, a long text or an example")
			}
			var page, complaints bytes.Buffer
			writeManPage(&page, cmd)
			render := exec.Command(groff, "-ww", "-man", "-Tutf8", "-rHY=0", "-P-bcou")
			render.Stdin, render.Stderr = &page, &complaints
			text, err := render.Output()
			if err != nil || complaints.Len() > 0 {
				t.Errorf("groff: %v\n%s", err, complaints.String())
			}
			for _, group := range groupedFlags(cmd) {
				for _, f := range group.flags {
					if !strings.Contains(string(text), "--"+f.Name) {
						t.Errorf("the page does not show --%s:\n%s", f.Name, text)
					}
				}
			}
		})
	}
}

func TestManPageText(t *testing.T) {
	tests := []struct{ name, line, want string }{
		{"a dot at the start is no request", ".container files", `\&.container files`},
		{"nor is a quote", "'a' or b", `\&'a' or b`},
		{"dashes can be pasted", "gen --all", `gen \-\-all`},
		{"backslash", `a\n`, `a\en`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := roffText(tt.line); got != tt.want {
				t.Errorf("roffText(%q) = %q, want %q", tt.line, got, tt.want)
			}
		})
	}
}
