package store

import (
	"context"
	"errors"
	"fmt"

	"coderemote"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Role is one that may log in to PostgreSQL.
type Role struct{ Name, Password string }

// ServingRole returns the role that the address of a database names.
func ServingRole(url string) (Role, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return Role{}, fmt.Errorf("store: parse DATABASE_URL: %w", err)
	}
	return Role{config.User, config.Password}, nil
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
// the audit log, nor the tables themselves. It makes the role where there is none
// and the owner may. It may be called again at any time.
func Grant(ctx context.Context, url string, role Role) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("store: grant: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	// One process after the other: two that change the same rights at once would
	// refuse each other.
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('coderemote grants'))`); err != nil {
			return fmt.Errorf("store: grant: %w", err)
		}
		if err := makeRole(ctx, tx, role); err != nil {
			return err
		}
		return grant(ctx, tx, role.Name)
	})
}

func grant(ctx context.Context, tx pgx.Tx, role string) error {
	var owner bool
	if err := tx.QueryRow(ctx, qMayActAsOwner, role).Scan(&owner); err != nil {
		return fmt.Errorf("store: grant: %w", err)
	}
	if owner {
		return coderemote.Errorf(coderemote.CodeInvalid, "The role "+role+" of DATABASE_URL can act as the owner of the tables, so it could change the audit log. "+
			"Name a role that is neither a superuser nor a member of the owner's, or leave DATABASE_OWNER_URL out.")
	}
	var grants string
	if err := tx.QueryRow(ctx, qGrants, role).Scan(&grants); err != nil {
		return fmt.Errorf("store: grant: %w", err)
	}
	if _, err := tx.Exec(ctx, grants); err != nil {
		return fmt.Errorf("store: grant: %w", err)
	}
	return nil
}

// insufficientPrivilege is what PostgreSQL calls it when a role may not.
const insufficientPrivilege = "42501"

const qRoleExists = `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)`

// What PostgreSQL is told of a password is its verifier: a statement may be in the
// server's log.
const qCreateRole = `SELECT format('CREATE ROLE %I LOGIN PASSWORD %L', $1::text, $2::text)`

// makeRole makes the role unless it is there, whose password is its own then.
func makeRole(ctx context.Context, tx pgx.Tx, role Role) error {
	var exists bool
	if err := tx.QueryRow(ctx, qRoleExists, role.Name).Scan(&exists); err != nil {
		return fmt.Errorf("store: grant: %w", err)
	}
	if exists {
		return nil
	}
	verifier, err := scramVerifier(role.Password)
	if err != nil {
		return err
	}
	var create string
	if err := tx.QueryRow(ctx, qCreateRole, role.Name, verifier).Scan(&create); err != nil {
		return fmt.Errorf("store: grant: %w", err)
	}
	if _, err = tx.Exec(ctx, create); err != nil {
		return &coderemote.Error{Code: coderemote.CodeInvalid, Err: fmt.Errorf("store: make the serving role: %w", err),
			Message: "PostgreSQL has no role " + role.Name + ", which DATABASE_URL names, and the owner of the tables could not make it. Make it with CREATE ROLE."}
	}
	return nil
}

// Whoever is not held off the audit log by PostgreSQL's rights could change it.
const qMayChangeAudit = `SELECT has_table_privilege('audit_log', 'UPDATE')`

// MayChangeAudit reports whether the role that serves could change a line of the
// audit log, which its triggers would have to refuse.
func (s *Store) MayChangeAudit(ctx context.Context) (may bool, err error) {
	err = s.db.GetContext(ctx, &may, qMayChangeAudit)
	return may, translate("right to the audit log", err)
}

// migrateFailed says what to do where the role may not change the schema.
func migrateFailed(err error) error {
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code == insufficientPrivilege {
		return &coderemote.Error{Code: coderemote.CodeForbidden, Err: err,
			Message: "The database has an older schema, and the role of DATABASE_URL may not change it. Run coderemote migrate with DATABASE_OWNER_URL first."}
	}
	return fmt.Errorf("store: migrate: %w", err)
}
