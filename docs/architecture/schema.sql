-- The tables as the migrations leave them, without those of River and goose.
-- Written by make generate.

CREATE TABLE analyses (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    snippet_id uuid,
    mode text NOT NULL,
    status text NOT NULL,
    attempt integer NOT NULL DEFAULT 0,
    code text NOT NULL,
    code_sha256 bytea NOT NULL,
    function_name text,
    grow text,
    job_id bigint,
    worker text,
    lease_until timestamp with time zone,
    counted boolean NOT NULL,
    watched_until timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    measured jsonb,
    static jsonb,
    model jsonb,
    narrative text NOT NULL DEFAULT ''::text,
    error text,
    CONSTRAINT analyses_mode CHECK ((mode = ANY (ARRAY['all'::text, 'static'::text]))),
    CONSTRAINT analyses_pkey PRIMARY KEY (id),
    CONSTRAINT analyses_status CHECK ((status = ANY (ARRAY['queued'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'internal_error'::text]))),
    CONSTRAINT analyses_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX analyses_code ON analyses USING btree (user_id, code_sha256, id DESC);
CREATE INDEX analyses_open ON analyses USING btree (id) WHERE (status = ANY (ARRAY['queued'::text, 'running'::text]));
CREATE INDEX analyses_snippet_id ON analyses USING btree (snippet_id, code_sha256) WHERE (snippet_id IS NOT NULL);
CREATE INDEX analyses_user_id ON analyses USING btree (user_id, id DESC);

CREATE TABLE analysis_events (
    analysis_id uuid NOT NULL,
    seq integer NOT NULL,
    type text NOT NULL,
    text text,
    CONSTRAINT analysis_events_analysis_id_fkey FOREIGN KEY (analysis_id) REFERENCES analyses(id) ON DELETE CASCADE,
    CONSTRAINT analysis_events_pkey PRIMARY KEY (analysis_id, seq),
    CONSTRAINT analysis_events_type CHECK ((type = ANY (ARRAY['narrative'::text, 'measurement'::text, 'done'::text])))
);

CREATE TABLE api_tokens (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    name text NOT NULL,
    token_hash bytea NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    expires_at timestamp with time zone,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    CONSTRAINT api_tokens_pkey PRIMARY KEY (id),
    CONSTRAINT api_tokens_token_hash_key UNIQUE (token_hash),
    CONSTRAINT api_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX api_tokens_user_id ON api_tokens USING btree (user_id);

CREATE TABLE artifact_removals (
    id uuid NOT NULL,
    run_id uuid NOT NULL,
    CONSTRAINT artifact_removals_pkey PRIMARY KEY (id)
);

CREATE TABLE audit_batches (
    n bigint NOT NULL,
    at timestamp with time zone NOT NULL DEFAULT now(),
    ids bigint[] NOT NULL,
    last_id bigint NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_batches_pkey PRIMARY KEY (n)
);
CREATE INDEX audit_batches_last_id ON audit_batches USING btree (last_id);

CREATE TABLE audit_log (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    at timestamp with time zone NOT NULL DEFAULT now(),
    action text NOT NULL,
    run_id uuid,
    code_sha256 bytea,
    status text,
    wall_ms bigint,
    subject uuid,
    target uuid,
    detail text NOT NULL DEFAULT ''::text,
    CONSTRAINT audit_log_pkey PRIMARY KEY (id)
);
CREATE INDEX audit_log_subject ON audit_log USING btree (subject, id);

CREATE TABLE classes (
    id uuid NOT NULL,
    name text NOT NULL,
    join_code text,
    policy text,
    modules text[] NOT NULL DEFAULT '{}'::text[],
    model boolean NOT NULL DEFAULT true,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    hints boolean NOT NULL DEFAULT false,
    CONSTRAINT classes_join_code_key UNIQUE (join_code),
    CONSTRAINT classes_name CHECK (((char_length(name) >= 1) AND (char_length(name) <= 100))),
    CONSTRAINT classes_pkey PRIMARY KEY (id),
    CONSTRAINT classes_policy CHECK ((policy = ANY (ARRAY['strict'::text, 'open'::text])))
);

CREATE TABLE devices (
    device_hash bytea NOT NULL,
    user_id uuid NOT NULL,
    seen_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT devices_pkey PRIMARY KEY (device_hash, user_id),
    CONSTRAINT devices_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX devices_seen_at ON devices USING btree (seen_at);
CREATE INDEX devices_user_id ON devices USING btree (user_id);

CREATE TABLE enrollments (
    class_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role text NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT enrollments_class_id_fkey FOREIGN KEY (class_id) REFERENCES classes(id) ON DELETE CASCADE,
    CONSTRAINT enrollments_key PRIMARY KEY (class_id, user_id),
    CONSTRAINT enrollments_role CHECK ((role = ANY (ARRAY['student'::text, 'assistant'::text, 'teacher'::text]))),
    CONSTRAINT enrollments_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX enrollments_user_id ON enrollments USING btree (user_id);

CREATE TABLE hints (
    run_id uuid NOT NULL,
    job_id bigint NOT NULL,
    status text NOT NULL,
    text text NOT NULL,
    problem text NOT NULL,
    lease_until timestamp with time zone NOT NULL,
    watched_until timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT hints_pkey PRIMARY KEY (run_id),
    CONSTRAINT hints_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id) ON DELETE CASCADE,
    CONSTRAINT hints_status CHECK ((status = ANY (ARRAY['open'::text, 'done'::text, 'failed'::text])))
);

CREATE TABLE idempotency_keys (
    user_id uuid NOT NULL,
    kind text NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    made_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (user_id, kind, key),
    CONSTRAINT idempotency_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX idempotency_keys_created_at ON idempotency_keys USING btree (created_at);

CREATE TABLE identities (
    issuer text NOT NULL,
    subject text NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT identities_key PRIMARY KEY (issuer, subject),
    CONSTRAINT identities_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX identities_user_id ON identities USING btree (user_id);

CREATE TABLE links (
    token_hash bytea NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    purpose text NOT NULL,
    user_id uuid,
    role text,
    class_id uuid,
    made_by uuid,
    uses_left integer NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT links_class_id_fkey FOREIGN KEY (class_id) REFERENCES classes(id) ON DELETE CASCADE,
    CONSTRAINT links_id_key UNIQUE (id),
    CONSTRAINT links_made_by_fkey FOREIGN KEY (made_by) REFERENCES users(id) ON DELETE CASCADE,
    CONSTRAINT links_pkey PRIMARY KEY (token_hash),
    CONSTRAINT links_purpose CHECK ((purpose = ANY (ARRAY['invitation'::text, 'reset'::text, 'confirm'::text]))),
    CONSTRAINT links_role CHECK ((role = ANY (ARRAY['student'::text, 'teacher'::text, 'admin'::text]))),
    CONSTRAINT links_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE,
    CONSTRAINT links_uses CHECK ((uses_left >= 0))
);
CREATE INDEX links_expires_at ON links USING btree (expires_at);
CREATE INDEX links_user_id ON links USING btree (user_id);

CREATE TABLE model_answers (
    code_sha256 bytea NOT NULL,
    model text NOT NULL,
    narrative text NOT NULL,
    time_class text NOT NULL,
    space_class text NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT model_answers_pkey PRIMARY KEY (code_sha256, model)
);
CREATE INDEX model_answers_created_at ON model_answers USING btree (created_at);

CREATE TABLE model_calls (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    at timestamp with time zone NOT NULL DEFAULT now(),
    user_id uuid,
    class_id uuid,
    purpose text NOT NULL,
    model text NOT NULL,
    outcome text NOT NULL,
    input_tokens integer NOT NULL,
    output_tokens integer NOT NULL,
    ms integer NOT NULL DEFAULT 0,
    CONSTRAINT model_calls_class_id_fkey FOREIGN KEY (class_id) REFERENCES classes(id) ON DELETE SET NULL,
    CONSTRAINT model_calls_outcome CHECK ((outcome = ANY (ARRAY['open'::text, 'done'::text, 'failed'::text, 'left'::text]))),
    CONSTRAINT model_calls_pkey PRIMARY KEY (id),
    CONSTRAINT model_calls_purpose CHECK ((purpose = ANY (ARRAY['narrative'::text, 'classes'::text, 'hint'::text, 'plan'::text, 'embedding'::text]))),
    CONSTRAINT model_calls_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE SET NULL
);
CREATE INDEX model_calls_at ON model_calls USING btree (at);
CREATE INDEX model_calls_class_id ON model_calls USING btree (class_id, at) WHERE (class_id IS NOT NULL);
CREATE INDEX model_calls_user_id ON model_calls USING btree (user_id, at);

CREATE TABLE run_artifacts (
    id uuid NOT NULL,
    run_id uuid NOT NULL,
    content bytea,
    CONSTRAINT run_artifacts_pkey PRIMARY KEY (id),
    CONSTRAINT run_artifacts_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id) ON DELETE CASCADE
);
CREATE INDEX run_artifacts_run ON run_artifacts USING btree (run_id);

CREATE TABLE run_events (
    run_id uuid NOT NULL,
    seq integer NOT NULL,
    type text NOT NULL,
    status text,
    stream text,
    text text,
    at_us bigint NOT NULL DEFAULT 0,
    CONSTRAINT run_events_pkey PRIMARY KEY (run_id, seq)
) PARTITION BY RANGE (run_id);

CREATE TABLE run_files (
    run_id uuid NOT NULL,
    n integer NOT NULL,
    name text NOT NULL,
    content bytea NOT NULL,
    CONSTRAINT run_files_pkey PRIMARY KEY (run_id, n),
    CONSTRAINT run_files_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id) ON DELETE CASCADE
);

CREATE TABLE run_inputs (
    run_id uuid NOT NULL,
    n integer NOT NULL,
    text text NOT NULL,
    eof boolean NOT NULL,
    after_seq integer NOT NULL,
    at_us bigint NOT NULL,
    CONSTRAINT run_inputs_pkey PRIMARY KEY (run_id, n),
    CONSTRAINT run_inputs_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id) ON DELETE CASCADE
);

CREATE TABLE run_quotas (
    user_id uuid NOT NULL,
    tat timestamp with time zone NOT NULL,
    active integer NOT NULL,
    CONSTRAINT run_quotas_active CHECK ((active >= 0)),
    CONSTRAINT run_quotas_pkey PRIMARY KEY (user_id),
    CONSTRAINT run_quotas_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

CREATE TABLE runs (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    status text NOT NULL,
    attempt integer NOT NULL DEFAULT 0,
    code text NOT NULL,
    code_sha256 bytea NOT NULL,
    stdin text NOT NULL,
    interactive boolean NOT NULL,
    policy text NOT NULL,
    timeout_ms integer NOT NULL,
    snippet_id uuid,
    idempotency_key text,
    request_hash bytea,
    job_id bigint,
    worker text,
    lease_until timestamp with time zone,
    cancel_requested_at timestamp with time zone,
    input_count integer NOT NULL DEFAULT 0,
    input_bytes bigint NOT NULL DEFAULT 0,
    input_taken bigint NOT NULL DEFAULT 0,
    input_closed boolean NOT NULL DEFAULT false,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    exit_code integer,
    error_type text,
    error text,
    truncated boolean NOT NULL DEFAULT false,
    violations jsonb,
    wall_us bigint,
    cpu_us bigint,
    peak_memory bigint,
    modules text NOT NULL DEFAULT ''::text,
    traceparent text,
    file_count integer NOT NULL DEFAULT 0,
    artifacts jsonb,
    CONSTRAINT runs_pkey PRIMARY KEY (id),
    CONSTRAINT runs_status CHECK ((status = ANY (ARRAY['queued'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'time_limit'::text, 'memory_limit'::text, 'output_limit'::text, 'rejected'::text, 'cancelled'::text, 'internal_error'::text]))),
    CONSTRAINT runs_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX runs_queued ON runs USING btree (id) WHERE (status = 'queued'::text);
CREATE INDEX runs_running ON runs USING btree (id) WHERE (status = 'running'::text);
CREATE INDEX runs_snippet_id ON runs USING btree (snippet_id, id DESC) WHERE (snippet_id IS NOT NULL);
CREATE INDEX runs_user_id ON runs USING btree (user_id, id DESC);
CREATE INDEX runs_waiting ON runs USING btree (user_id, id) WHERE ((status = 'queued'::text) AND (job_id IS NULL));
CREATE UNIQUE INDEX runs_idempotency_key ON runs USING btree (user_id, idempotency_key) WHERE (idempotency_key IS NOT NULL);

CREATE TABLE sessions (
    token_hash bytea NOT NULL,
    data bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL DEFAULT now(),
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    user_id uuid,
    browser text NOT NULL DEFAULT ''::text,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT sessions_id_key UNIQUE (id),
    CONSTRAINT sessions_pkey PRIMARY KEY (token_hash),
    CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX sessions_expires_at ON sessions USING btree (expires_at);
CREATE INDEX sessions_seen_at ON sessions USING btree (seen_at);
CREATE INDEX sessions_user_id ON sessions USING btree (user_id);

CREATE TABLE settings (
    one boolean NOT NULL DEFAULT true,
    registration text NOT NULL DEFAULT 'invited'::text,
    policy text NOT NULL DEFAULT 'strict'::text,
    modules text[] NOT NULL DEFAULT '{}'::text[],
    model boolean NOT NULL DEFAULT true,
    runs_per_minute integer,
    keep_runs_days integer,
    embed_hosts text[] NOT NULL DEFAULT '{}'::text[],
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    hints boolean NOT NULL DEFAULT false,
    max_snippets integer NOT NULL DEFAULT 10000,
    CONSTRAINT settings_keep_runs_days CHECK (((keep_runs_days >= 1) AND (keep_runs_days <= 36500))),
    CONSTRAINT settings_max_snippets CHECK (((max_snippets >= 1) AND (max_snippets <= 1000000))),
    CONSTRAINT settings_one CHECK (one),
    CONSTRAINT settings_pkey PRIMARY KEY (one),
    CONSTRAINT settings_policy CHECK ((policy = ANY (ARRAY['strict'::text, 'open'::text]))),
    CONSTRAINT settings_registration CHECK ((registration = ANY (ARRAY['open'::text, 'invited'::text, 'closed'::text]))),
    CONSTRAINT settings_runs_per_minute CHECK (((runs_per_minute >= 0) AND (runs_per_minute <= 1000)))
);

CREATE TABLE setup_links (
    token_hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT setup_links_pkey PRIMARY KEY (token_hash)
);

CREATE TABLE share_vectors (
    snippet_id uuid NOT NULL,
    version integer NOT NULL,
    backend text NOT NULL,
    vector bytea NOT NULL,
    terms text NOT NULL,
    CONSTRAINT share_vectors_pkey PRIMARY KEY (snippet_id),
    CONSTRAINT share_vectors_snippet_id_fkey FOREIGN KEY (snippet_id) REFERENCES snippet_shares(snippet_id) ON DELETE CASCADE
);

CREATE TABLE snippet_shares (
    snippet_id uuid NOT NULL,
    token text NOT NULL,
    version integer NOT NULL,
    class_id uuid,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    expires_at timestamp with time zone,
    CONSTRAINT snippet_shares_class_id_fkey FOREIGN KEY (class_id) REFERENCES classes(id) ON DELETE CASCADE,
    CONSTRAINT snippet_shares_pkey PRIMARY KEY (snippet_id),
    CONSTRAINT snippet_shares_snippet_id_version_fkey FOREIGN KEY (snippet_id, version) REFERENCES snippet_versions(snippet_id, version) ON DELETE CASCADE,
    CONSTRAINT snippet_shares_token_key UNIQUE (token)
);
CREATE INDEX snippet_shares_class_id ON snippet_shares USING btree (class_id) WHERE (class_id IS NOT NULL);

CREATE TABLE snippet_vectors (
    snippet_id uuid NOT NULL,
    version integer NOT NULL,
    backend text NOT NULL,
    vector bytea NOT NULL,
    terms text NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT snippet_vectors_pkey PRIMARY KEY (snippet_id),
    CONSTRAINT snippet_vectors_snippet_id_fkey FOREIGN KEY (snippet_id) REFERENCES snippets(id) ON DELETE CASCADE
);

CREATE TABLE snippet_versions (
    snippet_id uuid NOT NULL,
    version integer NOT NULL,
    title text NOT NULL,
    language text NOT NULL,
    description text NOT NULL,
    code text NOT NULL,
    code_sha256 bytea NOT NULL,
    ran boolean NOT NULL DEFAULT false,
    shared boolean NOT NULL DEFAULT false,
    name text,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT snippet_versions_pkey PRIMARY KEY (snippet_id, version),
    CONSTRAINT snippet_versions_snippet_id_fkey FOREIGN KEY (snippet_id) REFERENCES snippets(id) ON DELETE CASCADE
);

CREATE TABLE snippets (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    title text NOT NULL,
    language text NOT NULL,
    description text NOT NULL,
    code text NOT NULL,
    is_starred boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    execution_count integer NOT NULL DEFAULT 0,
    last_execution_at timestamp with time zone,
    time_complexity text,
    space_complexity text,
    complexity_source text,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    deleted_at timestamp with time zone,
    CONSTRAINT snippets_complexity_source CHECK ((complexity_source = ANY (ARRAY['static'::text, 'measured'::text, 'model'::text, 'manual'::text]))),
    CONSTRAINT snippets_pkey PRIMARY KEY (id),
    CONSTRAINT snippets_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX snippets_created ON snippets USING btree (user_id, created_at DESC, id DESC) WHERE (deleted_at IS NULL);
CREATE INDEX snippets_deleted ON snippets USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);
CREATE INDEX snippets_time_complexity ON snippets USING btree (user_id, time_complexity) WHERE (deleted_at IS NULL);
CREATE INDEX snippets_title ON snippets USING btree (user_id, lower(title), id) WHERE (deleted_at IS NULL);
CREATE INDEX snippets_updated ON snippets USING btree (user_id, updated_at DESC, id DESC) WHERE (deleted_at IS NULL);

CREATE TABLE throttles (
    key text NOT NULL,
    tat timestamp with time zone NOT NULL,
    CONSTRAINT throttles_pkey PRIMARY KEY (key)
);
CREATE INDEX throttles_tat ON throttles USING btree (tat);

CREATE TABLE users (
    id uuid NOT NULL,
    email text,
    role text NOT NULL,
    password_hash text,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    disabled_at timestamp with time zone,
    name text NOT NULL DEFAULT ''::text,
    subject uuid NOT NULL DEFAULT gen_random_uuid(),
    pending_since timestamp with time zone,
    class_id uuid,
    nickname text,
    nickname_key text DEFAULT replace(replace(translate(nickname, '01ıасԁегһіјӏкопрԛѕуѵԝхьαγηικνορστυχոսօհց'::text, 'oliacderhijlkonpqsyvwxbaynikvopotuxnuohg'::text), 'rn'::text, 'm'::text), 'vv'::text, 'w'::text),
    CONSTRAINT users_class_id_fkey FOREIGN KEY (class_id) REFERENCES classes(id) ON DELETE SET NULL,
    CONSTRAINT users_email_key UNIQUE (email),
    CONSTRAINT users_email_lower CHECK ((email = lower(email))),
    CONSTRAINT users_nickname CHECK ((((char_length(nickname) >= 2) AND (char_length(nickname) <= 30)) AND (strpos(nickname, '@'::text) = 0))),
    CONSTRAINT users_nickname_key UNIQUE (nickname_key),
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_role CHECK ((role = ANY (ARRAY['student'::text, 'teacher'::text, 'admin'::text]))),
    CONSTRAINT users_subject_key UNIQUE (subject)
);
CREATE INDEX users_class_id ON users USING btree (class_id);

CREATE TABLE workers (
    name text NOT NULL,
    boxes integer NOT NULL,
    problem text NOT NULL,
    limits text NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    data_boxes integer NOT NULL DEFAULT 0,
    CONSTRAINT workers_pkey PRIMARY KEY (name)
);
