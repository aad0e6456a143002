-- A model may also be asked to turn a question about one's code into a plan.
-- +goose Up
ALTER TABLE model_calls DROP CONSTRAINT model_calls_purpose;
ALTER TABLE model_calls ADD CONSTRAINT model_calls_purpose CHECK (purpose IN ('narrative', 'classes', 'hint', 'plan'));

-- +goose Down
DELETE FROM model_calls WHERE purpose = 'plan';
ALTER TABLE model_calls DROP CONSTRAINT model_calls_purpose;
ALTER TABLE model_calls ADD CONSTRAINT model_calls_purpose CHECK (purpose IN ('narrative', 'classes', 'hint'));
