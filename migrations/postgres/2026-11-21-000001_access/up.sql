-- Named counters, such as the next edition key.
CREATE TABLE counters (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

-- Bearer tokens; only the SHA-256 of the secret is kept.
CREATE TABLE tokens (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    secret_digest TEXT NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    role TEXT NOT NULL,
    scope TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT
);

-- The audit log: a chain of digests, append only.
CREATE TABLE audit_events (
    sequence BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    role TEXT NOT NULL,
    action TEXT COLLATE "C" NOT NULL,
    organization_id TEXT COLLATE "C",
    object TEXT COLLATE "C" NOT NULL,
    details TEXT NOT NULL,
    request_id TEXT COLLATE "C" NOT NULL,
    address TEXT NOT NULL,
    previous_digest TEXT NOT NULL,
    digest TEXT NOT NULL
);

-- Refuses every change of the table it is attached to.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history-immutable: %', TG_TABLE_NAME;
END
$$;

CREATE TRIGGER audit_events_no_change BEFORE UPDATE OR DELETE ON audit_events
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
