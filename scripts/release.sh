#!/usr/bin/env bash
# Builds what a release consists of into a folder:  scripts/release.sh v1.2.3 FOLDER
set -euo pipefail
cd "$(dirname "$0")/.."
tag=$1 out=$2
version=${tag#v}
image=$(scripts/image-name.sh)
data_image=$(scripts/image-name.sh data)

mkdir -p "$out"
# The notes of a release are its part of the changelog; one without is a mistake.
awk -v head="## $version" 'index($0, head) == 1 { on = 1; next } /^## / { on = 0 } on' CHANGELOG.md >"$out/notes.md"
[ -s "$out/notes.md" ] || { echo "release: CHANGELOG.md has no part \"## $version\"" >&2; exit 1; }
for arch in amd64 arm64; do
	work=$(mktemp -d)
	CGO_ENABLED=0 GOOS=linux GOARCH=$arch go build -trimpath -buildvcs=false -o "$work/coderemote" \
		-ldflags "-s -w -X main.version=$tag -X main.sandboxImage=$image -X main.dataImage=$data_image" ./cmd/coderemote
	CGO_ENABLED=0 GOOS=linux GOARCH=$arch go build -trimpath -buildvcs=false -o "$work/boxinit" -ldflags "-s -w -buildid=" ./cmd/boxinit
	cp -R LICENSE CHANGELOG.md deploy/systemd "$work/"
	tar --create --gzip --sort=name --owner=0 --group=0 --numeric-owner --file "$out/coderemote-$version-linux-$arch.tar.gz" --directory "$work" .
	rm -rf "$work"
done
go run -ldflags "-X main.version=$tag" ./cmd/coderemote version --sbom >"$out/coderemote-$version.sbom.json"
(cd "$out" && sha256sum -- *.tar.gz *.json >SHA256SUMS)
