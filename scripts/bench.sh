#!/usr/bin/env bash
# The benchmarks of docs/benchmarks.md, on everything real, in a data directory
# of their own that keeps its image between runs. Read the ratios: both sides of
# each are measured in turn, in the same minutes, on the same machine.
set -euo pipefail
cd "$(dirname "$0")/.."
for name in ${!CODEREMOTE_@} DATABASE_URL DATABASE_URL_FILE; do
	case $name in CODEREMOTE_TEST_*) ;; *) unset "$name" ;; esac
done
export CODEREMOTE_DATA_DIR=${XDG_CACHE_HOME:-$HOME/.cache}/coderemote/bench
if [ "$HOME" = /var/lib/coderemote ]; then CODEREMOTE_DATA_DIR=$HOME/bench; fi
export CODEREMOTE_LIMITS=${CODEREMOTE_TEST_LIMITS:-rlimit} CODEREMOTE_RUNS_PER_MINUTE=0 CODEREMOTE_LOG=text
mkdir -p "$CODEREMOTE_DATA_DIR"
scripts/build.sh --image
scripts/image.sh data

echo; echo "== The whole way: Go client, HTTP, PostgreSQL, River, box =="
bin/coderemote bench 2>"$CODEREMOTE_DATA_DIR/bench.log"

echo; echo "== A box at its socket, and what a box costs =="
CODEREMOTE_TEST_IMAGE=$(scripts/image-name.sh)
CODEREMOTE_TEST_DATA_IMAGE=$(scripts/image-name.sh data)
export CODEREMOTE_TEST_DATA_IMAGE
export CODEREMOTE_TEST_IMAGE CODEREMOTE_TEST_DATA_DIR=$CODEREMOTE_DATA_DIR
go test ./sandbox -run '^$' -bench . -benchtime 1x -timeout 10m | grep -E '^(Benchmark|PASS|FAIL|---)' || true

echo; echo "== The terminal and the statements of a run =="
go test ./term -run '^$' -bench . -benchtime 1s | grep ^Benchmark
tools=${XDG_CACHE_HOME:-$HOME/.cache}/coderemote/tools
mkdir -p "$tools"
go build -o "$tools/" ./internal/testpg/cmd/testpg
"$tools/testpg" "$CODEREMOTE_DATA_DIR" go test ./store -run '^$' -bench . -benchtime 500x | grep ^Benchmark

echo; echo "== The search: 1,000 own snippets among 100,000, and a question in the language model =="
cache=${XDG_CACHE_HOME:-$HOME/.cache}/coderemote
export CODEREMOTE_TEST_NEO4J=$cache/neo4j CODEREMOTE_TEST_MODEL=$cache/all-MiniLM-L6-v2
scripts/neo4j.sh "$CODEREMOTE_TEST_NEO4J"
bin/coderemote model fetch --to "$CODEREMOTE_TEST_MODEL"
"$tools/testpg" "$CODEREMOTE_DATA_DIR" go test ./search -run '^$' -bench 'Search|Question' -benchtime 200x -timeout 20m | grep -E '^(Benchmark|---|panic)|_test\.go:'
go test ./search -run '^$' -bench Rounds -benchtime 1x -timeout 20m | grep -E '^(Benchmark|---|panic)|recall'
