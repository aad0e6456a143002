#!/usr/bin/env bash
# Writes what is made from other files: Go from templ components, tables in the
# documentation from code, the schema from a database with all migrations.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
go build -modfile=tools/go.mod -o "$work/templ" github.com/a-h/templ/cmd/templ
(cd views && "$work/templ" fmt . && "$work/templ" generate)
go test ./config -run TestDocumentationIsFresh -update
go build -o "$work/testpg" ./internal/testpg/cmd/testpg
"$work/testpg" "$work" go test ./store -run TestSchemaIsDocumented -update
