#!/usr/bin/env bash
# Prints the name of the image of the boxes, or with "data" of those for numpy and
# its friends, or with "packages" of what these are built on. Its tag is a sum over
# what is in it.
set -euo pipefail
cd "$(dirname "$0")/.."
name=localhost/coderemote-sandbox
parts=(sandbox/image/Containerfile sandbox/image/etc)
code=(sandbox/python sandbox/wire cmd/boxinit go.sum)
case ${1:-} in
data) name+=-data parts=(sandbox/image "${code[@]}") ;;
packages) name+=-packages parts=(sandbox/image/Containerfile.packages sandbox/image/etc) ;;
*) parts+=("${code[@]}") ;;
esac
sum=$(find "${parts[@]}" -type f \
	! -name '*_test.go' ! -name 'test_*.py' ! -path '*/testdata/*' ! -path '*/__pycache__/*' ! -path '*/.pytest_cache/*' -print0 |
	LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-12)
echo "$name:$sum"
