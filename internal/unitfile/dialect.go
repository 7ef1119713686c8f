package unitfile

// Dialect says how a program reads unit files. The values of this package are
// the ones that exist; which Podman release reads which is known to package
// quadlet.
type Dialect struct {
	// Name is for messages and tests.
	Name string
	// Comment holds the bytes that begin a comment line.
	Comment string
	// Trim is where blanks around a line are removed.
	Trim Trim
	// Join is how a line that ends in a backslash goes on.
	Join Join
	// OldOctal is the unescaping of octal sequences before Podman 5.4, which
	// looked at the first digit only and let \0 to \6 stand for NUL.
	OldOctal bool
	// Quotes is how a single value loses its double quotes.
	Quotes Quotes
}

// Trim says where blanks around a line are removed.
type Trim uint8

// The ways to trim.
const (
	// TrimNone leaves lines alone (Podman 4.4 and 4.5): an indented key is not a
	// key, and a carriage return is part of the value.
	TrimNone Trim = iota
	// TrimJoined trims after joining, all lines but an unterminated last one
	// (Podman 4.6 to 4.9).
	TrimJoined
	// TrimLines trims every line first (Podman since 5.0).
	TrimLines
)

// Join says which lines go on behind a backslash.
type Join uint8

// The ways to join.
const (
	// JoinKeys: only lines that hold a key; backslash and newline stay in the
	// raw value and fall out when it is looked up; comments inside are text
	// (Podman before 5.4).
	JoinKeys Join = iota
	// JoinAll: any line but a comment; nothing is put in between; comments and
	// empty lines inside are passed over (Podman since 5.4).
	JoinAll
	// JoinBlank: the backslash becomes a blank; comments inside are passed
	// over, an empty line ends the value (systemd).
	JoinBlank
)

// Quotes says how a single value loses its double quotes.
type Quotes uint8

// The ways to strip quotes.
const (
	// QuotesKeep leaves them (Podman before 5.0, systemd).
	QuotesKeep Quotes = iota
	// QuotesTrim removes every leading and trailing one (Podman 5.0 to 5.7).
	QuotesTrim
	// QuotesPair removes one pair that matches (Podman since 5.8).
	QuotesPair
)

// Podman44 is read by Podman 4.4 and 4.5.
func Podman44() Dialect { return Dialect{Name: "podman-4.4", Comment: "#:", OldOctal: true} }

// Podman46 is read by Podman 4.6 to 4.9.
func Podman46() Dialect {
	return Dialect{Name: "podman-4.6", Comment: "#:", Trim: TrimJoined, OldOctal: true}
}

// Podman50 is read by Podman 5.0 to 5.3.
func Podman50() Dialect {
	return Dialect{Name: "podman-5.0", Comment: "#:", Trim: TrimLines, OldOctal: true, Quotes: QuotesTrim}
}

// Podman54 is read by Podman 5.4 to 5.7.
func Podman54() Dialect {
	return Dialect{Name: "podman-5.4", Comment: "#;", Trim: TrimLines, Join: JoinAll, Quotes: QuotesTrim}
}

// Podman58 is read by Podman since 5.8.
func Podman58() Dialect {
	return Dialect{Name: "podman-5.8", Comment: "#;", Trim: TrimLines, Join: JoinAll, Quotes: QuotesPair}
}

// Systemd is systemd's own reading (conf-parser.c).
func Systemd() Dialect {
	return Dialect{Name: "systemd", Comment: "#;", Trim: TrimLines, Join: JoinBlank}
}

// Dialects lists all of them, oldest first.
func Dialects() []Dialect {
	return []Dialect{Podman44(), Podman46(), Podman50(), Podman54(), Podman58(), Systemd()}
}
