package e2e

import (
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestCommands runs the scripts of testdata/script, which are what an operator
// types, beside a running server.
func TestCommands(t *testing.T) {
	s := newInstance(t).start(t, "serve")
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			for _, pair := range s.environ {
				name, value, _ := strings.Cut(pair, "=")
				if name == "HOME" || name == "DATABASE_URL" || strings.HasPrefix(name, "CODEREMOTE_") {
					e.Setenv(name, value)
				}
			}
			e.Setenv("SERVER", s.url)
			e.Setenv("PATH", filepath.Dir(s.binary)+string(os.PathListSeparator)+os.Getenv("PATH"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"api": s.apiCommand},
	})
}

// apiCommand is "api FILE PATH STATUS": a GET with the token in the file.
func (s *server) apiCommand(script *testscript.TestScript, negated bool, args []string) {
	if negated || len(args) != 3 {
		script.Fatalf("usage: api FILE PATH STATUS")
	}
	r, err := http.NewRequest(http.MethodGet, s.url+"/api/v1"+args[1], nil)
	script.Check(err)
	r.Header.Set("Authorization", "Bearer "+strings.TrimSpace(script.ReadFile(args[0])))
	response, err := http.DefaultClient.Do(r)
	script.Check(err)
	response.Body.Close()
	if got := strconv.Itoa(response.StatusCode); got != args[2] {
		script.Fatalf("GET %s answers %s, want %s", args[1], got, args[2])
	}
}
