-- What codes of one code system mean in another. A version names the two editions; `key` is internal.
CREATE TABLE concept_maps (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    source_system TEXT COLLATE "C" NOT NULL REFERENCES code_systems (id),
    target_system TEXT COLLATE "C" NOT NULL REFERENCES code_systems (id),
    created_at BIGINT NOT NULL
);

CREATE TABLE concept_map_versions (
    key BIGINT NOT NULL PRIMARY KEY,
    map_id TEXT COLLATE "C" NOT NULL REFERENCES concept_maps (id),
    version TEXT COLLATE "C" NOT NULL,
    source_edition TEXT COLLATE "C" NOT NULL,
    target_edition TEXT COLLATE "C" NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'published')),
    provenance TEXT NOT NULL,
    row_count BIGINT NOT NULL,
    digest TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL,
    published_at BIGINT,
    published_by TEXT COLLATE "C",
    UNIQUE (map_id, version)
);

-- The targets of a source code in their order; one row without target says that it has none.
CREATE TABLE concept_map_rows (
    version_key BIGINT NOT NULL REFERENCES concept_map_versions (key),
    source_code TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    source_display TEXT NOT NULL,
    target_code TEXT COLLATE "C",
    target_display TEXT NOT NULL,
    relationship TEXT NOT NULL,
    comment TEXT NOT NULL,
    PRIMARY KEY (version_key, source_code, position)
);
CREATE INDEX concept_map_rows_back ON concept_map_rows (version_key, target_code, source_code);

-- A concept map stays what it is; only its title may change.
CREATE FUNCTION refuse_concept_map_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - 'title') = (to_jsonb(OLD) - 'title') THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM concept_map_versions
        WHERE map_id = OLD.id AND status = 'published') THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'history-immutable: concept_maps';
END
$$;
CREATE TRIGGER concept_maps_no_change BEFORE UPDATE OR DELETE ON concept_maps
    FOR EACH ROW EXECUTE FUNCTION refuse_concept_map_change();
CREATE TRIGGER concept_maps_no_truncate BEFORE TRUNCATE ON concept_maps
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_concept_map_version_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'published' THEN
        RAISE EXCEPTION 'history-immutable: concept_map_versions';
    END IF;
    RETURN COALESCE(NEW, OLD);
END
$$;
CREATE TRIGGER concept_map_versions_no_change BEFORE UPDATE OR DELETE ON concept_map_versions
    FOR EACH ROW EXECUTE FUNCTION refuse_concept_map_version_change();
CREATE TRIGGER concept_map_versions_no_truncate BEFORE TRUNCATE ON concept_map_versions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_concept_map_row_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT version_key FROM added) a
        JOIN concept_map_versions v ON v.key = a.version_key WHERE v.status = 'published') THEN
        RAISE EXCEPTION 'history-immutable: concept_map_rows';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER concept_map_rows_no_insert AFTER INSERT ON concept_map_rows
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_concept_map_row_insert();

CREATE FUNCTION refuse_concept_map_row_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM concept_map_versions v WHERE v.status = 'published'
        AND (v.key = OLD.version_key OR (TG_OP = 'UPDATE' AND v.key = NEW.version_key))) THEN
        RAISE EXCEPTION 'history-immutable: concept_map_rows';
    END IF;
    RETURN COALESCE(NEW, OLD);
END
$$;
CREATE TRIGGER concept_map_rows_no_change BEFORE UPDATE OR DELETE ON concept_map_rows
    FOR EACH ROW EXECUTE FUNCTION refuse_concept_map_row_change();
CREATE TRIGGER concept_map_rows_no_truncate BEFORE TRUNCATE ON concept_map_rows
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
