#!/usr/bin/env bash
# go test over PKG and RUN. The race detector watches our own code; the tests
# from outside run the program as it is delivered.
set -euo pipefail
cd "$(dirname "$0")/.."

mapfile -t packages < <(go list "$PKG")
inside=() outside=()
for package in "${packages[@]}"; do
	case $package in coderemote/e2e*) outside+=("$package") ;; *) inside+=("$package") ;; esac
done

flags=(-json -p 2 -timeout 20m)
if [ -n "$RUN" ]; then flags+=(-run "$RUN"); fi
{
	if [ -n "${CHECKS:-}" ]; then printf '{"Action":"%s","Package":"scripts/check.sh","Test":"checks"}\n' "$CHECKS"; fi
	if [ "${#inside[@]}" -gt 0 ]; then go test "${flags[@]}" -race "${inside[@]}" || true; fi
	if [ "${#outside[@]}" -gt 0 ]; then go test "${flags[@]}" "${outside[@]}" || true; fi
} 2>&1 | testsum
