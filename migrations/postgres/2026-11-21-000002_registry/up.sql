CREATE TABLE code_systems (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    title_en TEXT NOT NULL,
    publisher TEXT NOT NULL,
    oid TEXT,
    url TEXT,
    created_at BIGINT NOT NULL
);

-- One dated, whole publication of a code system; `key` is internal.
CREATE TABLE editions (
    key BIGINT NOT NULL PRIMARY KEY,
    system_id TEXT COLLATE "C" NOT NULL REFERENCES code_systems (id),
    edition TEXT COLLATE "C" NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'in-review', 'published', 'retired')),
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    confidence TEXT NOT NULL,
    effective_from TEXT,
    row_count BIGINT NOT NULL,
    digest TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL,
    published_at BIGINT,
    published_by TEXT COLLATE "C",
    UNIQUE (system_id, edition)
);

CREATE TABLE concepts (
    edition_key BIGINT NOT NULL REFERENCES editions (key),
    code TEXT COLLATE "C" NOT NULL,
    display TEXT NOT NULL,
    parent TEXT COLLATE "C",
    status TEXT NOT NULL,
    assignable BOOLEAN NOT NULL,
    designations TEXT NOT NULL,
    properties TEXT NOT NULL,
    PRIMARY KEY (edition_key, code)
);
CREATE INDEX concepts_children ON concepts (edition_key, parent, code);

-- A published edition: only its status may move on, to retired.
CREATE FUNCTION refuse_edition_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status NOT IN ('published', 'retired') THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.status = 'retired'
        AND (to_jsonb(NEW) - 'status') = (to_jsonb(OLD) - 'status') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'history-immutable: editions';
END
$$;
CREATE TRIGGER editions_no_change BEFORE UPDATE OR DELETE ON editions
    FOR EACH ROW EXECUTE FUNCTION refuse_edition_change();
CREATE TRIGGER editions_no_truncate BEFORE TRUNCATE ON editions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_concept_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT edition_key FROM added) a
        JOIN editions e ON e.key = a.edition_key WHERE e.status IN ('published', 'retired')) THEN
        RAISE EXCEPTION 'history-immutable: concepts';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER concepts_no_insert AFTER INSERT ON concepts
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_concept_insert();

CREATE FUNCTION refuse_concept_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM editions e WHERE e.status IN ('published', 'retired')
        AND (e.key = OLD.edition_key OR (TG_OP = 'UPDATE' AND e.key = NEW.edition_key))) THEN
        RAISE EXCEPTION 'history-immutable: concepts';
    END IF;
    RETURN COALESCE(NEW, OLD);
END
$$;
CREATE TRIGGER concepts_no_change BEFORE UPDATE OR DELETE ON concepts
    FOR EACH ROW EXECUTE FUNCTION refuse_concept_change();
CREATE TRIGGER concepts_no_truncate BEFORE TRUNCATE ON concepts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
