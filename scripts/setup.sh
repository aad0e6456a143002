#!/usr/bin/env bash
# Installs what this machine lacks to run Code Remote (--test: and to test it; --cgroup2: and for a virtual machine),
# and gives the user who runs it the user ids that rootless containers need.
# Says what it does before it does it; does nothing the second time.
set -euo pipefail

readonly account=coderemote
readonly account_home=/var/lib/coderemote
# 512 boxes of 2,048 ids each: more than any machine holds, and no id twice.
readonly id_count=1048576

say() { printf 'setup: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; return; fi
	command -v sudo >/dev/null || fail "this needs root and there is no sudo; run as root: $*"
	sudo "$@"
}

# missing_packages prints those of its arguments that are not installed.
missing_packages() {
	comm -23 <(printf '%s\n' "$@" | sort -u) \
		<(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p' | sort -u)
}

install_packages() {
	command -v dpkg-query >/dev/null || fail "this is neither Debian nor Ubuntu: install $* and start again with the command you used"
	local missing
	mapfile -t missing < <(missing_packages "$@")
	[ "${#missing[@]}" -gt 0 ] || return 0
	say "installing with apt: ${missing[*]}"
	apt_get update
	apt_get install --no-install-recommends "${missing[@]}"
}

# apt_get shows what apt says only when it fails. Another apt, such as the one
# that a new machine runs by itself, is waited for.
apt_get() {
	local said
	said=$(as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600 "$@" 2>&1) ||
		fail "apt-get $* failed: $said"
}

# chromium_package prints the package with a browser. On Ubuntu, "chromium" is
# an empty package that asks for snap, which servers and containers lack.
chromium_package() {
	if grep -q '^ID=ubuntu' /etc/os-release; then echo google-chrome-stable; else echo chromium; fi
}

# want_chrome_on_ubuntu says what a person has to do: its package comes from Google.
want_chrome_on_ubuntu() {
	[ "$(chromium_package)" = google-chrome-stable ] || return 0
	[ -n "$(missing_packages google-chrome-stable)" ] || return 0
	fail "the browser tests need a browser, and Ubuntu's chromium is a snap: install Google Chrome's .deb package, then call this again"
}

make_account() {
	getent passwd "$account" >/dev/null && return 0
	say "making the system user $account with home $account_home"
	useradd --system --user-group --create-home --home-dir "$account_home" --shell /usr/sbin/nologin "$account"
	chmod 755 "$account_home"
}

# ids_of prints how many subordinate ids $1 has in file $2.
ids_of() {
	awk -F: -v user="$1" -v id="$(id -u "$1")" '$1 == user || $1 == id { n += $3 } END { print n + 0 }' "$2" 2>/dev/null || echo 0
}

# give_ids gives user $1 a range of subordinate ids unless it has $2 of them.
give_ids() {
	local user=$1 enough=$2 first last
	[ "$(ids_of "$user" /etc/subuid)" -lt "$enough" ] || [ "$(ids_of "$user" /etc/subgid)" -lt "$enough" ] || return 0
	as_root touch /etc/subuid /etc/subgid
	first=$(awk -F: 'BEGIN { n = 100000 } $2 + $3 > n { n = $2 + $3 } END { printf "%d", n }' /etc/subuid /etc/subgid)
	last=$((first + id_count - 1))
	say "giving $user the user and group ids $first to $last for its containers"
	as_root usermod --add-subuids "$first-$last" --add-subgids "$first-$last" "$user"
}

main() {
	local packages=(ca-certificates podman uidmap crun runc slirp4netns fuse-overlayfs mmdebstrap debian-archive-keyring)
	if [ "${1:-}" = --test ]; then
		packages+=(gcc libc6-dev python3 python3-pip python3-venv default-jdk-headless maven curl shellcheck fonts-dejavu-core fonts-liberation)
		[ "$(chromium_package)" != chromium ] || packages+=(chromium)
	fi
	if [ "${1:-}" = --cgroup2 ]; then packages+=(qemu-system-x86 genext2fs); fi
	install_packages "${packages[@]}"
	if [ "${1:-}" = --test ]; then want_chrome_on_ubuntu; fi
	if [ "$(id -u)" = 0 ]; then
		make_account
		give_ids "$account" "$id_count"
	else
		give_ids "$(id -un)" 65536
	fi
}

main "$@"
