//go:build cgroup2

package sandbox

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestCgroup2Group divides the control group that it is started in.
func TestCgroup2Group(t *testing.T) {
	group, err := boxGroup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	own, err := ownGroup()
	if err != nil || own != group+"/"+serverGroup {
		t.Errorf("own group is %s, %v; boxes are below %s", own, err, group)
	}
	handed, err := readSetting(groupRoot + group + "/cgroup.subtree_control")
	if err == nil {
		err = offers(handed)
	}
	if err != nil {
		t.Error(err)
	}
	if again, err := boxGroup(t.Context()); again != group || err != nil {
		t.Errorf("a second time: %s, %v", again, err)
	}
}

// TestCgroup2Units starts TestCgroup2Group in units of a user of each kind: it
// divides those that systemd has given away with all that bounds a box, and
// leaves each other one alone.
func TestCgroup2Units(t *testing.T) {
	service := []string{"systemd-run", "--user", "--quiet", "--collect", "--wait", "--pipe"}
	scope := []string{"systemd-run", "--user", "--quiet", "--collect", "--scope"}
	for name, test := range map[string]struct {
		start []string
		given bool
	}{
		"service":                            {append(service, "--property=Delegate=yes"), true},
		"service with what is needed":        {append(service, "--property=Delegate=cpu memory pids"), true},
		"service with a leaf":                {append(service, "--property=Delegate=yes", "--property=DelegateSubgroup=server"), true},
		"service with a leaf of other name":  {append(service, "--property=Delegate=yes", "--property=DelegateSubgroup=other"), false},
		"service without Delegate":           {service, false},
		"service with processes only":        {append(service, "--property=Delegate=pids"), false},
		"service that does not know systemd": {append(service, "--property=Delegate=yes", "--property=UnsetEnvironment=XDG_RUNTIME_DIR DBUS_SESSION_BUS_ADDRESS"), false},
		"scope":                              {append(scope, "--property=Delegate=yes"), true},
		"scope without Delegate":             {scope, false},
		"scripts/delegate.sh":                {[]string{"./delegate.sh"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			start := append(slices.Clone(test.start), os.Args[0], "-test.run=^TestCgroup2Group$")
			text, err := exec.CommandContext(t.Context(), start[0], start[1:]...).CombinedOutput()
			refused := err != nil && strings.Contains(string(text), errNotDelegated.Error())
			if (err == nil) != test.given || refused == test.given {
				t.Errorf("%v: %s", err, text)
			}
			t.Logf("%s", text)
		})
	}
}
