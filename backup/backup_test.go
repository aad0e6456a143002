package backup_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"coderemote"
	"coderemote/backup"
	"coderemote/internal/testpg"
	"coderemote/internal/tests3"
	"coderemote/objects"
	"coderemote/store"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

func silent(string, int64, bool) {}

// furnished returns the address of a database with rows in it: text that COPY
// has to escape, partitions of several years, and an identity column.
func furnished(t *testing.T) string {
	t.Helper()
	url := testpg.URL(t)
	s, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, month := range []int{-40, 0, 40} {
		if err := s.EnsurePartitions(t.Context(), time.Now().AddDate(0, 0, month)); err != nil {
			t.Fatal(err)
		}
	}
	user := &coderemote.User{ID: uuid.Must(uuid.NewV7()).String(), Email: "ada@example.org", Role: coderemote.RoleTeacher, PasswordHash: "hash"}
	if err := s.CreateUser(t.Context(), user); err != nil {
		t.Fatal(err)
	}
	for n := range 20 {
		run := &coderemote.Run{ID: uuid.Must(uuid.NewV7()).String(), UserID: user.ID, Code: "print('a\\tb\\\\N')\n\t" + strings.Repeat("# é\U0001F600\\.\n", 100*n), Policy: coderemote.PolicyStrict, Timeout: time.Second}
		claim, _, err := s.CreateRun(t.Context(), store.NewRun{Run: run, Worker: "test"})
		if err != nil {
			t.Fatal(err)
		}
		last := []coderemote.Event{{Seq: 3, Type: coderemote.EventOutput, Stream: coderemote.Stdout, Text: strings.Repeat("line\twith\\ \r\n", 20_000)}}
		if _, err := s.FinishRun(t.Context(), claim, coderemote.Result{Status: coderemote.StatusSucceeded}, last); err != nil {
			t.Fatal(err)
		}
	}
	old := uuid.UUID{0x01, 0x80} // 2022: in the default partition
	execute(t, url, `INSERT INTO run_events (run_id, seq, type) VALUES ($1, 1, 'status')`, old)
	return url
}

