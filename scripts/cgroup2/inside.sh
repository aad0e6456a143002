#!/bin/sh
# The proof itself, in a unit of the user coderemote with Delegate=yes.
set -eu
cd /var/lib/coderemote/payload
export CODEREMOTE_DATA_DIR=/var/lib/coderemote/data CODEREMOTE_TEST_DATA_DIR=/var/lib/coderemote/data
CODEREMOTE_TEST_IMAGE=$(cat image-name)
export CODEREMOTE_TEST_IMAGE
./coderemote podman -- load --quiet --input "$PWD/image.tar" # podman works in another folder
CODEREMOTE_SANDBOX_IMAGE=$CODEREMOTE_TEST_IMAGE CODEREMOTE_BOXES=1 ./coderemote doctor || true
exec ./sandbox.test -test.v -test.run '^TestCgroup2' -test.timeout 30m
