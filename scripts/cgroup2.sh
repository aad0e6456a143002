#!/usr/bin/env bash
# Proves the limits of a whole box on a host with cgroup v2, whatever this host
# has: a virtual machine with Debian's kernel and systemd runs the tests of
# sandbox/cgroup2_test.go in a unit of a user, with Delegate=yes and the default
# CODEREMOTE_LIMITS=cgroup. Without KVM it takes about ten minutes.
set -euo pipefail
cd "$(dirname "$0")/.."

cache=${XDG_CACHE_HOME:-$HOME/.cache}/coderemote/cgroup2
mkdir -p "$cache"
work=$(mktemp -d "$cache/run-XXXXXX")
machine= # its process, while it runs
# A signal that ends this script must not wait for the machine, nor leave it behind.
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'if [ -n "$machine" ]; then kill "$machine" 2>/dev/null || true; fi; rm -rf "$work"' EXIT
say() { printf 'cgroup2: %s\n' "$*" >&2; }

# guest writes a Debian with its kernel to $cache/root.img, vmlinuz and initrd.
guest() {
	local sum archive
	sum=$(cat scripts/cgroup2/* scripts/cgroup2.sh | sha256sum | cut -c1-12)
	if [ "$(cat "$cache/sum" 2>/dev/null)" = "$sum" ]; then return; fi
	say "making the guest with mmdebstrap"
	archive=${DEBIAN_ARCHIVE:-http://deb.debian.org/debian}
	# shellcheck disable=SC2016 # mmdebstrap sets $1 for its hooks
	mmdebstrap --mode=unshare --variant=minbase --quiet --format=tar \
		--include=linux-image-cloud-amd64,initramfs-tools,systemd,systemd-sysv,dbus,dbus-user-session,libpam-systemd,udev,kmod,passwd,procps,e2fsprogs,podman,crun,runc,uidmap,python3-minimal \
		--dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
		--customize-hook='copy-in scripts/cgroup2/guest.sh scripts/cgroup2/inside.sh /usr/local/sbin' \
		--customize-hook='copy-in scripts/cgroup2/proof.service /etc/systemd/system' \
		--customize-hook='chroot "$1" systemctl enable proof.service && chroot "$1" systemctl mask serial-getty@ttyS0.service getty@tty1.service' \
		--customize-hook='chroot "$1" useradd --create-home --home-dir /var/lib/coderemote --shell /bin/sh coderemote' \
		--customize-hook='chroot "$1" usermod --add-subuids 200000-1248575 --add-subgids 200000-1248575 coderemote' \
		--customize-hook='sh -c "cp $1/boot/vmlinuz-* $1/tmp/vmlinuz && cp $1/boot/initrd.img-* $1/tmp/initrd"' \
		--customize-hook="copy-out /tmp/vmlinuz /tmp/initrd $work" \
		trixie "$work/root.tar" \
		"deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive trixie main"
	genext2fs --block-size 4096 --size-in-blocks 300000 --number-of-inodes 60000 --tarball "$work/root.tar" "$work/root.img"
	mv "$work/root.img" "$work/vmlinuz" "$work/initrd" "$cache/"
	rm "$work/root.tar"
	echo "$sum" >"$cache/sum"
}

# payload is a tar that the guest reads from a disk as it is.
payload() {
	CGO_ENABLED=0 go test -c -tags cgroup2 -o "$work/payload/sandbox.test" ./sandbox
	cp bin/coderemote scripts/delegate.sh "$work/payload/"
	CODEREMOTE_DATA_DIR=${CODEREMOTE_DATA_DIR:-$HOME/test} bin/coderemote podman -- save --quiet --format docker-archive --output "$work/payload/image.tar" "$1"
	echo "$1" >"$work/payload/image-name"
	tar -C "$work/payload" -cf "$work/payload.tar" .
}

boot() {
	local accelerate=(-accel "tcg,thread=multi" -cpu max)
	if [ -n "${CODEREMOTE_TEST_KVM:-}" ]; then accelerate=(-accel kvm -cpu host); fi
	truncate --size=6G "$work/data.img"
	say "booting the guest; its words go to $cache/console.log"
	# Each of them ends with its parent, also where that is killed.
	setpriv --pdeathsig TERM timeout "${CODEREMOTE_TEST_CGROUP2_SECONDS:-2400}" setpriv --pdeathsig KILL qemu-system-x86_64 "${accelerate[@]}" -machine q35 -smp 2 -m 2560 -nographic -no-reboot \
		-kernel "$cache/vmlinuz" -initrd "$cache/initrd" -append "console=ttyS0 root=/dev/vda rw quiet panic=-1" \
		-drive "file=$cache/root.img,format=raw,if=virtio,snapshot=on" \
		-drive "file=$work/payload.tar,format=raw,if=virtio,readonly=on" \
		-drive "file=$work/data.img,format=raw,if=virtio" </dev/null > >(tee "$cache/console.log") 2>&1 &
	machine=$!
	wait "$machine" || say "the machine ended with status $?"
	machine=
}

image=$(scripts/image-name.sh)
mkdir "$work/payload"
CODEREMOTE_DATA_DIR=${CODEREMOTE_DATA_DIR:-$HOME/test} scripts/build.sh --image
guest
payload "$image"
boot
grep -q '^cgroup2: proven' "$cache/console.log" || { say "FAILED: see $cache/console.log"; exit 1; }
