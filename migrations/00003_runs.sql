-- A run, its stored sequence of events, the text its program is given, and the
-- quota that keeps one person from taking every box.
-- +goose Up
CREATE TABLE run_quotas (
    user_id uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    tat     timestamptz NOT NULL, -- GCRA: theoretical arrival time of the next run
    active  integer NOT NULL CONSTRAINT run_quotas_active CHECK (active >= 0) -- runs queued or running
);

CREATE TABLE runs (
    id                  uuid PRIMARY KEY, -- UUIDv7
    user_id             uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    status              text NOT NULL CONSTRAINT runs_status CHECK (status IN ('queued', 'running', 'succeeded', 'failed',
                            'time_limit', 'memory_limit', 'output_limit', 'rejected', 'cancelled', 'internal_error')),
    attempt             integer NOT NULL DEFAULT 0, -- the fencing token
    code                text NOT NULL,
    code_sha256         bytea NOT NULL,
    stdin               text NOT NULL,
    interactive         boolean NOT NULL, -- standard input stays open
    policy              text NOT NULL,
    timeout_ms          integer NOT NULL,
    snippet_id          uuid,
    idempotency_key     text,
    request_hash        bytea,
    job_id              bigint, -- River's job; NULL while an earlier run of the same user is in the way
    worker              text,
    lease_until         timestamptz,
    cancel_requested_at timestamptz,
    input_count         integer NOT NULL DEFAULT 0, -- rows in run_inputs
    input_bytes         bigint NOT NULL DEFAULT 0,  -- bytes posted while it ran
    input_taken         bigint NOT NULL DEFAULT 0,  -- of those, bytes that the program took
    input_closed        boolean NOT NULL DEFAULT false,
    created_at          timestamptz NOT NULL DEFAULT now(),
    started_at          timestamptz,
    finished_at         timestamptz,
    exit_code           integer,
    error_type          text,
    error               text,
    truncated           boolean NOT NULL DEFAULT false,
    violations          jsonb,
    wall_us             bigint,
    cpu_us              bigint,
    peak_memory         bigint
);
CREATE INDEX runs_user_id ON runs (user_id, id DESC);
CREATE UNIQUE INDEX runs_idempotency_key ON runs (user_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX runs_running ON runs (id) WHERE status = 'running';
CREATE INDEX runs_queued ON runs (id) WHERE status = 'queued';
CREATE INDEX runs_waiting ON runs (user_id, id) WHERE status = 'queued' AND job_id IS NULL;

-- One stored sequence per run numbers every event of every type, from 1 without
-- a gap. UUIDv7 ids are ordered by time: a partition holds a month of runs, and
-- retention drops it whole.
CREATE TABLE run_events (
    run_id uuid NOT NULL,
    seq    integer NOT NULL,
    type   text NOT NULL,
    status text,
    stream text,
    text   text,
    at_us  bigint NOT NULL DEFAULT 0, -- since the run started
    PRIMARY KEY (run_id, seq)
) PARTITION BY RANGE (run_id);
CREATE TABLE run_events_default PARTITION OF run_events DEFAULT;

-- What a person typed while the program ran. after_seq says where it is shown.
CREATE TABLE run_inputs (
    run_id    uuid NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    n         integer NOT NULL,
    text      text NOT NULL,
    eof       boolean NOT NULL,
    after_seq integer NOT NULL,
    at_us     bigint NOT NULL,
    PRIMARY KEY (run_id, n)
);

-- One row per thing that happened to somebody's data or to a machine of ours.
CREATE TABLE audit_log (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          timestamptz NOT NULL DEFAULT now(),
    user_id     uuid,
    action      text NOT NULL,
    run_id      uuid,
    code_sha256 bytea,
    status      text,
    wall_ms     bigint
);
CREATE INDEX audit_log_user_id ON audit_log (user_id, id);

-- A worker says each two seconds what it has, so that every web process knows
-- whether a run could be safe now.
CREATE TABLE workers (
    name    text PRIMARY KEY,
    boxes   integer NOT NULL, -- warm ones; 0 when no safe sandbox is there
    problem text NOT NULL,    -- a sentence for people; empty when all is well
    limits  text NOT NULL,    -- cgroup or rlimit
    seen_at timestamptz NOT NULL
);

-- +goose Down
DROP TABLE workers;
DROP TABLE audit_log;
DROP TABLE run_inputs;
DROP TABLE run_events;
DROP TABLE runs;
DROP TABLE run_quotas;
