#!/usr/bin/env bash
# Becomes a command, in a control group of its own whose memory, process and CPU
# limits the command may hand out to boxes, where systemd and cgroup v2 offer
# that; anywhere else it becomes the command as it is.
set -euo pipefail

# delegated makes this process's group one that can be divided: processes may be
# in the leaves only, so the server goes into one and boxes get others beside it.
delegated() {
	local group
	group=/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup)
	mkdir -p "$group/server" &&
		echo $$ >"$group/server/cgroup.procs" &&
		echo "+cpu +memory +pids" >"$group/cgroup.subtree_control" || return
	if [ "$(id -u)" = 0 ]; then chown -R coderemote: "$group"; fi
}

if [ "${1:-}" = --inside ]; then
	shift
	delegated || echo "delegate: this control group hands out no limits; the boxes will say so" >&2
	exec "$@"
fi

scope=(systemd-run --scope --quiet --property=Delegate=yes)
if [ "$(id -u)" != 0 ]; then scope=(systemd-run --user --scope --quiet --property=Delegate=yes); fi
if [ -d /run/systemd/system ] && [ -f /sys/fs/cgroup/cgroup.controllers ] && "${scope[@]}" true 2>/dev/null; then
	exec "${scope[@]}" -- "$0" --inside "$@"
fi
exec "$@"
