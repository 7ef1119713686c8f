package rules

import (
	"fmt"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
	"github.com/nova-engine/nova-quadlet/lint"
)

// diagnosis says what is wrong with a line that cannot be read.
type diagnosis struct {
	message, hint string
	// header: the line was meant to be a section header.
	header bool
	// everywhere: the other errors of the file have the same cause.
	everywhere bool
	fix        string
	edits      []lint.Edit
}

const byteOrderMark = "\ufeff"

// diagnose finds out what a line was meant to be. The order matters: what is
// seen first explains what is seen later.
func diagnose(u *quadlet.Unit, file *unitfile.File, e unitfile.Error) diagnosis {
	text := file.Src[e.Range.Start:e.Range.End]
	at := quadlet.Place{File: file, Range: e.Range}
	switch line := strings.TrimSpace(text); {
	case strings.HasPrefix(line, byteOrderMark):
		at.Range.End = at.Range.Start + len(byteOrderMark)
		return diagnosis{
			message: "the file begins with a byte order mark", hint: "save the file as UTF-8 without one",
			header: true, fix: "remove the byte order mark", edits: []lint.Edit{lint.Replace(at, "")},
		}
	case u.Dialect().Trim == unitfile.TrimNone && strings.HasSuffix(text, "\r"):
		return diagnosis{
			message: "the line ends in CR LF", hint: "end lines in LF: before Podman 4.6 the CR counts as part of the line",
			everywhere: true, fix: "end all lines in LF", edits: removeCRs(file),
		}
	case u.Dialect().Trim == unitfile.TrimNone && line != text:
		return diagnosis{
			message: "the line has blanks around it", hint: "begin in the first column: Podman trims lines since 4.6",
			header: strings.HasPrefix(line, "["), fix: "remove the blanks", edits: []lint.Edit{lint.Replace(at, line)},
		}
	case isConflictMarker(line):
		return diagnosis{message: fmt.Sprintf("merge conflict marker %q", clip(line)), hint: "resolve the conflict"}
	case strings.HasPrefix(line, "["):
		return diagnoseHeader(e, at, line)
	case e.Kind == unitfile.KeyOutsideSection:
		return diagnosis{
			message: fmt.Sprintf("%q stands before the first section header", clip(line)),
			hint:    "put [" + u.Section() + "], or the section that it belongs to, above it",
		}
	}
	if d, ok := diagnoseComment(at, strings.TrimSpace(text)); ok {
		return d
	}
	return diagnoseAssignment(u, e, at, strings.TrimSpace(text))
}

func removeCRs(f *unitfile.File) []lint.Edit {
	var edits []lint.Edit
	for i := range len(f.Src) {
		if strings.HasPrefix(f.Src[i:], "\r\n") {
			edits = append(edits, lint.Edit{File: f.Name, Range: unitfile.Range{Start: i, End: i + 1}})
		}
	}
	return edits
}

func isConflictMarker(line string) bool {
	return strings.HasPrefix(line, "<<<<<<<") || strings.HasPrefix(line, ">>>>>>>") || line == "======="
}

func diagnoseHeader(e unitfile.Error, at quadlet.Place, line string) diagnosis {
	d := diagnosis{header: true, message: fmt.Sprintf("%q is no section header", clip(line)), hint: "write [Name], with nothing else on the line"}
	name, behind, closed := strings.Cut(line[1:], "]")
	switch {
	case e.Kind == unitfile.BadSectionName && name == "":
		d.message = "the section header is empty"
	case e.Kind == unitfile.BadSectionName:
		d.message = fmt.Sprintf("%q is no name of a section", clip(name))
	case !closed && isWord(name):
		d.message = fmt.Sprintf("%q has no closing bracket", clip(line))
		d.fix, d.edits = "add the bracket", replaceText(at, line, line+"]")
	case closed && strings.Trim(behind, " \t") != "" && isWord(name):
		rest := strings.TrimSpace(behind)
		d.message = fmt.Sprintf("%q stands behind the section header", clip(rest))
		if strings.HasPrefix(rest, "#") {
			d.hint = "put the comment on a line of its own"
			d.fix, d.edits = d.hint, replaceText(at, line, "["+name+"]\n"+rest)
		}
	}
	return d
}

// diagnoseComment recognises the comment signs of other languages, and the two
// that changed places in Podman 5.4.
func diagnoseComment(at quadlet.Place, line string) (diagnosis, bool) {
	for _, sign := range []string{"//", "--", "/*", "<!--", ";", ":"} {
		rest, ok := strings.CutPrefix(line, sign)
		if !ok || sign == "--" && !strings.HasPrefix(rest, " ") {
			continue
		}
		d := diagnosis{message: fmt.Sprintf("%q begins no comment", sign), hint: `begin comments with "#"`}
		switch sign {
		case ";":
			d.hint += `: Podman takes ";" since 5.4`
		case ":":
			d.hint += `: Podman took ":" up to 5.3`
		}
		at.Range.Start += strings.Index(at.File.Src[at.Range.Start:at.Range.End], sign)
		at.Range.End = at.Range.Start + len(sign)
		d.fix, d.edits = `write "#"`, []lint.Edit{lint.Replace(at, "#")}
		return d, true
	}
	return diagnosis{}, false
}

func diagnoseAssignment(u *quadlet.Unit, e unitfile.Error, at quadlet.Place, line string) diagnosis {
	if strings.HasPrefix(line, "=") {
		return diagnosis{message: fmt.Sprintf("%q has no key before the equals sign", clip(line))}
	}
	d := diagnosis{
		message: fmt.Sprintf("%q is neither key=value, section header nor comment", clip(line)),
		hint:    `begin comments with "#"; to go on with the value above, end its line in "\"`,
	}
	end := strings.IndexAny(line, ": \t")
	if end < 0 {
		end = len(line)
	}
	key := line[:end]
	if !isKeyOf(u, sectionAt(at.File, e.Item), key) {
		return d
	}
	d.message = fmt.Sprintf("%q has no equals sign", clip(line))
	d.hint = "write " + key + "=value"
	if rest := strings.TrimLeft(line[end:], ": \t"); rest != "" && !strings.Contains(line, "\n") {
		d.fix, d.edits = "write "+key+"=", replaceText(at, line, key+"="+rest)
	}
	return d
}

// sectionAt is the name of the section that an item stands in.
func sectionAt(f *unitfile.File, item int) string {
	name := ""
	for i := range f.Sections {
		if f.Sections[i].Header < item {
			name = f.Sections[i].Name
		}
	}
	return name
}

func isKeyOf(u *quadlet.Unit, section, key string) bool {
	if section == "" {
		section = u.Section()
	}
	_, ok := quadlet.LookupKey(section, key)
	return ok
}

// isWord: letters, digits and what names of sections may have besides.
func isWord(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-'
	})
}

// clip shortens text for a message.
func clip(s string) string {
	const most = 40
	s, _, _ = strings.Cut(s, "\n")
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
