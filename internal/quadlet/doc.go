// Package quadlet holds what Podman knows about Quadlet units, release by
// release: the keys of every section and how each is read, the unit kinds, the
// names of services and resources, the directories searched, drop-ins,
// references between units.
//
// Facts are data. The key table (keytable.go) has one row a key, and everything
// that must know a key reads that row. A Podman release is a column of the
// tables, never a copy of the code.
//
// The package is pure: it reads no file, no environment and no clock, and its
// tables are never written to.
package quadlet

//go:generate go run gen.go
