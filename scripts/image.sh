#!/usr/bin/env bash
# Puts the image of the boxes, or with "data" that of the boxes for numpy and its
# friends, into the container store of CODEREMOTE_DATA_DIR: nothing to do when it is there, else loaded from this user's cache, else built.
# The base comes from a registry, or is made by mmdebstrap where none answers.
set -euo pipefail
cd "$(dirname "$0")/.."

variant=${1:-}
image=$(scripts/image-name.sh $variant)
packages=$(scripts/image-name.sh packages)
base=docker.io/library/debian:trixie-slim
cache=${XDG_CACHE_HOME:-$HOME/.cache}/coderemote/images
kind=$(basename "${image%:*}" | sed "s/^coderemote-//")
archive=$cache/$kind-${image##*:}.tar
base_archive=$cache/debian-trixie.tar
keep=2 # archives of images in the cache

say() { printf 'image: %s\n' "$*" >&2; }
# What podman leaves running must not keep the locks.
podman() { bin/coderemote podman -- "$@" 7>&- 8>&- 9>&-; }

# quietly runs a command and shows what it said only when it fails.
quietly() {
	"$@" >"$work/log" 2>&1 || { tail -n 40 "$work/log" >&2; say "failed: $*"; return 1; }
}

# host_apt makes folder $1 an apt configuration for trixie over what this machine
# uses: its mirrors when it is a Debian, its proxies and timeouts, its CA bundle.
host_apt() {
	local main=${DEBIAN_ARCHIVE:-} security=${DEBIAN_SECURITY_ARCHIVE:-} release
	mkdir -p "$1/sources.list.d" "$1/apt.conf.d"
	if grep -q '^ID=debian' /etc/os-release; then
		release=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
		main=$(host_mirror "$release" "$main")
		security=$(host_mirror "$release-security" "$security")
	fi
	cp /usr/share/keyrings/debian-archive-keyring.gpg "$1/apt.conf.d/"
	cp /etc/ssl/certs/ca-certificates.crt "$1/apt.conf.d/"
	if [ -n "$main" ]; then host_sources "$main" "${security:-$main-security}" >"$1/sources.list.d/debian.sources"; fi
	{
		# A proxy of the environment does not get into a build; apt's own settings win over it.
		if [ -n "${http_proxy:-}" ]; then echo "Acquire::http::Proxy \"$http_proxy\";"; fi
		if [ -n "${https_proxy:-}" ]; then echo "Acquire::https::Proxy \"$https_proxy\";"; fi
		apt-config dump | grep -E '^Acquire::(https?::|ftp::|Check-|Retries|ForceIPv)' || true
		echo 'Acquire::https::CAInfo "/etc/apt/apt.conf.d/ca-certificates.crt";'
		echo 'Dir::Ignore-Files-Silently { "\.gpg$"; "\.crt$"; };'
	} >"$1/apt.conf.d/host.conf"
	chmod -R a+rX "$1"
}

# host_sources prints the sources of trixie in the archive $1 and the one of
# security updates $2.
host_sources() {
	cat <<-END
		Types: deb
		URIs: $1
		Suites: trixie trixie-updates
		Components: main
		Signed-By: /etc/apt/apt.conf.d/debian-archive-keyring.gpg

		Types: deb
		URIs: $2
		Suites: trixie-security
		Components: main
		Signed-By: /etc/apt/apt.conf.d/debian-archive-keyring.gpg
	END
}

# host_mirror prints where this machine gets release $1 from, or $2.
host_mirror() {
	local uri
	# shellcheck disable=SC2016 # apt's own variables
	uri=$(apt-get indextargets --format '$(CODENAME) $(SUITE) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
		awk -v release="$1" '$1 == release || $2 == release { print $3; exit }')
	echo "${uri:-$2}"
}

# make_base writes a minimal Debian to $1; $2 is an apt configuration.
make_base() {
	if [ ! -e "$2/sources.list.d/debian.sources" ]; then
		say "this machine is no Debian: name an archive in DEBIAN_ARCHIVE, as http://HOST/debian, or let a container registry answer"
		return 1
	fi
	say "making Debian trixie with mmdebstrap"
	# shellcheck disable=SC2016 # mmdebstrap sets $1 for its hooks
	sed "s|/etc/apt/apt.conf.d/|/usr/share/keyrings/|" "$2/sources.list.d/debian.sources" |
		mmdebstrap --mode=unshare --variant=minbase --quiet \
			--aptopt="$(grep -v CAInfo "$2/apt.conf.d/host.conf" | grep -v Ignore-Files || true)" \
			--dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
			--customize-hook='rm -f "$1"/etc/apt/apt.conf.d/99mmdebstrap "$1"/etc/dpkg/dpkg.cfg.d/99mmdebstrap "$1"/etc/apt/sources.list.d/* "$1"/etc/apt/sources.list "$1"/etc/hostname "$1"/etc/resolv.conf' \
			trixie "$1" -
}

have_base() {
	if podman image exists "$base"; then return; fi
	if [ ! -e "$base_archive" ]; then
		say "fetching $base"
		if timeout 20 bin/coderemote podman -- pull --quiet "$base" >/dev/null 2>&1 7>&- 8>&- 9>&-; then return; fi
		say "no registry answers"
		make_base "$work/base.tar" "$work/apt"
		mv "$work/base.tar" "$base_archive"
	fi
	podman import --quiet "$base_archive" "$base" >/dev/null
}

build() {
	work=$(mktemp -d "$cache/build-XXXXXX")
	trap 'rm -rf "$work"' EXIT
	host_apt "$work/apt"
	have_base
	say "building $image"
	context
	local from=(--squash-all --file "$PWD/sandbox/image/Containerfile")
	if [ "$variant" = data ]; then
		have_packages
		from=(--build-arg "BASE=$packages" --file "$PWD/sandbox/image/Containerfile.data")
	fi
	in_debian --tag "$image" "${from[@]}"
	quietly podman save --format docker-archive --output "$work/image.tar" "$image"
	mv "$work/image.tar" "$archive"
	podman image rm --force "$base" >/dev/null 2>&1 || true
}

# context makes the folder that the images are built from.
context() {
	cp -R sandbox/image "$work/context"
	cp -R bin/boxinit sandbox/python "$work/context/"
	find "$work/context" \( -name __pycache__ -o -name '*_test.go' -o -name 'test_*.py' -o -name '*.go' \) -prune -exec rm -rf {} +
	chmod -R a+rX "$work/context"
}

# have_packages puts what the data image is built on into the store.
have_packages() {
	local kept=$cache/packages-${packages##*:}.tar
	if podman image exists "$packages"; then return; fi
	if [ ! -e "$kept" ]; then
		say "building $packages, which takes a minute or two"
		in_debian --squash-all --tag "$packages" --file "$PWD/sandbox/image/Containerfile.packages"
		quietly podman save --format docker-archive --output "$work/packages.tar" "$packages"
		find "$cache" -maxdepth 1 -name 'packages-*.tar' -delete
		mv "$work/packages.tar" "$kept"
	else
		podman load --quiet --input "$kept" >/dev/null
	fi
}

# in_debian runs a build that may install packages as this machine does.
in_debian() {
	local sources=()
	if [ -e "$work/apt/sources.list.d/debian.sources" ]; then sources=(--volume "$work/apt/sources.list.d:/etc/apt/sources.list.d"); fi
	quietly podman build --pull=never --network=host "$@" \
		"${sources[@]}" --volume "$work/apt/apt.conf.d:/etc/apt/apt.conf.d:ro" \
		"$work/context"
}

# prune removes what older sources left behind.
prune() {
	find "$cache" -maxdepth 1 -name "$kind-????????????.tar" -printf '%T@ %p\n' | sort -rn | tail -n +$((keep + 1)) | cut -d' ' -f2- | xargs -r -d '\n' rm -f
	# One that a running server still uses stays: podman refuses.
	podman image ls --noheading --format '{{.Repository}}:{{.Tag}}' --filter "reference=${image%:*}" |
		while read -r other; do
			if [ "$other" != "$image" ]; then podman image rm "$other" >/dev/null 2>&1 || true; fi
		done
}

# scripts/images.sh builds on the same base.
if [ "${1:-}" = --functions ]; then return 0; fi

if podman image exists "$image" && [ -z "${REBUILD_IMAGE:-}" ]; then exit 0; fi
mkdir -p "$cache"
if [ "$variant" = data ]; then # programs that need it wait while this is held: sandbox/data.go
	exec 7>"$(dirname "$(podman info --format '{{.Store.GraphRoot}}')")/data-image.lock"
	flock --nonblock 7 || true # scripts/serve.sh holds it for this script
fi
exec 9>"$cache/lock${variant:+-$variant}" # the two kinds do not wait for each other
flock 9
if [ -e "$archive" ]; then
	say "loading $image"
	podman load --quiet --input "$archive" >/dev/null
	touch "$archive"
else
	build
fi
prune
