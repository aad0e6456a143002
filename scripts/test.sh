#!/usr/bin/env bash
# Every check and test, or those of PKG and RUN, with all that they need: the
# program, the image of the boxes in a store that is kept between runs, a
# PostgreSQL server and a browser.
set -euo pipefail
cd "$(dirname "$0")/.."

# shellcheck source=scripts/test-env.sh
source scripts/test-env.sh

chromium=
for name in chromium chromium-browser google-chrome-stable google-chrome; do
	if [ -z "$chromium" ]; then chromium=$(command -v "$name" || true); fi
done

scripts/build.sh
CODEREMOTE_DATA_DIR=$data scripts/image.sh
case $PKG in
./... | ./sandbox* | ./e2e*) CODEREMOTE_DATA_DIR=$data scripts/image.sh data ;; # the others do not use it
esac
if [ "$PKG$RUN" = ./... ]; then
	CHECKS=pass # counted as one more test
	scripts/check.sh || CHECKS=fail
	export CHECKS
fi
go build -o "$cache/tools/" ./internal/testpg/cmd/testpg ./internal/testsum

CODEREMOTE_TEST_IMAGE=$(scripts/image-name.sh)
CODEREMOTE_TEST_DATA_IMAGE=$(scripts/image-name.sh data)
export CODEREMOTE_TEST_DATA_IMAGE
CODEREMOTE_TEST_MODEL=$cache/all-MiniLM-L6-v2
bin/coderemote model fetch --to "$CODEREMOTE_TEST_MODEL"
CODEREMOTE_TEST_SCHEMATHESIS=$(scripts/schemathesis.sh)
export CODEREMOTE_TEST_SCHEMATHESIS
CODEREMOTE_TEST_NEO4J=$cache/neo4j
scripts/neo4j.sh "$CODEREMOTE_TEST_NEO4J"
export CODEREMOTE_TEST_MODEL CODEREMOTE_TEST_NEO4J
export CODEREMOTE_TEST_IMAGE
export CHROMIUM=${CHROMIUM:-$chromium}
exec testpg "$data" scripts/gotest.sh
