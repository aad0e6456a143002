package store_test

import (
	"database/sql"
	"testing"

	"coderemote/internal/testpg"
	"coderemote/migrations"
	"coderemote/store"

	"github.com/pressly/goose/v3"
)

// Every migration can be undone and done again. (Down is for development; a
// deployed instance only goes up.)
func TestMigrateUpDownUp(t *testing.T) {
	url := testpg.Empty(t)
	if err := store.Migrate(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	provider, err := goose.NewProvider(goose.DialectPostgres, db, migrations.FS)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.DownTo(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	var left int
	const qLeft = `SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND relname NOT LIKE 'goose%'`
	if err := db.QueryRowContext(t.Context(), qLeft).Scan(&left); err != nil || left != 0 {
		t.Errorf("%d tables are left after everything was undone, %v", left, err)
	}
	for range 2 { // the second time has nothing to do
		if err := store.Migrate(t.Context(), url); err != nil {
			t.Fatal(err)
		}
	}
}
