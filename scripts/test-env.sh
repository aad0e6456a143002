# Sourced by the scripts that test: where they keep what outlives them, and no
# setting that somebody has made for their own instance.
# shellcheck shell=bash
cache=${XDG_CACHE_HOME:-$HOME/.cache}/coderemote
data=$cache/test
if [ "$HOME" = /var/lib/coderemote ]; then data=$HOME/test; fi
data=${CODEREMOTE_TEST_DATA_DIR:-$data} # of their own, for two trees that are tested at once

for name in ${!CODEREMOTE_@} DATABASE_URL DATABASE_URL_FILE; do
	case $name in CODEREMOTE_TEST_*) ;; *) unset "$name" ;; esac
done
mkdir -p "$data" "$cache/tools"
export CODEREMOTE_TEST_DATA_DIR=$data CODEREMOTE_TEST_BINARY=$PWD/bin/coderemote
# The weaker mode works on every host; the other needs delegated control groups.
export CODEREMOTE_LIMITS=${CODEREMOTE_TEST_LIMITS:-rlimit}
export PATH="$cache/tools:$PATH"
