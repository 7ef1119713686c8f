// Package unitfile reads unit files without losing a byte.
//
// Any input parses: a line that means nothing is kept as an [Item] of kind
// [Bad] with an [Error] beside it, and reading goes on behind it. The ranges of
// a file's items follow each other without gap, so [File.String] gives back
// the very bytes that were read: CRLF, byte order mark, NUL, invalid UTF-8 and
// a missing last newline included.
//
// # Two readers over one tree
//
// Podman's Quadlet generator and systemd read the same text differently, and
// Podman's reading changed with 4.6, 5.0 and 5.4. What differs is a [Dialect],
// passed to [Parse]; the tree is the same for all of them.
//
// # Positions
//
// A [Range] counts bytes from 0 with an exclusive end; [File.Span] adds lines
// and byte columns, both from 1. A value may be spread over several lines: the
// logical text in [Item.Value] is joined as the dialect joins it, and
// [Item.ValueAt] leads from each of its bytes back to the source.
//
// # Words
//
// [Split] cuts a value into words as the generator does, and reports what the
// generator would drop without a message.
package unitfile
