-- What the search knows of a snippet as others see it: of the version that is
-- shared, which may not be what its owner has now. A share that ends takes it away.
-- +goose Up
CREATE TABLE share_vectors (
    snippet_id uuid PRIMARY KEY REFERENCES snippet_shares (snippet_id) ON DELETE CASCADE,
    version    integer NOT NULL, -- of the snippet that was read
    backend    text NOT NULL,
    vector     bytea NOT NULL,   -- float32, little endian
    terms      text NOT NULL     -- as in snippet_vectors
);
ALTER TABLE share_vectors ALTER COLUMN vector SET STORAGE EXTERNAL;

-- +goose StatementBegin
CREATE FUNCTION enqueue_share_sync() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO river_job (args, kind, max_attempts, queue, state)
    SELECT jsonb_build_object('snippet_id', s.id, 'user_id', s.user_id), 'sync_snippet', 25, 'sync', 'available' FROM snippets s WHERE s.id = NEW.snippet_id;
    PERFORM pg_notify(current_schema() || '.river_insert', '{"queue": "sync"}');
    RETURN NULL;
END
$$;
-- +goose StatementEnd

CREATE TRIGGER snippet_shares_sync_made AFTER INSERT ON snippet_shares
    FOR EACH ROW EXECUTE FUNCTION enqueue_share_sync();
CREATE TRIGGER snippet_shares_sync_changed AFTER UPDATE ON snippet_shares FOR EACH ROW
    WHEN (OLD.version <> NEW.version)
    EXECUTE FUNCTION enqueue_share_sync();

-- +goose Down
DROP TRIGGER snippet_shares_sync_changed ON snippet_shares;
DROP TRIGGER snippet_shares_sync_made ON snippet_shares;
DROP FUNCTION enqueue_share_sync;
DROP TABLE share_vectors;
