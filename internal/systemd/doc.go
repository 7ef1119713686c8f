// Package systemd holds what systemd knows about the units that Quadlet
// generates: which directives exist since which version, what values each of
// them takes, which specifiers are expanded where, and how unit names are built.
//
// [Check] answers the question the linter asks of every line of [Unit],
// [Service] and [Install]: does systemd of this version apply it, ignore it
// with a line in the journal, or refuse the whole unit? The grammars are those
// of systemd's loader, and the tests compare them, verdict by verdict, with
// systemd-analyze verify of 252, 257 and 262, as system and as user manager.
//
// The package is pure: it reads no file, no clock, no environment. It does not
// know the environment-file grammar (see internal/unitfile) nor anything about
// what happens when a service runs: whether a path, a user or a unit exists is
// not its business.
package systemd
