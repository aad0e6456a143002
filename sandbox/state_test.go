package sandbox

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestStateOfALongDataFolderIsElsewhere(t *testing.T) {
	short := "/" + strings.Repeat("d", maxRunRoot-len("/run/c")-1)
	if got, want := stateDir(short), filepath.Join(short, "run"); got != want {
		t.Errorf("state of a path of %d bytes is in %s, want %s", len(short), got, want)
	}
	long := short + "d"
	got := stateDir(long)
	if !strings.HasPrefix(got, "/tmp/coderemote-") || len(got)+len("/c") > maxRunRoot {
		t.Errorf("state of a path of %d bytes is in %s", len(long), got)
	}
	if stateDir(long) != got || stateDir(long+"d") == got {
		t.Error("two data folders share a state, or one has two")
	}
}

func TestOwnOnly(t *testing.T) {
	base := t.TempDir()
	mine, passable := filepath.Join(base, "mine"), filepath.Join(base, "passable")
	open, link := filepath.Join(base, "open"), filepath.Join(base, "link")
	for _, err := range []error{os.Mkdir(mine, 0o700), os.Mkdir(passable, 0o700), os.Chmod(passable, 0o711),
		os.Mkdir(open, 0o700), os.Chmod(open, 0o755), os.Symlink(mine, link)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for dir, ok := range map[string]bool{mine: true, passable: true, open: false, link: false, filepath.Join(base, "none"): false} {
		if err := ownOnly(dir); (err == nil) != ok {
			t.Errorf("%s: %v", filepath.Base(dir), err)
		}
	}
}
