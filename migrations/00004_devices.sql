-- Sessions end when nobody uses them, which needs to know when they were last
-- seen. Devices are the browsers that have logged in to an account before: the
-- throttle lets them pass where a stranger's guessing has closed the account.
-- +goose Up
ALTER TABLE sessions ADD COLUMN seen_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX sessions_seen_at ON sessions (seen_at);

CREATE TABLE devices (
    device_hash bytea NOT NULL, -- SHA-256 of the cookie's value
    user_id     uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    seen_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (device_hash, user_id)
);
CREATE INDEX devices_user_id ON devices (user_id);
CREATE INDEX devices_seen_at ON devices (seen_at);

CREATE INDEX throttles_tat ON throttles (tat);

-- +goose Down
DROP INDEX throttles_tat;
DROP TABLE devices;
DROP INDEX sessions_seen_at;
ALTER TABLE sessions DROP COLUMN seen_at;
