package sandbox

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// bad is a range of versions that let a container out: from and before, as
// major, minor and patch.
type bad struct {
	name         string
	from, before [3]int
	why          string
}

// knownBad are holes that an operator should hear of. A later one of the same
// kind gets its line here.
func knownBad() []bad {
	return []bad{
		{"runc", [3]int{0, 0, 0}, [3]int{1, 1, 12}, "CVE-2024-21626: a leaked descriptor leads out of a container"},
		{"runc", [3]int{1, 2, 0}, [3]int{1, 2, 8}, "CVE-2025-31133: masked paths can be replaced"},
		{"runc", [3]int{1, 3, 0}, [3]int{1, 3, 3}, "CVE-2025-31133: masked paths can be replaced"},
		{"podman", [3]int{4, 0, 0}, [3]int{4, 0, 3}, "CVE-2022-27649: containers get inheritable capabilities"},
	}
}

var version = regexp.MustCompile(`(\d+)\.(\d+)\.(\d+)(\S*)`)

// holeIn says what is wrong with what prints this version, "" for nothing known.
// Distributions mend holes without a new number, so that theirs, which have a
// suffix, are not judged.
func holeIn(name, text string) string {
	found := version.FindStringSubmatch(text)
	if found == nil || strings.ContainsAny(found[4], "+~") {
		return ""
	}
	var v [3]int
	for i := range v {
		v[i], _ = strconv.Atoi(found[i+1])
	}
	for _, b := range knownBad() {
		if b.name == name && !less(v, b.from) && less(v, b.before) {
			return fmt.Sprintf("%s before %d.%d.%d has %s", name, b.before[0], b.before[1], b.before[2], b.why)
		}
	}
	return ""
}

func less(a, b [3]int) bool {
	for i := range a {
		if a[i] != b[i] {
			return a[i] < b[i]
		}
	}
	return false
}
