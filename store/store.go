// Package store keeps everything in PostgreSQL by sqlx: a file per noun, each
// query beside the function that uses it. Its errors carry the codes of the
// domain; what PostgreSQL said stays in their cause.
package store

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"coderemote/migrations"
	"coderemote/objects"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// Store is the one door to PostgreSQL. It is safe for use by many goroutines.
type Store struct {
	db   *sqlx.DB
	pool *pgxpool.Pool
	// The relaxed pair commits asynchronously: for what a crash of the database
	// may undo without anybody having seen it (claims, River's own bookkeeping).
	relaxedDB *sqlx.DB
	relaxed   *pgxpool.Pool
	bucket    *objects.Bucket // nil when what programs leave is kept in PostgreSQL
}

// An Option changes how Open connects.
type Option func(*pgxpool.Config)

// WithTracer hands each statement to t.
func WithTracer(t pgx.QueryTracer) Option {
	return func(c *pgxpool.Config) { c.ConnConfig.Tracer = t }
}

// Open connects to the PostgreSQL at url and checks that it answers.
func Open(ctx context.Context, url string, options ...Option) (*Store, error) {
	pool, err := newPool(ctx, url, "on", options...)
	if err != nil {
		return nil, err
	}
	relaxed, err := newPool(ctx, url, "off", options...)
	if err != nil {
		pool.Close()
		return nil, err
	}
	return &Store{db: overPool(pool), pool: pool, relaxedDB: overPool(relaxed), relaxed: relaxed}, nil
}

// KeepArtifactsIn has what programs leave from now on kept in a bucket. It is
// called before anybody uses the store.
func (s *Store) KeepArtifactsIn(b *objects.Bucket) { s.bucket = b }

func overPool(pool *pgxpool.Pool) *sqlx.DB {
	return sqlx.NewDb(stdlib.OpenDBFromPool(pool), "pgx")
}

func newPool(ctx context.Context, url, synchronousCommit string, options ...Option) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("store: parse DATABASE_URL: %w", err)
	}
	config.ConnConfig.RuntimeParams["synchronous_commit"] = synchronousCommit
	config.ConnConfig.RuntimeParams["application_name"] = "coderemote"
	// Each statement has one good plan; planning it anew would cost as much as running it.
	config.ConnConfig.RuntimeParams["plan_cache_mode"] = "force_generic_plan"
	config.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeCacheStatement
	if config.MaxConns < 16 {
		config.MaxConns = 16
	}
	for _, option := range options {
		option(config)
	}
	boundWaits(config)
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("store: open: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("store: PostgreSQL does not answer: %w", err)
	}
	return pool, nil
}

// Close ends all connections.
func (s *Store) Close() {
	s.db.Close()
	s.relaxedDB.Close()
	s.pool.Close()
	s.relaxed.Close()
}

// Pool returns the pool for LISTEN and for whoever needs pgx itself.
func (s *Store) Pool() *pgxpool.Pool { return s.pool }

// RelaxedPool returns the pool whose commits are asynchronous; River's own
// client uses it.
func (s *Store) RelaxedPool() *pgxpool.Pool { return s.relaxed }

// Ping reports whether PostgreSQL answers, soon.
func (s *Store) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, pingPatience)
	defer cancel()
	return s.pool.Ping(ctx)
}

// Migrate brings the schema of the database at url to the newest version. Two
// processes may call it at once: one waits for the other.
func Migrate(ctx context.Context, url string) error { return MigrateTo(ctx, url, NewestSchema()) }

// MigrateTo brings the schema up to one version and never down.
func MigrateTo(ctx context.Context, url string, version int64) error {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return migrateFailed(err)
	}
	defer db.Close()
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return migrateFailed(err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, migrations.FS, goose.WithSessionLocker(locker), goose.WithAllowOutofOrder(true))
	if err != nil {
		return migrateFailed(err)
	}
	if _, err := provider.UpTo(ctx, version); err != nil {
		return migrateFailed(err)
	}
	return nil
}

// VersionTable is where the migrations that were done are written down.
const VersionTable = "goose_db_version"

const qSchemaVersion = `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`

// SchemaVersion returns the newest migration of a database.
func SchemaVersion(ctx context.Context, conn *pgx.Conn) (version int64, err error) {
	err = conn.QueryRow(ctx, qSchemaVersion).Scan(&version)
	return version, translate("schema version", err)
}

// NewestSchema returns the newest migration that this program knows.
func NewestSchema() int64 {
	names, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil || len(names) == 0 {
		return 0 // they are embedded: there is no way to have none
	}
	version, _ := strconv.ParseInt(strings.SplitN(slices.Max(names), "_", 2)[0], 10, 64)
	return version
}
