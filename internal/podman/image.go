package podman

import "strings"

// Image is an image reference, cut into its parts.
type Image struct {
	// Transport is the prefix before the first colon if it is one of
	// containers-transports(5); the other parts are then empty.
	Transport string
	// Domain is the registry; empty for a short name.
	Domain string
	Path   string
	Tag    string
	Digest string
	// ID says that the name is an image id, which is never pulled.
	ID                bool
	TagSpan, NameSpan Span
}

// imageTransports are those that podman pull takes.
var imageTransports = []string{
	"docker", "oci", "oci-archive", "dir", "docker-archive", "docker-daemon",
	"containers-storage", "sif", "tarball", "ostree", "atomic",
}

// ParseImage reads an image reference. Dynamic values are not judged.
func ParseImage(v string, t Target) (Image, []Problem) {
	img, ps := parseImage(v)
	if Dynamic(v) {
		return img, nil
	}
	return img, ps
}

func checkImage(v string, t Target) []Problem {
	if Dynamic(v) || strings.HasSuffix(v, ".image") || strings.HasSuffix(v, ".build") {
		return nil
	}
	_, ps := parseImage(v)
	return ps
}

// parseImage follows the grammar of github.com/distribution/reference, by hand:
// that package compiles a dozen regular expressions when a program starts.
func parseImage(v string) (Image, []Problem) {
	img := Image{NameSpan: Span{0, len(v)}}
	if colon := strings.IndexByte(v, ':'); colon > 0 && oneOf(v[:colon], imageTransports) {
		rest := v[colon+1:]
		// "oci:latest" could be an image called oci; podman takes the transport.
		if v[:colon] != "docker" || strings.HasPrefix(rest, "//") {
			img.Transport = v[:colon]
			return img, nil
		}
	}
	name := strings.TrimPrefix(v, "sha256:")
	if len(name) == 64 && allBytes(name, isLowerHex) {
		img.ID = true
		return img, nil
	}
	if strings.Contains(v, "://") {
		return img, refuse(0, strings.Index(v, "://")+3, "write the name without it", "an image reference has no %q in front", v[:strings.Index(v, "://")+3])
	}
	end := len(v)
	if at := strings.IndexByte(v, '@'); at >= 0 {
		img.Digest = v[at+1:]
		if ps := checkDigest(v, at+1); ps != nil {
			return img, ps
		}
		end = at
	}
	start := 0
	if slash := strings.IndexByte(v[:end], '/'); slash >= 0 && isDomain(v[:slash]) {
		img.Domain = v[:slash]
		if ps := checkDomain(v[:slash]); ps != nil {
			return img, ps
		}
		start = slash + 1
	}
	if colon := strings.LastIndexByte(v[start:end], ':'); colon >= 0 {
		at := start + colon
		img.Tag, img.TagSpan = v[at+1:end], Span{at + 1, end}
		if !isTag(img.Tag) {
			return img, refuse(at+1, end, "a tag has letters, digits, '_', '.' and '-', begins with none of the last two, and has at most 128", "%q is no image tag", img.Tag)
		}
		end = at
	}
	img.Path, img.NameSpan = v[start:end], Span{0, end}
	return img, checkPath(v, start, end)
}

// isDomain reports whether the text before the first slash is a registry.
func isDomain(s string) bool {
	return s == "localhost" || strings.ContainsAny(s, ".:")
}

func checkDomain(s string) []Problem {
	if strings.HasPrefix(s, "[") {
		return refuse(0, len(s), "use a host name or an IPv4 address", "a registry cannot be the IPv6 address %q", s)
	}
	host, port, hasPort := strings.Cut(s, ":")
	if hasPort && (port == "" || !allBytes(port, isDigit)) {
		return refuse(len(host)+1, len(s), "", "%q is no port of a registry", port)
	}
	if bad := badDomain(host); bad {
		return refuse(0, len(host), "", "%q is no registry", host)
	}
	return nil
}

func badDomain(host string) bool {
	return eachField(host, '.', func(label string, at int) []Problem {
		ok := label != "" && label[0] != '-' && label[len(label)-1] != '-' &&
			allBytes(label, func(c byte) bool { return isLetter(c) || isDigit(c) || c == '-' })
		if !ok {
			return []Problem{{}}
		}
		return nil
	}) != nil
}

// checkPath judges the repository: lower-case words joined by one of . _ __ or
// any number of -, separated by slashes.
func checkPath(v string, start, end int) []Problem {
	if start == end {
		return refuse(0, max(end, 1), "", "the image %q has no name", v)
	}
	if end-start > 255 {
		return refuse(start, end, "", "the name of the image has more than 255 letters")
	}
	for at := start; at <= end; {
		next := cutAt(v[:end], at, '/')
		if i := badComponent(v[at:next]); i >= 0 {
			bad := min(at+i, end-1)
			hint := "a name has lower-case letters, digits, and between them '.', '_', '__' or '-'"
			if at == next {
				hint = "remove the extra slash"
			}
			return refuse(bad, bad+1, hint, "%q is no image reference", v)
		}
		at = next + 1
	}
	return nil
}

// badComponent returns the index of the first byte that does not fit, or -1.
func badComponent(s string) int {
	if s == "" {
		return 0
	}
	run := byte(0) // the separator in progress
	n := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case isLower(c) || isDigit(c):
			run, n = 0, 0
		case i == 0:
			return i
		case c == '.' && run == 0, c == '_' && (run == 0 || run == '_' && n == 1), c == '-' && (run == 0 || run == '-'):
			run = c
			n++
		default:
			return i
		}
	}
	if run != 0 {
		return len(s) - 1
	}
	return -1
}

func isTag(s string) bool {
	if s == "" || len(s) > 128 || s[0] == '.' || s[0] == '-' {
		return false
	}
	return allBytes(s, func(c byte) bool { return isLetter(c) || isDigit(c) || c == '_' || c == '.' || c == '-' })
}

func checkDigest(v string, at int) []Problem {
	algorithm, hex, _ := strings.Cut(v[at:], ":")
	want := 0
	switch algorithm {
	case "sha256":
		want = 64
	case "sha384":
		want = 96
	case "sha512":
		want = 128
	}
	if want == 0 || len(hex) != want || !allBytes(hex, isLowerHex) {
		return refuse(at, len(v), "a digest is sha256: and 64 lower-case hexadecimal digits", "%q is no image digest", v[at:])
	}
	return nil
}

func isLowerHex(c byte) bool { return isDigit(c) || 'a' <= c && c <= 'f' }

func allBytes(s string, ok func(byte) bool) bool {
	for i := 0; i < len(s); i++ {
		if !ok(s[i]) {
			return false
		}
	}
	return true
}
