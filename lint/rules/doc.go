// Package rules holds the rules of the linter, one file a rule: documentation,
// metadata, check and fix stand together.
//
// All lists them in the order of the catalogue. To add a rule, write its file,
// add its line to All, and write its archive testdata/lint/NAME.txtar; the tests
// say what is missing.
package rules
