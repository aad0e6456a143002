package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"coderemote/internal/testpg"
)

// TestBackup makes a backup of an instance at work and starts another one from
// it: people log in with what they know, and find their runs.
func TestBackup(t *testing.T) {
	first := embedded(t).launch(t, "serve")
	ada := first.person(t)
	first.run(t, ada.password+"\n", "user", "create", "--email", "admin@example.org", "--role", "admin", "--password-stdin")
	token := first.token(t, ada, "run,read")
	c := first.client(token)
	r := c.execute(t, fields{"code": "print('kept' * 3)"})
	file := filepath.Join(t.TempDir(), "instance.backup")
	first.run(t, "", "backup", file)
	late := c.execute(t, fields{"code": "print('too late')"})
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup: %v, %v; want one that only its owner reads", info.Mode(), err)
	}
	first.stop(t)

	fresh := at(t, first.dataDir, "DATABASE_URL="+testpg.Empty(t))
	fresh.run(t, "", "restore", file)
	second := fresh.start(t, "serve")
	if second.setup != "" {
		t.Error("the restored instance has lost its administrator")
	}
	c = second.client(token)
	if got := c.execution(t, r.ID); got.Status != "succeeded" || got.Stdout != "keptkeptkept\n" {
		t.Errorf("the run from before: %s", got)
	}
	c.get(t, "/executions/"+late.ID).want(t, 404)
	if got := c.execute(t, fields{"code": "print('goes on')"}); got.Stdout != "goes on\n" {
		t.Errorf("the next run: %s", got)
	}
	said, err := fresh.command(t.Context(), "restore", "--replace", file).CombinedOutput()
	if err == nil || !strings.Contains(string(said), "Stop them all") {
		t.Errorf("a restore under a running server: %v, %s", err, said)
	}
}