func execute(t *testing.T, url, sql string, args ...any) {
	t.Helper()
	conn := connect(t, url)
	var err error
	if len(args) == 0 {
		_, err = conn.PgConn().Exec(t.Context(), sql).ReadAll()
	} else {
		_, err = conn.Exec(t.Context(), sql, args...)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

// content returns a sum over the rows of every table and partition, and what
// there is beside them.
func content(t *testing.T, url string) map[string]string {
	t.Helper()
	conn := connect(t, url)
	rows, err := conn.Query(t.Context(), `SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname <> 'goose_db_version'`)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, table := range tables {
		var sum string
		name := pgx.Identifier{table}.Sanitize()
		if err := conn.QueryRow(t.Context(), `SELECT count(*) || ' ' || coalesce(md5(string_agg(x::text, '' ORDER BY x::text)), '') FROM `+name+` x`).Scan(&sum); err != nil {
			t.Fatal(err)
		}
		all[table] = sum
	}
	for name, query := range map[string]string{
		"constraints": `SELECT string_agg(conname || pg_get_constraintdef(oid), E'\n' ORDER BY conrelid::regclass::text, conname) FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('f', 'c', 'u', 'p')`,
		"indexes":     `SELECT string_agg(indexdef, E'\n' ORDER BY indexname) FROM pg_indexes WHERE schemaname = 'public'`,
		"sequences":   `SELECT string_agg(sequencename || coalesce(last_value, -1), ' ' ORDER BY sequencename) FROM pg_sequences WHERE schemaname = 'public'`,
	} {
		var text string
		if err := conn.QueryRow(t.Context(), query).Scan(&text); err != nil {
			t.Fatal(err)
		}
		all[name] = text
	}
	return all
}

func write(t *testing.T, url string) []byte {
	t.Helper()
	var archive bytes.Buffer
	summary, err := backup.Write(t.Context(), url, "test", nil, &archive, silent)
	if err != nil {
		t.Fatal(err)
	}
	if summary.Rows["runs"] != 20 || summary.Rows["users"] != 1 {
		t.Errorf("the summary counts %v", summary.Rows)
	}
	return archive.Bytes()
}

func restore(t *testing.T, url string, archive []byte, replace bool) error {
	t.Helper()
	_, _, err := backup.Restore(t.Context(), url, nil, bytes.NewReader(archive), replace, silent)
	return err
}

func TestRestore(t *testing.T) {
	from := furnished(t)
	archive, want := write(t, from), content(t, from)
	to := testpg.Empty(t)
	if err := restore(t, to, archive, false); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, content(t, to)); diff != "" {
		t.Errorf("the restored database differs (-want +got):\n%s", diff)
	}

	s, err := store.Open(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.EnsurePartitions(t.Context(), time.Now()); err != nil {
		t.Errorf("the partitions of this month: %v", err)
	}
	user, err := s.UserByEmail(t.Context(), "ada@example.org")
	if err != nil {
		t.Fatal(err)
	}
	run := &coderemote.Run{ID: uuid.Must(uuid.NewV7()).String(), UserID: user.ID, Code: "1", Policy: coderemote.PolicyStrict, Timeout: time.Second}
	claim, _, err := s.CreateRun(t.Context(), store.NewRun{Run: run, Worker: "test"})
	if err != nil {
		t.Fatalf("a run in the restored database: %v", err)
	}
	if _, err := s.FinishRun(t.Context(), claim, coderemote.Result{Status: coderemote.StatusSucceeded}, nil); err != nil {
		t.Errorf("its end, which writes to the audit log: %v", err)
	}
}

// TestRestoreRefuses leaves the database as it is where a restore must not, or
// cannot, be done.
func TestRestoreRefuses(t *testing.T) {
	from := furnished(t)
	archive := write(t, from)
	execute(t, from, `CREATE TABLE eggs (id int)`)
	strange := write(t, from)
	older := testpg.Empty(t)
	if err := store.Migrate(t.Context(), older); err != nil {
		t.Fatal(err)
	}
	execute(t, older, `INSERT INTO setup_links (token_hash, expires_at) VALUES ('x', now())`)
	before := content(t, older)
	for _, test := range []struct {
		name    string
		archive []byte
		replace bool
		code    coderemote.Code
		says    string
	}{
		{"an instance is there", archive, false, coderemote.CodeConflict, "--replace"},
		{"cut off", archive[:len(archive)-100], true, coderemote.CodeInvalid, "no complete backup"},
		{"cut off early", archive[:100], true, coderemote.CodeInvalid, "no complete backup"},
		{"one byte is wrong", flipped(archive), true, coderemote.CodeInvalid, "no complete backup"},
		{"no backup", []byte("PGDMP"), true, coderemote.CodeInvalid, "no complete backup"},
		{"nothing", nil, true, coderemote.CodeInvalid, "no complete backup"},
		{"a table that no migration makes", strange, true, coderemote.CodeInternal, "eggs"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := restore(t, older, test.archive, test.replace)
			if coderemote.CodeOf(err) != test.code || !strings.Contains(coderemote.AsError(err).Message+fmt.Sprint(err), test.says) {
				t.Errorf("code %q: %v; want %q and %q", coderemote.CodeOf(err), err, test.code, test.says)
			}
			if diff := cmp.Diff(before, content(t, older)); diff != "" {
				t.Errorf("the database has changed (-before +after):\n%s", diff)
			}
			var left int
			if err := connect(t, older).QueryRow(t.Context(), `SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'coderemote_%'`).Scan(&left); err != nil || left != 0 {
				t.Errorf("%d schemas are left behind, %v", left, err)
			}
		})
	}
}

func flipped(archive []byte) []byte {
	wrong := bytes.Clone(archive)
	wrong[len(wrong)/2] ^= 0x20
	return wrong
}

func TestRestoreReplaces(t *testing.T) {
	from := furnished(t)
	archive, want := write(t, from), content(t, from)
	to := testpg.Empty(t)
	if err := store.Migrate(t.Context(), to); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	if err := restore(t, to, archive, true); coderemote.CodeOf(err) != coderemote.CodeConflict {
		t.Errorf("while a server is connected: %v", err)
	}
	s.Close()
	if err := restore(t, to, archive, true); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, content(t, to)); diff != "" {
		t.Errorf("the restored database differs (-want +got):\n%s", diff)
	}
}

