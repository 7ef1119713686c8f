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
// # Calling it
//
// A [Source] holds the texts of the units, as far as they are known: directories
// in the order in which the generator reads them, with their files and drop-ins.
// A [Target] says for which Podman, systemd and service manager to judge. What
// comes back is sorted, and the same arguments give the same findings.
//
// [RunAll] takes several targets and the decisions of a project; [FixAll] applies
// fixes; a [Baseline] takes known findings away; package lint/format writes
// findings down. A [Session] keeps units loaded and lints again, after an edit,
// what that can have touched: for editors and watchers.
//
// # Suppressing findings
//
// A comment above a key or section silences rules there, and says why:
//
//	# nova-quadlet:ignore RULE[,RULE] -- REASON
//
// ignore-file in place of ignore, before the first key, does so for the whole
// file. A finding that is silenced is still returned, with [Diagnostic.Suppressed]
// set.
//
// # Rules
//
// A [Rule] is a value that holds its documentation, its metadata and its check.
// Package lint/rules has them, one file a rule, listed in one slice.
package lint
