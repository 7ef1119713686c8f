package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// gitIgnore are the patterns of a repository that are in force in one of its
// directories: those of the directory itself and of all above. The zero value
// ignores nothing.
type gitIgnore struct {
	rules []ignoreRule
}

// ignoreRule is one line of a .gitignore file.
type ignoreRule struct {
	base    string // directory of the file, with a slash behind
	glob    string
	negated bool
	dirOnly bool
}

// newGitIgnore finds the repository that dir belongs to, and reads the patterns
// from its root down to dir, without dir's own.
func newGitIgnore(dir string) (ignore *gitIgnore, isRoot bool) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, false
	}
	root := dir
	for !exists(filepath.Join(root, ".git")) {
		up := filepath.Dir(root)
		if up == root {
			return nil, false
		}
		root = up
	}
	g := &gitIgnore{}
	g = g.read(root, filepath.Join(root, ".git/info/exclude"))
	rel, _ := filepath.Rel(root, dir)
	if rel == "." {
		return g, true
	}
	at := root
	for part := range strings.SplitSeq(rel, string(filepath.Separator)) {
		g = g.enter(at)
		at = filepath.Join(at, part)
	}
	return g, false
}

// enter adds the patterns of a directory's own .gitignore.
func (g *gitIgnore) enter(dir string) *gitIgnore {
	if g == nil {
		return nil
	}
	return g.read(dir, filepath.Join(dir, ".gitignore"))
}

func (g *gitIgnore) read(base, file string) *gitIgnore {
	text, err := os.ReadFile(file)
	if err != nil {
		return g
	}
	rules := g.rules[:len(g.rules):len(g.rules)]
	for line := range strings.Lines(string(text)) {
		if r, ok := parseIgnore(strings.TrimRight(line, "\r\n")); ok {
			r.base = strings.TrimSuffix(base, "/") + "/"
			rules = append(rules, r)
		}
	}
	return &gitIgnore{rules}
}

// parseIgnore turns a line of gitignore(5) into a pattern for doublestar.
func parseIgnore(line string) (ignoreRule, bool) {
	var r ignoreRule
	for strings.HasSuffix(line, " ") && !strings.HasSuffix(line, `\ `) {
		line = line[:len(line)-1]
	}
	if line == "" || line[0] == '#' {
		return r, false
	}
	line, r.negated = strings.CutPrefix(line, "!")
	line, r.dirOnly = strings.CutSuffix(line, "/")
	if line == "" {
		return r, false
	}
	// A slash anywhere but at the end ties the pattern to its directory.
	if !strings.Contains(line, "/") {
		line = "**/" + line
	}
	// Braces are ordinary characters to git.
	r.glob = strings.NewReplacer("{", `\{`, "}", `\}`).Replace(strings.TrimPrefix(line, "/"))
	return r, doublestar.ValidatePattern(r.glob)
}

// skips reports whether git passes a file or directory over. Directories above
// it are taken as not ignored: a walk would not have come here.
func (g *gitIgnore) skips(path string, isDir bool) bool {
	if g == nil {
		return false
	}
	for i := len(g.rules) - 1; i >= 0; i-- {
		r := &g.rules[i]
		rel, below := strings.CutPrefix(path, r.base)
		if !below || r.dirOnly && !isDir {
			continue
		}
		if doublestar.MatchUnvalidated(r.glob, rel) {
			return !r.negated
		}
	}
	return false
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
