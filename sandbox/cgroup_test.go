package sandbox

import (
	"errors"
	"testing"
)

// TestGivenBy reads answers of systemd 257; TestCgroup2Units asks a real one.
func TestGivenBy(t *testing.T) {
	const group = "/user.slice/user-1000.slice/user@1000.service/app.slice/worker.service"
	for name, test := range map[string]struct {
		answer string
		given  bool
	}{
		"Delegate=yes":             {"ControlGroup=" + group + "\nDelegateControllers=cpu cpuset io memory pids\n", true},
		"only what is needed":      {"DelegateControllers=cpu memory pids\nControlGroup=" + group + "\n", true},
		"Delegate=no":              {"ControlGroup=" + group + "\nDelegateControllers=\n", false},
		"no processor time":        {"ControlGroup=" + group + "\nDelegateControllers=cpuset memory pids\n", false},
		"a group inside of a unit": {"ControlGroup=\nDelegateControllers=\n", false},
		"a unit of the same name":  {"ControlGroup=/system.slice/worker.service\nDelegateControllers=cpu memory pids\n", false},
		"a group further in":       {"ControlGroup=" + group + "/server\nDelegateControllers=cpu memory pids\n", false},
		"nothing":                  {"", false},
	} {
		t.Run(name, func(t *testing.T) {
			if err := givenBy(test.answer, group); (err == nil) != test.given || (err != nil && !errors.Is(err, errNotDelegated)) {
				t.Errorf("got %v", err)
			}
		})
	}
}
