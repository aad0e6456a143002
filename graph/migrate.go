package graph

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"time"

	"coderemote/migrations"
)

// Migration is a numbered file of Cypher statements.
type Migration struct {
	Number  int
	Name    string
	Applied bool
	text    string
	sum     string
}

const (
	qMigrationKey = `CREATE CONSTRAINT migration_number IF NOT EXISTS FOR (m:Migration) REQUIRE m.number IS UNIQUE`
	qMigrations   = `MATCH (m:Migration) RETURN m.number AS number, m.sum AS sum`
	qMigrated     = `MERGE (m:Migration {number: $number}) SET m.name = $name, m.sum = $sum, m.applied_at = datetime()`
)

// migrationTime is how long one statement may take.
const migrationTime = time.Minute

// Status returns all migrations in order, and fails when one that was applied is
// not the file of today.
func (g *Graph) Status(ctx context.Context) ([]Migration, error) {
	all, err := files()
	if err != nil {
		return nil, err
	}
	records, err := g.runFor(ctx, migrationTime, qMigrations, nil)
	if err != nil {
		return nil, err
	}
	applied := map[int]string{}
	for _, r := range records {
		v := r.AsMap()
		applied[int(number(v["number"]))] = text(v["sum"])
	}
	for i := range all {
		sum, ok := applied[all[i].Number]
		if ok && sum != all[i].sum {
			return nil, fmt.Errorf("graph: migration %s was applied with another text; restore the file, or start with an empty graph and reindex", all[i].Name)
		}
		all[i].Applied = ok
	}
	return all, nil
}

// Migrate applies the migrations that are missing. Each of their statements can
// be repeated, so that two processes may do it at once.
func (g *Graph) Migrate(ctx context.Context) error {
	if _, err := g.runFor(ctx, migrationTime, qMigrationKey, nil); err != nil {
		return err
	}
	all, err := g.Status(ctx)
	if err != nil {
		return err
	}
	for _, m := range all {
		if m.Applied {
			continue
		}
		for _, statement := range statements(m.text) {
			if _, err := g.runFor(ctx, migrationTime, statement, nil); err != nil {
				return fmt.Errorf("graph: migration %s: %w", m.Name, err)
			}
		}
		if _, err := g.runFor(ctx, migrationTime, qMigrated, map[string]any{"number": m.Number, "name": m.Name, "sum": m.sum}); err != nil {
			return err
		}
	}
	return nil
}

func files() ([]Migration, error) {
	names, err := fs.Glob(migrations.Neo4j, "neo4j/*.cypher")
	if err != nil {
		return nil, err
	}
	var all []Migration
	for _, name := range names { // sorted by Glob
		data, err := migrations.Neo4j.ReadFile(name)
		if err != nil {
			return nil, err
		}
		base := strings.TrimSuffix(path.Base(name), ".cypher")
		n, err := strconv.Atoi(strings.SplitN(base, "_", 2)[0])
		if err != nil {
			return nil, fmt.Errorf("graph: the name of migration %s has no number", base)
		}
		sum := sha256.Sum256(data)
		all = append(all, Migration{Number: n, Name: base, text: string(data), sum: hex.EncodeToString(sum[:])})
	}
	return all, nil
}

// statements splits a file at the semicolons that end lines.
func statements(text string) []string {
	var all []string
	for statement := range strings.SplitSeq(text, ";\n") {
		if strings.TrimSpace(statement) != "" {
			all = append(all, statement)
		}
	}
	return all
}
