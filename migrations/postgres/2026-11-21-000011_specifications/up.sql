-- One version of a value domain 值域. It never changes: a correction is another version. `definition` is JSON, `sequence` the
-- order of registration over all value domains.
CREATE TABLE value_domains (
    id TEXT COLLATE "C" NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    sequence BIGINT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    oid TEXT,
    definition TEXT NOT NULL,
    system_id TEXT COLLATE "C",
    edition TEXT COLLATE "C",
    source TEXT NOT NULL,
    confidence TEXT NOT NULL,
    note TEXT NOT NULL,
    properties TEXT NOT NULL,
    digest TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE INDEX value_domains_by_edition ON value_domains (system_id, edition, id, version);

-- One version of a data element 数据元; it never changes either.
CREATE TABLE data_elements (
    id TEXT COLLATE "C" NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    sequence BIGINT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    definition TEXT NOT NULL,
    data_type TEXT,
    representation TEXT,
    domain_id TEXT COLLATE "C",
    domain_version TEXT COLLATE "C",
    status TEXT NOT NULL,
    source TEXT NOT NULL,
    confidence TEXT NOT NULL,
    properties TEXT NOT NULL,
    digest TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (id, version),
    FOREIGN KEY (domain_id, domain_version) REFERENCES value_domains (id, version)
);
CREATE INDEX data_elements_by_domain ON data_elements (domain_id, domain_version, id, version);

-- A dated set of tables and fields 采集规范, a draft until it is published.
CREATE TABLE specifications (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    status TEXT NOT NULL CHECK (status IN ('draft', 'in-review', 'published', 'retired')),
    title TEXT NOT NULL,
    publisher TEXT NOT NULL,
    source TEXT NOT NULL,
    confidence TEXT NOT NULL,
    note TEXT NOT NULL,
    effective_from TEXT,
    replaces TEXT COLLATE "C",
    table_count BIGINT NOT NULL,
    field_count BIGINT NOT NULL,
    digest TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL,
    published_at BIGINT,
    published_by TEXT COLLATE "C"
);

CREATE TABLE specification_tables (
    specification_id TEXT COLLATE "C" NOT NULL REFERENCES specifications (id),
    name TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    table_group TEXT NOT NULL,
    title TEXT NOT NULL,
    PRIMARY KEY (specification_id, name)
);

-- A field with what it pins: a version of a data element, a version of a value domain.
CREATE TABLE specification_fields (
    specification_id TEXT COLLATE "C" NOT NULL,
    table_name TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    title TEXT NOT NULL,
    slot BIGINT,
    element_id TEXT COLLATE "C",
    element_version TEXT COLLATE "C",
    domain_id TEXT COLLATE "C",
    domain_version TEXT COLLATE "C",
    source TEXT NOT NULL,
    confidence TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (specification_id, table_name, name),
    FOREIGN KEY (specification_id, table_name) REFERENCES specification_tables (specification_id, name),
    FOREIGN KEY (element_id, element_version) REFERENCES data_elements (id, version),
    FOREIGN KEY (domain_id, domain_version) REFERENCES value_domains (id, version)
);
CREATE INDEX specification_fields_by_domain ON specification_fields (domain_id, domain_version);
CREATE INDEX specification_fields_by_element ON specification_fields (element_id, element_version);

CREATE TRIGGER value_domains_no_change BEFORE UPDATE OR DELETE ON value_domains
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER value_domains_no_truncate BEFORE TRUNCATE ON value_domains
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER data_elements_no_change BEFORE UPDATE OR DELETE ON data_elements
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER data_elements_no_truncate BEFORE TRUNCATE ON data_elements
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A published specification: only its status may move on, to retired.
CREATE FUNCTION refuse_specification_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status NOT IN ('published', 'retired') THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.status = 'retired'
        AND (to_jsonb(NEW) - 'status') = (to_jsonb(OLD) - 'status') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'history-immutable: specifications';
END
$$;
CREATE TRIGGER specifications_no_change BEFORE UPDATE OR DELETE ON specifications
    FOR EACH ROW EXECUTE FUNCTION refuse_specification_change();
CREATE TRIGGER specifications_no_truncate BEFORE TRUNCATE ON specifications
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_specification_part_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT specification_id FROM added) a
        JOIN specifications s ON s.id = a.specification_id WHERE s.status IN ('published', 'retired')) THEN
        RAISE EXCEPTION 'history-immutable: %', TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$$;
CREATE FUNCTION refuse_specification_part_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM specifications s WHERE s.status IN ('published', 'retired')
        AND (s.id = OLD.specification_id OR (TG_OP = 'UPDATE' AND s.id = NEW.specification_id))) THEN
        RAISE EXCEPTION 'history-immutable: %', TG_TABLE_NAME;
    END IF;
    RETURN COALESCE(NEW, OLD);
END
$$;
CREATE TRIGGER specification_tables_no_insert AFTER INSERT ON specification_tables
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_specification_part_insert();
CREATE TRIGGER specification_tables_no_change BEFORE UPDATE OR DELETE ON specification_tables
    FOR EACH ROW EXECUTE FUNCTION refuse_specification_part_change();
CREATE TRIGGER specification_tables_no_truncate BEFORE TRUNCATE ON specification_tables
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER specification_fields_no_insert AFTER INSERT ON specification_fields
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_specification_part_insert();
CREATE TRIGGER specification_fields_no_change BEFORE UPDATE OR DELETE ON specification_fields
    FOR EACH ROW EXECUTE FUNCTION refuse_specification_part_change();
CREATE TRIGGER specification_fields_no_truncate BEFORE TRUNCATE ON specification_fields
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
