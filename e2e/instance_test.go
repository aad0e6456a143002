package e2e

import (
	"bytes"
	"context"
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"coderemote/internal/testpg"
)

// patience is the deadline of what should take a moment.
const patience = 30 * time.Second

// drain is how long a server that is told to stop waits for programs: a failed
// test may leave one that waits for input.
const drain = 40 * time.Second

// instance is one deployment: a database, and a data directory that all tests
// share for the image in it. Only one instance runs boxes at a time.
type instance struct {
	binary  string
	dataDir string
	environ []string
}

// newInstance makes an instance with a database of its own, which it serves as a
// role that owns nothing, unless settings name one. Each of settings is NAME=VALUE
// and goes before the ones made here.
func newInstance(t *testing.T, settings ...string) *instance {
	t.Helper()
	if slices.ContainsFunc(settings, func(s string) bool { return strings.HasPrefix(s, "DATABASE_URL=") }) {
		return at(t, fromMake(t, "CODEREMOTE_TEST_DATA_DIR"), settings...)
	}
	owner := testpg.URL(t)
	database := []string{"DATABASE_URL=" + testpg.Serving(t, owner), "DATABASE_OWNER_URL=" + owner}
	return at(t, fromMake(t, "CODEREMOTE_TEST_DATA_DIR"), append(database, settings...)...)
}

// at is an instance in a data directory. Its policy is the open one: what most
// tests are about needs sys or os.
func at(t *testing.T, dataDir string, settings ...string) *instance {
	t.Helper()
	i := &instance{binary: fromMake(t, "CODEREMOTE_TEST_BINARY"), dataDir: dataDir}
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, "DATABASE_") && !strings.HasPrefix(name, "CODEREMOTE_") {
			i.environ = append(i.environ, pair)
		}
	}
	i.environ = append(i.environ, "CODEREMOTE_DATA_DIR="+dataDir, "CODEREMOTE_ADDR=127.0.0.1:0", "CODEREMOTE_BOXES=2", "CODEREMOTE_POLICY=open",
		"CODEREMOTE_LIMITS="+fromMake(t, "CODEREMOTE_LIMITS"), "CODEREMOTE_RUNS_PER_MINUTE=0")
	i.environ = append(i.environ, settings...)
	return i
}

// fromMake returns a variable that `make test` sets.
func fromMake(t *testing.T, name string) string {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		t.Fatalf("%s is not set: run `make test PKG=./e2e`, or `make test PKG=./e2e RUN=TestName` for some", name)
	}
	return value
}

func (i *instance) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, i.binary, args...)
	cmd.Env = i.environ
	return cmd
}

// run runs a command of the operator to its end and returns what it printed.
func (i *instance) run(t *testing.T, stdin string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := i.command(ctx, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("coderemote %s: %v\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return strings.TrimSuffix(stdout.String(), "\n")
}

// account is a person who may log in.
type account struct{ email, password string }

// person makes an account that no other test uses.
func (i *instance) person(t *testing.T) account { t.Helper(); return i.personAs(t, "student") }

func (i *instance) personAs(t *testing.T, role string) account {
	t.Helper()
	a := account{strings.ToLower(rand.Text()[:10]) + "@example.org", "plum tractor lantern"}
	i.run(t, a.password+"\n", "user", "create", "--email", a.email, "--role", role, "--password-stdin")
	return a
}

// token makes an API token for a.
func (i *instance) token(t *testing.T, a account, scopes string) string {
	t.Helper()
	return i.run(t, "", "token", "create", "--email", a.email, "--scopes", scopes)
}

// buildFolder is where tests leave what people look at; git ignores it.
func buildFolder(t *testing.T, name string) string {
	t.Helper()
	folder, err := filepath.Abs(filepath.Join("..", "build", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	return folder
}
