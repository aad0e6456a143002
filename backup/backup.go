// Package backup copies the whole database of an instance into one file and
// back. It names no table: what there is it reads from PostgreSQL's catalog, in
// the one snapshot from which it also reads the rows.
//
// A backup is a gzipped tar archive. manifest.json comes first and says what the
// tables are; tables/NAME/N.copy hold their rows as PostgreSQL's COPY writes
// them, in pieces of at most one MiB; end.json comes last and counts them, so
// that an archive without it is known to be cut off. objects/RUN/ID, between the
// tables and the end, is what was in the bucket.
package backup

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"coderemote"
	"coderemote/objects"
	"coderemote/store"

	"github.com/jackc/pgx/v5"
)

// format is the number of the layout that this package writes and reads.
const format = 1

// pieceSize is how much of a table is held in memory, in bytes.
const pieceSize = 1 << 20

const (
	manifestName = "manifest.json"
	endName      = "end.json"
	tableFolder  = "tables/"
	objectFolder = "objects/"
)

// Manifest says what a backup holds.
type Manifest struct {
	Format  int       `json:"format"`
	Version string    `json:"version"` // of the program that wrote it
	Schema  int64     `json:"schema"`  // the newest migration
	At      time.Time `json:"at"`
	Tables  []Table   `json:"tables"`
}

// Table is a table with rows of its own: an ordinary or a partitioned one.
type Table struct {
	Name       string      `json:"name"`
	Columns    []string    `json:"columns"`
	Partitions []Partition `json:"partitions,omitempty"`
}

// Partition is where a partitioned table keeps a part of its rows.
type Partition struct {
	Name  string `json:"name"`
	Bound string `json:"bound"` // as CREATE TABLE wants it
}

// Summary counts what a backup holds.
type Summary struct {
	Rows      map[string]int64 `json:"rows"` // by table
	Sequences map[string]int64 `json:"sequences"`
	Objects   int              `json:"objects,omitempty"` // from the bucket
	Missing   int              `json:"missing,omitempty"` // that should have been there
}

// Total returns the number of rows of all tables.
func (s Summary) Total() (rows int64) {
	for _, n := range s.Rows {
		rows += n
	}
	return rows
}

// A Progress is told, at least once a table, how many bytes of it have passed,
// and at its end, done.
type Progress func(table string, bytes int64, done bool)

// Write copies the database at url to w: every row as it was at one moment, while
// servers and workers go on. version is the one of the program; bucket has what
// programs left, nil where that is in the database.
func Write(ctx context.Context, url, version string, bucket *objects.Bucket, w io.Writer, progress Progress) (Summary, error) {
	summary := Summary{Rows: map[string]int64{}}
	conn, err := connect(ctx, url, "")
	if err != nil {
		return summary, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return summary, fmt.Errorf("backup: begin: %w", err)
	}
	defer tx.Rollback(context.WithoutCancel(ctx)) // it has read only
	packed, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return summary, fmt.Errorf("backup: %w", err)
	}
	archive := &writer{bucket: bucket, tar: tar.NewWriter(packed), at: time.Now().UTC().Truncate(time.Second)}
	if err := archive.all(ctx, conn, version, &summary, progress); err != nil {
		return summary, fmt.Errorf("backup: %w", err)
	}
	if err := archive.tar.Close(); err != nil {
		return summary, fmt.Errorf("backup: %w", err)
	}
	return summary, packed.Close()
}

func connect(ctx context.Context, url, schema string) (*pgx.Conn, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("backup: parse DATABASE_URL: %w", err)
	}
	config.RuntimeParams["application_name"] = "coderemote backup"
	if schema != "" {
		config.RuntimeParams["search_path"] = schema
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("backup: PostgreSQL does not answer: %w", err)
	}
	return conn, nil
}

// writer writes the entries of an archive.
type writer struct {
	tar    *tar.Writer
	at     time.Time
	bucket *objects.Bucket
}

func (a *writer) all(ctx context.Context, conn *pgx.Conn, version string, summary *Summary, progress Progress) error {
	manifest, err := readSchema(ctx, conn)
	if err != nil {
		return err
	}
	manifest.Version, manifest.At = version, a.at
	if err := a.json(manifestName, manifest); err != nil {
		return err
	}
	for _, t := range manifest.Tables {
		if summary.Rows[t.Name], err = a.table(ctx, conn, t, progress); err != nil {
			return fmt.Errorf("table %s: %w", t.Name, err)
		}
	}
	if err := a.objects(ctx, conn, manifest, summary, progress); err != nil {
		return err
	}
	// Sequences do not belong to a snapshot: read last, they are never behind the rows.
	if summary.Sequences, err = readSequences(ctx, conn); err != nil {
		return err
	}
	return a.json(endName, summary)
}

const qObjects = `SELECT run_id, id FROM run_artifacts WHERE content IS NULL ORDER BY id`

// firstObjects is the migration from which on artifacts may be in a bucket.
const firstObjects = 28

