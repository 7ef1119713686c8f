package generator

import (
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/podman"
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// isLocalImage reports whether an image can only come from this host.
func isLocalImage(image string) bool {
	reference, _ := podman.ParseImage(image, podman.Target{})
	return reference.Domain == "localhost" || reference.ID
}

// NormalizeImage refuses what podman does not take as an image reference and
// returns the reference in full. A name without a registry, such as today's
// nova-engine:local, is an image of this host: where else podman would look for
// it depends on the host's configuration.
func NormalizeImage(s string) (string, error) {
	if s == "" {
		return "", problem("for example localhost/nova-engine:local", "the image is empty")
	}
	if err := checkText(s); err != nil {
		return "", err
	}
	switch {
	case strings.ContainsAny(s, " \t"):
		return "", problem("one image reference without blanks", "%s holds a blank", quoteShort(s))
	case strings.ContainsAny(s, "%$"):
		return "", problem("the reference itself, without specifiers and variables", "%s is not an image reference", quoteShort(s))
	}
	if kind := quadlet.KindOf(s); kind == quadlet.Image || kind == quadlet.Build {
		return "", problem("--with "+strings.ToLower(kind.Section()), "%s would be read as the name of a unit", quoteShort(s))
	}
	if rest, ok := strings.CutPrefix(s, "docker://"); ok {
		return "", problem("write "+quoteShort(rest), "%s has a transport in front; an image reference has none", quoteShort(s))
	}
	reference, problems := podman.ParseImage(s, podman.Target{})
	if len(problems) > 0 {
		return "", problem(problems[0].Hint, "%s", problems[0].Message)
	}
	if reference.Transport != "" {
		return "", problem("load it first: podman load -i FILE", "%s is an archive or a store, not an image of a registry or of this host", quoteShort(s))
	}
	if reference.Domain == "" && !reference.ID {
		return "localhost/" + s, nil
	}
	return s, nil
}
