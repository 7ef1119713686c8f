package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/nova-engine/nova-quadlet/internal/quadlet"
)

// section and key of a unit file.
type keyID struct{ section, name string }

// facts is what one release's source says.
type facts struct {
	supported    map[keyID]bool            // keys taken
	methods      map[keyID]map[string]bool // lookup methods used on a key
	flags        map[keyID]string          // podman options, where a table gives them
	extensions   map[string]int            // unit endings with their order, 0 where there is none
	dependencies []string                  // [Unit] keys that are translated
}

// scanner holds the declarations that values are worked out from.
type scanner struct {
	consts    map[string]string
	functions map[string]*ast.FuncDecl // of the quadlet package
	done      map[string]bool          // calls already followed, by function and arguments
	facts     facts
}

func scan(r release) (facts, error) {
	s := &scanner{
		consts:    map[string]string{},
		functions: map[string]*ast.FuncDecl{},
		done:      map[string]bool{},
		facts: facts{
			supported:  map[keyID]bool{},
			methods:    map[keyID]map[string]bool{},
			flags:      map[keyID]string{},
			extensions: map[string]int{},
		},
	}
	var files []*ast.File
	fset := token.NewFileSet()
	for _, path := range r.sortedPaths() {
		file, err := parser.ParseFile(fset, path, r.files[path], parser.SkipObjectResolution)
		if err != nil {
			return facts{}, fmt.Errorf("parse Podman's source: %w", err)
		}
		files = append(files, file)
		s.declare(file)
	}
	for _, file := range files {
		s.tables(file)
	}
	for _, path := range sortedNames(s.functions) {
		s.follow(path, nil)
	}
	if len(s.facts.supported) == 0 || len(s.facts.methods) == 0 || len(s.facts.extensions) == 0 {
		return facts{}, fmt.Errorf("found %d keys, %d lookups and %d unit endings: the source has a form that this program does not know",
			len(s.facts.supported), len(s.facts.methods), len(s.facts.extensions))
	}
	return s.facts, nil
}

// declare collects string constants and, of the quadlet package, functions.
func (s *scanner) declare(file *ast.File) {
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if file.Name.Name == "quadlet" && d.Recv == nil && d.Body != nil {
				s.functions[d.Name.Name] = d
			}
		case *ast.GenDecl:
			if d.Tok != token.CONST {
				continue
			}
			for _, spec := range d.Specs {
				v := spec.(*ast.ValueSpec)
				for i, name := range v.Names {
					if i >= len(v.Values) {
						continue
					}
					if lit, ok := v.Values[i].(*ast.BasicLit); ok && lit.Kind == token.STRING {
						if text, err := strconv.Unquote(lit.Value); err == nil {
							s.consts[name.Name] = text
						}
					}
				}
			}
		}
	}
}

var supportedKeysVar = regexp.MustCompile(`^supported(\w+)Keys$`)

// tables reads the variables that list keys, unit endings and dependencies.
// Up to 5.6 each section's keys are a variable named after it, since 5.7 they
// are a field of a struct that also names the section.
func (s *scanner) tables(file *ast.File) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ValueSpec:
			for i, name := range n.Names {
				if i < len(n.Values) {
					s.variable(name.Name, n.Values[i])
				}
			}
		case *ast.CompositeLit:
			if keys := field(n, "SupportedKeys"); keys != nil {
				for section := range s.eval(field(n, "GroupName"), nil) {
					s.support(section, keys)
				}
			}
		}
		return true
	})
}

func (s *scanner) variable(name string, value ast.Expr) {
	switch {
	case supportedKeysVar.MatchString(name):
		s.support(supportedKeysVar.FindStringSubmatch(name)[1], value)
	case strings.EqualFold(name, "supportedExtensions"):
		lit, ok := value.(*ast.CompositeLit)
		if !ok {
			return
		}
		for _, element := range lit.Elts {
			entry, ok := element.(*ast.KeyValueExpr)
			if !ok {
				continue
			}
			order := 0
			if number, ok := entry.Value.(*ast.BasicLit); ok && number.Kind == token.INT {
				order, _ = strconv.Atoi(number.Value)
			}
			for ext := range s.eval(entry.Key, nil) {
				s.facts.extensions[ext] = order
			}
		}
	case name == "unitDependencyKeys":
		s.facts.dependencies = slices.Sorted(s.eval(value, nil).all())
	}
}

func (s *scanner) support(section string, keys ast.Expr) {
	for key := range s.eval(keys, nil) {
		s.facts.supported[keyID{section, key}] = true
	}
}

// field returns the value of a named field of a struct literal, nil if absent.
func field(lit *ast.CompositeLit, name string) ast.Expr {
	for _, element := range lit.Elts {
		if entry, ok := element.(*ast.KeyValueExpr); ok {
			if id, ok := entry.Key.(*ast.Ident); ok && id.Name == name {
				return entry.Value
			}
		}
	}
	return nil
}

// lookupOf names the way of reading that a set of lookup methods makes up, 0 if
// there is none. A key may be asked for in two ways: that for its presence,
// through Lookup or HasKey, does not count beside the one for its value.
func lookupOf(methods map[string]bool) quadlet.Lookup {
	isBool := methods["LookupBoolean"] || methods["LookupBooleanWithDefault"]
	switch {
	case methods["LookupAllKeyVal"]:
		return quadlet.LookupKeyVal
	case methods["LookupAllArgs"]:
		return quadlet.LookupArgs
	case methods["LookupAllStrv"]:
		return quadlet.LookupWords
	case methods["LookupAll"]:
		return quadlet.LookupList
	case methods["LookupUint32"]:
		return quadlet.LookupUint32
	case isBool && methods["Lookup"]:
		return quadlet.LookupBoolOrString
	case isBool:
		return quadlet.LookupBool
	case methods["LookupLastArgs"]:
		return quadlet.LookupLastArgs
	case methods["LookupLast"]:
		return quadlet.LookupLastRaw
	case methods["Lookup"]:
		return quadlet.LookupLast
	}
	return 0
}
