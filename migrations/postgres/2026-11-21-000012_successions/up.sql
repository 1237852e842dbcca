-- Lists of changes of a code system 沿革; `key` is internal.
CREATE TABLE succession_lists (
    key BIGINT NOT NULL PRIMARY KEY,
    system_id TEXT COLLATE "C" NOT NULL REFERENCES code_systems (id),
    edition TEXT COLLATE "C" NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'published')),
    source TEXT NOT NULL,
    confidence TEXT NOT NULL,
    row_count BIGINT NOT NULL,
    digest TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL,
    published_at BIGINT,
    published_by TEXT COLLATE "C",
    UNIQUE (system_id, edition)
);

-- One change; `date` and `since` are as precise as they are known (YYYY, YYYY-MM, YYYY-MM-DD).
CREATE TABLE succession_events (
    list_key BIGINT NOT NULL REFERENCES succession_lists (key),
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    date TEXT NOT NULL,
    old_code TEXT COLLATE "C",
    old_name TEXT,
    since TEXT,
    new_units TEXT NOT NULL,
    document TEXT NOT NULL,
    note TEXT NOT NULL,
    place TEXT NOT NULL,
    confidence TEXT NOT NULL,
    PRIMARY KEY (list_key, number)
);

-- Who may propose changes inside the subtree of a code; ended by its date or a revocation.
CREATE TABLE delegations (
    id BIGINT NOT NULL PRIMARY KEY,
    system_id TEXT COLLATE "C" NOT NULL REFERENCES code_systems (id),
    root TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    granted_by TEXT COLLATE "C" NOT NULL,
    granted_at BIGINT NOT NULL,
    ends_at BIGINT
);
CREATE TABLE delegation_revocations (
    delegation BIGINT NOT NULL PRIMARY KEY REFERENCES delegations (id),
    account TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL
);

-- A proposed change, as JSON, and what another account decided.
CREATE TABLE succession_proposals (
    id BIGINT NOT NULL PRIMARY KEY,
    system_id TEXT COLLATE "C" NOT NULL REFERENCES code_systems (id),
    delegation BIGINT NOT NULL REFERENCES delegations (id),
    event TEXT NOT NULL,
    author TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL
);
CREATE TABLE succession_decisions (
    proposal BIGINT NOT NULL PRIMARY KEY REFERENCES succession_proposals (id),
    approved BOOLEAN NOT NULL,
    edition TEXT COLLATE "C",
    account TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL
);

CREATE FUNCTION refuse_succession_list_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'published' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    RAISE EXCEPTION 'history-immutable: succession_lists';
END
$$;
CREATE TRIGGER succession_lists_no_change BEFORE UPDATE OR DELETE ON succession_lists
    FOR EACH ROW EXECUTE FUNCTION refuse_succession_list_change();
CREATE TRIGGER succession_lists_no_truncate BEFORE TRUNCATE ON succession_lists
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_succession_event_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT list_key FROM added) a
        JOIN succession_lists l ON l.key = a.list_key WHERE l.status = 'published') THEN
        RAISE EXCEPTION 'history-immutable: succession_events';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER succession_events_no_insert AFTER INSERT ON succession_events
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_succession_event_insert();

CREATE FUNCTION refuse_succession_event_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM succession_lists l WHERE l.status = 'published'
        AND (l.key = OLD.list_key OR (TG_OP = 'UPDATE' AND l.key = NEW.list_key))) THEN
        RAISE EXCEPTION 'history-immutable: succession_events';
    END IF;
    RETURN COALESCE(NEW, OLD);
END
$$;
CREATE TRIGGER succession_events_no_change BEFORE UPDATE OR DELETE ON succession_events
    FOR EACH ROW EXECUTE FUNCTION refuse_succession_event_change();
CREATE TRIGGER succession_events_no_truncate BEFORE TRUNCATE ON succession_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER delegations_no_change BEFORE UPDATE OR DELETE ON delegations
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER delegations_no_truncate BEFORE TRUNCATE ON delegations
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER delegation_revocations_no_change BEFORE UPDATE OR DELETE ON delegation_revocations
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER delegation_revocations_no_truncate BEFORE TRUNCATE ON delegation_revocations
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER succession_proposals_no_change BEFORE UPDATE OR DELETE ON succession_proposals
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER succession_proposals_no_truncate BEFORE TRUNCATE ON succession_proposals
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER succession_decisions_no_change BEFORE UPDATE OR DELETE ON succession_decisions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER succession_decisions_no_truncate BEFORE TRUNCATE ON succession_decisions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
