-- A numbered, immutable set of mappings of one organization. `manifest` is its canonical manifest.
CREATE TABLE releases (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    number BIGINT NOT NULL,
    body_digest TEXT NOT NULL,
    body_bytes BIGINT NOT NULL,
    body_rows BIGINT NOT NULL,
    changes BIGINT NOT NULL,
    manifest TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    effective_at BIGINT NOT NULL,
    publisher TEXT COLLATE "C" NOT NULL,
    note TEXT NOT NULL,
    request_key TEXT COLLATE "C",
    request_digest TEXT NOT NULL,
    PRIMARY KEY (organization_id, number),
    UNIQUE (organization_id, request_key)
);

-- What a release changed: the new canonical line of a code, or none when it was withdrawn; who, when and why. The state
-- at release n is the last change up to n. Changes are written before their release row and closed by it.
CREATE TABLE release_changes (
    organization_id TEXT COLLATE "C" NOT NULL,
    dictionary TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    release BIGINT NOT NULL,
    line TEXT,
    author TEXT COLLATE "C" NOT NULL,
    reviewer TEXT COLLATE "C" NOT NULL,
    reviewed_at BIGINT NOT NULL,
    justification TEXT NOT NULL,
    PRIMARY KEY (organization_id, dictionary, code, release)
);
CREATE INDEX release_changes_by_release ON release_changes (organization_id, release);

CREATE TRIGGER releases_no_change BEFORE UPDATE OR DELETE ON releases
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER releases_no_truncate BEFORE TRUNCATE ON releases
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER release_changes_no_change BEFORE UPDATE OR DELETE ON release_changes
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER release_changes_no_truncate BEFORE TRUNCATE ON release_changes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE FUNCTION refuse_late_release_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT organization_id, release FROM added) a
        JOIN releases r ON r.organization_id = a.organization_id AND r.number >= a.release) THEN
        RAISE EXCEPTION 'history-immutable: release_changes';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER release_changes_no_late_insert AFTER INSERT ON release_changes
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_late_release_change();
