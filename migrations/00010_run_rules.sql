-- The modules that a run may import under the strict policy beside the policy's
-- own list, separated by spaces. They are the run's: what the instance or the class allows may change
-- while it is queued.
-- +goose Up
ALTER TABLE runs ADD COLUMN modules text NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE runs DROP COLUMN modules;
