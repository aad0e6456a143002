package backup

import (
	"bytes"
	"testing"

	"coderemote/internal/testpg"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
)

// Two tables that name each other, a generated column, an identity column, a
// trigger that would change what comes in, and a partition that is not there.
const farm = `
CREATE TABLE eggs (id int PRIMARY KEY, hen int);
CREATE TABLE hens (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, egg int CONSTRAINT hens_egg REFERENCES eggs, twice int GENERATED ALWAYS AS (id * 2) STORED, note text);
ALTER TABLE eggs ADD CONSTRAINT eggs_hen FOREIGN KEY (hen) REFERENCES hens;
CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.note := upper(NEW.note); RETURN NEW; END $$;
CREATE TABLE days (day date) PARTITION BY RANGE (day);
CREATE TABLE days_other PARTITION OF days DEFAULT;`

const animals = `
INSERT INTO eggs VALUES (1), (2);
INSERT INTO hens (egg, note) VALUES (1, 'quiet'), (2, NULL);
UPDATE eggs SET hen = id;
CREATE TABLE days_2026 PARTITION OF days FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
INSERT INTO days VALUES ('2026-02-03'), ('2020-02-03');`

const trigger = `CREATE TRIGGER shouts BEFORE INSERT ON hens FOR EACH ROW EXECUTE FUNCTION shout();`

func TestLoad(t *testing.T) {
	from, to := testpg.Empty(t), testpg.Empty(t)
	script(t, from, `CREATE TABLE goose_db_version (version_id bigint, is_applied bool);`+farm+animals+trigger)
	script(t, to, farm+trigger+`INSERT INTO days VALUES ('2026-05-05');`)
	var archive bytes.Buffer
	if _, err := Write(t.Context(), from, "test", nil, &archive, func(string, int64, bool) {}); err != nil {
		t.Fatal(err)
	}
	a, err := open(&archive)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := load(t.Context(), to, a, func(string, int64, bool) {}); err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{
		`SELECT string_agg(e::text, ' ' ORDER BY id) FROM eggs e`, `SELECT string_agg(h::text, ' ' ORDER BY id) FROM hens h`,
		`SELECT string_agg(tableoid::regclass || day::text, ' ' ORDER BY day) FROM days`,
		`SELECT string_agg(conname || convalidated, ' ' ORDER BY conname) FROM pg_constraint WHERE contype = 'f'`,
		`SELECT string_agg(tgname || tgenabled::text, ' ') FROM pg_trigger WHERE NOT tgisinternal`,
	} {
		if diff := cmp.Diff(value(t, from, query), value(t, to, query)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
	if got := value(t, to, `INSERT INTO hens (egg, note) VALUES (1, 'loud') RETURNING id || note`); got != "3LOUD" {
		t.Errorf("the next hen is %q, want the third, by the trigger", got)
	}
}

func script(t *testing.T, url, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.PgConn().Exec(t.Context(), sql).ReadAll(); err != nil {
		t.Fatal(err)
	}
}

func value(t *testing.T, url, query string) (text string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if err := conn.QueryRow(t.Context(), query).Scan(&text); err != nil {
		t.Fatal(err)
	}
	return text
}

func TestSafeBound(t *testing.T) {
	for bound, want := range map[string]bool{
		"DEFAULT": true,
		"FOR VALUES FROM ('01000000-0000-0000-0000-000000000000') TO ('02000000-0000-0000-0000-000000000000')": true,
		"FOR VALUES FROM (MINVALUE) TO ('2026-01-01 00:00:00+00')":                                             true,
		"FOR VALUES FROM ('a') TO ('b'); DROP TABLE users":                                                     false,
		"FOR VALUES FROM ('a') TO ((SELECT 1))":                                                                false,
		"DEFAULT PARTITION BY LIST (x)":                                                                        false,
		"":                                                                                                     false,
	} {
		if got := safeBound.MatchString(bound); got != want {
			t.Errorf("%q: %v, want %v", bound, got, want)
		}
	}
}
