#!/bin/sh
# What the guest of scripts/cgroup2.sh does as root: it unpacks what was handed
# over and lets an ordinary user's systemd run the proof.
set -eu
say() { echo "cgroup2: $*"; }

mkfs.ext4 -q /dev/vdc
mount /dev/vdc /var/lib/coderemote
mkdir /var/lib/coderemote/payload
tar -C /var/lib/coderemote/payload -xf /dev/vdb
chown -R coderemote: /var/lib/coderemote
uid=$(id -u coderemote)
loginctl enable-linger coderemote
systemctl start "user@$uid.service"
say "Linux $(uname -r), $(podman --version), $(crun --version | head -n 1), systemd $(systemctl --version | head -n 1 | cut -d' ' -f2)"
runuser -u coderemote -- env XDG_RUNTIME_DIR="/run/user/$uid" \
	systemd-run --user --wait --pipe --quiet --collect --unit=coderemote-worker --property=Delegate=yes --property=TasksMax=infinity \
	/usr/local/sbin/inside.sh
cd /var/lib/coderemote/payload
say "as a unit of the machine"
systemd-run --wait --pipe --quiet --collect --uid=coderemote --property="Delegate=cpu memory pids" "$PWD/sandbox.test" -test.v -test.run '^TestCgroup2Group$'
say "as make run by root"
./delegate.sh setpriv --reuid=coderemote --regid=coderemote --init-groups -- ./sandbox.test -test.v -test.run '^TestCgroup2Group$'
say "proven"
