package generator

import "strings"

// isLocalImage reports whether an image can only come from this host.
func isLocalImage(image string) bool { return strings.HasPrefix(image, "localhost/") }

// NormalizeImage refuses what podman does not take as an image reference and
// returns the reference in full. A name without a registry, such as today's
// nova-engine:local, is an image of this host.
func NormalizeImage(s string) (string, error) {
	if s == "" {
		return "", problem("for example localhost/nova-engine:local", "the image is empty")
	}
	if err := checkText(s); err != nil {
		return "", err
	}
	if strings.ContainsAny(s, " \t") {
		return "", problem("one image; options of podman go elsewhere", "%s holds a blank", quoteShort(s))
	}
	for _, ending := range []string{".image", ".build"} {
		if strings.HasSuffix(s, ending) {
			return "", problem("--with "+ending[1:], "%s would be read as the name of a unit", quoteShort(s))
		}
	}
	if scheme, rest, ok := strings.Cut(s, "://"); ok {
		return "", problem("write "+quoteShort(rest), "%s begins with %s://; an image reference has no scheme", quoteShort(s), scheme)
	}
	for _, transport := range []string{"oci:", "oci-archive:", "docker-archive:", "docker-daemon:", "containers-storage:", "dir:", "ostree:", "sif:"} {
		if strings.HasPrefix(s, transport) {
			return "", problem("load it first: podman load -i FILE", "%s is an archive, not an image of a registry or of this host", quoteShort(s))
		}
	}
	rest, digest, hasDigest := strings.Cut(s, "@")
	if hasDigest && !isDigest(digest) {
		return "", problem("sha256: and 64 lower-case hexadecimal digits", "%s is not a digest", quoteShort(digest))
	}
	name, tag := rest, ""
	if i := strings.LastIndexByte(rest, ':'); i > strings.LastIndexByte(rest, '/') {
		name, tag = rest[:i], rest[i+1:]
		if !isTag(tag) {
			return "", problem("letters, digits, '_', '.' and '-', at most 128", "%s is not a tag", quoteShort(tag))
		}
	}
	registry, path, hasRegistry := strings.Cut(name, "/")
	if !hasRegistry || !strings.ContainsAny(registry, ".:") && registry != "localhost" {
		registry, path = "localhost", name
		s = registry + "/" + s
	}
	if !isRegistry(registry) {
		return "", problem("for example quay.io/example/nova-engine:1.2", "%s is not a registry", quoteShort(registry))
	}
	for part := range strings.SplitSeq(path, "/") {
		if !isPathPart(part) {
			hint := "for example localhost/nova-engine:local"
			if isPathPart(strings.ToLower(part)) {
				hint = "image names are lower case: " + strings.ToLower(part)
			}
			return "", problem(hint, "%s is not an image name", quoteShort(s))
		}
	}
	return s, nil
}

func isDigest(s string) bool {
	hex, ok := strings.CutPrefix(s, "sha256:")
	return ok && len(hex) == 64 && strings.Trim(hex, "0123456789abcdef") == ""
}

func isTag(s string) bool {
	if s == "" || len(s) > 128 || s[0] == '.' || s[0] == '-' {
		return false
	}
	for _, r := range s {
		if !isAlnum(r) && r != '_' && r != '.' && r != '-' {
			return false
		}
	}
	return true
}

// isRegistry accepts a host name or address with an optional port.
func isRegistry(s string) bool {
	host, port := s, ""
	if i := strings.LastIndexByte(s, ':'); i >= 0 && !strings.HasSuffix(s, "]") {
		host, port = s[:i], s[i+1:]
		if _, err := CheckPort(port); err != nil {
			return false
		}
	}
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, r := range label {
			if !isAlnum(r) && r != '-' {
				return false
			}
		}
	}
	return true
}

// isPathPart accepts runs of lower-case letters and digits joined by one '.',
// one or two '_', or any number of '-'.
func isPathPart(s string) bool {
	lowerAlnum := func(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }
	if s == "" || !lowerAlnum(s[0]) || !lowerAlnum(s[len(s)-1]) {
		return false
	}
	for i := 0; i < len(s); {
		if lowerAlnum(s[i]) {
			i++
			continue
		}
		j := i
		for !lowerAlnum(s[j]) {
			j++
		}
		separator := s[i:j]
		if separator != "." && separator != "_" && separator != "__" && strings.Trim(separator, "-") != "" {
			return false
		}
		i = j
	}
	return true
}

func isAlnum(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}
