#!/usr/bin/env bash
# Builds localhost/coderemote-test-services into the container store of
# CODEREMOTE_DATA_DIR, for the test of compose.yaml: the PostgreSQL that tests use
# (folder $1) and the Neo4j of scripts/neo4j.sh (folder $2) on a Debian with a Java.
set -euo pipefail
cd "$(dirname "$0")/.."
postgres=$1 neo4j=$2
# shellcheck source=scripts/image.sh
source scripts/image.sh --functions

work=$(mktemp -d "$cache/build-XXXXXX")
trap 'rm -rf "$work"' EXIT
host_apt "$work/apt"
have_base
cp -R e2e/services "$work/context"
mkdir "$work/context/neo4j"
cp -R "$neo4j/lib" "$neo4j/Main.class" "$work/context/neo4j/"
cp -R "$postgres" "$work/context/postgres"
chmod -R a+rX "$work/context"
say "building localhost/coderemote-test-services"
in_debian --tag localhost/coderemote-test-services:latest --file "$work/context/Containerfile"
