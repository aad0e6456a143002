package e2e

import (
	"context"
	"strings"
	"testing"
	"time"

	"coderemote/internal/testpg"

	"github.com/jackc/pgx/v5"
)

// smoke runs the smoke test against s and returns what it printed.
func (s *server) smoke(t *testing.T, token string, args ...string) (said string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	defer cancel()
	out, err := s.command(ctx, append([]string{"smoke", "--server", s.url, "--token", token}, args...)...).CombinedOutput()
	return string(out), err
}

func TestSmoke(t *testing.T) {
	i := newInstance(t)
	worker, web := i.launch(t, "worker"), i.start(t, "web")
	web.awaitHealthy(t)
	token := web.token(t, web.person(t), "run,read")
	said, err := web.smoke(t, token)
	if n := strings.Count(said, "ok      "); err != nil || n != 8 {
		t.Errorf("%d checks passed, %v:\n%s", n, err, said)
	}
	for _, test := range []struct {
		name, token string
		args        []string
		failed      int
		says        string
	}{
		{"another version", token, []string{"--expect", "v0.0.1"}, 1, "v0.0.1 should"},
		{"a token that may not run", web.token(t, web.person(t), "read"), nil, 5, "403"},
	} {
		t.Run(test.name, func(t *testing.T) {
			said, err := web.smoke(t, test.token, test.args...)
			if n := strings.Count(said, "FAILED  "); err == nil || n != test.failed || !strings.Contains(said, test.says) {
				t.Errorf("%d checks failed, %v:\n%s", n, err, said)
			}
		})
	}
	for server, says := range map[string]string{"http://127.0.0.1:9": "nothing answers at http://127.0.0.1:9", "127.0.0.1:8080": "write it as browsers do", "ftp://host": "write it as browsers do"} {
		said, err := web.command(t.Context(), "smoke", "--server", server, "--token", token).CombinedOutput()
		if err == nil || !strings.Contains(string(said), says) || strings.Count(string(said), "FAILED  ") > 1 {
			t.Errorf("--server %s: %v\n%s", server, err, said)
		}
	}
	worker.stop(t)
	if said, err := web.smoke(t, token); err == nil || !strings.Contains(said, "FAILED  the instance is healthy") {
		t.Errorf("without a worker: %v\n%s", err, said)
	}
}

// TestRetention has an instance that starts remove what an administrator wants
// to be gone.
func TestRetention(t *testing.T) {
	url := testpg.URL(t)
	i := newInstance(t, "DATABASE_URL="+testpg.Serving(t, url), "DATABASE_OWNER_URL="+url)
	person := i.person(t)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	for n, status := range []string{"succeeded", "failed"} {
		at := time.Now().AddDate(0, 0, -29-2*n) // one on either side of 30 days
		_, err := conn.Exec(t.Context(), `INSERT INTO runs (id, user_id, status, attempt, code, code_sha256, stdin, interactive, policy, timeout_ms, finished_at)
			SELECT (lpad(to_hex((extract(epoch FROM $1::timestamptz) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid,
				id, $2, 1, '1', '', '', false, 'strict', 1000, now() FROM users WHERE email = $3`, at, status, person.email)
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := conn.Exec(t.Context(), `UPDATE settings SET keep_runs_days = 30`); err != nil {
		t.Fatal(err)
	}
	s := i.start(t, "serve")
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for !strings.Contains(s.log.String(), `"old runs removed","runs":1,`) {
		select {
		case <-ctx.Done():
			t.Fatalf("no run was removed:\n%s", s.log)
		case <-look.C:
		}
	}
	var left string
	if err := conn.QueryRow(t.Context(), `SELECT string_agg(status, ' ') FROM runs`).Scan(&left); err != nil || left != "succeeded" {
		t.Errorf("these runs are left: %q, %v", left, err)
	}
}
