#!/usr/bin/env bash
# PostgreSQL as its official image runs it: a database and its owner of the
# environment's names, made at the first start.
set -euo pipefail
PATH=/opt/postgres/bin:$PATH
export PGDATA=/var/lib/postgresql/data
if [ ! -e "$PGDATA/PG_VERSION" ]; then
	initdb --username="$POSTGRES_USER" --pwfile=<(echo "$POSTGRES_PASSWORD") --auth-local=trust --auth-host=scram-sha-256 --encoding=UTF8
	echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
	echo "CREATE DATABASE \"$POSTGRES_DB\"" | postgres --single -D "$PGDATA" postgres
fi
exec postgres -k /var/run/postgresql -c listen_addresses='*'
