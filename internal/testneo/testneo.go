// Package testneo starts a real Neo4j for tests, from the folder that
// scripts/neo4j.sh fills.
package testneo

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v6/neo4j"
)

// Server is a running Neo4j with nothing in it.
type Server struct {
	URI      string
	Password string // of the user neo4j
	home     string
	port     int
	command  *exec.Cmd
}

// User is the one user of the server.
const User = "neo4j"

const firstPassword = "neo4j"

// Start starts a server that ends with the test. It takes about six seconds.
func Start(t testing.TB) *Server {
	t.Helper()
	s := &Server{home: t.TempDir(), Password: "of-a-test-only", port: freePort(t)}
	s.URI = fmt.Sprintf("bolt://127.0.0.1:%d", s.port)
	conf := fmt.Sprintf(`server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:%d
server.bolt.advertised_address=127.0.0.1:%d
server.bolt.enabled=true
dbms.security.auth_enabled=true
server.http.enabled=false
server.https.enabled=false
dbms.usage_report.enabled=false
server.memory.pagecache.size=64m
db.transaction.timeout=60s
dbms.memory.transaction.total.max=256m
dbms.security.allow_csv_import_from_file_urls=false
dbms.security.procedures.allowlist=db.awaitIndexes
`, s.port, s.port)
	if err := os.WriteFile(filepath.Join(s.home, "neo4j.conf"), []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	s.Run(t)
	t.Cleanup(func() { s.Stop(t) })
	s.setPassword(t)
	s.Do(t, "MATCH (n) RETURN count(n)", nil) // the first query of a server takes seconds
	return s
}

// Run starts the server again after Stop, with what it had.
func (s *Server) Run(t testing.TB) {
	t.Helper()
	dir := os.Getenv("CODEREMOTE_TEST_NEO4J")
	if _, err := os.Stat(filepath.Join(dir, "Main.class")); err != nil {
		t.Fatalf("no Neo4j for tests in CODEREMOTE_TEST_NEO4J=%q; make test fetches it: scripts/neo4j.sh FOLDER", dir)
	}
	s.command = exec.Command("java", "-Xmx512m", "-XX:+UseSerialGC",
		"--add-opens=java.base/java.nio=ALL-UNNAMED", "--add-opens=java.base/java.io=ALL-UNNAMED", "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
		"-cp", dir+string(os.PathListSeparator)+filepath.Join(dir, "lib", "*"), "Main", s.home)
	s.command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	log, err := os.Create(filepath.Join(s.home, "stderr.log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	s.command.Stderr = log
	out, err := s.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.command.Start(); err != nil {
		t.Fatalf("start Neo4j: %v; install a Java runtime: scripts/setup.sh --test", err)
	}
	ready := make(chan bool, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if lines.Text() == "ready" {
				ready <- true
			}
		}
		close(ready)
	}()
	select {
	case ok := <-ready:
		if !ok {
			text, _ := os.ReadFile(log.Name())
			t.Fatalf("Neo4j ended: %v: %s", s.command.Wait(), text)
		}
	case <-time.After(2 * time.Minute):
		t.Fatal("Neo4j was not ready after two minutes")
	}
}

// Stop ends the server at once. What it had committed stays.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	if s.command == nil {
		return
	}
	if err := s.command.Process.Kill(); err != nil {
		t.Error(err)
	}
	_ = s.command.Wait() // says only that it was killed
	s.command = nil
}

// Do runs one statement, for what a test prepares or looks at by itself.
func (s *Server) Do(t testing.TB, query string, parameters map[string]any) []*neo4j.Record {
	t.Helper()
	driver, err := neo4j.NewDriver(s.URI, neo4j.BasicAuth(User, s.Password, ""))
	if err != nil {
		t.Fatal(err)
	}
	defer driver.Close(context.Background())
	result, err := neo4j.ExecuteQuery(t.Context(), driver, query, parameters, neo4j.EagerResultTransformer)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return result.Records
}

func (s *Server) setPassword(t testing.TB) {
	t.Helper()
	driver, err := neo4j.NewDriver(s.URI, neo4j.BasicAuth(User, firstPassword, ""))
	if err != nil {
		t.Fatal(err)
	}
	defer driver.Close(context.Background())
	_, err = neo4j.ExecuteQuery(t.Context(), driver, "ALTER CURRENT USER SET PASSWORD FROM $old TO $new",
		map[string]any{"old": firstPassword, "new": s.Password}, neo4j.EagerResultTransformer, neo4j.ExecuteQueryWithDatabase("system"))
	if err != nil {
		t.Fatalf("set the password of Neo4j: %v", err)
	}
}

// freePort returns a port that nobody listens on, below those that the kernel
// gives to connections: the server takes seconds before it listens, and comes
// back to the same port after Stop.
func freePort(t testing.TB) int {
	t.Helper()
	for range 100 {
		port := 10_000 + rand.IntN(20_000)
		if l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			l.Close()
			return port
		}
	}
	t.Fatal("no free port for Neo4j")
	return 0
}
