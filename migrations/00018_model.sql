-- What the language model was asked and what it took: a ledger from which the
-- budgets of a person, a class and a day are counted, and answers by the hash of
-- the code, so that the same code is not asked about twice. Hints are off until
-- an administrator or, for a class, a teacher turns them on.
-- +goose Up
CREATE TABLE model_calls (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at            timestamptz NOT NULL DEFAULT now(),
    user_id       uuid REFERENCES users (id) ON DELETE SET NULL,
    class_id      uuid REFERENCES classes (id) ON DELETE SET NULL, -- that the person worked in
    purpose       text NOT NULL CONSTRAINT model_calls_purpose CHECK (purpose IN ('narrative', 'classes', 'hint')),
    model         text NOT NULL,
    outcome       text NOT NULL CONSTRAINT model_calls_outcome CHECK (outcome IN ('open', 'done', 'failed', 'left')),
    input_tokens  integer NOT NULL, -- while the call is open: what it may take at most
    output_tokens integer NOT NULL,
    ms            integer NOT NULL DEFAULT 0
);
CREATE INDEX model_calls_user_id ON model_calls (user_id, at);
CREATE INDEX model_calls_class_id ON model_calls (class_id, at) WHERE class_id IS NOT NULL;
CREATE INDEX model_calls_at ON model_calls (at);

CREATE TABLE model_answers (
    code_sha256 bytea NOT NULL,
    model       text NOT NULL,
    narrative   text NOT NULL, -- untrusted Markdown
    time_class  text NOT NULL, -- '' for none
    space_class text NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (code_sha256, model)
);
CREATE INDEX model_answers_created_at ON model_answers (created_at);

ALTER TABLE settings ADD COLUMN hints boolean NOT NULL DEFAULT false;
ALTER TABLE classes ADD COLUMN hints boolean NOT NULL DEFAULT false;

-- +goose Down
ALTER TABLE classes DROP COLUMN hints;
ALTER TABLE settings DROP COLUMN hints;
DROP TABLE model_answers;
DROP TABLE model_calls;
