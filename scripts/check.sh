#!/usr/bin/env bash
# What is not a test and must hold all the same. Runs every check, then fails if
# one of them did.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0

# check runs a command that must succeed and print nothing.
check() {
	local what=$1 said status=0
	shift
	said=$("$@" 2>&1) || status=$?
	said=$(grep -v '^go: downloading' <<<"$said" || true)
	if [ "$status" = 0 ] && [ -z "$said" ]; then echo "check: $what: fine"; return; fi
	printf 'check: %s: FAILED\n%s\n' "$what" "$said"
	bad=1
}

# templ generates into a copy: the check changes nothing.
generated() {
	cp -R views "$work/views"
	(cd "$work/views" && "$work/templ" generate >/dev/null 2>&1)
	diff -r views "$work/views"
}

templ_format() {
	rm -rf "$work/format"
	cp -R views "$work/format"
	"$work/templ" fmt "$work/format" >/dev/null 2>&1
	diff -r views "$work/format"
}

go build -modfile=tools/go.mod -o "$work/templ" github.com/a-h/templ/cmd/templ
check gofmt gofmt -l .
check "generated components (make generate)" generated
check "format of components (templ fmt)" templ_format
check "go vet" go vet ./...
check staticcheck go tool -modfile=tools/lint/go.mod staticcheck ./...
check shellcheck shellcheck --severity=warning --external-sources scripts/*.sh .ci/run deploy/*/*.sh infra/worker.sh
check "compose.yaml" go run -C tools/deploy . "$PWD"
check "workflows (actionlint)" go tool -modfile=tools/lint/go.mod actionlint .github/workflows/*.yaml
exit "$bad"
