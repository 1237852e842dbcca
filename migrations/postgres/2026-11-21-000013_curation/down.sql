ALTER TABLE dictionaries DROP COLUMN rows_of;
DROP INDEX mapping_steps_by_bulk;
ALTER TABLE mapping_steps DROP COLUMN bulk;
ALTER TABLE release_changes DROP COLUMN origin;
ALTER TABLE mapping_steps DROP COLUMN origin;
ALTER TABLE mappings DROP COLUMN origin;
