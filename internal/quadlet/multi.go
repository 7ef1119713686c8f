package quadlet

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

// MultiExt is the ending of a file that holds several units, which `podman
// quadlet install` takes apart since 5.8. The generator itself does not read
// such files.
const MultiExt = ".quadlets"

// IsMulti reports whether a file holds several units, by its name.
func IsMulti(fileName string) bool { return filepath.Ext(fileName) == MultiExt }

// MultiPart is one unit of a .quadlets file.
type MultiPart struct {
	// Name is the file that the part is installed as, "" where Err says why it
	// cannot be told.
	Name string
	Kind Kind
	// Start and End are the part's place in the source, without blanks around it.
	Start, End int
	// NameStart and NameEnd are the place of the name that is written, both Start
	// where there is none.
	NameStart, NameEnd int
	// Err is podman's message for a part that it cannot take, "" otherwise. One
	// such part, and nothing of the file is installed.
	Err string
}

// SplitMulti takes a .quadlets file apart as podman does: at lines of "---",
// each part named by a "# FileName=NAME" comment and given its ending by the
// first header that is a kind's, in any case. Unlike podman it does not stop at
// the first part that is wrong. No parts at all is an error too, which podman
// words "no valid quadlet sections found in file PATH".
func SplitMulti(src string) []MultiPart {
	var parts []MultiPart
	number := 0 // as podman counts: what holds at least an empty line
	add := func(start, end int) {
		if start == end {
			return
		}
		number++
		text := src[start:end]
		lead := len(text) - len(strings.TrimLeftFunc(text, unicode.IsSpace))
		text = strings.TrimSpace(text)
		if text == "" {
			return
		}
		parts = append(parts, newMultiPart(src, start+lead, start+lead+len(text), number))
	}
	start, at := 0, 0
	for line := range strings.Lines(src) {
		if strings.TrimSpace(line) == "---" {
			add(start, at)
			start = at + len(line)
		}
		at += len(line)
	}
	add(start, len(src))
	return parts
}

func newMultiPart(src string, start, end, number int) MultiPart {
	p := MultiPart{Start: start, End: end, NameStart: start, NameEnd: start}
	p.Kind = multiKind(src[start:end])
	name, at, found := multiName(src[start:end])
	if found {
		p.NameStart, p.NameEnd = start+at, start+at+len(name)
	}
	switch {
	case p.Kind == KindNone:
		p.Err = fmt.Sprintf("unable to detect quadlet type in section %d: no recognized quadlet section found "+
			"(expected [Container], [Volume], [Network], [Kube], [Image], [Build], or [Pod])", number)
	case !found:
		p.Err = fmt.Sprintf("section %d: missing required '# FileName=<name>' comment at the beginning of quadlet section", number)
	case name == "":
		p.Err = fmt.Sprintf("section %d: FileName comment found but no filename specified", number)
	case strings.ContainsAny(name, `/\`):
		p.Err = fmt.Sprintf("section %d: FileName '%s' cannot contain path separators", number, name)
	default:
		// A name that already has the ending gets it a second time.
		p.Name = name + p.Kind.Ext()
	}
	return p
}

// multiKind finds the first header that names a kind, in any case.
func multiKind(text string) Kind {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]") {
			if k := KindOf("a." + strings.ToLower(strings.Trim(line, "[]"))); k != KindNone {
				return k
			}
		}
	}
	return KindNone
}

// multiName finds the first name comment and where its name stands.
func multiName(text string) (name string, at int, found bool) {
	pos := 0
	for line := range strings.Lines(text) {
		comment, isComment := strings.CutPrefix(strings.TrimSpace(line), "#")
		if isComment {
			if name, ok := strings.CutPrefix(strings.TrimSpace(comment), "FileName="); ok {
				at := pos + strings.Index(line, "FileName=") + len("FileName=")
				at += len(name) - len(strings.TrimLeftFunc(name, unicode.IsSpace))
				return strings.TrimSpace(name), at, true
			}
		}
		pos += len(line)
	}
	return "", 0, false
}

// Text returns the part's text as a file of its own whose lines and offsets are
// those of the source: what stands before it becomes comments without a word.
// Findings then need no translation.
func (p MultiPart) Text(src string) string {
	var b strings.Builder
	b.Grow(p.End)
	line := strings.LastIndexByte(src[:p.Start], '\n') + 1
	for i := range p.Start {
		switch {
		case src[i] == '\n':
			b.WriteByte('\n')
		case i < line:
			b.WriteByte('#')
		default:
			b.WriteByte(' ')
		}
	}
	b.WriteString(src[p.Start:p.End])
	return b.String()
}

// TakeApart replaces the .quadlets files of a source by the units that they hold,
// beside the other files of the directory, where podman would put them, and under
// the path of the file that holds them.
func (s *Source) TakeApart() {
	for i := range s.Dirs {
		dir := &s.Dirs[i]
		if !slices.ContainsFunc(dir.Files, func(f SourceFile) bool { return IsMulti(f.Name) }) {
			continue
		}
		var files []SourceFile
		for _, f := range dir.Files {
			if !IsMulti(f.Name) || f.Err != "" {
				files = append(files, f)
				continue
			}
			s.Multi = append(s.Multi, f)
			for _, part := range SplitMulti(f.Content) {
				if part.Err == "" {
					files = append(files, SourceFile{Path: f.Path, Name: part.Name, Content: part.Text(f.Content)})
				}
			}
		}
		slices.SortStableFunc(files, func(a, b SourceFile) int { return strings.Compare(a.Name, b.Name) })
		dir.Files = files
	}
}

// IsUnitFile reports whether a file is a unit, or holds several, by its name.
func IsUnitFile(name string) bool { return KindOf(name) != KindNone || IsMulti(name) }
