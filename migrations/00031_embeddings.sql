-- A model may also be asked for the vectors of the search. A vector that is empty
-- says that the terms alone are known so far.
-- +goose Up
ALTER TABLE model_calls DROP CONSTRAINT model_calls_purpose;
ALTER TABLE model_calls ADD CONSTRAINT model_calls_purpose CHECK (purpose IN ('narrative', 'classes', 'hint', 'plan', 'embedding'));

-- +goose Down
DELETE FROM model_calls WHERE purpose = 'embedding';
ALTER TABLE model_calls DROP CONSTRAINT model_calls_purpose;
ALTER TABLE model_calls ADD CONSTRAINT model_calls_purpose CHECK (purpose IN ('narrative', 'classes', 'hint', 'plan'));
