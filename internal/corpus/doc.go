// Package corpus makes Quadlet files for tests and benchmarks: good ones, broken
// ones, and any number of mutations of both. The same seed gives the same bytes.
package corpus
