#!/usr/bin/env bash
# Prints the path of schemathesis, which drives the API from its document. It is
# installed from PyPI the first time, in a virtual environment of its own.
set -euo pipefail

version=4.32.5
home=${XDG_CACHE_HOME:-$HOME/.cache}/coderemote/schemathesis-$version
if [ ! -e "$home/whole" ]; then
	python3 -m venv --clear "$home"
	"$home/bin/pip" install --quiet --disable-pip-version-check "schemathesis==$version" >&2
	touch "$home/whole"
fi
echo "$home/bin/schemathesis"
