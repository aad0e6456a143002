// Command testsum reads what `go test -json` prints and shows it to people: each
// package as it ends and everything that a failed test said; at the end the
// names of the tests that were skipped or failed, the lines of all packages,
// and last a line of the form "12 passed, 0 failed". It fails when a test failed
// or none ran.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// event is one line of go test -json; see `go doc test2json`.
type event struct {
	Action, Package, Test, Output string
}

// summary counts what it has seen.
type summary struct {
	out             io.Writer
	said            map[string][]string // by package and test, until it passes
	packages        []string            // the line of each
	skipped, broken []string            // package and test
	passed, failed  int
	failedInPackage map[string]int
}

func main() {
	s := &summary{out: os.Stdout, said: map[string][]string{}, failedInPackage: map[string]int{}}
	if err := s.read(os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, "testsum:", err)
		os.Exit(1)
	}
	s.finish()
	if s.failed > 0 || s.passed == 0 {
		os.Exit(1)
	}
}

func (s *summary) read(in io.Reader) error {
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			s.line(line)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (s *summary) line(line []byte) {
	var e event
	if err := json.Unmarshal(line, &e); err != nil {
		s.out.Write(line) // go itself says something
		return
	}
	if e.Test == "" {
		s.ofPackage(e)
		return
	}
	s.ofTest(e)
}

func (s *summary) ofPackage(e event) {
	switch e.Action {
	case "output":
		s.packageOutput(e)
	case "build-output":
		fmt.Fprint(s.out, e.Output)
	case "fail":
		// The package did not build, or ended outside of any test.
		if s.failedInPackage[e.Package] == 0 {
			s.failed++
			s.broken = append(s.broken, e.Package+" (outside of any test)")
		}
		s.flush(e.Package)
	}
}

func (s *summary) packageOutput(e event) {
	if e.Output == "PASS\n" || e.Output == "FAIL\n" {
		return
	}
	fmt.Fprint(s.out, e.Output)
	for _, mark := range []string{"ok ", "FAIL\t", "---"} {
		if strings.HasPrefix(e.Output, mark) {
			s.packages = append(s.packages, e.Output)
		}
	}
}

func (s *summary) ofTest(e event) {
	key := e.Package + " " + e.Test
	switch e.Action {
	case "output":
		s.said[key] = append(s.said[key], e.Output)
		return
	case "pass":
		s.passed++
	case "skip":
		s.skipped = append(s.skipped, key)
	case "fail":
		s.failed++
		s.broken = append(s.broken, key)
		s.failedInPackage[e.Package]++
		s.print(key)
	default:
		return
	}
	delete(s.said, key)
}

// flush shows what the tests of a package said that never ended: one of them
// was the end of the program.
func (s *summary) flush(name string) {
	for key := range s.said {
		if strings.HasPrefix(key, name+" ") {
			s.print(key)
			delete(s.said, key)
		}
	}
}

func (s *summary) print(key string) {
	for _, output := range s.said[key] {
		if !strings.HasPrefix(output, "=== ") {
			fmt.Fprint(s.out, output)
		}
	}
}

func (s *summary) finish() {
	fmt.Fprintln(s.out)
	for _, key := range s.skipped {
		fmt.Fprintln(s.out, "skipped:", key)
	}
	for _, key := range s.broken {
		fmt.Fprintln(s.out, "failed:", key)
	}
	for _, line := range s.packages {
		fmt.Fprint(s.out, line)
	}
	fmt.Fprintf(s.out, "%d passed, %d failed\n", s.passed, s.failed)
}
