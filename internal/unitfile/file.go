package unitfile

import "strings"

// File is a unit file as read. It is not changed after [Parse].
type File struct {
	// Name is the path to show, as reached from the argument given.
	Name string
	// Src is the whole text.
	Src string
	// Dialect is how it was read.
	Dialect Dialect
	// Items are the logical lines in order; their ranges cover Src.
	Items []Item
	// Sections are the headers in order; one that is repeated stands here twice.
	Sections []Section
	// Errors are the lines that cannot be read, in order.
	Errors []Error
}

// Section is a header and the items behind it, up to the next header.
type Section struct {
	Name string
	// Header is the index of the header in File.Items.
	Header int
	// Items are the items behind the header.
	Items []Item
}

// Head are the items before the first section.
func (f *File) Head() []Item {
	if len(f.Sections) == 0 {
		return f.Items
	}
	return f.Items[:f.Sections[0].Header]
}

// String is the source again, put together from the items.
func (f *File) String() string {
	var b strings.Builder
	b.Grow(len(f.Src))
	for i := range f.Items {
		b.WriteString(f.Src[f.Items[i].Range.Start:f.Items[i].Range.End])
	}
	return b.String()
}

// Kind says what an item is.
type Kind uint8

// The kinds of items.
const (
	// Blank is an empty line.
	Blank Kind = iota
	// Comment is a comment line.
	Comment
	// Header is a section header; Item.Name is the section's name.
	Header
	// Assignment is a key with its value.
	Assignment
	// Bad is a line that the dialect cannot read; an Error stands for it.
	Bad
	// Dropped is a continued line that only comments and blank lines follow up
	// to the end of the file: Podman since 5.4 loses it without a message.
	Dropped
)

// Item is one logical line with the physical lines that it is made of.
type Item struct {
	Kind Kind
	// Empty says that the raw value is empty, which resets a list. A value that
	// is only a continuation can be "" without being Empty.
	Empty bool
	// Continued says that the value is made of several physical lines.
	Continued bool
	// Range covers the physical lines whole, newlines included.
	Range Range
	// Name is the key of an assignment or the name of a section.
	Name string
	// Value is the logical value: joined, blanks before it removed. It may have
	// blanks at its end.
	Value string

	nameAt  int32
	valueAt int32    // in the logical text
	base    int32    // source offset of the logical text, where it is one piece
	pieces  *[]piece // where it is more than one
}

// piece says that from byte logical on, the logical text stands at source.
type piece struct{ logical, source int32 }

// NameRange is the place of the key or section name.
func (it *Item) NameRange() Range {
	return it.textRange(int(it.nameAt), int(it.nameAt)+len(it.Name))
}

// ValueRange is the place of the value, from its first to behind its last byte.
// Comments and backslashes in between are inside.
func (it *Item) ValueRange() Range { return it.ValueSub(0, len(it.Value)) }

// ValueAt is the source offset of byte i of the value; len(Value) gives the
// place behind the last byte.
func (it *Item) ValueAt(i int) int {
	if i >= len(it.Value) && i > 0 {
		return it.source(int(it.valueAt)+len(it.Value)-1) + 1
	}
	return it.source(int(it.valueAt) + i)
}

// ValueSub is the place of the bytes i to j (exclusive) of the value.
func (it *Item) ValueSub(i, j int) Range {
	return it.textRange(int(it.valueAt)+i, int(it.valueAt)+min(j, len(it.Value)))
}

func (it *Item) textRange(i, j int) Range {
	r := Range{Start: it.source(i)}
	r.End = r.Start
	if j > i {
		r.End = it.source(j-1) + 1
	}
	return r
}

func (it *Item) source(logical int) int {
	if it.pieces == nil {
		return int(it.base) + logical
	}
	p := (*it.pieces)[0]
	for _, q := range (*it.pieces)[1:] {
		if int(q.logical) > logical {
			break
		}
		p = q
	}
	return int(p.source) + logical - int(p.logical)
}

// ErrorKind says why a line cannot be read.
type ErrorKind uint8

// The kinds of errors.
const (
	// NotAssignment is a line that is no key=value, header or comment.
	NotAssignment ErrorKind = iota + 1
	// KeyOutsideSection is a key before the first header.
	KeyOutsideSection
	// BadSectionName is a header whose name is empty or holds a control
	// character or bracket.
	BadSectionName
	// BadKeyName is a key with a blank at its start (indented, before 4.6).
	BadKeyName
	// Endless is a continuation that the generator of Podman 4.6 to 5.3 never
	// gets past.
	Endless
	// BadHeader is a header that systemd refuses: text behind the bracket.
	BadHeader
	// BadEncoding is text that is not UTF-8; systemd refuses the file.
	BadEncoding
)

// Error is a line that cannot be read.
type Error struct {
	Kind ErrorKind
	// Item is the index of the item in File.Items.
	Item int
	// Range is the text of the line without blanks around it.
	Range Range
	// Line is the line number that the program's own message gives.
	Line int
	// Text is the logical line as the program's own message quotes it.
	Text string
}
