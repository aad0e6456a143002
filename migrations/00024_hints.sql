-- What the model says of the error of a run, as far as it is written: a page
-- follows it, and finds it again after a reload. One for each run; to ask again
-- replaces one that failed.
-- +goose Up
CREATE TABLE hints (
    run_id        uuid PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    job_id        bigint NOT NULL, -- River's job: the fencing token
    status        text NOT NULL CONSTRAINT hints_status CHECK (status IN ('open', 'done', 'failed')),
    text          text NOT NULL, -- of the model: untrusted Markdown
    problem       text NOT NULL, -- why it failed, as a sentence; '' otherwise
    lease_until   timestamptz NOT NULL, -- an open one whose lease is over was interrupted
    watched_until timestamptz NOT NULL, -- until then somebody may be waiting for the model
    created_at    timestamptz NOT NULL DEFAULT now()
);

-- +goose Down
DROP TABLE hints;
