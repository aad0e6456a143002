package sandbox

import "testing"

func TestHoleIn(t *testing.T) {
	for _, test := range []struct {
		name, text string
		bad        bool
	}{
		{"runc", "runc version 1.1.11", true},
		{"runc", "runc version 1.1.12", false},
		{"runc", "runc version 1.2.7", true},
		{"runc", "runc version 1.2.8", false},
		{"runc", "runc version 1.3.2", true},
		{"runc", "runc version 1.3.3", false},
		{"runc", "runc version 1.1.5+ds1", false}, // of a distribution, which mends it
		{"crun", "crun version 1.1.5", false},
		{"podman", "4.0.2", true},
		{"podman", "4.0.3", false},
		{"podman", "5.4.2", false},
		{"runc", "unknown", false},
	} {
		if got := holeIn(test.name, test.text); (got != "") != test.bad {
			t.Errorf("%s %s: %q", test.name, test.text, got)
		}
	}
}
