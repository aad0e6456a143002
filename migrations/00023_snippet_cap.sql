-- How many snippets one person may keep: a program that saves in a loop must not
-- fill the disk of everybody. Deleted ones do not count.
-- +goose Up
ALTER TABLE settings ADD COLUMN max_snippets integer NOT NULL DEFAULT 10000
    CONSTRAINT settings_max_snippets CHECK (max_snippets BETWEEN 1 AND 1000000);

-- +goose Down
ALTER TABLE settings DROP COLUMN max_snippets;
