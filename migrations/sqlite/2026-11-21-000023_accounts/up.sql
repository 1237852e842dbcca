-- People and programs that have an account. An id is never given twice: rows are never deleted.
CREATE TABLE accounts (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    organization_id TEXT,
    contact TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'locked', 'disabled')),
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    signed_in_at BIGINT
) WITHOUT ROWID;

-- The passwords of an account as Argon2id hashes (PHC strings): the last number counts, some before it are kept.
CREATE TABLE passwords (
    account TEXT NOT NULL REFERENCES accounts (id),
    number BIGINT NOT NULL,
    hash TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    must_change BOOLEAN NOT NULL,
    PRIMARY KEY (account, number)
) WITHOUT ROWID;

-- Second factors (RFC 6238): the secret is sealed with a key outside the database; a step is good once.
CREATE TABLE second_factors (
    account TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id),
    sealed TEXT NOT NULL,
    confirmed_at BIGINT,
    last_step BIGINT NOT NULL
) WITHOUT ROWID;

-- Recovery codes by their SHA-256; each is good once.
CREATE TABLE recovery_codes (
    account TEXT NOT NULL REFERENCES accounts (id),
    digest TEXT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (account, digest)
) WITHOUT ROWID;

-- Sessions of people who signed in; only the SHA-256 of the secret is kept.
CREATE TABLE sign_in_sessions (
    id TEXT NOT NULL PRIMARY KEY,
    secret_digest TEXT NOT NULL,
    account TEXT NOT NULL REFERENCES accounts (id),
    address TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT
) WITHOUT ROWID;
CREATE INDEX sign_in_sessions_by_account ON sign_in_sessions (account, address);

-- Tries to sign in that did not succeed, or not yet; of accounts that do not exist as well. Old ones are deleted.
CREATE TABLE sign_in_tries (
    number BIGINT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    address TEXT NOT NULL,
    at BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX sign_in_tries_by_time ON sign_in_tries (at);

-- What accounts hold: rows are only added, and withdrawn by another row.
CREATE TABLE account_grants (
    id BIGINT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id),
    role TEXT NOT NULL,
    scope TEXT NOT NULL,
    granted_by TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    until BIGINT,
    reason TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX account_grants_by_account ON account_grants (account);
CREATE TABLE grant_withdrawals (
    grant_id BIGINT NOT NULL PRIMARY KEY REFERENCES account_grants (id),
    account TEXT NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL
) WITHOUT ROWID;

-- When and from where a token was last used, to the minute.
CREATE TABLE token_uses (
    token TEXT NOT NULL PRIMARY KEY REFERENCES tokens (id),
    at BIGINT NOT NULL,
    address TEXT NOT NULL
) WITHOUT ROWID;

-- The secret before the last rotation, and until when it is still good.
ALTER TABLE tokens ADD COLUMN former_digest TEXT;
ALTER TABLE tokens ADD COLUMN former_until BIGINT;

-- An account is never deleted, and no other takes its id.
CREATE TRIGGER accounts_no_delete BEFORE DELETE ON accounts
BEGIN SELECT RAISE(ABORT, 'history-immutable: accounts'); END;
CREATE TRIGGER accounts_no_replace BEFORE INSERT ON accounts
WHEN EXISTS (SELECT 1 FROM accounts WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'history-immutable: accounts'); END;
CREATE TRIGGER accounts_no_update BEFORE UPDATE ON accounts
WHEN NEW.id <> OLD.id
BEGIN SELECT RAISE(ABORT, 'history-immutable: accounts'); END;

CREATE TRIGGER account_grants_no_update BEFORE UPDATE ON account_grants
BEGIN SELECT RAISE(ABORT, 'history-immutable: account_grants'); END;
CREATE TRIGGER account_grants_no_delete BEFORE DELETE ON account_grants
BEGIN SELECT RAISE(ABORT, 'history-immutable: account_grants'); END;
CREATE TRIGGER account_grants_no_replace BEFORE INSERT ON account_grants
WHEN EXISTS (SELECT 1 FROM account_grants WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'history-immutable: account_grants'); END;

CREATE TRIGGER grant_withdrawals_no_update BEFORE UPDATE ON grant_withdrawals
BEGIN SELECT RAISE(ABORT, 'history-immutable: grant_withdrawals'); END;
CREATE TRIGGER grant_withdrawals_no_delete BEFORE DELETE ON grant_withdrawals
BEGIN SELECT RAISE(ABORT, 'history-immutable: grant_withdrawals'); END;
CREATE TRIGGER grant_withdrawals_no_replace BEFORE INSERT ON grant_withdrawals
WHEN EXISTS (SELECT 1 FROM grant_withdrawals WHERE grant_id = NEW.grant_id)
BEGIN SELECT RAISE(ABORT, 'history-immutable: grant_withdrawals'); END;
