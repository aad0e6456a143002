// Package arch holds the test of which package of this module may import which.
package arch

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "coderemote"

// room is a package of ours and what it may import of ours; a name that ends in
// /... stands for all packages beneath it.
type room struct {
	name    string
	imports []string
	because string
}

// rooms is the plan of the house. A package that is not in it is an error: a new
// one gets its line here and in docs/architecture/overview.md.
func rooms() []room {
	const leaf = "it is used everywhere, so it knows nobody"
	return []room{
		{".", nil, "the domain depends on nothing"},
		{"config", nil, leaf},
		{"static", nil, leaf},
		{"term", nil, leaf},
		{"explain", nil, "it reads two texts and knows nothing else"},
		{"client", nil, "it talks to the API as anybody's program would"},
		{"migrations", nil, leaf},
		{"sandbox/wire", nil, "the init of a box is built from it and must stay small"},
		{"sandbox/python", nil, "it only embeds what runs inside a box"},
		{"objects", []string{"."}, "it keeps bytes under names and knows no table"},
		{"store", []string{".", "migrations", "analysis", "objects"}, "what is kept does not know who asks"},
		{"backup", []string{".", "objects", "store"}, "it copies every table, and what is in the bucket"},
		{"live", []string{"."}, "it passes on that something happened, not what"},
		{"auth", []string{".", "store"}, "who somebody is does not depend on what they do"},
		{"analysis", []string{"."}, "it judges text and measurements, wherever they are kept"},
		{"analysis/openai", []string{".", "analysis"}, "it is the other door to a model"},
		{"markdown", nil, "it makes text safe, whoever wrote it"},
		{"internal/modeltest", nil, "it answers as a model's server does"},
		{"analysis/gemini", []string{".", "analysis"}, "it is the only door to the model"},
		{"views", []string{".", "explain", "term", "analysis"}, "a page formats what it is given; it fetches nothing"},
		{"graph", []string{".", "migrations"}, "it is a projection that can be rebuilt"},
		{"sandbox", []string{".", "sandbox/wire", "sandbox/python"}, "it runs what it is handed and keeps nothing"},
		{"search", []string{".", "store", "graph"}, "it reads rows and the graph"},
		{"jobs", []string{".", "store", "sandbox", "analysis", "graph", "search", "live"}, "it works without any web server"},
		{"handlers", []string{".", "auth", "jobs", "live", "search", "store", "static", "term", "views", "analysis", "markdown"}, "programs run by way of a job only, never from a request"},
		{"internal/localpg", nil, "it runs a server and knows no table"},
		{"internal/testpg", []string{"store", "migrations"}, "it makes databases with the newest schema"},
		{"internal/testneo", nil, "it starts a server and knows nothing of what is in it"},
		{"internal/testpg/cmd/testpg", []string{"internal/localpg", "internal/testpg"}, "it starts a server for tests"},
		{"internal/tests3", nil, "it stands for somebody else's server"},
		{"internal/testsum", nil, "it reads what go test prints"},
		{"internal/golden", nil, "it compares texts"},
		{"internal/oidctest", nil, "it stands for somebody else's server"},
		{"internal/htmlcheck", nil, "it reads HTML, whoever wrote it"},
		{"internal/arch", nil, "it only looks"},
		{"cmd/boxinit", []string{"sandbox/wire"}, "the init of a box stays small"},
		{"cmd/coderemote", []string{
			".", "analysis/...", "auth", "backup", "client", "config", "graph", "handlers", "internal/localpg", "jobs", "live", "migrations", "objects",
			"sandbox/...", "search", "static", "store", "term", "views",
		}, "it puts the rooms together; the tools of the tests stay out of it"},
		{"deploy", nil, "it has tests of files only"},
		{"docs", nil, "it has tests of pages only"},
		{"e2e", nil, "it uses the program from outside"},
	}
}

// listed is one line of go list -json.
type listed struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
}

func TestImports(t *testing.T) {
	packages := list(t)
	if len(packages) == 0 {
		t.Fatal("go list found no packages")
	}
	for _, p := range packages {
		for _, problem := range problems(rooms(), p) {
			t.Error(problem)
		}
	}
}

// TestProblems shows that the check above can fail.
func TestProblems(t *testing.T) {
	plan := []room{{".", nil, "a"}, {"store", []string{"."}, "b"}, {"all", []string{"analysis/..."}, "c"}}
	for _, test := range []struct {
		name string
		p    listed
		want int
	}{
		{"allowed", listed{ImportPath: "coderemote/store", Imports: []string{"coderemote", "fmt"}}, 0},
		{"not listed", listed{ImportPath: "coderemote/store", Imports: []string{"coderemote/jobs", "coderemote/views"}}, 2},
		{"unknown package", listed{ImportPath: "coderemote/util"}, 1},
		{"like our name", listed{ImportPath: "coderemote", Imports: []string{"coderemotely/x"}}, 0},
		{"beneath", listed{ImportPath: "coderemote/all", Imports: []string{"coderemote/analysis/gemini", "coderemote/analysis"}}, 0},
		{"test of the domain", listed{ImportPath: "coderemote/store", XTestImports: []string{"coderemote/internal/testpg"}}, 0},
		{"test imports cmd", listed{ImportPath: "coderemote/store", TestImports: []string{"coderemote/cmd/coderemote"}}, 1},
		{"import of cmd", listed{ImportPath: "coderemote/store", Imports: []string{"coderemote/cmd/boxinit"}}, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := problems(plan, test.p); len(got) != test.want {
				t.Errorf("%d problems, want %d: %q", len(got), test.want, got)
			}
		})
	}
}

// problems returns a sentence for each import of p that the plan does not have.
// Tests may import anything but a program.
func problems(plan []room, p listed) []string {
	name := nameOf(p.ImportPath)
	i := slices.IndexFunc(plan, func(r room) bool { return r.name == name })
	if i < 0 {
		return []string{"package " + name + " is not in the plan: add a line that says what it may import and why"}
	}
	var found []string
	for _, path := range p.Imports {
		if ours(path) && !allowed(plan[i].imports, nameOf(path)) {
			found = append(found, name+" imports "+nameOf(path)+": "+plan[i].because)
		}
	}
	for _, path := range slices.Concat(p.TestImports, p.XTestImports) {
		if ours(path) && strings.HasPrefix(nameOf(path), "cmd/") {
			found = append(found, "a test of "+name+" imports "+nameOf(path)+": nothing imports a program")
		}
	}
	return found
}

func allowed(imports []string, name string) bool {
	return slices.ContainsFunc(imports, func(allow string) bool {
		if root, all := strings.CutSuffix(allow, "/..."); all {
			return name == root || strings.HasPrefix(name, root+"/")
		}
		return name == allow
	})
}

func ours(path string) bool { return path == module || strings.HasPrefix(path, module+"/") }

func nameOf(path string) string {
	if path == module {
		return "."
	}
	return strings.TrimPrefix(path, module+"/")
}

func list(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Imports,TestImports,XTestImports", module+"/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []listed
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return packages
		}
		if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}
