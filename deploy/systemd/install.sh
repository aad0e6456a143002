#!/usr/bin/env bash
# Installs, upgrades and removes Code Remote on a machine with systemd. Run it as
# root, in a tree in which `make image` has built everything:
#
#   deploy/systemd/install.sh install [serve|web|worker]   the default is serve
#   deploy/systemd/install.sh upgrade                      to what the tree holds now
#   deploy/systemd/install.sh rollback                     to the version before
#   deploy/systemd/install.sh uninstall [--purge]          --purge: and all its data
#
# DESTDIR=FOLDER installs below a folder and tells systemd nothing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
root=${DESTDIR:-}
lib=$root/usr/local/lib/coderemote
units=$root/etc/systemd/system
settings=$root/etc/coderemote
keep=3 # versions, the running one among them

say() { printf 'install: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
live() { [ -z "$root" ]; }
unit_of() { case $1 in serve) echo coderemote ;; web | worker) echo "coderemote-$1" ;; *) fail "say serve, web or worker, not $1" ;; esac; }
enabled() { for unit in coderemote coderemote-web coderemote-worker; do if [ -e "$units/$unit.service" ]; then echo "$unit"; fi; done; }

# put_version copies the program into a folder of its version and points current
# at it: a link is replaced at once, and the version before stays for a rollback.
put_version() {
	local version
	[ -x "$top/bin/coderemote" ] || fail "there is no bin/coderemote: build it with make image"
	version=$("$top/bin/coderemote" version | sed -n 's/^coderemote //p')
	install -d -m 755 "$lib/$version"
	install -m 755 "$top/bin/coderemote" "$lib/$version/coderemote"
	if [ -L "$lib/current" ] && [ "$(readlink "$lib/current")" != "$version" ]; then ln -sfn "$(readlink "$lib/current")" "$lib/previous"; fi
	point current "$version"
	say "version $version is current"
	prune
}

point() { ln -sfn "$2" "$lib/.$1.new" && mv -T "$lib/.$1.new" "$lib/$1"; }

prune() {
	local current previous version
	current=$(readlink "$lib/current")
	previous=$(readlink "$lib/previous" 2>/dev/null || true)
	find "$lib" -mindepth 1 -maxdepth 1 -type d -printf '%T@ %f\n' | sort -rn | cut -d' ' -f2 | tail -n +$((keep + 1)) | while read -r version; do
		if [ "$version" != "$current" ] && [ "$version" != "$previous" ]; then rm -rf "${lib:?}/$version"; fi
	done
}

# put_images loads or builds the images of the boxes into the store of the instance.
put_images() {
	local kind
	for kind in "" data; do
		"$top/scripts/enter.sh" env CODEREMOTE_DATA_DIR=/var/lib/coderemote/data scripts/image.sh ${kind:+"$kind"}
	done
}

restart() {
	live || return 0
	local unit
	systemctl daemon-reload
	for unit in $(enabled); do systemctl restart "$unit"; done
}

install_new() {
	local unit
	unit=$(unit_of "${1:-serve}")
	if live; then
		"$top/scripts/setup.sh"
		install -d -m 700 -o coderemote -g coderemote /var/lib/coderemote/data
	fi
	put_version
	install -d -m 755 "$settings" "$units"
	if [ ! -e "$settings/env" ]; then
		install -m 640 "$here/env" "$settings/env"
		if live; then chgrp coderemote "$settings/env"; fi
	fi
	install -m 644 "$here/$unit.service" "$units/$unit.service"
	if live; then
		put_images
		systemctl daemon-reload
		systemctl enable --now "$unit"
	fi
	say "$unit is installed; its settings are in $settings/env"
}

upgrade() {
	local unit
	[ -L "$lib/current" ] || fail "nothing is installed yet: install it first"
	put_version
	for unit in $(enabled); do install -m 644 "$here/$unit.service" "$units/$unit.service"; done
	if live; then put_images; fi
	restart
}

rollback() {
	[ -L "$lib/previous" ] || fail "there is no version before this one"
	local previous
	previous=$(readlink "$lib/previous")
	ln -sfn "$(readlink "$lib/current")" "$lib/previous"
	point current "$previous"
	say "version $previous is current again; the schema stays, which it understands"
	restart
}

uninstall() {
	local unit
	for unit in $(enabled); do
		if live; then systemctl disable --now "$unit"; fi
		rm -f "$units/$unit.service"
	done
	rm -rf "$lib"
	if live; then systemctl daemon-reload; fi
	if [ "${1:-}" = --purge ]; then
		rm -rf "$settings"
		if live; then userdel coderemote && rm -rf /var/lib/coderemote; fi
		say "removed, with all data"
	else
		say "removed; $settings and /var/lib/coderemote are kept (--purge removes them)"
	fi
}

case ${1:-} in
install) install_new "${2:-serve}" ;;
upgrade) upgrade ;;
rollback) rollback ;;
uninstall) uninstall "${2:-}" ;;
*) sed -n '2,10p' "$0"; exit 2 ;;
esac
