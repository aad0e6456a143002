package backup

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"

	"coderemote"
	"coderemote/objects"
	"coderemote/store"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// The schema that a restore fills before it takes the place of the instance's,
// and the name of that one until it is dropped.
const (
	newSchema = "coderemote_restoring"
	oldSchema = "coderemote_replaced"
)

// Restore fills the database at address from r and brings it to the newest
// schema. The rows go into a schema of their own, which takes the place of the
// instance's in one transaction at the very end: a backup that turns out to be
// broken changes nothing. A database with tables in it is refused unless replace
// says that they may go, and so is one that a server or a worker uses. bucket gets
// what was in one.
func Restore(ctx context.Context, address string, bucket *objects.Bucket, r io.Reader, replace bool, progress Progress) (Manifest, Summary, error) {
	conn, err := connect(ctx, address, "")
	if err != nil {
		return Manifest{}, Summary{}, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if err := checkTarget(ctx, conn, replace); err != nil {
		return Manifest{}, Summary{}, err
	}
	if err := run(ctx, conn, "DROP SCHEMA IF EXISTS "+newSchema+" CASCADE", "CREATE SCHEMA "+newSchema); err != nil {
		return Manifest{}, Summary{}, err
	}
	manifest, summary, err := fill(ctx, address, bucket, r, progress)
	if err == nil {
		err = swap(ctx, conn)
	}
	if err != nil {
		return manifest, summary, errors.Join(err, run(context.WithoutCancel(ctx), conn, "DROP SCHEMA IF EXISTS "+newSchema+" CASCADE"))
	}
	return manifest, summary, nil
}

const qInUse = `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'coderemote'`

const qHasTables = `SELECT EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p'))`

func checkTarget(ctx context.Context, conn *pgx.Conn, replace bool) error {
	var users int
	if err := conn.QueryRow(ctx, qInUse).Scan(&users); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if users > 0 {
		return coderemote.Errorf(coderemote.CodeConflict, "Servers or workers use this database. Stop them all, then restore.")
	}
	var hasTables bool
	if err := conn.QueryRow(ctx, qHasTables).Scan(&hasTables); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if hasTables && !replace {
		return coderemote.Errorf(coderemote.CodeConflict, "There is an instance in this database already. To have the backup take its place, with everything in it lost, say --replace.")
	}
	return nil
}

// swap puts the restored schema where the instance looks.
func swap(ctx context.Context, conn *pgx.Conn) error {
	var current string
	if err := conn.QueryRow(ctx, "SELECT current_schema()").Scan(&current); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return run(ctx, conn, "BEGIN",
		"ALTER SCHEMA "+quote(current)+" RENAME TO "+oldSchema,
		"ALTER SCHEMA "+newSchema+" RENAME TO "+quote(current),
		"DROP SCHEMA "+oldSchema+" CASCADE", "COMMIT")
}

func run(ctx context.Context, conn *pgx.Conn, statements ...string) error {
	for _, statement := range statements {
		if _, err := conn.Exec(ctx, statement); err != nil {
			// A transaction that was begun here must not stay open.
			_, _ = conn.Exec(context.WithoutCancel(ctx), "ROLLBACK")
			return fmt.Errorf("backup: %s: %w", statement, err)
		}
	}
	return nil
}

// fill makes the schema of the backup's time, loads the rows, and migrates on.
func fill(ctx context.Context, address string, bucket *objects.Bucket, r io.Reader, progress Progress) (Manifest, Summary, error) {
	inside, err := withSearchPath(address, newSchema)
	if err != nil {
		return Manifest{}, Summary{}, err
	}
	archive, err := open(r)
	if err != nil {
		return Manifest{}, Summary{}, err
	}
	archive.bucket = bucket
	if err := store.MigrateTo(ctx, inside, archive.manifest.Schema); err != nil {
		return archive.manifest, Summary{}, err
	}
	summary, err := load(ctx, inside, archive, progress)
	if err != nil {
		return archive.manifest, summary, err
	}
	return archive.manifest, summary, store.Migrate(ctx, inside)
}

func withSearchPath(address, schema string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", errors.New("backup: DATABASE_URL is no address")
	}
	values := u.Query()
	values.Set("search_path", schema)
	u.RawQuery = values.Encode()
	return u.String(), nil
}

// reader reads the entries of an archive in their order.
type reader struct {
	packed   *gzip.Reader
	tar      *tar.Reader
	manifest Manifest
	next     *tar.Header // the entry that tar stands at
	bucket   *objects.Bucket
}

