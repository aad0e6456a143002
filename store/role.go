package store

import (
	"context"
	"errors"
	"fmt"

	"coderemote"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// ServingRole returns the role that the address of a database names.
func ServingRole(url string) (string, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return "", fmt.Errorf("store: parse DATABASE_URL: %w", err)
	}
	return config.User, nil
}

// Whoever can act as the owner of the audit log has no need of rights.
const qMayActAsOwner = `
SELECT r.rolsuper OR pg_has_role(r.oid, c.relowner, 'MEMBER')
FROM pg_roles r, pg_class c WHERE r.rolname = $1 AND c.oid = 'audit_log'::regclass`

// What the serving role may do, as format gives it the role (1) and the schema
// (2). It may make nothing, and only add to the audit log.
const qGrants = `
SELECT format($grants$
	REVOKE CREATE ON SCHEMA %2$I FROM PUBLIC;
	REVOKE ALL ON SCHEMA %2$I FROM %1$I;
	GRANT USAGE ON SCHEMA %2$I TO %1$I;
	GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %2$I TO %1$I;
	GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %2$I TO %1$I;
	REVOKE ALL ON audit_log, audit_batches, goose_db_version FROM PUBLIC, %1$I;
	GRANT SELECT, INSERT ON audit_log, audit_batches TO %1$I;
	GRANT SELECT ON goose_db_version TO %1$I;
	GRANT EXECUTE ON FUNCTION add_event_partition(regclass, date), drop_event_partition(regclass) TO %1$I;
$grants$, $1::text, current_schema())
|| CASE WHEN current_setting('server_version_num')::int >= 170000
	-- River makes its indexes anew each night.
	THEN format('GRANT MAINTAIN ON river_job TO %I;', $1::text) ELSE '' END`

// Grant lets role, which serves, use the tables that the owner at url has
// brought to the newest schema, and no more: it cannot change or remove a line of
// the audit log, nor the tables themselves. It may be called again at any time.
func Grant(ctx context.Context, url, role string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("store: grant: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	var owner bool
	if err := conn.QueryRow(ctx, qMayActAsOwner, role).Scan(&owner); errors.Is(err, pgx.ErrNoRows) {
		return coderemote.Errorf(coderemote.CodeInvalid, "PostgreSQL has no role "+role+", which DATABASE_URL names. Make it with CREATE ROLE.")
	} else if err != nil {
		return fmt.Errorf("store: grant: %w", err)
	}
	if owner {
		return coderemote.Errorf(coderemote.CodeInvalid, "The role "+role+" of DATABASE_URL can act as the owner of the tables, so it could change the audit log. "+
			"Name a role that is neither a superuser nor a member of the owner's, or leave DATABASE_OWNER_URL out.")
	}
	return inOrder(ctx, conn, role)
}

// inOrder makes the grants in one transaction, one process after the other: two
// that change the same rights at once would refuse each other.
func inOrder(ctx context.Context, conn *pgx.Conn, role string) error {
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('coderemote grants'))`); err != nil {
			return fmt.Errorf("store: grant: %w", err)
		}
		var grants string
		if err := tx.QueryRow(ctx, qGrants, role).Scan(&grants); err != nil {
			return fmt.Errorf("store: grant: %w", err)
		}
		if _, err := tx.Exec(ctx, grants); err != nil {
			return fmt.Errorf("store: grant: %w", err)
		}
		return nil
	})
}

// migrateFailed says what to do where the role may not change the schema.
func migrateFailed(err error) error {
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code == "42501" { // insufficient_privilege
		return &coderemote.Error{Code: coderemote.CodeForbidden, Err: err,
			Message: "The database has an older schema, and the role of DATABASE_URL may not change it. Run coderemote migrate with DATABASE_OWNER_URL first."}
	}
	return fmt.Errorf("store: migrate: %w", err)
}
