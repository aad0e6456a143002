package sandbox_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"coderemote"
	"coderemote/sandbox"
	"coderemote/sandbox/wire"
)

// TestBoundsAreTheContracts holds what the init enforces to what clients are told.
func TestBoundsAreTheContracts(t *testing.T) {
	got := []int{wire.MaxFiles, wire.MaxFilesBytes, wire.MaxArtifacts, wire.MaxArtifactBytes, wire.MaxArtifactsBytes}
	want := []int{coderemote.MaxFiles, coderemote.MaxFilesBytes, coderemote.MaxArtifacts, coderemote.MaxArtifactBytes, coderemote.MaxArtifactsBytes}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// leaving runs prog and returns the files that it left, by name.
func leaving(t *testing.T, prog sandbox.Program) (got, map[string]string, []string) {
	t.Helper()
	left, order := map[string]string{}, []string{}
	r := runWith(t, context.Background(), prog, sandbox.IO{Artifact: func(name string, content []byte) {
		left[name], order = string(content), append(order, name)
	}})
	return r, left, order
}

func TestFilesBesideTheProgram(t *testing.T) {
	prog := program(`
import helper, os, sys
print(helper.double(21), helper.__file__, open("data.csv").read(), sorted(os.listdir(".")))
print(len(open("large.bin", "rb").read()), open("empty").read() == "", open("größe").read())
`)
	prog.Files = []coderemote.File{
		{Name: "helper.py", Content: []byte("def double(n):\n    return 2 * n\n")},
		{Name: "data.csv", Content: []byte("a,b")},
		{Name: "large.bin", Content: bytes.Repeat([]byte{0xff, 0}, 300_000)},
		{Name: "empty"},
		{Name: "größe", Content: []byte("é")},
	}
	r, left, _ := leaving(t, prog)
	want := "42 /home/helper.py a,b ['data.csv', 'empty', 'größe', 'helper.py', 'large.bin']\n600000 True é\n"
	if r.stdout != want || r.Status != coderemote.StatusSucceeded {
		t.Errorf("got %q %s", r.stdout, r.stderr)
	}
	if len(left) != 0 {
		t.Errorf("files that were given are offered: %v", left)
	}
	r, left, _ = leaving(t, program("import os; print(os.listdir('.'))"))
	if r.stdout != "[]\n" || len(left) != 0 {
		t.Errorf("the next run finds %s %v", r.stdout, left)
	}
}

func TestGivenFileThatIsChangedIsOffered(t *testing.T) {
	for name, code := range map[string]string{
		"appended to": "open('a', 'a').write('!')",
		"written anew": `
import os
os.unlink('a')
open('a', 'w').write('1!')`,
		"in place": "open('a', 'r+').write('1!')",
	} {
		t.Run(name, func(t *testing.T) {
			prog := program(code)
			prog.Files = []coderemote.File{{Name: "a", Content: []byte("1")}, {Name: "b", Content: []byte("2")}}
			if _, left, _ := leaving(t, prog); len(left) != 1 || left["a"] != "1!" {
				t.Errorf("got %v", left)
			}
		})
	}
}

func TestErrorInAFileBesideTheProgram(t *testing.T) {
	prog := program("import helper\nhelper.fail()")
	prog.Files = []coderemote.File{{Name: "helper.py", Content: []byte("def fail():\n    1/0\n")}}
	r := run(t, prog)
	if r.ErrorType != "ZeroDivisionError" || !strings.Contains(r.stderr, `helper.py", line 2, in fail`) {
		t.Errorf("got %s", r.stderr)
	}
}

func TestArtifacts(t *testing.T) {
	r, left, order := leaving(t, program(`
import os
open("z.txt", "w").write("first")
os.mkdir("out")
open("out/a.bin", "wb").write(bytes(range(256)) * 2000)
os.utime("z.txt", (1, 1))
print("done")
`))
	if r.stdout != "done\n" || r.Status != coderemote.StatusSucceeded {
		t.Errorf("got %+v", r)
	}
	if diff := cmp.Diff([]string{"z.txt", "out/a.bin"}, order); diff != "" {
		t.Error(diff)
	}
	if left["z.txt"] != "first" || left["out/a.bin"] != strings.Repeat(string(everyByte()), 2000) {
		t.Errorf("the content is another: %d and %d bytes", len(left["z.txt"]), len(left["out/a.bin"]))
	}
}

// Files as large as they may be fill every buffer on their way.
func TestLargestArtifacts(t *testing.T) {
	for range 10 {
		_, left, _ := leaving(t, program(`
for name in "ab":
    open(name, "wb").write(name.encode() * (5 << 20))
`))
		for _, name := range []string{"a", "b"} {
			if left[name] != strings.Repeat(name, wire.MaxArtifactBytes) {
				t.Fatalf("%s has %d bytes", name, len(left[name]))
			}
		}
	}
}

func everyByte() []byte {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	return all
}

func TestTooMuchIsSaid(t *testing.T) {
	r, left, _ := leaving(t, program(`
import os
for n in range(52):
    open(f"{n}.txt", "w").write("x")
    os.utime(f"{n}.txt", (9, 9))
for n, name in enumerate(("large\n", "a", "b", "c")):
    open(name, "wb").truncate((5 << 20) - 100 * (n > 0) + (n == 0))
    os.utime(name, (1, n))
`))
	want := "Code Remote: large\uFFFD has 5.0 MB; a file may have at most 5.0 MB, so it is not offered.\n" +
		"Code Remote: c has 5.0 MB; the files of a run may have at most 10.0 MB together, so it is not offered.\n" +
		"Code Remote: 6 more files are not offered: a run may leave at most 50.\n"
	if r.stderr != want {
		t.Errorf("got %s", r.stderr)
	}
	if len(left) != 48 {
		t.Errorf("%d files", len(left))
	}
}
