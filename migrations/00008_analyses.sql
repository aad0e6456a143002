-- What code costs: one row per question, with what each source said, and the
-- stored sequence of what became known when, for whoever watches. An analysis
-- counts as a run in run_quotas until its box is given back. snippet_id names a
-- row of snippets; an analysis outlives its snippet.
-- +goose Up
CREATE TABLE analyses (
    id            uuid PRIMARY KEY, -- UUIDv7
    user_id       uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    snippet_id    uuid,
    mode          text NOT NULL CONSTRAINT analyses_mode CHECK (mode IN ('all', 'static')),
    status        text NOT NULL CONSTRAINT analyses_status CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'internal_error')),
    attempt       integer NOT NULL DEFAULT 0, -- the fencing token
    code          text NOT NULL,
    code_sha256   bytea NOT NULL,
    function_name text,
    grow          text,
    job_id        bigint,  -- River's job
    worker        text,
    lease_until   timestamptz,
    counted       boolean NOT NULL, -- holds a place of run_quotas.active
    watched_until timestamptz NOT NULL, -- until then somebody may be waiting for the model
    created_at    timestamptz NOT NULL DEFAULT now(),
    started_at    timestamptz,
    finished_at   timestamptz,
    measured      jsonb, -- NULL until the box has reported
    static        jsonb,
    model         jsonb,
    narrative     text NOT NULL DEFAULT '', -- of the model: untrusted Markdown
    error         text
);
CREATE INDEX analyses_user_id ON analyses (user_id, id DESC);
CREATE INDEX analyses_code ON analyses (user_id, code_sha256, id DESC);
CREATE INDEX analyses_snippet_id ON analyses (snippet_id, code_sha256) WHERE snippet_id IS NOT NULL;
CREATE INDEX analyses_open ON analyses (id) WHERE status IN ('queued', 'running');

-- Numbered from 1 without a gap. A row says that something became known: the
-- text of a narrative is here, everything else in the row of the analysis.
CREATE TABLE analysis_events (
    analysis_id uuid NOT NULL REFERENCES analyses (id) ON DELETE CASCADE,
    seq         integer NOT NULL,
    type        text NOT NULL CONSTRAINT analysis_events_type CHECK (type IN ('narrative', 'measurement', 'done')),
    text        text,
    PRIMARY KEY (analysis_id, seq)
);

-- +goose Down
DROP TABLE analysis_events;
DROP TABLE analyses;
