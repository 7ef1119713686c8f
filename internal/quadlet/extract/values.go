package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// values is the set of strings that an expression can be, each with the podman
// option that a table gives it. Maps stand for their keys and lists of pairs
// for the first of each pair, because that is how the generator's tables name
// keys. A nil set is an expression of which nothing is known.
type values map[string]string

func (v values) all() iter.Seq[string] { return maps.Keys(v) }

// eval works out an expression; env has the local variables and parameters.
func (s *scanner) eval(expr ast.Expr, env map[string]values) values {
	switch e := expr.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(e.Value); e.Kind == token.STRING && err == nil {
			return values{text: ""}
		}
	case *ast.Ident:
		if set, local := env[e.Name]; local {
			return set
		}
		if text, ok := s.consts[e.Name]; ok {
			return values{text: ""}
		}
	case *ast.ParenExpr:
		return s.eval(e.X, env)
	case *ast.IndexExpr:
		// The first of a pair; the whole set stands for it already.
		if lit, ok := e.Index.(*ast.BasicLit); ok && lit.Value == "0" {
			return s.eval(e.X, env)
		}
	case *ast.CompositeLit:
		return s.evalLiteral(e, env)
	}
	return nil
}

func (s *scanner) evalLiteral(lit *ast.CompositeLit, env map[string]values) values {
	set := values{}
	for _, element := range lit.Elts {
		option := ""
		if entry, ok := element.(*ast.KeyValueExpr); ok {
			for text := range s.eval(entry.Value, env) {
				option = text
			}
			element = entry.Key
		} else if pair, ok := element.(*ast.CompositeLit); ok && len(pair.Elts) > 0 {
			element = pair.Elts[0]
		}
		for text := range s.eval(element, env) {
			set[text] = option
		}
	}
	return set
}

// follow walks a function whose parameters are known as far as args says, and
// every function of the package that it calls.
func (s *scanner) follow(name string, args []values) {
	call := fmt.Sprint(name, args) // fmt prints maps sorted
	if s.done[call] {
		return
	}
	s.done[call] = true
	function := s.functions[name]
	env := map[string]values{}
	i := 0
	for _, f := range function.Type.Params.List {
		for _, param := range f.Names {
			env[param.Name] = nil
			if i < len(args) {
				env[param.Name] = args[i]
			}
			i++
		}
	}
	ast.Inspect(function.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if len(n.Lhs) == 1 && len(n.Rhs) == 1 {
				bind(env, n.Lhs[0], s.eval(n.Rhs[0], env))
			}
		case *ast.RangeStmt:
			set := s.eval(n.X, env)
			bind(env, n.Key, set)
			bind(env, n.Value, set)
		case *ast.CallExpr:
			s.call(n, env)
		}
		return true
	})
}

// bind gives a variable its values. Those that nothing is known of shadow a
// constant of the same name.
func bind(env map[string]values, target ast.Expr, set values) {
	if id, ok := target.(*ast.Ident); ok && id.Name != "_" {
		env[id.Name] = set
	}
}

func (s *scanner) call(call *ast.CallExpr, env map[string]values) {
	switch function := call.Fun.(type) {
	case *ast.SelectorExpr:
		if strings.HasPrefix(function.Sel.Name, "Lookup") && len(call.Args) >= 2 {
			s.lookup(function.Sel.Name, s.eval(call.Args[0], env), s.eval(call.Args[1], env))
		}
	case *ast.Ident:
		if s.functions[function.Name] == nil {
			return
		}
		args := make([]values, len(call.Args))
		for i, arg := range call.Args {
			args[i] = s.eval(arg, env)
		}
		s.follow(function.Name, args)
	}
}

func (s *scanner) lookup(method string, sections, keys values) {
	for section := range sections {
		for key, option := range keys {
			id := keyID{section, key}
			if s.facts.methods[id] == nil {
				s.facts.methods[id] = map[string]bool{}
			}
			s.facts.methods[id][method] = true
			if strings.HasPrefix(option, "--") {
				s.facts.flags[id] = option
			}
		}
	}
}

func sortedNames(functions map[string]*ast.FuncDecl) []string {
	return slices.Sorted(maps.Keys(functions))
}
