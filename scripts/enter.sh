#!/usr/bin/env bash
# Runs a command of this tree as an ordinary user: in place when an ordinary
# user calls, and as the system user coderemote when root does. Nothing of ours
# runs as root. That user works in a copy of the tree, because the tree itself
# may be readable by root only; bin and build are copied back.
#
#   scripts/enter.sh COMMAND...      run it, copy back, give its exit status
#   scripts/enter.sh -w COMMAND...   the same, and copy every file back that it writes
#   scripts/enter.sh -e COMMAND...   become it: for a server, which gets Ctrl+C itself
set -euo pipefail

replace='' back=(bin build)
case ${1:-} in
-e) replace=1; shift ;;
-w) back=(.); shift ;;
esac
top=$(cd "$(dirname "$0")/.." && pwd -P)
cd "$top"

# An address in the environment may be relative to where the command was typed.
case ${CODEREMOTE_DATA_DIR:-/} in /*) ;; *) export CODEREMOTE_DATA_DIR="$top/$CODEREMOTE_DATA_DIR" ;; esac

if [ "$(id -u)" != 0 ]; then
	if [ -n "$replace" ]; then exec scripts/delegate.sh "$@"; fi
	exec "$@"
fi

readonly account=coderemote
home=$(getent passwd "$account" | cut -d: -f6)
copy=$home/src/$(printf %s "$top" | sha256sum | cut -c1-12)
drop=(setpriv "--reuid=$account" "--regid=$account" --init-groups --)

say() { printf 'enter: %s\n' "$*" >&2; }

# can reports whether the account passes a test(1), e.g. can -x PATH.
can() { "${drop[@]}" test "$@"; }

git_here() { git -c safe.directory="$top" "$@" 2>/dev/null; }

# files prints what belongs to the tree, each ended by NUL: what git knows or
# would add, or everything where there is no git.
files() {
	if git_here rev-parse >/dev/null; then
		git_here ls-files -z --cached --others --exclude-standard
	else
		find . -name .git -prune -o \( -path ./bin -o -path ./build \) -prune -o ! -type d -printf '%P\0'
	fi | while IFS= read -r -d '' path; do
		if [ -e "$path" ] || [ -L "$path" ]; then printf '%s\0' "$path"; fi
	done
}

# push makes the copy equal to the tree. Times are kept, so that the build cache
# knows the files again.
push() {
	"${drop[@]}" mkdir -p "$copy"
	local list
	list=$(mktemp)
	files | LC_ALL=C sort -z >"$list"
	tar --create --null --files-from="$list" | "${drop[@]}" tar --extract --directory="$copy"
	(cd "$copy" && find . \( -path ./bin -o -path ./build \) -prune -o ! -type d -printf '%P\0') |
		LC_ALL=C sort -z | LC_ALL=C comm -z -23 - "$list" | (cd "$copy" && "${drop[@]}" xargs -0 --no-run-if-empty rm -f --)
	rm -f "$list"
}

# pull brings back what is newer than file $1, owned like the tree. The archive
# is written by the account, so that a link in the copy leads to nothing more
# than it may read itself; and the scripts that root runs are not in it.
pull() {
	local list
	list=$(mktemp)
	(cd "$copy" && "${drop[@]}" mkdir -p bin build && find "${back[@]}" -type f -newer "$1" ! -path '*/__pycache__/*' -print0) >"$list"
	if [ -s "$list" ]; then
		"${drop[@]}" tar --create --directory="$copy" --null --files-from=- \
			--owner="$(stat -c %u .)" --group="$(stat -c %g .)" --numeric-owner <"$list" | tar --extract --same-owner
	fi
	rm -f "$list"
}

# let_through opens the closed folders above path $1 for passing, not for
# listing. The root of a box is a user of its own, and podman wants a+x for it.
let_through() {
	local folder names name
	IFS=/ read -r -a names <<<"$(dirname "$1")"
	for name in "${names[@]}"; do
		folder=${folder:-}${name:+/$name}
		if [ -z "$folder" ] || [ -n "$(find "$folder" -maxdepth 0 -perm -111)" ]; then continue; fi
		say "letting users pass through $folder to the data directory (chmod a+x)"
		chmod a+x "$folder" || return 0 # the caller says what is wrong
	done
}

# give_data_dir makes the data directory the account's own. A folder with
# something in it that belongs to another is not taken away.
give_data_dir() {
	local dir=${CODEREMOTE_DATA_DIR:-$home/data} owner
	if [ ! -e "$dir" ]; then
		mkdir -p "$(dirname "$dir")"
		install -d -m 700 -o "$account" -g "$account" "$dir"
	fi
	owner=$(stat -c %U "$dir")
	if [ "$owner" != "$account" ]; then
		if [ -n "$(ls -A "$dir")" ]; then
			say "CODEREMOTE_DATA_DIR ($dir) belongs to $owner and is not empty; name another folder, or: chown -R $account: $dir"
			exit 1
		fi
		chown "$account:" "$dir"
		chmod 700 "$dir"
	fi
	let_through "$dir"
	if ! can -w "$dir"; then
		say "the user $account cannot reach $dir: a folder above it is closed to others; name another CODEREMOTE_DATA_DIR, for example /srv/coderemote"
		exit 1
	fi
}

# go_environment hands on what root's own configuration of Go says.
go_environment() {
	local name
	if ! command -v go >/dev/null; then return; fi # a release has its programs already
	for name in GOPROXY GOSUMDB GONOSUMDB GONOPROXY GOPRIVATE GOINSECURE GOFLAGS GOTOOLCHAIN; do
		export "$name=$(go env "$name")"
	done
	local root
	root=$(go env GOROOT)
	if ! can -x "$root/bin/go"; then
		local own
		own=$home/$(go env GOVERSION)
		if ! can -x "$own/bin/go"; then
			say "copying Go to $own, where the user $account can read it"
			"${drop[@]}" mkdir -p "$own"
			tar --create --directory="$root" . | "${drop[@]}" tar --extract --directory="$own"
		fi
		root=$own
	fi
	export PATH="$root/bin:$PATH"
	unset GOROOT GOPATH GOBIN GOCACHE GOMODCACHE GOENV GOTMPDIR
}

account_environment() {
	export HOME=$home USER=$account LOGNAME=$account SHELL=/bin/sh
	unset XDG_RUNTIME_DIR XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME DBUS_SESSION_BUS_ADDRESS MAIL OLDPWD
	if [ -n "${TMPDIR:-}" ] && ! can -w "$TMPDIR"; then unset TMPDIR; fi
}

umask 022
if [ -z "$replace" ]; then push; fi
give_data_dir
BUILD_VERSION=$(git_here describe --tags --always --dirty || echo unknown)
export BUILD_VERSION
go_environment
account_environment

if [ -n "$replace" ]; then
	cd "$copy"
	exec "$top/scripts/delegate.sh" "${drop[@]}" "$@"
fi
before=$(mktemp)
status=0
# Whoever kills this script ends the command too.
(cd "$copy" && exec "${drop[@]::3}" --init-groups --pdeathsig TERM -- "$@") || status=$?
pull "$before"
rm -f "$before"
exit "$status"
