package store_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"coderemote/internal/testpg"
)

// TestStatementsPrepare prepares every constant that is named like a query, so
// that a typing error or a renamed column does not wait for its first caller.
func TestStatementsPrepare(t *testing.T) {
	s := testpg.New(t)
	queries := constants(t, ".")
	prepared := 0
	for name, sql := range queries {
		if !strings.HasPrefix(name, "q") {
			continue
		}
		prepared++
		if _, err := s.Pool().Exec(t.Context(), "PREPARE "+name+" AS "+sql); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if prepared < 20 {
		t.Errorf("only %d statements found", prepared)
	}
}

// constants returns the string constants of the package in dir, with those that
// they are put together from.
func constants(t *testing.T, dir string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]ast.Expr{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == 1 {
				values[spec.Names[0].Name] = spec.Values[0]
			}
			return true
		})
	}
	texts := map[string]string{}
	for name, value := range values {
		if text, ok := constant(values, value); ok {
			texts[name] = text
		}
	}
	return texts
}

func constant(values map[string]ast.Expr, e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.Ident:
		value, ok := values[e.Name]
		if !ok {
			return "", false
		}
		return constant(values, value)
	case *ast.BinaryExpr:
		x, okX := constant(values, e.X)
		y, okY := constant(values, e.Y)
		return x + y, okX && okY
	}
	return "", false
}
