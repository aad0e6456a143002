package store_test

import (
	"context"
	"errors"
	"fmt"
	neturl "net/url"
	"os"
	"strings"
	"testing"
	"time"

	"coderemote"
	"coderemote/internal/testpg"
	"coderemote/store"

	"github.com/jackc/pgx/v5/pgconn"
)

// refused reports whether PostgreSQL said that the role may not.
func refused(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && e.Code == "42501"
}

// A hole in a page can do what the serving role can: nothing of this.
func TestServingRoleMayNot(t *testing.T) {
	s := chained(t)
	owner, err := store.ServingRole(os.Getenv(testpg.Variable))
	if err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		`UPDATE audit_log SET action = 'x'`,
		`UPDATE audit_log SET detail = '' WHERE false`,
		`DELETE FROM audit_log`,
		`TRUNCATE audit_log`,
		`MERGE INTO audit_log USING (SELECT 1) x ON true WHEN MATCHED THEN DELETE`,
		`INSERT INTO audit_batches (n, ids, last_id, previous, hash) VALUES (1, '{}', 0, '', '') ON CONFLICT (n) DO UPDATE SET hash = ''`,
		`UPDATE audit_batches SET hash = ''`,
		`DELETE FROM audit_batches`,
		`TRUNCATE audit_batches`,
		`ALTER TABLE audit_log DISABLE TRIGGER ALL`,
		`ALTER TABLE audit_log OWNER TO test_serving`,
		`ALTER TABLE audit_log RENAME TO gone`,
		`DROP TABLE audit_log CASCADE`,
		`DROP TRIGGER audit_log_append_only ON audit_log`,
		`CREATE TRIGGER x BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()`,
		`CREATE RULE x AS ON INSERT TO audit_log DO INSTEAD NOTHING`,
		`CREATE POLICY x ON audit_log`,
		`CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
		`GRANT UPDATE ON audit_log TO test_serving WITH GRANT OPTION`,
		`SET session_replication_role = replica`,
		`SET ROLE ` + owner.Name,
		`CREATE TABLE mine (n int)`,
		`CREATE FUNCTION now() RETURNS timestamptz LANGUAGE sql AS 'SELECT NULL::timestamptz'`,
		`UPDATE goose_db_version SET version_id = 0`,
		`DROP TABLE users`,
		`COPY audit_log FROM PROGRAM 'true'`,
	} {
		_, err := s.Pool().Exec(t.Context(), sql)
		if strings.HasPrefix(sql, "GRANT") && err == nil { // it warns and gives nothing
			_, err = s.Pool().Exec(t.Context(), `UPDATE audit_log SET action = 'x'`)
		}
		if !refused(err) {
			t.Errorf("%s: %v", sql, err)
		}
	}
	if c := verify(t, s); c.Lines != 6 || len(c.Problems) != 0 {
		t.Errorf("afterwards the log is %+v", c)
	}
}

// The two functions that work as the owner do so for months of events only.
func TestFunctionsOfTheOwner(t *testing.T) {
	s := testpg.New(t)
	for _, sql := range []string{
		`SELECT drop_event_partition('audit_log')`,
		`SELECT drop_event_partition('run_events')`,
		`SELECT drop_event_partition('run_events_default')`,
		`SELECT add_event_partition('runs', '2031-01-01')`,
		`SELECT add_event_partition('run_events', '2031-01-02')`,
		`CREATE TEMP TABLE run_events (run_id uuid) PARTITION BY RANGE (run_id); SELECT add_event_partition('pg_temp.run_events', '2031-01-01')`,
	} {
		if _, err := s.Pool().Exec(t.Context(), sql); err == nil || !strings.Contains(err.Error(), "no month of run_events") {
			t.Errorf("%s: %v", sql, err)
		}
	}
	owner := testpg.Owner(t, s)
	if _, err := owner.Exec(t.Context(), `CREATE ROLE test_nobody`); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { owner.Exec(context.Background(), `DROP ROLE test_nobody`) })
	for _, sql := range []string{`SELECT add_event_partition('run_events', '2031-01-01')`, `SELECT drop_event_partition('run_events_default')`} {
		if _, err := owner.Exec(t.Context(), `SET ROLE test_nobody; `+sql); !refused(err) {
			t.Errorf("anybody: %s: %v", sql, err)
		}
		if _, err := owner.Exec(t.Context(), `RESET ROLE`); err != nil {
			t.Fatal(err)
		}
	}
}

// idAt returns the first id of the millisecond that is ms after at.
func idAt(at time.Time, ms int64) string {
	hex := fmt.Sprintf("%012x", at.UnixMilli()+ms)
	return hex[:8] + "-" + hex[8:] + "-7000-8000-000000000000"
}

// The bounds that PostgreSQL computes are those of the ids that Go makes.
func TestPartitionHoldsItsMonth(t *testing.T) {
	s := testpg.New(t)
	if err := s.EnsurePartitions(t.Context(), time.Date(2031, 11, 30, 23, 59, 59, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ id, partition string }{
		{idAt(time.Date(2031, 11, 1, 0, 0, 0, 0, time.UTC), -1), "run_events_default"},
		{idAt(time.Date(2031, 11, 1, 0, 0, 0, 0, time.UTC), 0), "run_events_203111"},
		{idAt(time.Date(2031, 12, 1, 0, 0, 0, 0, time.UTC), -1), "run_events_203111"},
		{idAt(time.Date(2031, 12, 1, 0, 0, 0, 0, time.UTC), 0), "run_events_203112"},
		{idAt(time.Date(2032, 2, 1, 0, 0, 0, 0, time.UTC), -1), "run_events_203201"},
		{idAt(time.Date(2032, 2, 1, 0, 0, 0, 0, time.UTC), 0), "run_events_default"},
	} {
		var partition string
		const q = `INSERT INTO run_events (run_id, seq, type) VALUES ($1, 1, 'status') RETURNING tableoid::regclass::text`
		if err := s.Pool().QueryRow(t.Context(), q, test.id).Scan(&partition); err != nil || partition != test.partition {
			t.Errorf("%s goes to %s, %v; want %s", test.id, partition, err, test.partition)
		}
	}
}

func TestGrantWantsAnotherRole(t *testing.T) {
	url := os.Getenv(testpg.Variable)
	owner, err := store.ServingRole(url)
	if err != nil {
		t.Fatal(err)
	}
	for role, sentence := range map[store.Role]string{
		owner:                               "can act as the owner",
		{Name: "nobody_of_this_name"}:       "password",
		{"nobody_of_this_name", "pässword"}: "ASCII",
	} {
		if err := store.Grant(t.Context(), testpg.URL(t), role); coderemote.CodeOf(err) != coderemote.CodeInvalid || !strings.Contains(err.Error(), sentence) {
			t.Errorf("%s: %v", role.Name, err)
		}
	}
}

// The owner makes the role that serves, where there is none: it can log in, and do
// what such a role may.
func TestGrantMakesTheRole(t *testing.T) {
	url := testpg.Empty(t)
	if err := store.Migrate(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	role := store.Role{Name: fmt.Sprintf("serving of %d", os.Getpid()), Password: "plum' tractor \\ lantern"}
	for range 2 { // the second finds it
		if err := store.Grant(t.Context(), url, role); err != nil {
			t.Fatal(err)
		}
	}
	owner, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close()
	defer execute(t, owner, fmt.Sprintf("DROP OWNED BY %[1]q; DROP ROLE %[1]q", role.Name))
	if may, err := owner.MayChangeAudit(t.Context()); err != nil || !may {
		t.Errorf("the owner may change the audit log: %v, %v", may, err)
	}
	address, err := neturl.Parse(url)
	if err != nil {
		t.Fatal(err)
	}
	address.User = neturl.UserPassword(role.Name, role.Password)
	serving, err := store.Open(t.Context(), address.String())
	if err != nil {
		t.Fatal(err)
	}
	defer serving.Close()
	if may, err := serving.MayChangeAudit(t.Context()); err != nil || may {
		t.Errorf("the role that serves may change the audit log: %v, %v", may, err)
	}
	if err := store.Grant(t.Context(), address.String(), store.Role{Name: "nobody_of_this_name", Password: "x"}); coderemote.CodeOf(err) != coderemote.CodeInvalid || !strings.Contains(coderemote.AsError(err).Message, "CREATE ROLE") {
		t.Errorf("an owner that may not make a role: %v", err)
	}
}

// A program that is newer than the schema says who has to bring it up to date.
func TestServingRoleCannotMigrate(t *testing.T) {
	url := testpg.Empty(t)
	if err := store.Migrate(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	if err := store.Grant(t.Context(), url, store.Role{Name: "test_serving"}); err != nil {
		t.Fatal(err)
	}
	if err := store.Migrate(t.Context(), testpg.Serving(t, url)); err != nil {
		t.Errorf("nothing to do: %v", err)
	}
	s, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	execute(t, s, `DELETE FROM goose_db_version WHERE version_id = (SELECT max(version_id) FROM goose_db_version)`)
	if err := store.Migrate(t.Context(), testpg.Serving(t, url)); coderemote.CodeOf(err) != coderemote.CodeForbidden || !strings.Contains(coderemote.AsError(err).Message, "DATABASE_OWNER_URL") {
		t.Errorf("one migration behind: %v", err)
	}
}
