-- When an account was last unlocked: from then on it may be unused for as long as a new one.
ALTER TABLE accounts ADD COLUMN unlocked_at BIGINT;
