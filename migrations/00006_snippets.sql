-- Code that people keep. version counts the changes of title, description,
-- language and code; a version that ran, was shared or was named is kept whole in
-- snippet_versions. A deleted snippet stays for a while, so that it can come back.
-- Idempotency keys let a client repeat a POST that creates; runs keep theirs in
-- their own rows, because one statement accepts a run.
-- +goose Up
CREATE TABLE snippets (
    id                uuid PRIMARY KEY, -- UUIDv7
    user_id           uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    title             text NOT NULL,
    language          text NOT NULL,
    description       text NOT NULL,
    code              text NOT NULL,
    is_starred        boolean NOT NULL DEFAULT false,
    version           integer NOT NULL DEFAULT 1,
    execution_count   integer NOT NULL DEFAULT 0,
    last_execution_at timestamptz,
    time_complexity   text,
    space_complexity  text,
    complexity_source text CONSTRAINT snippets_complexity_source CHECK (complexity_source IN ('static', 'measured', 'model', 'manual')),
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now(), -- of title, description, language and code
    deleted_at        timestamptz
);
CREATE INDEX snippets_updated ON snippets (user_id, updated_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX snippets_created ON snippets (user_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX snippets_title ON snippets (user_id, lower(title), id) WHERE deleted_at IS NULL;
CREATE INDEX snippets_time_complexity ON snippets (user_id, time_complexity) WHERE deleted_at IS NULL;
CREATE INDEX snippets_deleted ON snippets (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE snippet_versions (
    snippet_id  uuid NOT NULL REFERENCES snippets (id) ON DELETE CASCADE,
    version     integer NOT NULL,
    title       text NOT NULL,
    language    text NOT NULL,
    description text NOT NULL,
    code        text NOT NULL,
    code_sha256 bytea NOT NULL, -- finds the runs of this version; of the code as runs have it, without a byte order mark
    ran         boolean NOT NULL DEFAULT false,
    shared      boolean NOT NULL DEFAULT false,
    name        text, -- that a person gave it
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (snippet_id, version)
);

CREATE INDEX runs_snippet_id ON runs (snippet_id, id DESC) WHERE snippet_id IS NOT NULL;

CREATE TABLE idempotency_keys (
    user_id      uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind         text NOT NULL, -- of what the request makes
    key          text NOT NULL,
    request_hash bytea NOT NULL,
    made_id      uuid NOT NULL, -- what the first request made
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, kind, key)
);
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);

-- +goose Down
DROP TABLE idempotency_keys;
DROP INDEX runs_snippet_id;
DROP TABLE snippet_versions;
DROP TABLE snippets;
