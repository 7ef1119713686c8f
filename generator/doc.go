// Package generator renders the files that run Nova Engine in a rootless
// Podman container: the Quadlet units, the environment file, the launch script
// and the minimal configuration.
//
// It is pure. What to render is a [Spec]; the token, an existing environment
// file and an existing configuration are handed in as bytes; the result is a
// list of [File] values that the caller prints or writes. No clock, no
// environment, no file system, no randomness: the same input gives the same
// bytes.
//
// A value of a Spec means exactly what it says: a path with a blank, a percent
// sign or a dollar sign reaches Podman as it is, whatever the unit file grammar,
// systemd's specifiers and its variables would make of it. The one exception is
// a path that begins with "%h/": there %h is the home directory of the account
// that the unit runs for.
package generator
