package sandbox

import (
	"slices"
	"strings"
	"testing"
)

// TestHoles tries each hole just before its beginning, at it, and around each
// version that mends it.
func TestHoles(t *testing.T) {
	for _, h := range holes() {
		if !slices.IsSortedFunc(h.mended, number.compare) {
			t.Errorf("%s: the versions are not in order: %v", h.cve, h.mended)
		}
		if h.from != (number{}) && (h.in(before(h.from)) || !h.in(h.from)) {
			t.Errorf("%s does not begin at %v", h.cve, h.from)
		}
		for _, m := range h.mended {
			if next := (number{m[0], m[1], m[2] + 1}); h.in(m) || h.in(next) {
				t.Errorf("%s is in %v or %v", h.cve, m, next)
			}
			if !h.in(before(m)) {
				t.Errorf("%s is not in %v", h.cve, before(m))
			}
		}
	}
}

// before is the version that comes just before n.
func before(n number) number {
	switch {
	case n[2] > 0:
		return number{n[0], n[1], n[2] - 1}
	case n[1] > 0:
		return number{n[0], n[1] - 1, 999}
	}
	return number{n[0] - 1, 999, 999}
}

func TestJudge(t *testing.T) {
	for _, test := range []struct {
		of, text string
		names    string // of the holes, "" for none
		look     bool   // it says where to look
	}{
		{"runc", "runc version 1.1.11", "CVE-2024-21626 CVE-2025-31133 CVE-2025-52565 CVE-2025-52881", false},
		{"runc", "runc version 1.1.12", "CVE-2025-31133 CVE-2025-52565 CVE-2025-52881", false},
		{"runc", "runc version 1.2.7", "CVE-2025-31133 CVE-2025-52565 CVE-2025-52881", false},
		{"runc", "runc version 1.2.8", "", false},
		{"runc", "runc version 1.3.2", "CVE-2025-31133 CVE-2025-52565 CVE-2025-52881", false},
		{"runc", "runc version 1.3.3", "", false},
		{"runc", "runc version 1.4.0", "", false},
		{"runc", "runc version 1.1.5+ds1", "CVE-2024-21626 CVE-2025-31133 CVE-2025-52565 CVE-2025-52881", true},
		{"crun", "crun version 1.19.1", "CVE-2025-24965", false},
		{"crun", "crun version 1.20", "", false},
		{"crun", "crun version 1.8.1", "CVE-2025-24965", false},
		{"podman", "4.0.2", "CVE-2022-27649", false},
		{"podman", "4.0.3", "", false},
		{"kernel", "5.10.101", "CVE-2022-0847 CVE-2024-1086", false},
		{"kernel", "5.10.102", "CVE-2024-1086", false},
		{"kernel", "5.10.210", "", false},
		{"kernel", "6.12.57-1", "", false},
		{"kernel", "6.1.27-1", "CVE-2023-3269 CVE-2024-1086", true},
		{"kernel", "6.1.0-37-amd64", "CVE-2023-0386 CVE-2023-3269 CVE-2024-1086", true},
		{"runsc", "release-20240101.0", "", false},
		{"runc", "unknown", "", false},
	} {
		var f Finding
		f.judge(test.of, test.text)
		got := ""
		for _, h := range holes() {
			if strings.Contains(f.Why, h.cve) {
				got = strings.TrimPrefix(got+" "+h.cve, " ")
			}
		}
		if got != test.names || f.Weak != (got != "") || strings.Contains(f.Mend, "changelog") != test.look {
			t.Errorf("%s %s: %+v", test.of, test.text, f)
		}
	}
}

func TestKernelSource(t *testing.T) {
	for _, test := range []struct{ release, banner, signature, want string }{
		{"6.1.0-37-amd64", "Linux version 6.1.0-37-amd64 (debian-kernel@lists.debian.org) (gcc-12) #1 SMP PREEMPT_DYNAMIC Debian 6.1.140-1 (2025-05-22)", "", "6.1.140-1"},
		{"5.15.0-91-generic", "Linux version 5.15.0-91-generic (buildd@lcy02) #101-Ubuntu SMP", "Ubuntu 5.15.0-91.101-generic 5.15.131\n", "5.15.131"},
		{"5.14.0-362.el9.x86_64", "Linux version 5.14.0-362.el9.x86_64", "", "5.14.0-362.el9.x86_64"},
	} {
		if got := kernelSource(test.release, test.banner, test.signature); got != test.want {
			t.Errorf("%s: got %s, want %s", test.release, got, test.want)
		}
	}
}
