package lint

import (
	"github.com/nova-engine/nova-quadlet/internal/quadlet"
	"github.com/nova-engine/nova-quadlet/internal/unitfile"
)

// What a program needs to call [Run] is named here, because the packages that
// know Podman and the unit files are internal.
type (
	// Source is the text of units: plain data, read by the caller.
	Source = quadlet.Source
	// SourceDir is a directory of a Source.
	SourceDir = quadlet.SourceDir
	// SourceDropins is a directory of drop-ins beside units.
	SourceDropins = quadlet.SourceDropins
	// SourceFile is a file of a Source.
	SourceFile = quadlet.SourceFile
	// Version is a Podman release.
	Version = quadlet.Version
	// Kind is the type of a unit.
	Kind = quadlet.Kind
	// Span is a run of a file with lines and columns.
	Span = unitfile.Span
	// Range is a run of bytes of a file.
	Range = unitfile.Range
)

// ParseVersions reads Podman releases as people write them: "5.4", "4.9,5.4",
// "4.4..6.1".
func ParseVersions(s string) ([]Version, error) { return quadlet.ParseVersions(s) }

// KindOf tells the kind of a unit from its file name; the zero Kind is that of
// any other file.
func KindOf(fileName string) Kind { return quadlet.KindOf(fileName) }
