// Package migrations holds the schema of PostgreSQL as numbered SQL files. A
// file that has landed never changes: a new one follows it.
package migrations

import "embed"

// FS holds the goose migrations, in the order of their names.
//
//go:embed *.sql
var FS embed.FS

// Neo4j holds the Cypher migrations of the graph, in the order of their names.
//
//go:embed neo4j/*.cypher
var Neo4j embed.FS
