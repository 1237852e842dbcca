-- What codes of one code system mean in another. A version names the two editions; `key` is internal.
CREATE TABLE concept_maps (
    id TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    source_system TEXT NOT NULL REFERENCES code_systems (id),
    target_system TEXT NOT NULL REFERENCES code_systems (id),
    created_at BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE concept_map_versions (
    key BIGINT NOT NULL PRIMARY KEY,
    map_id TEXT NOT NULL REFERENCES concept_maps (id),
    version TEXT NOT NULL,
    source_edition TEXT NOT NULL,
    target_edition TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'published')),
    provenance TEXT NOT NULL,
    row_count BIGINT NOT NULL,
    digest TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    published_at BIGINT,
    published_by TEXT,
    UNIQUE (map_id, version)
) WITHOUT ROWID;

-- The targets of a source code in their order; one row without target says that it has none.
CREATE TABLE concept_map_rows (
    version_key BIGINT NOT NULL REFERENCES concept_map_versions (key),
    source_code TEXT NOT NULL,
    position BIGINT NOT NULL,
    source_display TEXT NOT NULL,
    target_code TEXT,
    target_display TEXT NOT NULL,
    relationship TEXT NOT NULL,
    comment TEXT NOT NULL,
    PRIMARY KEY (version_key, source_code, position)
) WITHOUT ROWID;
CREATE INDEX concept_map_rows_back ON concept_map_rows (version_key, target_code, source_code);

-- A concept map stays what it is; only its title may change.
CREATE TRIGGER concept_maps_no_update BEFORE UPDATE ON concept_maps
WHEN NEW.id <> OLD.id OR NEW.source_system <> OLD.source_system OR NEW.target_system <> OLD.target_system
BEGIN SELECT RAISE(ABORT, 'history-immutable: concept_maps'); END;
CREATE TRIGGER concept_maps_no_delete BEFORE DELETE ON concept_maps
WHEN EXISTS (SELECT 1 FROM concept_map_versions WHERE map_id = OLD.id AND status = 'published')
BEGIN SELECT RAISE(ABORT, 'history-immutable: concept_maps'); END;
CREATE TRIGGER concept_maps_no_replace BEFORE INSERT ON concept_maps
WHEN EXISTS (SELECT 1 FROM concept_map_versions WHERE map_id = NEW.id AND status = 'published')
BEGIN SELECT RAISE(ABORT, 'history-immutable: concept_maps'); END;

CREATE TRIGGER concept_map_versions_no_update BEFORE UPDATE ON concept_map_versions WHEN OLD.status = 'published'
BEGIN SELECT RAISE(ABORT, 'history-immutable: concept_map_versions'); END;
-- UPDATE OR REPLACE of a draft would delete a published version whose key or name the draft takes.
CREATE TRIGGER concept_map_versions_no_takeover BEFORE UPDATE ON concept_map_versions
WHEN EXISTS (SELECT 1 FROM concept_map_versions WHERE status = 'published' AND key <> OLD.key
    AND (key = NEW.key OR (map_id = NEW.map_id AND version = NEW.version)))
BEGIN SELECT RAISE(ABORT, 'history-immutable: concept_map_versions'); END;
CREATE TRIGGER concept_map_versions_no_delete BEFORE DELETE ON concept_map_versions WHEN OLD.status = 'published'
BEGIN SELECT RAISE(ABORT, 'history-immutable: concept_map_versions'); END;
CREATE TRIGGER concept_map_versions_no_replace BEFORE INSERT ON concept_map_versions
WHEN EXISTS (SELECT 1 FROM concept_map_versions WHERE status = 'published'
    AND (key = NEW.key OR (map_id = NEW.map_id AND version = NEW.version)))
BEGIN SELECT RAISE(ABORT, 'history-immutable: concept_map_versions'); END;

CREATE TRIGGER concept_map_rows_no_insert BEFORE INSERT ON concept_map_rows
WHEN (SELECT status FROM concept_map_versions WHERE key = NEW.version_key) = 'published'
BEGIN SELECT RAISE(ABORT, 'history-immutable: concept_map_rows'); END;
CREATE TRIGGER concept_map_rows_no_update BEFORE UPDATE ON concept_map_rows
WHEN EXISTS (SELECT 1 FROM concept_map_versions WHERE key IN (OLD.version_key, NEW.version_key) AND status = 'published')
BEGIN SELECT RAISE(ABORT, 'history-immutable: concept_map_rows'); END;
CREATE TRIGGER concept_map_rows_no_delete BEFORE DELETE ON concept_map_rows
WHEN (SELECT status FROM concept_map_versions WHERE key = OLD.version_key) = 'published'
BEGIN SELECT RAISE(ABORT, 'history-immutable: concept_map_rows'); END;
