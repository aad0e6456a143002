#!/usr/bin/env bash
# The measurements of docs/architecture/scaling.md: web servers and workers with
# one box each, all on this machine and on one PostgreSQL. It takes about five
# minutes, and ends with the table of that page.
set -euo pipefail
cd "$(dirname "$0")/.."
for name in ${!CODEREMOTE_@} DATABASE_URL DATABASE_URL_FILE; do
	case $name in CODEREMOTE_TEST_*) ;; *) unset "$name" ;; esac
done
export CODEREMOTE_DATA_DIR=${XDG_CACHE_HOME:-$HOME/.cache}/coderemote/bench
if [ "$HOME" = /var/lib/coderemote ]; then CODEREMOTE_DATA_DIR=$HOME/bench; fi
export CODEREMOTE_LIMITS=${CODEREMOTE_TEST_LIMITS:-rlimit} CODEREMOTE_RUNS_PER_MINUTE=0 CODEREMOTE_LOG=text CODEREMOTE_BOXES=1
mkdir -p "$CODEREMOTE_DATA_DIR"
scripts/build.sh --image
log=$CODEREMOTE_DATA_DIR/scale.log said=$CODEREMOTE_DATA_DIR/scale.said table=$CODEREMOTE_DATA_DIR/scale.table
: >"$table"
: >"$log"

pids=()
stop_all() {
	local pid
	for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
		pid=${pids[i]}
		kill "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
	pids=()
}
trap stop_all EXIT

# begin starts a process and waits until it has said that it is ready.
begin() {
	local out
	out=$(mktemp)
	"$@" >"$out" 2>>"$log" &
	pids+=($!)
	for _ in $(seq 600); do
		if grep -q "is ready" "$out"; then rm -f "$out"; return; fi
		sleep 0.1
	done
	echo "bench-scale: $* does not start; see $log" >&2
	exit 1
}

measure() {
	local webs=$1 workers=$2 servers=()
	echo; echo "== $webs web servers, $workers workers with one box each =="
	for n in $(seq "$webs"); do
		begin env CODEREMOTE_ADDR=127.0.0.1:$((18100 + n)) bin/coderemote web
		servers+=(--server "http://127.0.0.1:$((18100 + n))")
	done
	for _ in $(seq "$workers"); do begin bin/coderemote worker; done
	# A web server looks for workers each second.
	for n in $(seq "$webs"); do
		until curl --fail --silent "http://127.0.0.1:$((18100 + n))/health" | grep -q '"healthy"'; do sleep 0.2; done
	done
	bin/coderemote bench --runs 50 --users 50 "${servers[@]}" 2>>"$log" | tee "$said"
	row "$webs" "$workers" >>"$table"
	stop_all
}

# row is what a measurement said as a row of the table: its columns are apart by
# two spaces and more.
row() {
	awk -F '  +' -v webs="$1" -v workers="$2" '
		/^POST .* p50/ { hello = $4 }
		/^runs a second/ { rate = $2; bare = $3; ratio = $4 }
		/^commits/ { cost = $2 }
		/people press Run/ { crowd = $2 }
		END { if (crowd == "") exit 1; printf "| %s, %s | %s | %s | %s | %s | %s | %s |\n", webs, workers, rate, bare, ratio, hello, crowd, cost }' "$said"
}

measure 1 1
measure 1 2
measure 1 4
measure 2 2
measure 2 4

cat <<END

== For docs/architecture/scaling.md, $(date -u +%F), load average $(cut -d' ' -f1 /proc/loadavg), $(nproc) processors ==
| web servers, workers | runs a second, 8 clients | bare interpreters a second, two at a time | ratio, median of 5 turns | a single hello, p50, to the bare interpreter | 50 people press Run within 2 s: p50, p95, slowest | commits, KB of WAL, KB of the database for each run |
|---|---|---|---|---|---|---|
END
cat "$table"