func broken(err error) error {
	return &coderemote.Error{Code: coderemote.CodeInvalid, Err: err,
		Message: "The file is no complete backup of Code Remote: " + err.Error() + ". Nothing was changed."}
}

// open reads the manifest.
func open(r io.Reader) (*reader, error) {
	unpacked, err := gzip.NewReader(r)
	if err != nil {
		return nil, broken(err)
	}
	a := &reader{packed: unpacked, tar: tar.NewReader(unpacked)}
	if err := a.advance(); err != nil {
		return nil, err
	}
	if err := a.json(manifestName, &a.manifest); err != nil {
		return nil, err
	}
	if a.manifest.Format != format {
		return nil, broken(fmt.Errorf("its format is %d, and this program reads %d", a.manifest.Format, format))
	}
	if newest := store.NewestSchema(); a.manifest.Schema > newest {
		return nil, coderemote.Errorf(coderemote.CodeConflict, fmt.Sprintf(
			"The backup was written by %s, which is newer than this program (schema %d, and %d here). Restore it with that version or a later one.",
			a.manifest.Version, a.manifest.Schema, newest))
	}
	return a, nil
}

func (a *reader) advance() (err error) {
	if a.next, err = a.tar.Next(); err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return broken(err)
	}
	return nil
}

func (a *reader) json(name string, into any) error {
	if a.next.Name != name {
		return broken(fmt.Errorf("%s stands where %s should", a.next.Name, name))
	}
	if err := json.NewDecoder(a.tar).Decode(into); err != nil {
		return broken(err)
	}
	return nil
}

// finish reads to the very end, where the sum over everything before it stands.
func (a *reader) finish() error {
	switch _, err := a.tar.Next(); {
	case err == nil:
		return broken(errors.New("something follows " + endName))
	case !errors.Is(err, io.EOF):
		return broken(err)
	}
	if _, err := io.Copy(io.Discard, a.packed); err != nil {
		return broken(err)
	}
	return nil
}

// load fills the tables in one transaction. Foreign keys are made again after
// the rows are there, so that no order of the tables has to be found (there may
// be none: two tables may name each other), and each is checked once as a whole.
func load(ctx context.Context, address string, a *reader, progress Progress) (Summary, error) {
	loaded := Summary{Rows: map[string]int64{}}
	conn, err := connect(ctx, address, "")
	if err != nil {
		return loaded, err
	}
	defer conn.Close(context.WithoutCancel(ctx)) // and with it what was not committed
	before, after, err := detours(ctx, conn, a.manifest)
	if err != nil {
		return loaded, err
	}
	if err := run(ctx, conn, append([]string{"BEGIN"}, before...)...); err != nil {
		return loaded, err
	}
	if err := a.advance(); err != nil {
		return loaded, err
	}
	for _, t := range a.manifest.Tables {
		if loaded.Rows[t.Name], err = a.table(ctx, conn, t, progress); err != nil {
			return loaded, fmt.Errorf("backup: table %s: %w", t.Name, err)
		}
	}
	if loaded.Objects, err = a.objects(ctx, progress); err != nil {
		return loaded, err
	}
	var end Summary
	if err := a.json(endName, &end); err != nil {
		return loaded, err
	}
	if err := a.finish(); err != nil {
		return loaded, err
	}
	for name, rows := range end.Rows {
		if loaded.Rows[name] != rows {
			return loaded, broken(fmt.Errorf("%d rows of %s are there, and %d should be", loaded.Rows[name], name, rows))
		}
	}
	if loaded.Objects != end.Objects {
		return loaded, broken(fmt.Errorf("%d objects are there, and %d should be", loaded.Objects, end.Objects))
	}
	for name, last := range end.Sequences {
		if _, err := conn.Exec(ctx, "SELECT setval(to_regclass(quote_ident($1)), $2)", name, last); err != nil {
			return loaded, fmt.Errorf("backup: sequence %s: %w", name, err)
		}
	}
	loaded.Sequences = end.Sequences
	return loaded, run(ctx, conn, append(after, "COMMIT")...)
}

const qForeignKeys = `
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
	format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND connamespace = current_schema()::regnamespace ORDER BY conname`

const qTriggers = `
SELECT DISTINCT format('ALTER TABLE %s DISABLE TRIGGER USER', tgrelid::regclass), format('ALTER TABLE %s ENABLE TRIGGER USER', tgrelid::regclass)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND c.relnamespace = current_schema()::regnamespace`

