package sandbox

import (
	"cmp"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// number is a version as major, minor and patch.
type number [3]int

func (n number) String() string { return fmt.Sprintf("%d.%d.%d", n[0], n[1], n[2]) }

func (n number) compare(m number) int { return slices.Compare(n[:], m[:]) }

// hole is one that leads out of a box, or that a box's own rights reach.
type hole struct {
	of     string // kernel, runc, crun or podman
	cve    string
	what   string
	from   number
	mended []number // the first of each line that has no hole, in order; what is newer than the last has none
}

// holes are those that an operator should hear of. A later one of the same kind
// gets its line here. The versions are those of the advisories: of the kernel
// https://nvd.nist.gov/vuln/detail/CVE-…, of runc, crun and podman
// https://github.com/advisories?query=CVE-….
func holes() []hole {
	return []hole{
		{"kernel", "CVE-2022-0185", "a user of a namespace of their own writes behind the end of a mount's options", number{5, 1, 0}, []number{{5, 4, 173}, {5, 10, 93}, {5, 15, 16}, {5, 16, 2}}},
		{"kernel", "CVE-2022-0492", "a container starts a program on the host by release_agent of cgroup v1", number{2, 6, 24}, []number{{4, 9, 301}, {4, 14, 266}, {4, 19, 229}, {5, 4, 177}, {5, 10, 97}, {5, 15, 20}, {5, 16, 6}}},
		{"kernel", "CVE-2022-0847", "any program writes to files that it may only read (Dirty Pipe)", number{5, 8, 0}, []number{{5, 10, 102}, {5, 15, 25}, {5, 16, 11}}},
		{"kernel", "CVE-2023-0386", "overlayfs takes setuid files out of a user namespace", number{5, 11, 0}, []number{{5, 15, 91}, {6, 1, 9}}},
		{"kernel", "CVE-2023-3269", "any program becomes root by growing its stack (StackRot)", number{6, 1, 0}, []number{{6, 1, 37}, {6, 3, 11}, {6, 4, 1}}},
		{"kernel", "CVE-2024-1086", "a user of a namespace of their own becomes root by nf_tables", number{3, 15, 0}, []number{{4, 19, 307}, {5, 4, 269}, {5, 10, 210}, {5, 15, 149}, {6, 1, 76}, {6, 6, 15}, {6, 7, 3}}},
		{"runc", "CVE-2024-21626", "a descriptor that was left open leads out of a container", number{}, []number{{1, 1, 12}}},
		{"runc", "CVE-2025-31133", "what should be masked can be replaced by a link", number{}, []number{{1, 2, 8}, {1, 3, 3}}},
		{"runc", "CVE-2025-52565", "/dev/console can be replaced by a link", number{}, []number{{1, 2, 8}, {1, 3, 3}}},
		{"runc", "CVE-2025-52881", "writes to /proc can be led elsewhere", number{}, []number{{1, 2, 8}, {1, 3, 3}}},
		{"crun", "CVE-2022-27650", "containers get inheritable capabilities", number{}, []number{{1, 4, 4}}},
		{"crun", "CVE-2025-24965", "with krun an image writes to files of the host", number{}, []number{{1, 20, 0}}},
		{"podman", "CVE-2022-27649", "containers get inheritable capabilities", number{}, []number{{4, 0, 3}}},
	}
}

// in reports whether version n has the hole.
func (h hole) in(n number) bool {
	if n.compare(h.from) < 0 || n.compare(h.mended[len(h.mended)-1]) >= 0 {
		return false
	}
	return !slices.ContainsFunc(h.mended, func(m number) bool {
		return m[0] == n[0] && m[1] == n[1] && n[2] >= m[2]
	})
}

var version = regexp.MustCompile(`(\d+)\.(\d+)(?:\.(\d+))?(\S*)`)

// numberIn finds a version in what a program says of itself, and whether more
// than its number follows: the mark of a distribution.
func numberIn(text string) (n number, marked, found bool) {
	parts := version.FindStringSubmatch(text)
	if parts == nil {
		return n, false, false
	}
	for i := range n {
		n[i], _ = strconv.Atoi(cmp.Or(parts[i+1], "0"))
	}
	return n, parts[4] != "", true
}

// judge marks a finding whose version has a known hole. Distributions mend holes
// without a new number, so that it is a warning, with how to look.
func (f *Finding) judge(of, text string) {
	n, marked, found := numberIn(text)
	if !found {
		return
	}
	var bad, names []string
	for _, h := range holes() {
		if h.of == of && h.in(n) {
			bad = append(bad, fmt.Sprintf("%s (%s; mended in %s)", h.cve, h.what, join(h.mended)))
			names = append(names, h.cve)
		}
	}
	if bad == nil {
		return
	}
	f.Weak = true
	f.Why = fmt.Sprintf("%s %s has known holes by its number: %s", of, n, strings.Join(bad, "; "))
	f.Mend = "install a newer version"
	if marked {
		what := of
		if of == "kernel" {
			what = "linux-image-$(uname -r)"
		}
		f.Mend = "a distribution mends holes under an old number: look for " + strings.Join(names, ", ") +
			" in the changelog of the package (apt-get changelog " + what + ") or at its security tracker (https://security-tracker.debian.org/tracker/" +
			names[len(names)-1] + "), and install a newer version where they are open"
	}
}

func join(numbers []number) string {
	var texts []string
	for _, n := range numbers {
		texts = append(texts, n.String())
	}
	return strings.Join(texts, ", ")
}

// kernelVersion is the release of the running kernel, and the version of which
// its source is. Debian and Ubuntu write that elsewhere: their release counts
// packages.
func kernelVersion() (release, source string) {
	release, _ = readSetting("/proc/sys/kernel/osrelease")
	banner, _ := os.ReadFile("/proc/version")
	signature, _ := os.ReadFile("/proc/version_signature")
	return release, kernelSource(release, string(banner), string(signature))
}

var debianKernel = regexp.MustCompile(`Debian (\d+\.\d+\.\d+-\S+)`)

func kernelSource(release, banner, signature string) string {
	if found := debianKernel.FindStringSubmatch(banner); found != nil {
		return found[1]
	}
	if fields := strings.Fields(signature); len(fields) == 3 { // "Ubuntu 5.15.0-91.101-generic 5.15.131"
		return fields[2]
	}
	return release
}
