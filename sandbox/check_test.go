package sandbox_test

import (
	"strings"
	"testing"

	"coderemote/sandbox"
)

func TestCheckFindsThisHostSafe(t *testing.T) {
	findings := sandbox.Check(t.Context(), testConfig(t))
	for _, f := range findings {
		if !f.OK || f.Detail == "" || f.Why == "" {
			t.Errorf("%+v", f)
		}
		// What has holes by its number depends on the host: TestJudge.
		judged := f.Name == "kernel" || f.Name == "podman" || f.Name == "OCI runtime"
		if f.Weak != (f.Name == "limits") && !judged {
			t.Errorf("%+v", f)
		}
	}
	if last := findings[len(findings)-1]; last.Name != "a box" || last.Detail != "every wall holds" {
		t.Errorf("%+v", last)
	}
}

func TestCheckSaysWhatMends(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*testing.T, *sandbox.Config)
		find   string
		mend   string
	}{
		"no image":      {func(_ *testing.T, c *sandbox.Config) { c.Image = sandbox.ImageName + ":missing" }, "sandbox image", "make image"},
		"no podman":     {func(t *testing.T, c *sandbox.Config) { t.Setenv("PATH", t.TempDir()) }, "podman", "apt-get install podman"},
		"long path":     {func(_ *testing.T, c *sandbox.Config) { c.DataDir = "/" + strings.Repeat("x", 60) }, "data folder", "CODEREMOTE_DATA_DIR"},
		"no data image": {func(_ *testing.T, c *sandbox.Config) { c.DataImage = sandbox.ImageName + "-data:missing" }, "data image", "make data-image"},
		"too many":      {func(_ *testing.T, c *sandbox.Config) { c.Boxes = 1 << 20 }, "subuid", "usermod --add-subuids"},
	} {
		t.Run(name, func(t *testing.T) {
			config := testConfig(t)
			test.change(t, &config)
			for _, f := range sandbox.Check(t.Context(), config) {
				if f.Name == test.find {
					if f.OK && !f.Weak || !strings.Contains(f.Mend, test.mend) {
						t.Errorf("%+v", f)
					}
					return
				}
			}
			t.Errorf("nothing was found about %s", test.find)
		})
	}
}
