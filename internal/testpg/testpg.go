// Package testpg gives each test a PostgreSQL database of its own, copied from
// a template that has the newest schema. The server is the one of
// CODEREMOTE_TEST_DATABASE_URL, which `make test` starts for a whole run of the
// tests; the role in that address may create databases and roles. Stores connect
// as a role that only serves, as those of an instance do: what needs the rights
// of the owner fails here as it would there.
package testpg

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"testing"

	"coderemote/migrations"
	"coderemote/store"

	"github.com/jackc/pgx/v5"
)

// Variable names the environment variable with the address of the server.
const Variable = "CODEREMOTE_TEST_DATABASE_URL"

// The role that stores connect as.
const (
	servingRole     = "test_serving"
	servingPassword = "test" // of a server that goes with the tests
)

// New returns a store on a database of its own with the newest schema and no
// rows. Both go when the test ends.
func New(t testing.TB, options ...store.Option) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), Serving(t, URL(t)), options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// Serving returns the address of the database at url for the role that serves.
func Serving(t testing.TB, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(servingRole, servingPassword)
	return u.String()
}

// Owner returns a connection to the database of s as the role that owns it.
func Owner(t testing.TB, s *store.Store) *pgx.Conn {
	t.Helper()
	address, err := withDatabase(os.Getenv(Variable), s.Pool().Config().ConnConfig.Database)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

// URL returns the address of a database of its own with the newest schema and
// no rows, for its owner. It is dropped when the test ends, whoever is still
// connected.
func URL(t testing.TB) string {
	t.Helper()
	return copyOf(t, template)
}

// Empty returns the address of a database of its own without any table, for
// tests of the migrations themselves.
func Empty(t testing.TB) string {
	t.Helper()
	return copyOf(t, func(context.Context, string) (string, error) { return "template1", nil })
}

func copyOf(t testing.TB, template func(ctx context.Context, server string) (string, error)) string {
	t.Helper()
	server := os.Getenv(Variable)
	if server == "" {
		t.Fatalf("no PostgreSQL for tests: run `make test`, or `make test PKG=./store RUN=TestName` for some of them")
	}
	source, err := template(t.Context(), server)
	if err != nil {
		t.Fatalf("testpg: make the template: %v", err)
	}
	name := "test_" + strings.ToLower(rand.Text())
	// Copying the files is the faster way for a server that does not sync them.
	if err := run(t.Context(), server, `CREATE DATABASE `+name+` TEMPLATE `+source+` STRATEGY file_copy`); err != nil {
		t.Fatalf("testpg: make a database: %v", err)
	}
	t.Cleanup(func() {
		if err := run(context.Background(), server, `DROP DATABASE `+name+` WITH (FORCE)`); err != nil {
			t.Errorf("testpg: drop the database: %v", err)
		}
	})
	address, err := withDatabase(server, name)
	if err != nil {
		t.Fatal(err)
	}
	return address
}

// template makes the migrated database of the present migrations, once per
// server, and returns its name. Test binaries run side by side: the lock lets
// one of them do it.
func template(ctx context.Context, server string) (string, error) {
	name, err := templateName()
	if err != nil {
		return "", err
	}
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return "", err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock(hashtext('testpg'))`); err != nil {
		return "", err
	}
	var exists bool
	if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&exists); err != nil || exists {
		return name, err
	}
	return name, makeTemplate(ctx, conn, server, name)
}

// makeTemplate gives the database its name last, so that one that has it is
// whole.
func makeTemplate(ctx context.Context, conn *pgx.Conn, server, name string) error {
	unfinished := name + "_new"
	for _, statement := range []string{`DROP DATABASE IF EXISTS ` + unfinished + ` WITH (FORCE)`, `CREATE DATABASE ` + unfinished} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return err
		}
	}
	address, err := withDatabase(server, unfinished)
	if err != nil {
		return err
	}
	if err := store.Migrate(ctx, address); err != nil {
		return err
	}
	if err := store.Grant(ctx, address, store.Role{Name: servingRole, Password: servingPassword}); err != nil {
		return err
	}
	_, err = conn.Exec(ctx, `ALTER DATABASE `+unfinished+` RENAME TO `+name)
	return err
}

// templateName holds a sum over the migrations: changed ones make another
// template.
func templateName() (string, error) {
	names, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil || len(names) == 0 {
		return "", errors.Join(errors.New("no migrations"), err)
	}
	sum := sha256.New()
	fmt.Fprintln(sum, servingRole)
	for _, name := range names {
		text, err := migrations.FS.ReadFile(name)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(sum, "%s %d\n%s", name, len(text), text)
	}
	return "template_" + hex.EncodeToString(sum.Sum(nil)[:8]), nil
}

// run executes one statement outside of any transaction.
func run(ctx context.Context, server, statement string) error {
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	_, err = conn.Exec(ctx, statement)
	return err
}

// withDatabase returns the address of another database on the same server.
func withDatabase(server, name string) (string, error) {
	u, err := url.Parse(server)
	if err != nil || u.Scheme == "" {
		return "", fmt.Errorf("testpg: %s is not of the form postgres://user@host/database", Variable)
	}
	u.Path = "/" + name
	return u.String(), nil
}
