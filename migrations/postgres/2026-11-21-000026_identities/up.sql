-- Who an account is at the provider of sign-in (OpenID Connect): issuer and subject belong to one account.
CREATE TABLE account_identities (
    account TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES accounts (id),
    issuer TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    linked_at BIGINT NOT NULL,
    linked_by TEXT COLLATE "C" NOT NULL,
    UNIQUE (issuer, subject)
);

-- States of sign-ins that came back from the provider, by their SHA-256: each is good once. Old ones are deleted.
CREATE TABLE used_sign_in_states (
    digest TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL
);
CREATE INDEX used_sign_in_states_by_time ON used_sign_in_states (at);

-- By what a session began: password, provider, or provider-and-factor.
ALTER TABLE sign_in_sessions ADD COLUMN proof TEXT NOT NULL DEFAULT 'password';
