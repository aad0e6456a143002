#!/usr/bin/env bash
# Becomes the server. The image for numpy and its friends, which takes a minute or
# two to build, is made beside it where it is missing. The lock is taken before the
# server is there, so that it never believes that nobody makes the image.
set -euo pipefail
cd "$(dirname "$0")/.."
exec 8>"$(dirname "$(bin/coderemote podman -- info --format '{{.Store.GraphRoot}}')")/data-image.lock"
flock --nonblock 8 || true
nice scripts/image.sh data </dev/null &
exec 8>&-
exec bin/coderemote serve
