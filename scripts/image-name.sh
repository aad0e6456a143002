#!/usr/bin/env bash
# Prints the name of the image of the boxes: its tag is a sum over what is in it.
set -euo pipefail
cd "$(dirname "$0")/.."
sum=$(find sandbox/image sandbox/python sandbox/wire cmd/boxinit go.sum -type f \
	! -name '*_test.go' ! -name 'test_*.py' ! -path '*/testdata/*' ! -path '*/__pycache__/*' ! -path '*/.pytest_cache/*' -print0 |
	LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-12)
echo "localhost/coderemote-sandbox:$sum"