// TestWriteIsOneMoment has somebody write while the backup is made: rows that
// belong together are both in it, or neither is.
func TestWriteIsOneMoment(t *testing.T) {
	url := testpg.URL(t)
	execute(t, url, `CREATE TABLE aa (n int); CREATE TABLE zz (n int)`)
	other := connect(t, url)
	n := 0
	between := func(string, int64, bool) { // called in the middle, at each table
		n++
		if _, err := other.Exec(t.Context(), fmt.Sprintf(`WITH a AS (INSERT INTO aa VALUES (%d)) INSERT INTO zz VALUES (%[1]d)`, n)); err != nil {
			t.Error(err)
		}
	}
	summary, err := backup.Write(t.Context(), url, "test", nil, io.Discard, between)
	if err != nil {
		t.Fatal(err)
	}
	if n < 10 || summary.Rows["aa"] != summary.Rows["zz"] {
		t.Errorf("after %d inserts into both, the backup has %d rows of one and %d of the other", n, summary.Rows["aa"], summary.Rows["zz"])
	}
}

// TestBucket has what programs left in a bucket: it is in the backup, and in the
// bucket of whoever restores it.
func TestBucket(t *testing.T) {
	from := furnished(t)
	s := tests3.New(t)
	bucket := openBucket(t, s)
	const run = `INSERT INTO run_artifacts (id, run_id) SELECT '%s', (SELECT min(id::text) FROM runs)::uuid RETURNING run_id`
	kept, lost := uuid.Must(uuid.NewV7()).String(), uuid.Must(uuid.NewV7()).String()
	var runID string
	for _, id := range []string{kept, lost} {
		if err := connect(t, from).QueryRow(t.Context(), fmt.Sprintf(run, id)).Scan(&runID); err != nil {
			t.Fatal(err)
		}
	}
	picture := bytes.Repeat([]byte("\x00picture"), 100_000)
	if err := bucket.Put(t.Context(), objects.ArtifactKey(runID, kept), picture); err != nil {
		t.Fatal(err)
	}
	var archive bytes.Buffer
	if _, err := backup.Write(t.Context(), from, "test", nil, &archive, silent); coderemote.CodeOf(err) != coderemote.CodeConflict {
		t.Errorf("without the bucket: %v", err)
	}
	archive.Reset()
	summary, err := backup.Write(t.Context(), from, "test", bucket, &archive, silent)
	if err != nil || summary.Objects != 1 || summary.Missing != 1 {
		t.Fatalf("%d objects, %d missing, %v", summary.Objects, summary.Missing, err)
	}

	other := openBucket(t, tests3.New(t))
	to := testpg.Empty(t)
	if err := restore(t, to, archive.Bytes(), false); coderemote.CodeOf(err) != coderemote.CodeConflict {
		t.Errorf("a restore without a bucket: %v", err)
	}
	if _, summary, err = backup.Restore(t.Context(), to, other, bytes.NewReader(archive.Bytes()), false, silent); err != nil || summary.Objects != 1 {
		t.Fatalf("%d objects, %v", summary.Objects, err)
	}
	if got, err := other.Get(t.Context(), objects.ArtifactKey(runID, kept), coderemote.MaxArtifactBytes); err != nil || !bytes.Equal(got, picture) {
		t.Errorf("%d bytes came back, %v", len(got), err)
	}
	if diff := cmp.Diff(content(t, from), content(t, to)); diff != "" {
		t.Errorf("the tables differ:\n%s", diff)
	}
}

func openBucket(t *testing.T, s *tests3.Server) *objects.Bucket {
	t.Helper()
	b, err := objects.Open(t.Context(), objects.Config{Bucket: tests3.Bucket, Endpoint: s.URL})
	if err != nil {
		t.Fatal(err)
	}
	return b
}
