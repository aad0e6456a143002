-- The audit log only grows, and a chain of sums over it shows when somebody has
-- changed it from outside. Once a minute the lines that no batch has yet become
-- one: no run waits for the chain. A batch names its lines one by one, because
-- a line can be committed after one with a higher number.
-- +goose Up
CREATE TABLE audit_batches (
    n        bigint PRIMARY KEY, -- from 1 without a gap
    at       timestamptz NOT NULL DEFAULT now(),
    ids      bigint[] NOT NULL,  -- of its lines, in their order
    last_id  bigint NOT NULL,
    previous bytea NOT NULL,     -- hash of the batch before; empty for the first
    hash     bytea NOT NULL      -- SHA-256 of previous and the lines
);
CREATE INDEX audit_batches_last_id ON audit_batches (last_id);

-- +goose StatementBegin
CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_batches_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_batches
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();

-- +goose Down
DROP TRIGGER audit_log_append_only ON audit_log;
DROP TABLE audit_batches;
DROP FUNCTION audit_append_only;
