#!/usr/bin/env bash
# The policies of the AWS stacks, over a mock of AWS: a module and a step of its
# own, because its first compile takes minutes and gigabytes. Later ones are cached.
set -euo pipefail
cd "$(dirname "$0")/../infra"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd .. && go build -o "$work/testsum" ./internal/testsum)
go vet ./...
go test -json -p 1 -count=1 -timeout 15m ./... 2>&1 | "$work/testsum"
