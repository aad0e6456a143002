//go:build images

package e2e

import (
	"context"
	"crypto/rand"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// service is one of compose.yaml, as Compose's own parser reads it.
type service struct {
	Image       string
	Command     []string
	Environment map[string]*string
	Volumes     []struct{ Type, Source, Target string }
	ReadOnly    bool     `json:"read_only"`
	CapDrop     []string `json:"cap_drop"`
	CapAdd      []string `json:"cap_add"`
	SecurityOpt []string `json:"security_opt"`
	Tmpfs       []string
	Healthcheck *struct{ Test []string }
}

// flags are the options of podman run that say the same. Networks, devices and
// published ports are not in them: this host gives an ordinary user none.
func (s service) flags(project string) (flags []string) {
	for _, name := range slices.Sorted(maps.Keys(s.Environment)) {
		if value := s.Environment[name]; value != nil {
			flags = append(flags, "--env="+name+"="+*value)
		}
	}
	for _, v := range s.Volumes {
		flags = append(flags, "--volume="+project+v.Source+":"+v.Target)
	}
	for _, c := range s.CapDrop {
		flags = append(flags, "--cap-drop="+strings.ToLower(c))
	}
	for _, c := range s.CapAdd {
		flags = append(flags, "--cap-add="+strings.ToLower(c))
	}
	for _, option := range s.SecurityOpt {
		flags = append(flags, securityFlags[option]...)
	}
	for _, path := range s.Tmpfs {
		flags = append(flags, "--tmpfs="+path)
	}
	if s.ReadOnly {
		flags = append(flags, "--read-only")
	}
	return flags
}

// securityFlags are Docker's options in Podman's words. There is no AppArmor for a
// rootless container.
var securityFlags = map[string][]string{
	"no-new-privileges:true": {"--security-opt=no-new-privileges"},
	"seccomp:unconfined":     {"--security-opt=seccomp=unconfined"},
	"apparmor:unconfined":    nil,
	"label:disable":          {"--security-opt=label=disable"},
	"systempaths=unconfined": {"--security-opt=unmask=ALL"},
}

// TestCompose starts the services of compose.yaml side by side, with the images of
// this tree, and a PostgreSQL and a Neo4j that stand for the official ones. What
// they are told is that file's. They share one network without a way out instead
// of having one each.
func TestCompose(t *testing.T) {
	text, err := os.ReadFile(fromMake(t, "CODEREMOTE_TEST_COMPOSE"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Services map[string]service }
	decode(t, text, &file)
	i := newInstance(t)
	c := composed{instance: i, services: file.Services, project: "test-compose-" + strings.ToLower(rand.Text()[:6]) + "-"}
	c.hosts = filepath.Join(t.TempDir(), "hosts")
	if err := os.WriteFile(c.hosts, []byte("127.0.0.1 localhost postgres neo4j\n"), 0o644); err != nil {
		t.Fatal(err)
	}

	// The worker's boxes want a network that is the worker's own, so it comes first,
	// and begins to work when its turn is.
	c.place = []string{"--network=none", "--userns=keep-id:uid=1000,gid=1000"}
	worker := c.up(t, "worker", "--entrypoint=/bin/sh", "--env=CODEREMOTE_METRICS_ADDR=0.0.0.0:9101") // of its own network each may have 9100
	c.place = []string{"--network=container:" + worker.name, "--userns=container:" + worker.name}
	postgres := c.up(t, "postgres", "--entrypoint=/usr/local/bin/postgres.sh")
	postgres.await(t, "ready to accept connections")
	if _, err := i.podman(t, "exec", postgres.name, "sh", "-c", c.services["postgres"].Healthcheck.Test[1]); err != nil {
		t.Errorf("the health check of postgres: %v", err)
	}
	neo4j := c.up(t, "neo4j", "--entrypoint=/usr/local/bin/neo4j.sh")
	c.up(t, "migrate").await(t, "has every migration")
	web := c.up(t, "web")
	neo4j.await(t, "ready")
	web.await(t, "is ready")
	if _, err := i.podman(t, "exec", worker.name, "touch", "/tmp/begin"); err != nil {
		t.Fatal(err)
	}
	worker.await(t, "The worker is ready")

	s := &server{instance: i, url: worker.reach(t, "8080")}
	if status, body := fetch(t, s.url+"/readyz"); status != http.StatusOK {
		t.Errorf("readyz: %d %s", status, body)
	}
	s.awaitHealthy(t)
	person := account{"ada@example.org", "plum tractor lantern"}
	web.inside(t, person.password+"\n", "user", "create", "--email", person.email, "--role", "student", "--password-stdin")
	token := web.inside(t, "", "token", "create", "--email", person.email, "--scopes", "run,read,write")
	if said, err := s.smoke(t, token); err != nil {
		t.Errorf("the smoke test: %v\n%s", err, said)
	}
	s.answersFromNeo4j(t, person, token)
}

// composed is compose.yaml, up.
type composed struct {
	*instance
	services map[string]service
	project  string   // before the names of volumes
	hosts    string   // a file that names the services
	place    []string // the options of the network and of the ids that they share
}

// up starts a service. The official images are not at hand: the image of the
// services stands for them.
func (c *composed) up(t *testing.T, name string, options ...string) container {
	t.Helper()
	s := c.services[name]
	for _, v := range s.Volumes {
		volume := c.project + v.Source
		t.Cleanup(func() {
			if out, err := c.command(context.Background(), "podman", "--", "volume", "rm", "--force", volume).CombinedOutput(); err != nil {
				t.Errorf("remove %s: %v\n%s", volume, err, out)
			}
		})
	}
	image, command := s.Image, s.Command
	switch name {
	case "postgres", "neo4j":
		image = "localhost/coderemote-test-services:latest"
	case "worker":
		command = []string{"-c", "until test -e /tmp/begin; do sleep .1; done; exec /usr/libexec/coderemote/worker worker"}
	}
	options = append(slices.Concat(c.place, s.flags(c.project), []string{"--volume=" + c.hosts + ":/etc/hosts:ro"}), options...)
	return c.contain(t, image, options, command...)
}

// inside runs a command of the operator in the container.
func (c container) inside(t *testing.T, stdin string, args ...string) string {
	t.Helper()
	return c.run(t, stdin, append([]string{"podman", "--", "exec", "--interactive", c.name, "/usr/bin/coderemote"}, args...)...)
}

// relay carries standard input and output to and from a port of the network that
// it is started in.
const relay = `exec 3<>/dev/tcp/127.0.0.1/$0; { cat <&3; kill $$; } & cat >&3; kill $!`

// reach returns an address of this host that leads to a port inside the network of
// the container.
func (c container) reach(t *testing.T, port string) (url string) {
	t.Helper()
	pid, err := c.podman(t, "inspect", "--format", "{{.State.Pid}}", c.name)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			cmd := c.command(t.Context(), "podman", "--", "unshare", "nsenter", "--net", "--target", pid, "--", "bash", "-c", relay, port)
			cmd.Stdin, cmd.Stdout = conn, conn
			go func() { defer conn.Close(); _ = cmd.Run() }()
		}
	}()
	return "http://" + listener.Addr().String()
}

// answersFromNeo4j keeps a snippet and wants a page with the answer to a question
// about it, and the Cypher that found it.
func (s *server) answersFromNeo4j(t *testing.T, person account, token string) {
	t.Helper()
	s.client(token).keep(t, fields{"title": "halving", "code": "def f(a, x):\n    l, h = 0, len(a)\n    while l < h:\n        m = (l + h) // 2\n        l, h = (m + 1, h) if a[m] < x else (l, m)\n    return l\n"})
	cookie := sessionCookie(t, s, person)
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	defer cancel()
	look := time.NewTicker(200 * time.Millisecond)
	defer look.Stop()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/search?q=look+something+up+by+halving", nil)
		if err != nil {
			t.Fatal(err)
		}
		_, page := visit(t, request, cookie)
		if strings.Contains(page, "halving</") && strings.Contains(page, "Cypher") {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("what was saved is not found in Neo4j:\n%s", page)
		case <-look.C:
		}
	}
}
