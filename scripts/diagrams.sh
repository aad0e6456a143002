#!/usr/bin/env bash
# Renders docs/diagrams: needs npm for Mermaid's script, and the Chromium of the tests.
set -euo pipefail
cd "$(dirname "$0")/.."
for name in chromium chromium-browser google-chrome-stable google-chrome; do
	if [ -z "${CHROMIUM:-}" ]; then CHROMIUM=$(command -v "$name" || true); fi
done
[ -n "$CHROMIUM" ] || { echo "diagrams: there is no Chromium: make setup-test" >&2; exit 1; }
command -v npm >/dev/null || { echo "diagrams: there is no npm, which fetches Mermaid: install it" >&2; exit 1; }
top=$PWD
cd tools
exec go run ./diagrams "$CHROMIUM" "$top/docs/diagrams"
