ALTER TABLE code_systems DROP COLUMN kind;
