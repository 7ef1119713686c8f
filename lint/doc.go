// Package lint finds what is wrong in Quadlet units.
//
// [Run] takes a set of units, as one Podman release reads them, and a slice of
// rules, and returns findings. It reads no file, knows no rule by name and keeps
// nothing between runs, so that other programs can call it: an editor, a
// packaging pipeline, a fleet manager.
//
// # Severity is a promise
//
// An [Error] is a proof: the Quadlet generator, Podman or systemd of the target
// refuses the unit or drops the line, and [Diagnostic.RefusedBy] says which. A
// [Warning] is accepted and most probably not what was meant. An [Info] could be
// better.
//
// # Rules
//
// A [Rule] is a value that holds its documentation, its metadata and its check.
// Package lint/rules has them, one file a rule, listed in one slice.
package lint
