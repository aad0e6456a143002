package migrations

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
)

// A database remembers by number what it has applied, so a file that has landed
// never changes: what it got wrong is mended by the next one.
func TestLandedFilesAreUnchanged(t *testing.T) {
	data, err := os.ReadFile("SHA256SUMS")
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]string{}
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		sum, name, _ := strings.Cut(lines.Text(), "  ")
		sums[name] = sum
	}
	names, err := fs.Glob(FS, "*.sql")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d migrations, %v", len(names), err)
	}
	for _, name := range names {
		text, err := FS.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprintf("%x", sha256.Sum256(text))
		switch want, landed := sums[name]; {
		case !landed:
			t.Errorf("%s is new: cd migrations && sha256sum %s >> SHA256SUMS", name, name)
		case got != want:
			t.Errorf("%s has landed and was changed since: undo that, and write another migration", name)
		}
		delete(sums, name)
	}
	for name := range sums {
		t.Errorf("%s has landed and is gone", name)
	}
}
