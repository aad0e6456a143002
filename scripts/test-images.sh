#!/usr/bin/env bash
# Builds the images of web and worker and runs them: apart from `make test`,
# because it takes minutes where nothing is cached.
set -euo pipefail
cd "$(dirname "$0")/.."

# shellcheck source=scripts/test-env.sh
source scripts/test-env.sh

export CODEREMOTE_DATA_DIR=$data
scripts/build.sh --images
go build -o "$cache/tools/" ./internal/testpg/cmd/testpg ./internal/testsum
CODEREMOTE_TEST_IMAGE=$(scripts/image-name.sh)
export CODEREMOTE_TEST_IMAGE
# shellcheck disable=SC2016 # the inner shell's own
exec testpg "$data" bash -c 'go test -json -tags images -count=1 -timeout 15m -run TestImages ./e2e 2>&1 | testsum'
