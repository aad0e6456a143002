-- What a program left may be kept in a bucket of S3: its row then has no content.
-- However such a row goes, with its run, its person or by itself, the object is
-- noted here, and a job removes it from the bucket.
-- +goose Up
ALTER TABLE run_artifacts ALTER COLUMN content DROP NOT NULL; -- NULL: in the bucket

CREATE TABLE artifact_removals (
    id     uuid PRIMARY KEY, -- of the artifact
    run_id uuid NOT NULL
);

-- +goose StatementBegin
CREATE FUNCTION note_artifact_removal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO artifact_removals (id, run_id) VALUES (OLD.id, OLD.run_id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER note_artifact_removal AFTER DELETE ON run_artifacts
    FOR EACH ROW WHEN (OLD.content IS NULL) EXECUTE FUNCTION note_artifact_removal();

-- +goose Down
DROP TRIGGER note_artifact_removal ON run_artifacts;
DROP FUNCTION note_artifact_removal;
DROP TABLE artifact_removals;
DELETE FROM run_artifacts WHERE content IS NULL;
ALTER TABLE run_artifacts ALTER COLUMN content SET NOT NULL;