// objects copies what the bucket has. One that is lost is counted, and is no
// reason to have no backup.
func (a *writer) objects(ctx context.Context, conn *pgx.Conn, m Manifest, summary *Summary, progress Progress) error {
	if m.Schema < firstObjects {
		return nil
	}
	type artifact struct{ RunID, ID string }
	rows, err := conn.Query(ctx, qObjects)
	if err != nil {
		return fmt.Errorf("read what is in the bucket: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[artifact])
	if err != nil || len(all) == 0 {
		return err
	}
	if a.bucket == nil {
		return coderemote.Errorf(coderemote.CodeConflict, fmt.Sprintf("%d files of programs are in a bucket: set CODEREMOTE_S3_BUCKET as for the servers, then back up.", len(all)))
	}
	bytes := int64(0)
	for _, one := range all {
		content, err := a.bucket.Get(ctx, objects.ArtifactKey(one.RunID, one.ID), coderemote.MaxArtifactBytes)
		if coderemote.CodeOf(err) == coderemote.CodeNotFound {
			summary.Missing++
			continue
		}
		if err == nil {
			err = a.entry(objectFolder+one.RunID+"/"+one.ID, content)
		}
		if err != nil {
			return err
		}
		summary.Objects, bytes = summary.Objects+1, bytes+int64(len(content))
		progress("bucket", bytes, false)
	}
	progress("bucket", bytes, true)
	return nil
}

func (a *writer) json(name string, value any) error {
	text, err := json.MarshalIndent(value, "", " ")
	if err != nil {
		return err
	}
	return a.entry(name, text)
}

func (a *writer) entry(name string, content []byte) error {
	header := &tar.Header{Name: name, Mode: 0o600, Size: int64(len(content)), ModTime: a.at, Format: tar.FormatPAX}
	if err := a.tar.WriteHeader(header); err != nil {
		return err
	}
	_, err := a.tar.Write(content)
	return err
}

func (a *writer) table(ctx context.Context, conn *pgx.Conn, t Table, progress Progress) (rows int64, err error) {
	p := &pieces{archive: a, table: t.Name, progress: progress}
	tag, err := conn.PgConn().CopyTo(ctx, p, "COPY (SELECT "+quoted(t.Columns)+" FROM "+quote(t.Name)+") TO STDOUT")
	if err != nil {
		return 0, err
	}
	if err := p.flush(); err != nil {
		return 0, err
	}
	progress(t.Name, p.bytes, true)
	return tag.RowsAffected(), nil
}

// pieces cuts what COPY writes into entries: tar wants to know the size of each
// before its content.
type pieces struct {
	archive  *writer
	table    string
	progress Progress
	number   int
	bytes    int64
	buffer   bytes.Buffer
}

func (p *pieces) Write(b []byte) (int, error) {
	p.buffer.Write(b)
	if p.buffer.Len() < pieceSize {
		return len(b), nil
	}
	return len(b), p.flush()
}

func (p *pieces) flush() error {
	if p.buffer.Len() == 0 {
		return nil
	}
	p.number++
	p.bytes += int64(p.buffer.Len())
	err := p.archive.entry(fmt.Sprintf("%s%s/%06d.copy", tableFolder, p.table, p.number), p.buffer.Bytes())
	p.buffer.Reset()
	p.progress(p.table, p.bytes, false)
	return err
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }

func quoted(names []string) string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = quote(name)
	}
	return strings.Join(all, ", ")
}

// readSchema reads which tables there are. The table of the migrations is not
// among them: a restore makes it by migrating.
func readSchema(ctx context.Context, conn *pgx.Conn) (Manifest, error) {
	m := Manifest{Format: format}
	var err error
	if m.Schema, err = store.SchemaVersion(ctx, conn); err != nil {
		return m, err
	}
	rows, err := conn.Query(ctx, qTables, store.VersionTable)
	if err != nil {
		return m, fmt.Errorf("read the tables: %w", err)
	}
	if m.Tables, err = pgx.CollectRows(rows, pgx.RowToStructByNameLax[Table]); err != nil {
		return m, fmt.Errorf("read the tables: %w", err)
	}
	for i := range m.Tables {
		rows, err := conn.Query(ctx, qPartitions, m.Tables[i].Name)
		if err != nil {
			return m, fmt.Errorf("read the partitions: %w", err)
		}
		if m.Tables[i].Partitions, err = pgx.CollectRows(rows, pgx.RowToStructByName[Partition]); err != nil {
			return m, fmt.Errorf("read the partitions: %w", err)
		}
	}
	return m, nil
}

const qTables = `
SELECT c.relname AS name, (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
	WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns
FROM pg_class c
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> $1
ORDER BY c.relname`

const qPartitions = `
SELECT c.relname AS name, pg_get_expr(c.relpartbound, c.oid) AS bound
FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent = to_regclass(quote_ident($1)) AND c.relispartition ORDER BY c.relname`

const qSequences = `SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema() AND last_value IS NOT NULL`

func readSequences(ctx context.Context, conn *pgx.Conn) (map[string]int64, error) {
	rows, err := conn.Query(ctx, qSequences)
	if err != nil {
		return nil, fmt.Errorf("read the sequences: %w", err)
	}
	all, name, last := map[string]int64{}, "", int64(0)
	_, err = pgx.ForEachRow(rows, []any{&name, &last}, func() error {
		all[name] = last
		return nil
	})
	return all, err
}
