// Package layout gives a unit file its canonical layout:
//
//   - lines end in a newline, the last one too, and not in blanks;
//   - keys and headers begin in the first column, and nothing stands around the
//     first "=" of an assignment;
//   - one empty line before each section, with the comments that belong to it;
//     none behind a header, none at the beginning and the end, never two.
//
// Comments, the order of everything, and whatever stands in a continued value
// stay as they are.
//
// Layout is not allowed to mean anything: a change after which a dialect would
// read another assignment is not made. That is not left to reasoning about the
// dialects; the text is read again by each of them.
package layout

import (
	"errors"
	"slices"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

// ErrUnreadable is returned for a text that the newest dialect cannot read.
var ErrUnreadable = errors.New("it cannot be read as a unit file")

// Format gives src the canonical layout. dialects are those that must go on
// reading the same, the newest one last; none means all of Podman's. A dialect
// that cannot read src has nothing to lose.
func Format(src string, dialects []unitfile.Dialect) (string, error) {
	if len(dialects) == 0 {
		dialects = Dialects()
	}
	f := unitfile.Parse("", src, dialects[len(dialects)-1])
	if len(f.Errors) > 0 {
		return src, ErrUnreadable
	}
	c := checker{src: src, comments: comments(f)}
	for _, d := range dialects {
		if f := unitfile.Parse("", src, d); len(f.Errors) == 0 {
			c.views = append(c.views, view{d, assignments(f)})
		}
	}
	edits := wanted(f)
	return c.keep(nil, edits), nil
}

// Dialects are those of Podman, the newest one last.
func Dialects() []unitfile.Dialect {
	return slices.DeleteFunc(unitfile.Dialects(), func(d unitfile.Dialect) bool { return d.Join == unitfile.JoinBlank })
}

// edit replaces a range of the source.
type edit struct {
	at   unitfile.Range
	text string
}

// wanted are the changes that make the layout canonical, in order.
func wanted(f *unitfile.File) []edit {
	var edits []edit
	w := func(start, end int, text string) {
		if f.Src[start:end] != text {
			edits = append(edits, edit{unitfile.Range{Start: start, End: end}, text})
		}
	}
	for i := range f.Items {
		it := &f.Items[i]
		switch it.Kind {
		case unitfile.Blank:
			if it.Continued || it.Value != "" || strings.TrimSpace(f.Src[it.Range.Start:it.Range.End]) != "" {
				continue
			}
			if keepsBlank(f, i) {
				w(it.Range.Start, it.Range.End, "\n")
			} else {
				w(it.Range.Start, it.Range.End, "")
			}
			continue
		case unitfile.Dropped:
			continue
		}
		if i > 0 && opensBlock(f, i) && f.Items[i-1].Kind != unitfile.Blank {
			w(it.Range.Start, it.Range.Start, "\n")
		}
		line(f, it, w)
	}
	return edits
}

// line lays out one item.
func line(f *unitfile.File, it *unitfile.Item, w func(start, end int, text string)) {
	start, end := it.Range.Start, it.Range.End
	text := f.Src[start:end]
	if it.Kind == unitfile.Assignment {
		name := it.NameRange()
		w(start, name.Start, "")
		value := it.ValueAt(0)
		if nl := strings.IndexByte(text, '\n'); nl >= 0 {
			// A value that begins on a later line keeps its place.
			value = min(value, start+nl)
		}
		for value > name.End && it.Value == "" && f.Src[value-1] != '=' {
			value--
		}
		if eq := strings.IndexByte(f.Src[name.End:max(value, name.End)], '='); eq >= 0 && strings.TrimSpace(f.Src[name.End+eq+1:value]) == "" {
			w(name.End, value, "=")
		}
	} else if body := len(text) - len(strings.TrimLeft(text, " \t")); body > 0 {
		w(start, start+body, "")
	}
	if it.Continued {
		// Blanks in a continued value are part of what some dialects read; only
		// its last line may be touched.
		if !strings.HasSuffix(text, "\n") {
			w(end, end, "\n")
		}
		return
	}
	body := strings.TrimRight(text, " \t\r\n")
	if body != "" {
		w(start+len(body), end, "\n")
	}
}

// opensBlock reports whether an item is a header, or the first of the comments
// right above one.
func opensBlock(f *unitfile.File, i int) bool {
	if i > 0 && f.Items[i-1].Kind == unitfile.Comment {
		return false
	}
	for i < len(f.Items) && f.Items[i].Kind == unitfile.Comment {
		i++
	}
	return i < len(f.Items) && f.Items[i].Kind == unitfile.Header
}

// keepsBlank reports whether an empty line stays: not at the beginning, behind a
// header, behind another one, or at the end.
func keepsBlank(f *unitfile.File, i int) bool {
	if i == 0 || f.Items[i-1].Kind == unitfile.Blank {
		return false
	}
	next := slices.IndexFunc(f.Items[i:], func(it unitfile.Item) bool { return it.Kind != unitfile.Blank })
	return next >= 0 && (f.Items[i-1].Kind != unitfile.Header || opensBlock(f, i+next))
}

// checker knows what must not change.
type checker struct {
	src      string
	views    []view
	comments []string
}

// view is what a dialect reads.
type view struct {
	dialect unitfile.Dialect
	values  []value
}

type value struct {
	section, key, text string
	empty, dropped     bool
}

func assignments(f *unitfile.File) []value {
	var list []value
	section := ""
	for i := range f.Items {
		switch it := &f.Items[i]; it.Kind {
		case unitfile.Header:
			section = it.Name
			list = append(list, value{section: section})
		case unitfile.Assignment:
			list = append(list, value{section: section, key: it.Name, text: it.Value, empty: it.Empty})
		case unitfile.Dropped:
			list = append(list, value{section: section, text: it.Value, dropped: true})
		}
	}
	return list
}

func comments(f *unitfile.File) []string {
	var list []string
	for i := range f.Items {
		if it := &f.Items[i]; it.Kind == unitfile.Comment {
			list = append(list, strings.TrimSpace(it.Value))
		}
	}
	return list
}

// keep applies those edits that change nothing, on top of those that are known
// to. Halving finds the ones to leave out in few readings.
func (c *checker) keep(good, try []edit) string {
	accepted := c.accept(good, try)
	return apply(c.src, accepted)
}

func (c *checker) accept(good, try []edit) []edit {
	if len(try) == 0 {
		return good
	}
	all := append(slices.Clone(good), try...)
	if c.same(apply(c.src, all)) {
		return all
	}
	if len(try) == 1 {
		return good
	}
	half := len(try) / 2
	return c.accept(c.accept(good, try[:half]), try[half:])
}

// same reports whether every dialect reads from text what it reads from the
// source.
func (c *checker) same(text string) bool {
	for i, v := range c.views {
		f := unitfile.Parse("", text, v.dialect)
		if len(f.Errors) > 0 || !slices.Equal(assignments(f), v.values) {
			return false
		}
		if i == len(c.views)-1 && !slices.Equal(comments(f), c.comments) {
			return false
		}
	}
	return true
}

// apply applies edits that are in order and do not overlap.
func apply(src string, edits []edit) string {
	var b strings.Builder
	b.Grow(len(src) + len(edits))
	at := 0
	for _, e := range edits {
		if e.at.Start < at {
			continue
		}
		b.WriteString(src[at:e.at.Start])
		b.WriteString(e.text)
		at = e.at.End
	}
	b.WriteString(src[at:])
	return b.String()
}
