-- One version of a value domain 值域. It never changes: a correction is another version. `definition` is JSON, `sequence` the
-- order of registration over all value domains.
CREATE TABLE value_domains (
    id TEXT NOT NULL,
    version TEXT NOT NULL,
    sequence BIGINT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    oid TEXT,
    definition TEXT NOT NULL,
    system_id TEXT,
    edition TEXT,
    source TEXT NOT NULL,
    confidence TEXT NOT NULL,
    note TEXT NOT NULL,
    properties TEXT NOT NULL,
    digest TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    PRIMARY KEY (id, version)
) WITHOUT ROWID;
CREATE INDEX value_domains_by_edition ON value_domains (system_id, edition, id, version);

-- One version of a data element 数据元; it never changes either.
CREATE TABLE data_elements (
    id TEXT NOT NULL,
    version TEXT NOT NULL,
    sequence BIGINT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    definition TEXT NOT NULL,
    data_type TEXT,
    representation TEXT,
    domain_id TEXT,
    domain_version TEXT,
    status TEXT NOT NULL,
    source TEXT NOT NULL,
    confidence TEXT NOT NULL,
    properties TEXT NOT NULL,
    digest TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    PRIMARY KEY (id, version),
    FOREIGN KEY (domain_id, domain_version) REFERENCES value_domains (id, version)
) WITHOUT ROWID;
CREATE INDEX data_elements_by_domain ON data_elements (domain_id, domain_version, id, version);

-- A dated set of tables and fields 采集规范, a draft until it is published.
CREATE TABLE specifications (
    id TEXT NOT NULL PRIMARY KEY,
    status TEXT NOT NULL CHECK (status IN ('draft', 'in-review', 'published', 'retired')),
    title TEXT NOT NULL,
    publisher TEXT NOT NULL,
    source TEXT NOT NULL,
    confidence TEXT NOT NULL,
    note TEXT NOT NULL,
    effective_from TEXT,
    replaces TEXT,
    table_count BIGINT NOT NULL,
    field_count BIGINT NOT NULL,
    digest TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    published_at BIGINT,
    published_by TEXT
) WITHOUT ROWID;

CREATE TABLE specification_tables (
    specification_id TEXT NOT NULL REFERENCES specifications (id),
    name TEXT NOT NULL,
    number BIGINT NOT NULL,
    table_group TEXT NOT NULL,
    title TEXT NOT NULL,
    PRIMARY KEY (specification_id, name)
) WITHOUT ROWID;

-- A field with what it pins: a version of a data element, a version of a value domain.
CREATE TABLE specification_fields (
    specification_id TEXT NOT NULL,
    table_name TEXT NOT NULL,
    name TEXT NOT NULL,
    number BIGINT NOT NULL,
    title TEXT NOT NULL,
    slot BIGINT,
    element_id TEXT,
    element_version TEXT,
    domain_id TEXT,
    domain_version TEXT,
    source TEXT NOT NULL,
    confidence TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (specification_id, table_name, name),
    FOREIGN KEY (specification_id, table_name) REFERENCES specification_tables (specification_id, name),
    FOREIGN KEY (element_id, element_version) REFERENCES data_elements (id, version),
    FOREIGN KEY (domain_id, domain_version) REFERENCES value_domains (id, version)
) WITHOUT ROWID;
CREATE INDEX specification_fields_by_domain ON specification_fields (domain_id, domain_version);
CREATE INDEX specification_fields_by_element ON specification_fields (element_id, element_version);

CREATE TRIGGER value_domains_no_update BEFORE UPDATE ON value_domains
BEGIN SELECT RAISE(ABORT, 'history-immutable: value_domains'); END;
CREATE TRIGGER value_domains_no_delete BEFORE DELETE ON value_domains
BEGIN SELECT RAISE(ABORT, 'history-immutable: value_domains'); END;
CREATE TRIGGER value_domains_no_replace BEFORE INSERT ON value_domains
WHEN EXISTS (SELECT 1 FROM value_domains WHERE (id = NEW.id AND version = NEW.version) OR sequence = NEW.sequence)
BEGIN SELECT RAISE(ABORT, 'history-immutable: value_domains'); END;
CREATE TRIGGER data_elements_no_update BEFORE UPDATE ON data_elements
BEGIN SELECT RAISE(ABORT, 'history-immutable: data_elements'); END;
CREATE TRIGGER data_elements_no_delete BEFORE DELETE ON data_elements
BEGIN SELECT RAISE(ABORT, 'history-immutable: data_elements'); END;
CREATE TRIGGER data_elements_no_replace BEFORE INSERT ON data_elements
WHEN EXISTS (SELECT 1 FROM data_elements WHERE (id = NEW.id AND version = NEW.version) OR sequence = NEW.sequence)
BEGIN SELECT RAISE(ABORT, 'history-immutable: data_elements'); END;

