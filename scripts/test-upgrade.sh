#!/usr/bin/env bash
# Builds the release before this one, whose source comes by standard input and
# whose name is $1 (scripts/previous.sh), and has it work on the schema of this
# tree: e2e/upgrade_test.go.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/test-env.sh
source scripts/test-env.sh
previous=$1

# The release gets a store of its own: its image would take the place of ours.
old=$cache/previous
rm -rf "$old"
mkdir -p "$old" "$data/previous"
tar --extract --directory="$old"
CODEREMOTE_DATA_DIR=$data/previous BUILD_VERSION=$previous "$old/scripts/build.sh" --image
scripts/build.sh
go build -o "$cache/tools/" ./internal/testpg/cmd/testpg ./internal/testsum

export CODEREMOTE_TEST_PREVIOUS=$old/bin/coderemote CODEREMOTE_TEST_PREVIOUS_DATA_DIR=$data/previous CODEREMOTE_TEST_PREVIOUS_VERSION=$previous
# shellcheck disable=SC2016 # the inner shell's own
exec testpg "$data" bash -c 'go test -json -tags upgrade -count=1 -timeout 10m -run TestUpgrade ./e2e 2>&1 | testsum'
