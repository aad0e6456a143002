#!/usr/bin/env bash
# Builds what a release consists of into a folder, from the commit with its tag:
#
#   scripts/release.sh v1.2.3 FOLDER             a tree with the program for each kind of
#                                                machine, the list of what it is built from,
#                                                sums, and the notes out of CHANGELOG.md
#   scripts/release.sh --dry-run v1.2.3 FOLDER   only checks, and writes the notes
set -euo pipefail
cd "$(dirname "$0")/.."
fail() { printf 'release: %s\n' "$*" >&2; exit 1; }
git_here() { git -c safe.directory="$PWD" "$@"; }

dry=
if [ "${1:-}" = --dry-run ]; then dry=1; shift; fi
if [ $# -ne 2 ]; then sed -n '2,7p' "$0" >&2; exit 2; fi
tag=$1 out=$2
version=${tag#v}
[[ $tag =~ ^v(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)$ ]] || fail "$tag is no version: write vMAJOR.MINOR.PATCH"
[ "$(git_here rev-parse --verify --quiet "$tag^{commit}" || true)" = "$(git_here rev-parse HEAD)" ] ||
	fail "the commit that is checked out has not the tag $tag: git tag $tag, or git checkout $tag"
[ -z "$(git_here status --porcelain --untracked-files=no)" ] || fail "files differ from the commit: commit or drop the changes first"

mkdir -p "$out"
# The notes of a release are its part of the changelog; one without is a mistake.
awk -v head="## $version" '$0 == head || index($0, head " ") == 1 { on = 1; next } /^## / { on = 0 } on' CHANGELOG.md >"$out/notes.md"
grep -q '[^[:space:]]' "$out/notes.md" || { rm "$out/notes.md"; fail "CHANGELOG.md has no part \"## $version\", or nothing in it"; }
if [ -n "$dry" ]; then exit 0; fi

image=$(scripts/image-name.sh)
data_image=$(scripts/image-name.sh data)
flags="-s -w -X main.version=$tag -X main.sandboxImage=$image -X main.dataImage=$data_image"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for arch in amd64 arm64; do
	name=coderemote-$version-linux-$arch
	mkdir -p "$work/$name/bin"
	# The tree as well: deploy/systemd/install.sh makes the images of the boxes out of it.
	git_here archive HEAD | tar --extract --directory="$work/$name"
	CGO_ENABLED=0 GOOS=linux GOARCH=$arch go build -trimpath -buildvcs=false -o "$work/$name/bin/coderemote" -ldflags "$flags" ./cmd/coderemote
	CGO_ENABLED=0 GOOS=linux GOARCH=$arch go build -trimpath -buildvcs=false -o "$work/$name/bin/boxinit" -ldflags "-s -w -buildid=" ./cmd/boxinit
	# The same commit gives the same bytes.
	tar --create --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$(git_here log -1 --format=%ct)" --directory "$work" "$name" |
		gzip --no-name >"$out/$name.tar.gz"
done
go build -trimpath -buildvcs=false -o "$work/coderemote" -ldflags "$flags" ./cmd/coderemote
"$work/coderemote" version --sbom >"$out/coderemote-$version.sbom.json"
(cd "$out" && sha256sum -- *.tar.gz *.json >SHA256SUMS)
