package testpg_test

import (
	"testing"

	"coderemote/internal/testpg"

	"github.com/jackc/pgx/v5"
)

func TestDatabasesAreApart(t *testing.T) {
	first, second := connect(t, testpg.URL(t)), connect(t, testpg.URL(t))
	if _, err := first.Exec(t.Context(), `CREATE TABLE mark (n int)`); err != nil {
		t.Fatal(err)
	}
	var tables, migrated bool
	err := second.QueryRow(t.Context(), `SELECT to_regclass('mark') IS NOT NULL, to_regclass('river_job') IS NOT NULL`).Scan(&tables, &migrated)
	if err != nil {
		t.Fatal(err)
	}
	if tables {
		t.Error("a table of one test is in the database of another")
	}
	if !migrated {
		t.Error("the schema is not in the database")
	}
}

func TestDatabaseIsDropped(t *testing.T) {
	var name string
	t.Run("user", func(t *testing.T) {
		s := testpg.New(t)
		if err := s.Pool().QueryRow(t.Context(), `SELECT current_database()`).Scan(&name); err != nil {
			t.Fatal(err)
		}
	})
	var left bool
	err := connect(t, testpg.Empty(t)).QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&left)
	if err != nil {
		t.Fatal(err)
	}
	if left {
		t.Errorf("database %s outlives its test", name)
	}
}

func BenchmarkURL(b *testing.B) {
	for b.Loop() {
		testpg.URL(b)
	}
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(t.Context()) })
	return conn
}
