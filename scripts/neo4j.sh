#!/usr/bin/env bash
# Puts the Neo4j of the tests into folder $1: its jars from Maven Central (123 MB)
# and the class that starts it. Does nothing the second time.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly source=internal/testneo/server
target=$1
stamp=$target/$(cat "$source"/* | sha256sum | cut -c1-16)
[ ! -e "$stamp" ] || exit 0

echo "neo4j: fetching the server of the tests" >&2
rm -rf "$target"
mkdir -p "$target/pom"
cp "$source/pom.xml" "$target/pom/"
mvn -q -B -f "$target/pom/pom.xml" dependency:copy-dependencies -DoutputDirectory="$target/lib" >&2
javac -cp "$target/lib/*" -d "$target" "$source/Main.java"
touch "$stamp"
