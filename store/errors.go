package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"coderemote"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// conflicts says what a person is told when a unique constraint is in the way.
var conflicts = map[string]string{
	"users_email_key":       "There is already an account with this e-mail address.",
	"users_nickname_key":    "Somebody has this nickname, or one that looks like it. Choose another.",
	"classes_join_code_key": "This join code is in use. Ask for another.",
	"identities_key":        "This log-in is linked to an account already.",
	"runs_idempotency_key":  "This Idempotency-Key is in use by another request.",
}

// translate gives err the code and sentence of the domain, once, at this
// boundary; what says the operation in the log ("create user").
func translate(what string, err error) error {
	if err == nil {
		return nil
	}
	cause := fmt.Errorf("store: %s: %w", what, err)
	if errors.Is(err, sql.ErrNoRows) || errors.Is(err, pgx.ErrNoRows) {
		return &coderemote.Error{Code: coderemote.CodeNotFound, Message: "There is nothing here.", Err: cause}
	}
	if isAway(err) {
		return &coderemote.Error{Code: coderemote.CodeUnavailable, RetryAfter: 5 * time.Second, Err: cause,
			Message: "The database cannot be reached right now. Try again in a few seconds."}
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "23505" {
		if message, ok := conflicts[pg.ConstraintName]; ok {
			return &coderemote.Error{Code: coderemote.CodeConflict, Message: message, Err: cause}
		}
	}
	return cause
}

// isAway reports whether PostgreSQL could not be asked, or shut down meanwhile.
func isAway(err error) bool {
	var connect *pgconn.ConnectError
	var network net.Error
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &pg): // 57P01 to 57P03: it shuts down or starts
		return strings.HasPrefix(pg.Code, "57P0")
	case errors.Is(err, context.DeadlineExceeded): // requests have no deadline but ours
		return true
	case errors.Is(err, context.Canceled):
		return false
	}
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, io.ErrUnexpectedEOF) || pgconn.SafeToRetry(err)
}
