#!/usr/bin/env bash
# Becomes the server.
set -euo pipefail
cd "$(dirname "$0")/.."
exec bin/coderemote serve
