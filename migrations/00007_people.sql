-- People beyond the password: identities of an OpenID Connect issuer, one-time
-- links (invitations, password resets, confirmations), classes, what an
-- administrator may set, and sessions that their owner can tell apart. The audit
-- log names people by a random subject: deleting an account drops the mapping.
-- +goose Up
ALTER TABLE users
    ALTER COLUMN email DROP NOT NULL,         -- an access token may name nobody's address
    ALTER COLUMN password_hash DROP NOT NULL, -- who logs in by the issuer only has none
    ADD COLUMN name text NOT NULL DEFAULT '', -- as the person is called; '' for the address
    ADD COLUMN subject uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT users_subject_key UNIQUE,
    ADD COLUMN pending_since timestamptz;     -- registered, not yet confirmed or approved

CREATE TABLE identities (
    issuer     text NOT NULL,
    subject    text NOT NULL,
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT identities_key PRIMARY KEY (issuer, subject)
);
CREATE INDEX identities_user_id ON identities (user_id);

ALTER TABLE sessions
    ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT sessions_id_key UNIQUE, -- names it without opening it
    ADD COLUMN user_id uuid REFERENCES users (id) ON DELETE CASCADE, -- NULL: nobody's
    ADD COLUMN browser text NOT NULL DEFAULT '',
    ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX sessions_user_id ON sessions (user_id);

CREATE TABLE classes (
    id         uuid PRIMARY KEY,
    name       text NOT NULL CONSTRAINT classes_name CHECK (char_length(name) BETWEEN 1 AND 100),
    join_code  text CONSTRAINT classes_join_code_key UNIQUE, -- NULL: nobody can join
    policy     text CONSTRAINT classes_policy CHECK (policy IN ('strict', 'open')), -- NULL: the instance's
    modules    text[] NOT NULL DEFAULT '{}', -- what its programs may import besides the policy's
    model      boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE enrollments (
    class_id   uuid NOT NULL REFERENCES classes (id) ON DELETE CASCADE,
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role       text NOT NULL CONSTRAINT enrollments_role CHECK (role IN ('student', 'assistant', 'teacher')),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT enrollments_key PRIMARY KEY (class_id, user_id)
);
CREATE INDEX enrollments_user_id ON enrollments (user_id);

-- The class that a person works in now decides what their runs may do.
ALTER TABLE users ADD COLUMN class_id uuid REFERENCES classes (id) ON DELETE SET NULL;
CREATE INDEX users_class_id ON users (class_id);

CREATE TABLE links (
    token_hash bytea PRIMARY KEY, -- SHA-256
    id         uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT links_id_key UNIQUE,
    purpose    text NOT NULL CONSTRAINT links_purpose CHECK (purpose IN ('invitation', 'reset', 'confirm')),
    user_id    uuid REFERENCES users (id) ON DELETE CASCADE, -- whose password or address; NULL for an invitation
    role       text CONSTRAINT links_role CHECK (role IN ('student', 'teacher', 'admin')), -- of who is invited
    class_id   uuid REFERENCES classes (id) ON DELETE CASCADE, -- that who is invited joins
    made_by    uuid REFERENCES users (id) ON DELETE CASCADE,   -- NULL: who it is for asked for it
    uses_left  integer NOT NULL CONSTRAINT links_uses CHECK (uses_left >= 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX links_user_id ON links (user_id);
CREATE INDEX links_expires_at ON links (expires_at);

-- One row: what an administrator may set while the instance runs.
CREATE TABLE settings (
    one             boolean PRIMARY KEY DEFAULT true CONSTRAINT settings_one CHECK (one),
    registration    text NOT NULL DEFAULT 'invited' CONSTRAINT settings_registration CHECK (registration IN ('open', 'invited', 'closed')),
    policy          text NOT NULL DEFAULT 'strict' CONSTRAINT settings_policy CHECK (policy IN ('strict', 'open')),
    modules         text[] NOT NULL DEFAULT '{}',
    model           boolean NOT NULL DEFAULT true,
    runs_per_minute integer CONSTRAINT settings_runs_per_minute CHECK (runs_per_minute BETWEEN 0 AND 1000), -- NULL: CODEREMOTE_RUNS_PER_MINUTE
    keep_runs_days  integer CONSTRAINT settings_keep_runs_days CHECK (keep_runs_days BETWEEN 1 AND 36500),  -- NULL: for ever
    embed_hosts     text[] NOT NULL DEFAULT '{}',
    updated_at      timestamptz NOT NULL DEFAULT now()
);
INSERT INTO settings DEFAULT VALUES;

ALTER TABLE audit_log
    ADD COLUMN subject uuid, -- users.subject of who did it
    ADD COLUMN target uuid,  -- users.subject of whom it was done to
    ADD COLUMN detail text NOT NULL DEFAULT '';
UPDATE audit_log SET subject = users.subject FROM users WHERE users.id = audit_log.user_id;
ALTER TABLE audit_log DROP COLUMN user_id;
CREATE INDEX audit_log_subject ON audit_log (subject, id);

-- +goose Down
ALTER TABLE audit_log ADD COLUMN user_id uuid;
UPDATE audit_log SET user_id = users.id FROM users WHERE users.subject = audit_log.subject;
ALTER TABLE audit_log DROP COLUMN detail, DROP COLUMN target, DROP COLUMN subject;
CREATE INDEX audit_log_user_id ON audit_log (user_id, id);
DROP TABLE settings;
DROP TABLE links;
ALTER TABLE users DROP COLUMN class_id;
DROP TABLE enrollments;
DROP TABLE classes;
ALTER TABLE sessions DROP COLUMN created_at, DROP COLUMN browser, DROP COLUMN user_id, DROP COLUMN id;
DROP TABLE identities;
DELETE FROM users WHERE email IS NULL OR password_hash IS NULL;
ALTER TABLE users
    DROP COLUMN pending_since,
    DROP COLUMN subject,
    DROP COLUMN name,
    ALTER COLUMN password_hash SET NOT NULL,
    ALTER COLUMN email SET NOT NULL;
