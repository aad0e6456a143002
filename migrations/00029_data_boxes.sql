-- How many boxes of the data image (numpy, pandas, matplotlib) a worker keeps warm.
-- +goose Up
ALTER TABLE workers ADD COLUMN data_boxes integer NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE workers DROP COLUMN data_boxes;
