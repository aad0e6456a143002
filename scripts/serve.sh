#!/usr/bin/env bash
# Becomes the server. The image for numpy and its friends, which takes a minute or
# two to build, is made beside it where it is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
nice scripts/image.sh data </dev/null &
exec bin/coderemote serve
