-- Named counters, such as the next edition key.
CREATE TABLE counters (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
) WITHOUT ROWID;

-- Bearer tokens; only the SHA-256 of the secret is kept.
CREATE TABLE tokens (
    id TEXT NOT NULL PRIMARY KEY,
    secret_digest TEXT NOT NULL,
    account TEXT NOT NULL,
    role TEXT NOT NULL,
    scope TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT
) WITHOUT ROWID;

-- The audit log: a chain of digests, append only.
CREATE TABLE audit_events (
    sequence BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    account TEXT NOT NULL,
    role TEXT NOT NULL,
    action TEXT NOT NULL,
    organization_id TEXT,
    object TEXT NOT NULL,
    details TEXT NOT NULL,
    request_id TEXT NOT NULL,
    address TEXT NOT NULL,
    previous_digest TEXT NOT NULL,
    digest TEXT NOT NULL
) WITHOUT ROWID;

CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events
BEGIN SELECT RAISE(ABORT, 'history-immutable: audit_events'); END;
CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events
BEGIN SELECT RAISE(ABORT, 'history-immutable: audit_events'); END;
CREATE TRIGGER audit_events_no_replace BEFORE INSERT ON audit_events
WHEN EXISTS (SELECT 1 FROM audit_events WHERE sequence = NEW.sequence)
BEGIN SELECT RAISE(ABORT, 'history-immutable: audit_events'); END;