// detours returns what is done before the rows come and undone after: no foreign
// key and no trigger of ours stands in the way, the partitions of the backup are
// there, and what the migrations put into the tables is not.
func detours(ctx context.Context, conn *pgx.Conn, m Manifest) (before, after []string, err error) {
	for _, query := range []string{qForeignKeys, qTriggers} {
		rows, err := conn.Query(ctx, query)
		if err != nil {
			return nil, nil, fmt.Errorf("backup: %w", err)
		}
		var there, back string
		if _, err := pgx.ForEachRow(rows, []any{&there, &back}, func() error {
			before, after = append(before, there), append(after, back)
			return nil
		}); err != nil {
			return nil, nil, fmt.Errorf("backup: %w", err)
		}
	}
	for _, t := range m.Tables {
		before = append(before, "TRUNCATE "+quote(t.Name))
		for _, p := range t.Partitions {
			if !safeBound.MatchString(p.Bound) {
				return nil, nil, broken(fmt.Errorf("the bound of the partition %s is %q", p.Name, p.Bound))
			}
			before = append(before, "CREATE TABLE IF NOT EXISTS "+quote(p.Name)+" PARTITION OF "+quote(t.Name)+" "+p.Bound)
		}
	}
	return before, after, nil
}

// safeBound is a bound as PostgreSQL prints it, and no other statement: the file
// may come from anywhere.
var safeBound = regexp.MustCompile(`^(DEFAULT|FOR VALUES FROM \(('[^'\\]*'|MINVALUE)\) TO \(('[^'\\]*'|MAXVALUE)\))$`)

// table copies the pieces of one table, if there are any.
func (a *reader) table(ctx context.Context, conn *pgx.Conn, t Table, progress Progress) (rows int64, err error) {
	p := &joined{archive: a, prefix: tableFolder + t.Name + "/", table: t.Name, progress: progress}
	tag, err := conn.PgConn().CopyFrom(ctx, p, "COPY "+quote(t.Name)+" ("+quoted(t.Columns)+") FROM STDIN")
	if p.failed != nil {
		return 0, p.failed // it says more than PostgreSQL does about the end of its input
	}
	// The sum over everything is checked at the very end: until then a wrong byte is
	// data that no table takes (class 22) or that breaks its rules (class 23).
	var refused *pgconn.PgError
	if errors.As(err, &refused) && (strings.HasPrefix(refused.Code, "22") || strings.HasPrefix(refused.Code, "23")) {
		return 0, broken(err)
	}
	if err != nil {
		return 0, err
	}
	progress(t.Name, p.bytes, true)
	return tag.RowsAffected(), nil
}

// safeObject is the name of an entry with what was in the bucket.
var safeObject = regexp.MustCompile(`^objects/([0-9a-f-]{36})/([0-9a-f-]{36})$`)

// objects puts what was in a bucket into this one. It is under the names that it
// had, and never changes: where the restore fails afterwards, nothing was lost.
func (a *reader) objects(ctx context.Context, progress Progress) (n int, err error) {
	bytes := int64(0)
	for strings.HasPrefix(a.next.Name, objectFolder) {
		if a.bucket == nil {
			return n, coderemote.Errorf(coderemote.CodeConflict, "The backup holds files of programs that were in a bucket: set CODEREMOTE_S3_BUCKET to the one that shall hold them. Nothing was changed.")
		}
		name := safeObject.FindStringSubmatch(a.next.Name)
		if name == nil || a.next.Size > coderemote.MaxArtifactBytes {
			return n, broken(fmt.Errorf("%q with %d bytes is no file of a program", a.next.Name, a.next.Size))
		}
		content, err := io.ReadAll(a.tar)
		if err != nil {
			return n, broken(err)
		}
		if err := a.bucket.Put(ctx, objects.ArtifactKey(name[1], name[2]), content); err != nil {
			return n, err
		}
		n, bytes = n+1, bytes+int64(len(content))
		progress("bucket", bytes, false)
		if err := a.advance(); err != nil {
			return n, err
		}
	}
	if n > 0 {
		progress("bucket", bytes, true)
	}
	return n, nil
}

// joined reads consecutive entries with the same prefix as one.
type joined struct {
	archive  *reader
	prefix   string
	table    string
	progress Progress
	bytes    int64
	failed   error
}

func (p *joined) Read(b []byte) (int, error) {
	for strings.HasPrefix(p.archive.next.Name, p.prefix) {
		n, err := p.archive.tar.Read(b)
		p.bytes += int64(n)
		if n > 0 {
			return n, nil
		}
		if errors.Is(err, io.EOF) {
			p.progress(p.table, p.bytes, false)
			err = p.archive.advance()
		} else if err != nil {
			err = broken(err)
		}
		if err != nil {
			p.failed = err
			return 0, err
		}
	}
	return 0, io.EOF
}
