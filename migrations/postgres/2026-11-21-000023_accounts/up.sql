-- People and programs that have an account. An id is never given twice: rows are never deleted.
CREATE TABLE accounts (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    organization_id TEXT COLLATE "C",
    contact TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'locked', 'disabled')),
    created_at BIGINT NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL,
    signed_in_at BIGINT
);

-- The passwords of an account as Argon2id hashes (PHC strings): the last number counts, some before it are kept.
CREATE TABLE passwords (
    account TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    number BIGINT NOT NULL,
    hash TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    must_change BOOLEAN NOT NULL,
    PRIMARY KEY (account, number)
);

-- Second factors (RFC 6238): the secret is sealed with a key outside the database; a step is good once.
CREATE TABLE second_factors (
    account TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES accounts (id),
    sealed TEXT NOT NULL,
    confirmed_at BIGINT,
    last_step BIGINT NOT NULL
);

-- Recovery codes by their SHA-256; each is good once.
CREATE TABLE recovery_codes (
    account TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    digest TEXT COLLATE "C" NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (account, digest)
);

-- Sessions of people who signed in; only the SHA-256 of the secret is kept.
CREATE TABLE sign_in_sessions (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    secret_digest TEXT NOT NULL,
    account TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    address TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX sign_in_sessions_by_account ON sign_in_sessions (account, address);

-- Tries to sign in that did not succeed, or not yet; of accounts that do not exist as well. Old ones are deleted.
CREATE TABLE sign_in_tries (
    number BIGINT NOT NULL PRIMARY KEY,
    account TEXT COLLATE "C" NOT NULL,
    address TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX sign_in_tries_by_time ON sign_in_tries (at);

-- What accounts hold: rows are only added, and withdrawn by another row.
CREATE TABLE account_grants (
    id BIGINT NOT NULL PRIMARY KEY,
    account TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    role TEXT NOT NULL,
    scope TEXT NOT NULL,
    granted_by TEXT COLLATE "C" NOT NULL,
    granted_at BIGINT NOT NULL,
    until BIGINT,
    reason TEXT NOT NULL
);
CREATE INDEX account_grants_by_account ON account_grants (account);
CREATE TABLE grant_withdrawals (
    grant_id BIGINT NOT NULL PRIMARY KEY REFERENCES account_grants (id),
    account TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL
);

-- When and from where a token was last used, to the minute.
CREATE TABLE token_uses (
    token TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES tokens (id),
    at BIGINT NOT NULL,
    address TEXT NOT NULL
);

-- The secret before the last rotation, and until when it is still good.
ALTER TABLE tokens ADD COLUMN former_digest TEXT;
ALTER TABLE tokens ADD COLUMN former_until BIGINT;

-- An account is never deleted, and no other takes its id.
CREATE TRIGGER accounts_no_delete BEFORE DELETE ON accounts
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER accounts_no_update BEFORE UPDATE ON accounts
    FOR EACH ROW WHEN (NEW.id <> OLD.id) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER accounts_no_truncate BEFORE TRUNCATE ON accounts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER account_grants_no_change BEFORE UPDATE OR DELETE ON account_grants
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER account_grants_no_truncate BEFORE TRUNCATE ON account_grants
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER grant_withdrawals_no_change BEFORE UPDATE OR DELETE ON grant_withdrawals
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER grant_withdrawals_no_truncate BEFORE TRUNCATE ON grant_withdrawals
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
