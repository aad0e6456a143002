//go:build images

package e2e

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// container is one that podman runs until the test ends.
type container struct {
	*instance
	name string
}

func (i *instance) podman(t *testing.T, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := i.command(ctx, append([]string{"podman", "--"}, args...)...)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	err := cmd.Run()
	if err != nil {
		t.Logf("podman %s: %v\n%s", strings.Join(args, " "), err, said.String())
	}
	return strings.TrimSpace(out.String()), err
}

// begin runs an image with the database of the instance, whose socket it gets.
func (i *instance) begin(t *testing.T, image string, args ...string) container {
	t.Helper()
	address := i.databaseURL(t)
	run := []string{"--userns=keep-id:uid=1000,gid=1000", "--env", "DATABASE_URL=" + address}
	if u, err := url.Parse(address); err == nil && u.Query().Get("host") != "" {
		run = append(run, "--volume", u.Query().Get("host")+":"+u.Query().Get("host"))
	}
	return i.contain(t, image, append(run, args...))
}

// contain runs an image, with a command or its own, until the test ends.
func (i *instance) contain(t *testing.T, image string, options []string, command ...string) container {
	t.Helper()
	c := container{i, "test-" + strings.ToLower(rand.Text()[:8])}
	run := append([]string{"run", "--detach", "--name", c.name, "--pull=never"}, options...)
	if _, err := i.podman(t, append(append(run, image), command...)...); err != nil {
		t.Fatalf("%s does not start", image)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("%s wrote:\n%s", image, c.logs())
		}
		cmd := i.command(context.Background(), "podman", "--", "rm", "--force", "--time=20", "--volumes", c.name)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("remove %s: %v\n%s", c.name, err, out)
		}
	})
	return c
}

func (i *instance) databaseURL(t *testing.T) string {
	t.Helper()
	for _, pair := range i.environ {
		if address, ok := strings.CutPrefix(pair, "DATABASE_URL="); ok {
			return address
		}
	}
	t.Fatal("the instance has no DATABASE_URL")
	return ""
}

func (c container) logs() string {
	out, _ := c.command(context.Background(), "podman", "--", "logs", c.name).CombinedOutput()
	return lastLines(string(out), 30)
}

// await waits until the container has said that it is ready.
func (c container) await(t *testing.T, says string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	look := time.NewTicker(200 * time.Millisecond)
	defer look.Stop()
	for !strings.Contains(c.logs(), says) {
		select {
		case <-ctx.Done():
			t.Fatalf("%s does not say %q:\n%s", c.name, says, c.logs())
		case <-look.C:
		}
		if state, err := c.podman(t, "inspect", "--format", "{{.State.Status}}", c.name); err != nil || state == "exited" && !strings.Contains(c.logs(), says) {
			t.Fatalf("%s has ended:\n%s", c.name, c.logs())
		}
	}
}

// TestImages runs what `make images` has built: the web server answers, people
// log in, and programs run, in boxes inside the worker's container.
func TestImages(t *testing.T) {
	i := newInstance(t)
	const web, worker = "localhost/coderemote-web:latest", "localhost/coderemote-worker:latest"
	c := i.begin(t, web, "--network=host", "--read-only", "--cap-drop=all", "--security-opt=no-new-privileges", "--env", "CODEREMOTE_ADDR=127.0.0.1:18161", "--env", "CODEREMOTE_METRICS_ADDR=127.0.0.1:18162")
	c.await(t, "is ready")
	s := &server{instance: i, url: "http://127.0.0.1:18161"}
	if got := s.client("").get(t, "/health"); got.StatusCode != 200 {
		t.Errorf("health: %d %s", got.StatusCode, got.body)
	}
	person := s.person(t)
	stay := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := stay.PostForm(s.url+"/login", url.Values{"email": {person.email}, "password": {person.password}})
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusSeeOther {
		t.Errorf("logging in: %s", response.Status)
	}
	if _, err := i.podman(t, "healthcheck", "run", c.name); err != nil {
		t.Errorf("the health check of the image: %v", err)
	}
	i.wantImage(t, web, "/usr/bin/coderemote")
	i.wantImage(t, worker, "/usr/libexec/coderemote/worker")

	crew := i.begin(t, worker, workerNeeds...)
	crew.await(t, "The worker is ready")
	s.awaitHealthy(t)
	if said, err := s.smoke(t, s.token(t, person, "run,read")); err != nil {
		t.Errorf("the smoke test: %v\n%s", err, said)
	}
}

// workerNeeds are the options of the worker in compose.yaml, for a Podman that
// runs it as an ordinary user. It has no network at all: PostgreSQL is a socket.
var workerNeeds = []string{
	"--network=none",
	"--security-opt=seccomp=unconfined", "--security-opt=label=disable", "--security-opt=unmask=ALL",
	"--cap-drop=all", "--cap-add=setuid,setgid", "--env", "CODEREMOTE_LIMITS=rlimit", "--env", "CODEREMOTE_BOXES=2", "--env", "CODEREMOTE_METRICS_ADDR=127.0.0.1:18163",
}

// wantImage checks what an image says of itself.
func (i *instance) wantImage(t *testing.T, name, entrypoint string) {
	t.Helper()
	text, err := i.podman(t, "image", "inspect", name)
	if err != nil {
		t.Fatal(err)
	}
	var images []struct {
		User        string
		Labels      map[string]string
		Healthcheck *struct{ Test []string }
		Config      struct {
			Entrypoint []string
			StopSignal string
		}
	}
	if err := json.Unmarshal([]byte(text), &images); err != nil || len(images) != 1 {
		t.Fatalf("%v: %s", err, text)
	}
	image := images[0]
	if image.User != "1000:1000" || image.Healthcheck == nil || image.Config.StopSignal != "SIGTERM" || len(image.Config.Entrypoint) != 1 || image.Config.Entrypoint[0] != entrypoint {
		t.Errorf("%s: user %q, health check %v, %+v", name, image.User, image.Healthcheck, image.Config)
	}
	for _, label := range []string{"title", "description", "version", "licenses"} {
		if image.Labels["org.opencontainers.image."+label] == "" {
			t.Errorf("%s has no label %s", name, label)
		}
	}
}
