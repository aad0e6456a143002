package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"coderemote"
)

type eventRow struct {
	Seq    int64          `db:"seq"`
	Type   string         `db:"type"`
	Status sql.NullString `db:"status"`
	Stream sql.NullString `db:"stream"`
	Text   sql.NullString `db:"text"`
	AtUS   int64          `db:"at_us"`
}

func (r *eventRow) event() coderemote.Event {
	return coderemote.Event{Seq: r.Seq, Type: coderemote.EventType(r.Type), Status: coderemote.Status(r.Status.String),
		Stream: coderemote.Stream(r.Stream.String), Text: r.Text.String, At: micros(r.AtUS)}
}

const qRunEvents = `
SELECT seq, type, status, stream, text, at_us FROM run_events WHERE run_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`

// RunEvents returns up to limit events of a run after the sequence number after.
func (s *Store) RunEvents(ctx context.Context, id string, after int64, limit int) ([]coderemote.Event, error) {
	var rows []eventRow
	if err := s.db.SelectContext(ctx, &rows, qRunEvents, id, after, limit); err != nil {
		return nil, translate("events of run "+id, err)
	}
	events := make([]coderemote.Event, len(rows))
	for i := range rows {
		events[i] = rows[i].event()
	}
	return events, nil
}

const qRunOutput = `
SELECT ` + runColumns + `,
	coalesce((SELECT string_agg(text, '' ORDER BY seq) FROM run_events WHERE run_id = id AND type = 'output' AND stream = 'stdout'), '') AS out,
	coalesce((SELECT string_agg(text, '' ORDER BY seq) FROM run_events WHERE run_id = id AND type = 'output' AND stream = 'stderr'), '') AS err
FROM runs WHERE id = $1 AND user_id = $2`

// RunWithOutput returns a run of userID and all it has written so far.
func (s *Store) RunWithOutput(ctx context.Context, id, userID string) (run *coderemote.Run, stdout, stderr string, err error) {
	var row struct {
		runRow
		Out string `db:"out"`
		Err string `db:"err"`
	}
	if err := s.db.GetContext(ctx, &row, qRunOutput, id, userID); err != nil {
		return nil, "", "", translate("run with output", err)
	}
	return row.run(), row.Out, row.Err, nil
}

// Input is text that a person typed while the program ran.
type Input struct {
	N        int
	Text     string
	EOF      bool
	AfterSeq int64 // the event behind which it is shown
	At       time.Duration
}

const qPostInput = `
WITH u AS (
	UPDATE runs SET input_count = input_count + 1, input_bytes = input_bytes + octet_length($3::text), input_closed = $4
	WHERE id = $1 AND user_id = $2 AND status = 'running' AND interactive AND NOT input_closed
		AND input_bytes - input_taken + octet_length($3::text) <= $5
	RETURNING id, input_count, started_at
), i AS (
	INSERT INTO run_inputs (run_id, n, text, eof, after_seq, at_us)
	SELECT u.id, u.input_count, $3, $4, (SELECT max(seq) FROM run_events WHERE run_id = u.id),
		extract(epoch FROM clock_timestamp() - u.started_at) * 1000000 FROM u
)
SELECT pg_notify('run_control', u.id::text)::text || pg_notify('run', u.id::text)::text FROM u`

const qInputState = `
SELECT status, interactive, input_closed, input_bytes - input_taken AS unread FROM runs WHERE id = $1 AND user_id = $2`

// PostInput hands text to the running program of userID; eof ends its input. It
// fails with CodeConflict when the program cannot be given input now and with
// CodeRateLimited when too much waits unread.
func (s *Store) PostInput(ctx context.Context, id, userID, text string, eof bool) error {
	var bell string
	err := s.db.GetContext(ctx, &bell, qPostInput, id, userID, text, eof, coderemote.MaxStdinBytes)
	if err == sql.ErrNoRows {
		return s.inputRefusal(ctx, id, userID)
	}
	return translate("post input of run "+id, err)
}

func (s *Store) inputRefusal(ctx context.Context, id, userID string) error {
	var row struct {
		Status      string `db:"status"`
		Interactive bool   `db:"interactive"`
		Closed      bool   `db:"input_closed"`
		Unread      int64  `db:"unread"`
	}
	if err := s.db.GetContext(ctx, &row, qInputState, id, userID); err != nil {
		return translate("post input of run "+id, err)
	}
	switch {
	case row.Status != string(coderemote.StatusRunning):
		return coderemote.Errorf(coderemote.CodeConflict, "The program is not running, so it cannot take input.")
	case !row.Interactive || row.Closed:
		return coderemote.Errorf(coderemote.CodeConflict, "The input of this program has been closed.")
	}
	return &coderemote.Error{Code: coderemote.CodeRateLimited, RetryAfter: time.Second, Message: fmt.Sprintf(
		"%d bytes of input wait unread; the limit is %d. Send more when the program has read them.", row.Unread, coderemote.MaxStdinBytes)}
}

const qRunInputs = `SELECT n, text, eof, after_seq, at_us FROM run_inputs WHERE run_id = $1 AND n > $2 ORDER BY n`

// RunInputs returns the inputs of a run after number after.
func (s *Store) RunInputs(ctx context.Context, id string, after int) ([]Input, error) {
	var rows []struct {
		N        int    `db:"n"`
		Text     string `db:"text"`
		EOF      bool   `db:"eof"`
		AfterSeq int64  `db:"after_seq"`
		AtUS     int64  `db:"at_us"`
	}
	if err := s.db.SelectContext(ctx, &rows, qRunInputs, id, after); err != nil {
		return nil, translate("inputs of run "+id, err)
	}
	inputs := make([]Input, len(rows))
	for i, r := range rows {
		inputs[i] = Input{N: r.N, Text: r.Text, EOF: r.EOF, AfterSeq: r.AfterSeq, At: micros(r.AtUS)}
	}
	return inputs, nil
}
