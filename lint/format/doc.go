// Package format writes findings for people and for programs, one file a
// format. All lists the formats; the command line, its help and its completion
// are made from that list.
package format
