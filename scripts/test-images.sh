#!/usr/bin/env bash
# Builds the images of web and worker and runs them: alone, and as compose.yaml
# says, beside a PostgreSQL and a Neo4j that are built here too.
set -euo pipefail
cd "$(dirname "$0")/.."

# shellcheck source=scripts/test-env.sh
source scripts/test-env.sh

export CODEREMOTE_DATA_DIR=$data
# One name for the images of every test, so that old ones can go.
export BUILD_VERSION=test
scripts/build.sh --images
scripts/neo4j.sh "$cache/neo4j"
go run -C tools/deploy . --json "$PWD" NEO4J_URI=bolt://neo4j:7687 NEO4J_PASSWORD=of-a-test-only >"$cache/compose.json"
go build -o "$cache/tools/" ./internal/testpg/cmd/testpg ./internal/testsum
CODEREMOTE_TEST_IMAGE=$(scripts/image-name.sh)
export cache CODEREMOTE_TEST_IMAGE CODEREMOTE_TEST_COMPOSE=$cache/compose.json
bin/coderemote podman -- image prune --force >/dev/null
# shellcheck disable=SC2016 # the inner shell's own
exec testpg "$data" bash -c 'scripts/services.sh "$cache"/postgres-* "$cache/neo4j" && go test -json -tags images -count=1 -timeout 15m -run "TestImages|TestCompose" ./e2e 2>&1 | testsum'
