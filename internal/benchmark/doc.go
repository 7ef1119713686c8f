// Package benchmark times the linter against its limits: how fast files can be
// read at all, how fast the real generator goes through them. `make bench` runs
// it.
package benchmark
