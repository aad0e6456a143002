-- Files beside a run's program, and the files that it left. What they are called
-- is part of the run; what is in them is read only when somebody asks for it.
-- +goose Up
ALTER TABLE runs ADD COLUMN file_count integer NOT NULL DEFAULT 0, -- rows in run_files
                 ADD COLUMN artifacts jsonb; -- id, name, media type, description and size of each; NULL for none

CREATE TABLE run_files (
    run_id  uuid NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    n       integer NOT NULL,
    name    text NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (run_id, n)
);

CREATE TABLE run_artifacts (
    id      uuid PRIMARY KEY, -- UUIDv7
    run_id  uuid NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    content bytea NOT NULL
);
CREATE INDEX run_artifacts_run ON run_artifacts (run_id);
-- What programs write is mostly compressed already, and nobody searches it.
ALTER TABLE run_artifacts ALTER COLUMN content SET STORAGE EXTERNAL;

-- +goose Down
DROP TABLE run_artifacts;
DROP TABLE run_files;
ALTER TABLE runs DROP COLUMN artifacts, DROP COLUMN file_count;
