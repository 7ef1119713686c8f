package unitfile

import "strings"

// Range is a run of bytes of a source: offsets from 0, End exclusive.
type Range struct{ Start, End int }

// Len is the number of bytes in the range.
func (r Range) Len() int { return r.End - r.Start }

// Pos is a place in a source: Offset in bytes from 0, Line and Col (in bytes)
// from 1. The zero value means "unknown".
type Pos struct{ Offset, Line, Col int }

// IsValid reports whether the place is known.
func (p Pos) IsValid() bool { return p.Line > 0 }

// Span is a run of a source with lines and columns. End is exclusive.
type Span struct{ Start, End Pos }

// IsValid reports whether the span is known.
func (s Span) IsValid() bool { return s.Start.IsValid() }

// Range is the span without lines and columns.
func (s Span) Range() Range { return Range{s.Start.Offset, s.End.Offset} }

// PosIn works out line and column of a byte offset in src. An offset past the
// end is taken as the end.
func PosIn(src string, offset int) Pos {
	offset = min(max(offset, 0), len(src))
	before := src[:offset]
	return Pos{
		Offset: offset,
		Line:   strings.Count(before, "\n") + 1,
		Col:    offset - strings.LastIndexByte(before, '\n'),
	}
}

// Pos works out line and column of a byte offset of the file.
func (f *File) Pos(offset int) Pos { return PosIn(f.Src, offset) }

// Span works out lines and columns of a range of the file.
func (f *File) Span(r Range) Span { return Span{f.Pos(r.Start), f.Pos(r.End)} }
