-- The trace of a request goes on in the worker that executes the run, which may
-- be another process. NULL where nobody traces. (W3C Trace Context, 3.2)
-- +goose Up
ALTER TABLE runs ADD COLUMN traceparent text;

-- +goose Down
ALTER TABLE runs DROP COLUMN traceparent;
