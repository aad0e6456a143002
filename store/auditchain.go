package store

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jmoiron/sqlx"
)

// auditLine is what of a line goes into the sum, whatever columns come later and
// whatever the time zone of the connection is.
const auditLine = `jsonb_build_array(l.id, (extract(epoch FROM l.at) * 1000000)::bigint, l.subject, l.action, l.target, l.run_id,
	encode(l.code_sha256, 'hex'), l.status, l.wall_ms, l.detail)::text`

// Two processes must not make the same batch.
const qLockChain = `SELECT pg_advisory_xact_lock(hashtext('audit chain'))`

// Lines that a transaction of more than an hour committed are not looked for
// any more; VerifyAudit tells of them.
const qSealAudit = `
WITH head AS (
	SELECT n, hash FROM audit_batches ORDER BY n DESC LIMIT 1
), floor AS (
	SELECT coalesce(max(last_id), 0) AS id FROM audit_batches WHERE at < now() - interval '1 hour'
), fresh AS (
	SELECT l.id, ` + auditLine + ` AS line
	FROM audit_log l
	WHERE l.id > (SELECT id FROM floor)
	  AND l.id NOT IN (SELECT unnest(b.ids) FROM audit_batches b WHERE b.last_id > (SELECT id FROM floor))
	ORDER BY l.id
	LIMIT 10000
)
INSERT INTO audit_batches (n, ids, last_id, previous, hash)
SELECT coalesce((SELECT n FROM head), 0) + 1, array_agg(id ORDER BY id), max(id), coalesce((SELECT hash FROM head), ''),
       sha256(coalesce((SELECT hash FROM head), '') || convert_to(string_agg(line, E'\n' ORDER BY id), 'UTF8'))
FROM fresh
HAVING count(*) > 0`

// SealAudit chains the lines of the audit log that are in no batch yet.
func (s *Store) SealAudit(ctx context.Context) error {
	for sealed := int64(1); sealed > 0; {
		err := s.inTx(ctx, "seal audit", func(tx *sqlx.Tx) error {
			if _, err := tx.ExecContext(ctx, qLockChain); err != nil {
				return err
			}
			result, err := tx.ExecContext(ctx, qSealAudit)
			if err != nil {
				return err
			}
			sealed, err = result.RowsAffected()
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Chain is what VerifyAudit found.
type Chain struct {
	Batches  int64
	Lines    int64
	Head     string   // hash of the last batch in hex; "" for none
	Open     int64    // lines that are in no batch yet
	Problems []string // a sentence for each; none when the log is as it was written
}

const qBatches = `SELECT n, ids, previous, hash FROM audit_batches ORDER BY n`

const qSumOfBatch = `
SELECT count(*), sha256($1::bytea || convert_to(coalesce(string_agg(` + auditLine + `, E'\n' ORDER BY l.id), ''), 'UTF8'))
FROM audit_log l WHERE l.id = ANY ($2::bigint[])`

const qOpenLines = `
SELECT count(*) FILTER (WHERE at >= now() - interval '1 hour'), count(*) FILTER (WHERE at < now() - interval '1 hour')
FROM audit_log WHERE id NOT IN (SELECT unnest(ids) FROM audit_batches)`

type batch struct {
	n              int64
	ids            []int64
	previous, hash []byte
}

// VerifyAudit reads the whole audit log and its chain, as one moment sees them.
func (s *Store) VerifyAudit(ctx context.Context) (c Chain, err error) {
	tx, err := s.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return c, translate("verify audit", err)
	}
	defer tx.Rollback(context.WithoutCancel(ctx))
	rows, err := tx.Query(ctx, qBatches)
	if err != nil {
		return c, translate("verify audit", err)
	}
	batches, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (b batch, err error) {
		return b, row.Scan(&b.n, &b.ids, &b.previous, &b.hash)
	})
	if err != nil {
		return c, translate("verify audit", err)
	}
	before := batch{}
	for _, b := range batches {
		if err := c.check(ctx, tx, before, b); err != nil {
			return c, translate("verify audit", err)
		}
		before = b
	}
	c.Head = hex.EncodeToString(before.hash)
	var late int64
	if err := tx.QueryRow(ctx, qOpenLines).Scan(&c.Open, &late); err != nil {
		return c, translate("verify audit", err)
	}
	if late > 0 {
		c.Problems = append(c.Problems, fmt.Sprintf("%d lines say that they are older than an hour, and are in no batch.", late))
	}
	return c, nil
}

// check adds what is wrong with b, which follows before.
func (c *Chain) check(ctx context.Context, tx pgx.Tx, before, b batch) error {
	c.Batches++
	c.Lines += int64(len(b.ids))
	problem := func(format string, args ...any) {
		c.Problems = append(c.Problems, fmt.Sprintf("batch %d: ", b.n)+fmt.Sprintf(format, args...))
	}
	if b.n != before.n+1 || !bytes.Equal(b.previous, before.hash) {
		problem("it does not follow batch %d.", before.n)
	}
	var lines int
	var sum []byte
	if err := tx.QueryRow(ctx, qSumOfBatch, b.previous, b.ids).Scan(&lines, &sum); err != nil {
		return err
	}
	switch {
	case lines != len(b.ids):
		problem("%d of its %d lines are gone.", len(b.ids)-lines, len(b.ids))
	case !bytes.Equal(sum, b.hash):
		problem("a line was changed.")
	}
	return nil
}

const qAuditHead = `SELECT EXISTS (SELECT 1 FROM audit_batches WHERE encode(hash, 'hex') = $1)`

// AuditHead reports whether a batch has this hash, in hex.
func (s *Store) AuditHead(ctx context.Context, head string) (known bool, err error) {
	err = s.db.GetContext(ctx, &known, qAuditHead, head)
	return known, translate("audit head", err)
}