-- A published specification: only its status may move on, to retired.
CREATE TRIGGER specifications_no_update BEFORE UPDATE ON specifications
WHEN OLD.status IN ('published', 'retired') AND NOT (
    NEW.id = OLD.id AND NEW.title = OLD.title AND NEW.publisher = OLD.publisher AND NEW.source = OLD.source AND
    NEW.confidence = OLD.confidence AND NEW.note = OLD.note AND NEW.effective_from IS OLD.effective_from AND
    NEW.replaces IS OLD.replaces AND NEW.table_count = OLD.table_count AND NEW.field_count = OLD.field_count AND
    NEW.digest = OLD.digest AND NEW.created_at = OLD.created_at AND NEW.created_by = OLD.created_by AND
    NEW.published_at IS OLD.published_at AND NEW.published_by IS OLD.published_by
    AND NEW.status = 'retired')
BEGIN SELECT RAISE(ABORT, 'history-immutable: specifications'); END;
-- UPDATE OR REPLACE of a draft would delete a published specification whose id the draft takes.
CREATE TRIGGER specifications_no_takeover BEFORE UPDATE ON specifications
WHEN EXISTS (SELECT 1 FROM specifications WHERE status IN ('published', 'retired') AND id <> OLD.id AND id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'history-immutable: specifications'); END;
CREATE TRIGGER specifications_no_delete BEFORE DELETE ON specifications WHEN OLD.status IN ('published', 'retired')
BEGIN SELECT RAISE(ABORT, 'history-immutable: specifications'); END;
CREATE TRIGGER specifications_no_replace BEFORE INSERT ON specifications
WHEN EXISTS (SELECT 1 FROM specifications WHERE status IN ('published', 'retired') AND id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'history-immutable: specifications'); END;

CREATE TRIGGER specification_tables_no_insert BEFORE INSERT ON specification_tables
WHEN (SELECT status FROM specifications WHERE id = NEW.specification_id) IN ('published', 'retired')
BEGIN SELECT RAISE(ABORT, 'history-immutable: specification_tables'); END;
CREATE TRIGGER specification_tables_no_update BEFORE UPDATE ON specification_tables
WHEN EXISTS (SELECT 1 FROM specifications WHERE id IN (OLD.specification_id, NEW.specification_id)
    AND status IN ('published', 'retired'))
BEGIN SELECT RAISE(ABORT, 'history-immutable: specification_tables'); END;
CREATE TRIGGER specification_tables_no_delete BEFORE DELETE ON specification_tables
WHEN (SELECT status FROM specifications WHERE id = OLD.specification_id) IN ('published', 'retired')
BEGIN SELECT RAISE(ABORT, 'history-immutable: specification_tables'); END;

CREATE TRIGGER specification_fields_no_insert BEFORE INSERT ON specification_fields
WHEN (SELECT status FROM specifications WHERE id = NEW.specification_id) IN ('published', 'retired')
BEGIN SELECT RAISE(ABORT, 'history-immutable: specification_fields'); END;
CREATE TRIGGER specification_fields_no_update BEFORE UPDATE ON specification_fields
WHEN EXISTS (SELECT 1 FROM specifications WHERE id IN (OLD.specification_id, NEW.specification_id)
    AND status IN ('published', 'retired'))
BEGIN SELECT RAISE(ABORT, 'history-immutable: specification_fields'); END;
CREATE TRIGGER specification_fields_no_delete BEFORE DELETE ON specification_fields
WHEN (SELECT status FROM specifications WHERE id = OLD.specification_id) IN ('published', 'retired')
BEGIN SELECT RAISE(ABORT, 'history-immutable: specification_fields'); END;
