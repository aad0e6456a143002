package main

import (
	"strings"
	"testing"
)

func TestSummary(t *testing.T) {
	for _, test := range []struct {
		name     string
		lines    []string
		last     string
		contains []string
		lacks    string
	}{
		{
			"passed and skipped",
			[]string{
				`{"Action":"output","Package":"p","Test":"TestA","Output":"chatter\n"}`,
				`{"Action":"pass","Package":"p","Test":"TestA"}`, `{"Action":"skip","Package":"p","Test":"TestB"}`,
				`{"Action":"output","Package":"p","Output":"ok  \tp\t0.1s\n"}`, `{"Action":"pass","Package":"p"}`,
			},
			"1 passed, 0 failed", []string{"skipped: p TestB", "ok  \tp\t0.1s"}, "chatter",
		},
		{
			"failed",
			[]string{
				`{"Action":"output","Package":"p","Test":"TestA","Output":"want 1\n"}`,
				`{"Action":"fail","Package":"p","Test":"TestA"}`, `{"Action":"fail","Package":"p"}`,
			},
			"0 passed, 1 failed", []string{"want 1", "failed: p TestA"}, "",
		},
		{
			"did not build",
			[]string{
				`{"ImportPath":"p","Action":"build-output","Output":"x.go:1: undefined\n"}`, `{"Action":"start","Package":"p"}`,
				`{"Action":"fail","Package":"p","FailedBuild":"p"}`,
			},
			"0 passed, 1 failed", []string{"undefined", "failed: p (outside"}, "",
		},
		{
			"panicked",
			[]string{
				`{"Action":"run","Package":"p","Test":"TestA"}`,
				`{"Action":"output","Package":"p","Test":"TestA","Output":"panic: no\n"}`, `{"Action":"fail","Package":"p"}`,
			},
			"0 passed, 1 failed", []string{"panic: no"}, "",
		},
		{"not JSON", []string{`go: no such module`}, "0 passed, 0 failed", []string{"no such module"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var out strings.Builder
			s := &summary{out: &out, said: map[string][]string{}, failedInPackage: map[string]int{}}
			if err := s.read(strings.NewReader(strings.Join(test.lines, "\n"))); err != nil {
				t.Fatal(err)
			}
			s.finish()
			lines := strings.Split(strings.TrimSpace(out.String()), "\n")
			if last := lines[len(lines)-1]; last != test.last {
				t.Errorf("last line %q, want %q", last, test.last)
			}
			for _, want := range test.contains {
				if !strings.Contains(out.String(), want) {
					t.Errorf("%q is not shown:\n%s", want, out.String())
				}
			}
			if test.lacks != "" && strings.Contains(out.String(), test.lacks) {
				t.Errorf("%q is shown:\n%s", test.lacks, out.String())
			}
		})
	}
}
