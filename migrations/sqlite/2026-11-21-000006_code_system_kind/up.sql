-- What a code system lists, which decides how names are compared. The shipped systems are known.
ALTER TABLE code_systems ADD COLUMN kind TEXT NOT NULL DEFAULT 'plain';
UPDATE code_systems SET kind = 'drug' WHERE id = 'drug-generic';
UPDATE code_systems SET kind = 'laboratory' WHERE id = 'laboratory';
UPDATE code_systems SET kind = 'division' WHERE id = 'GB-T-2260';
