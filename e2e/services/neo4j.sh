#!/usr/bin/env bash
# Neo4j as its official image runs it: NEO4J_AUTH is the first password, and every
# other NEO4J_ variable a setting, whose _ stands for a dot and whose __ for itself.
set -euo pipefail
mkdir -p /data/conf
{
	echo server.default_listen_address=0.0.0.0
	echo server.bolt.enabled=true
	echo server.http.enabled=false
	env | sed -n '/^NEO4J_AUTH=/d; s/^NEO4J_//p' | while IFS='=' read -r name value; do
		printf '%s=%s\n' "$(sed 's/__/\n/g; s/_/./g; s/\n/_/g' <<<"$name")" "$value"
	done
} >/data/conf/neo4j.conf
cp /data/conf/neo4j.conf /data/
if [ ! -e /data/data/dbms/auth.ini ]; then
	NEO4J_HOME=/data NEO4J_CONF=/data/conf java -cp '/opt/neo4j/lib/*' org.neo4j.cli.AdminTool dbms set-initial-password "${NEO4J_AUTH#neo4j/}"
fi
exec java -Xmx512m -XX:+UseSerialGC --add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/java.io=ALL-UNNAMED --add-opens=java.base/sun.nio.ch=ALL-UNNAMED \
	-cp '/opt/neo4j:/opt/neo4j/lib/*' Main /data
