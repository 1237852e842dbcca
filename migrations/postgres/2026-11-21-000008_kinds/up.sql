-- Kinds registered at run time, each the bytes of its TOML; a kind never changes once it is registered.
CREATE TABLE kinds (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    definition TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL
);

-- The lint of the file that an edition was imported from: the kind it was held against, and how often each rule was
-- broken. `counts` is JSON.
CREATE TABLE edition_lints (
    edition_key BIGINT NOT NULL PRIMARY KEY REFERENCES editions (key),
    kind TEXT COLLATE "C" NOT NULL,
    counts TEXT NOT NULL
);

-- Its findings, at most so many of a rule. `more` is the JSON of what the rule's words mention besides.
CREATE TABLE edition_findings (
    edition_key BIGINT NOT NULL REFERENCES editions (key),
    number BIGINT NOT NULL,
    rule TEXT NOT NULL,
    severity TEXT NOT NULL,
    row_number BIGINT NOT NULL,
    column_title TEXT NOT NULL,
    value TEXT NOT NULL,
    suggestion TEXT,
    more TEXT NOT NULL,
    PRIMARY KEY (edition_key, number)
);

CREATE TRIGGER kinds_no_change BEFORE UPDATE OR DELETE ON kinds
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER kinds_no_truncate BEFORE TRUNCATE ON kinds
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The findings of an edition follow its concepts: they change while it is a draft and never again.
CREATE FUNCTION refuse_finding_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT edition_key FROM added) a
        JOIN editions e ON e.key = a.edition_key WHERE e.status <> 'draft') THEN
        RAISE EXCEPTION 'history-immutable: %', TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$$;
CREATE FUNCTION refuse_finding_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM editions e WHERE e.status <> 'draft'
        AND (e.key = OLD.edition_key OR (TG_OP = 'UPDATE' AND e.key = NEW.edition_key))) THEN
        RAISE EXCEPTION 'history-immutable: %', TG_TABLE_NAME;
    END IF;
    RETURN COALESCE(NEW, OLD);
END
$$;
CREATE TRIGGER edition_lints_no_insert AFTER INSERT ON edition_lints
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_finding_insert();
CREATE TRIGGER edition_lints_no_change BEFORE UPDATE OR DELETE ON edition_lints
    FOR EACH ROW EXECUTE FUNCTION refuse_finding_change();
CREATE TRIGGER edition_lints_no_truncate BEFORE TRUNCATE ON edition_lints
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER edition_findings_no_insert AFTER INSERT ON edition_findings
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_finding_insert();
CREATE TRIGGER edition_findings_no_change BEFORE UPDATE OR DELETE ON edition_findings
    FOR EACH ROW EXECUTE FUNCTION refuse_finding_change();
CREATE TRIGGER edition_findings_no_truncate BEFORE TRUNCATE ON edition_findings
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
