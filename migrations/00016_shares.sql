-- How a snippet is shown to others: by a link that only those find who have it,
-- or to the people of a class. Without a row it is private. What is shown is a
-- version, not what its owner types at this moment.
-- +goose Up
CREATE TABLE snippet_shares (
    snippet_id uuid PRIMARY KEY,
    token      text NOT NULL CONSTRAINT snippet_shares_token_key UNIQUE, -- of the address; the owner must be able to read it again
    version    integer NOT NULL,
    class_id   uuid REFERENCES classes (id) ON DELETE CASCADE, -- NULL: everybody who has the link
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz, -- NULL: never
    FOREIGN KEY (snippet_id, version) REFERENCES snippet_versions (snippet_id, version) ON DELETE CASCADE
);
CREATE INDEX snippet_shares_class_id ON snippet_shares (class_id) WHERE class_id IS NOT NULL;

-- +goose Down
DROP TABLE snippet_shares;
