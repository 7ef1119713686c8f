// Package install puts sets of Quadlet files into a unit directory and takes them out again.
//
// [MakePlan] is pure: from the wanted files, what the directory holds and what the last
// installation wrote it computes one [Change] a file. [Store] does the I/O. Every file is
// replaced by a rename, so a reader sees the old or the new bytes, never a mixture; a set of
// several files is covered by a journal, so that after a crash the next run brings the old
// set back before it does anything else.
//
// Nothing here follows a symbolic link inside the unit directory, writes through an existing
// file, or leaves the directory: all names are resolved by [os.Root].
package install
