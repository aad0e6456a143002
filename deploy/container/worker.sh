#!/bin/sh
# Puts the images of the boxes into the volume, unless they are there, and
# becomes the worker (or any other command).
set -eu
if [ "${1:-worker}" = worker ] || [ "${1:-}" = serve ] || [ "${1:-}" = doctor ]; then
	for archive in /usr/share/coderemote/sandbox*.tar; do
		# The name of an archive ends in the tag of its image, which is a sum of its content.
		mark=/data/.loaded-$(basename "$archive")
		if [ ! -e "$mark" ]; then
			coderemote podman -- load --quiet --input "$archive" >&2
			touch "$mark"
		fi
	done
fi
exec /usr/bin/coderemote "$@"
