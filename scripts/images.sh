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
go_image=docker.io/library/golang:1.26-trixie
compile_cache=${XDG_CACHE_HOME:-$HOME/.cache}/coderemote/container-go-build

# have_go finds the image with the compiler: where no registry answers, it is
# the base with this machine's Go in it.
have_go() {
	if podman image exists "$go_image"; then return; fi
	say "fetching $go_image"
	if timeout 20 bin/coderemote podman -- pull --quiet "$go_image" >/dev/null 2>&1; then return; fi
	say "no registry answers: putting this machine's Go into $base"
	mkdir "$work/go"
	cp -R "$(go env GOROOT)/." "$work/go/"
	printf 'FROM %s\nCOPY go /usr/local/go\nENV PATH=/usr/local/go/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root\n' "$base" >"$work/Containerfile.go"
	quietly podman build --pull=never --tag "$go_image" --file "$work/Containerfile.go" "$work"
	rm -rf "$work/go"
}

# context copies what git knows of the tree, or all of a tree without git.
context() {
	mkdir "$work/context"
	tar --create --exclude=./bin --exclude=./build --exclude=./.git . | tar --extract --directory="$work/context"
	mkdir -p "$work/context/build/images"
	local file
	for file in "$archive" "$data_archive"; do
		ln "$file" "$work/context/build/images/" 2>/dev/null || cp "$file" "$work/context/build/images/"
	done
}

build_image() {
	local name=localhost/coderemote-$1:$tag
	say "building $name"
	quietly podman build --pull=never --network=host --format docker --target "$1" --tag "$name" --tag "localhost/coderemote-$1:latest" \
		--file deploy/container/Containerfile --build-arg "VERSION=$version" --build-arg "SANDBOX_IMAGE=$image" --build-arg "DATA_IMAGE=$data_image" \
		--build-arg GOPROXY=file:///modules --build-arg GOSUMDB=off \
		--volume "$(go env GOMODCACHE)/cache/download:/modules:ro" --volume "$compile_cache:/root/.cache/go-build" \
		"${sources[@]}" --volume "$work/apt/apt.conf.d:/etc/apt/apt.conf.d:ro" \
		"$work/context"
	if [ -n "${IMAGES_PUSH:-}" ]; then podman push "$name" "docker://$IMAGES_PUSH/coderemote-$1:$tag"; fi
}

mkdir -p "$compile_cache"
if [ ! -e "$archive" ]; then REBUILD_IMAGE=1 scripts/image.sh; fi
if [ ! -e "$data_archive" ]; then REBUILD_IMAGE=1 scripts/image.sh data; fi
go mod download
work=$(mktemp -d "$cache/build-XXXXXX")
trap 'rm -rf "$work"' EXIT
host_apt "$work/apt"
sources=()
if [ -e "$work/apt/sources.list.d/debian.sources" ]; then sources=(--volume "$work/apt/sources.list.d:/etc/apt/sources.list.d"); fi
have_base
have_go
context
build_image web
build_image worker
podman image ls --filter 'reference=localhost/coderemote-*' --format '{{.Repository}}:{{.Tag}}  {{.Size}}'
