ALTER TABLE sign_in_sessions DROP COLUMN proof;
DROP TABLE used_sign_in_states;
DROP TABLE account_identities;
