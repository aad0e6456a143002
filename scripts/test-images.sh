#!/usr/bin/env bash
# Builds the images of web and worker and runs them: apart from `make test`,
# because it takes minutes where nothing is cached.
set -euo pipefail
cd "$(dirname "$0")/.."

cache=${XDG_CACHE_HOME:-$HOME/.cache}/coderemote
data=$cache/test
if [ "$HOME" = /var/lib/coderemote ]; then data=$HOME/test; fi
data=${CODEREMOTE_TEST_DATA_DIR:-$data}
for name in ${!CODEREMOTE_@} DATABASE_URL DATABASE_URL_FILE; do
	case $name in CODEREMOTE_TEST_*) ;; *) unset "$name" ;; esac
done
mkdir -p "$data" "$cache/tools"
export CODEREMOTE_DATA_DIR=$data
scripts/build.sh --images
go build -o "$cache/tools/" ./internal/testpg/cmd/testpg ./internal/testsum
CODEREMOTE_TEST_IMAGE=$(scripts/image-name.sh)
export CODEREMOTE_TEST_IMAGE CODEREMOTE_TEST_DATA_DIR=$data CODEREMOTE_TEST_BINARY=$PWD/bin/coderemote CODEREMOTE_LIMITS=rlimit
export PATH="$cache/tools:$PATH"
# shellcheck disable=SC2016 # the inner shell's own
exec testpg "$data" bash -c 'go test -json -tags images -count=1 -timeout 15m -run TestImages ./e2e 2>&1 | testsum'
