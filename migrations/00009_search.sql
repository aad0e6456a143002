-- What the search knows of a snippet: a unit vector of the backend that made it,
-- and the words and ideas of its text. Both can be made again from the snippet.
-- A change that the search or the graph can see puts a job into River in the same
-- transaction, whoever makes it: a trigger cannot be forgotten. It rings River's
-- own bell, as the statement does that accepts a run.
-- +goose Up
CREATE TABLE snippet_vectors (
    snippet_id uuid PRIMARY KEY REFERENCES snippets (id) ON DELETE CASCADE,
    version    integer NOT NULL, -- of the snippet that was read
    backend    text NOT NULL,    -- vectors of two backends are never compared
    vector     bytea NOT NULL,   -- float32, little endian
    terms      text NOT NULL,    -- lines of term, tab, weight in hundredths; begins and ends with a line end
    created_at timestamptz NOT NULL DEFAULT now()
);
-- A vector does not compress: to try costs time at each read.
ALTER TABLE snippet_vectors ALTER COLUMN vector SET STORAGE EXTERNAL;

-- +goose StatementBegin
CREATE FUNCTION enqueue_snippet_sync() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO river_job (args, kind, max_attempts, queue, state)
    VALUES (jsonb_build_object('snippet_id', coalesce(NEW.id, OLD.id), 'user_id', coalesce(NEW.user_id, OLD.user_id)), 'sync_snippet', 25, 'sync', 'available');
    PERFORM pg_notify(current_schema() || '.river_insert', '{"queue": "sync"}');
    RETURN NULL;
END
$$;
-- +goose StatementEnd

CREATE TRIGGER snippets_sync_made AFTER INSERT OR DELETE ON snippets
    FOR EACH ROW EXECUTE FUNCTION enqueue_snippet_sync();
CREATE TRIGGER snippets_sync_changed AFTER UPDATE ON snippets FOR EACH ROW
    WHEN ((OLD.version, OLD.is_starred, OLD.time_complexity, OLD.space_complexity, OLD.deleted_at)
        IS DISTINCT FROM (NEW.version, NEW.is_starred, NEW.time_complexity, NEW.space_complexity, NEW.deleted_at))
    EXECUTE FUNCTION enqueue_snippet_sync();

-- +goose Down
DROP TRIGGER snippets_sync_changed ON snippets;
DROP TRIGGER snippets_sync_made ON snippets;
DROP FUNCTION enqueue_snippet_sync;
DROP TABLE snippet_vectors;
