#!/usr/bin/env bash
# Runs a command with the source of the release before this tree, a tar archive,
# as its standard input, and its name as the last argument:
#
#   scripts/previous.sh COMMAND...
#
# That release is the newest tag v* before the commit that is checked out; where
# no tag is there yet, the commit in releases/previous.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { printf 'previous: %s\n' "$*" >&2; exit 1; }
# The tree may belong to somebody else: root tests it for the user coderemote.
git_here() { git -c safe.directory="$PWD" "$@"; }

git_here rev-parse HEAD >/dev/null 2>&1 || fail "this tree is not in git, so the release before it cannot be had: clone the repository"
if [ "$(git_here rev-parse --is-shallow-repository)" = true ]; then
	fail "this clone has not the whole history, and the release before this one is in it: git fetch --unshallow --tags"
fi
name=$(git_here describe --tags --abbrev=0 --match 'v*' HEAD^ 2>/dev/null || cat releases/previous)
git_here rev-parse --verify --quiet "$name^{commit}" >/dev/null ||
	fail "the history has no commit $name, which releases/previous names as the release before this one: name one that it has"

archive=$(mktemp)
trap 'rm -f "$archive"' EXIT
git_here archive --format=tar "$name" >"$archive"
"$@" "$name" <"$archive"
