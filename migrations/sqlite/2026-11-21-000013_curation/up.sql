-- What a decision was made from, as JSON; what was there before was chosen by hand.
ALTER TABLE mappings ADD COLUMN origin TEXT NOT NULL DEFAULT '{"by":"hand"}';
ALTER TABLE mapping_steps ADD COLUMN origin TEXT NOT NULL DEFAULT '{"by":"hand"}';
ALTER TABLE release_changes ADD COLUMN origin TEXT NOT NULL DEFAULT '{"by":"hand"}';

-- The bulk act that a step was part of.
ALTER TABLE mapping_steps ADD COLUMN bulk BIGINT;
CREATE INDEX mapping_steps_by_bulk ON mapping_steps (organization_id, bulk);

-- A side of a dictionary: the rows of another dictionary, mapped to another edition.
ALTER TABLE dictionaries ADD COLUMN rows_of TEXT;
