#!/usr/bin/env bash
# Builds the images of web and worker into the container store of
# CODEREMOTE_DATA_DIR, as localhost/coderemote-web and -worker with the version
# as their tag, and says so. IMAGES_PUSH=registry/path pushes them there.
# The bases come from a registry, or are made here where none answers.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/image.sh
source scripts/image.sh --functions

version=${BUILD_VERSION:-$(git describe --tags --always --dirty 2>/dev/null || echo unknown)}
tag=${version//+/-}
data_image=$(scripts/image-name.sh data)
data_archive=$cache/sandbox-data-${data_image##*:}.tar

# context makes the folder that the images are built from. The program is compiled
# here and not in a container: it is static, so it is the same, and Go's cache is used.
context() {
	mkdir -p "$work/context/images"
	cp -R deploy/container/. "$work/context/"
	CGO_ENABLED=0 go build -trimpath -buildvcs=false -o "$work/context/coderemote" \
		-ldflags "-s -w -X main.version=$version -X main.sandboxImage=$image -X main.dataImage=$data_image" ./cmd/coderemote
	"$work/context/coderemote" version --sbom >"$work/context/sbom.json"
	local file
	for file in "$archive" "$data_archive"; do
		ln "$file" "$work/context/images/" 2>/dev/null || cp "$file" "$work/context/images/"
	done
}

build_image() {
	local name=localhost/coderemote-$1:$tag
	say "building $name"
	quietly podman build --pull=never --network=host --format docker --target "$1" --tag "$name" --tag "localhost/coderemote-$1:latest" \
		--file "$work/context/Containerfile" --build-arg "VERSION=$version" \
		"${sources[@]}" --volume "$work/apt/apt.conf.d:/etc/apt/apt.conf.d:ro" \
		"$work/context"
	if [ -n "${IMAGES_PUSH:-}" ]; then podman push "$name" "docker://$IMAGES_PUSH/coderemote-$1:$tag"; fi
}

if [ ! -e "$archive" ]; then REBUILD_IMAGE=1 scripts/image.sh; fi
if [ ! -e "$data_archive" ]; then REBUILD_IMAGE=1 scripts/image.sh data; fi
work=$(mktemp -d "$cache/build-XXXXXX")
trap 'rm -rf "$work"' EXIT
host_apt "$work/apt"
sources=()
if [ -e "$work/apt/sources.list.d/debian.sources" ]; then sources=(--volume "$work/apt/sources.list.d:/etc/apt/sources.list.d"); fi
have_base
context
build_image web
build_image worker
podman image ls --filter 'reference=localhost/coderemote-*' --format '{{.Repository}}:{{.Tag}}  {{.Size}}'
