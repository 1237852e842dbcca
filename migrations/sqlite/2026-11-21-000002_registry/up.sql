CREATE TABLE code_systems (
    id TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    title_en TEXT NOT NULL,
    publisher TEXT NOT NULL,
    oid TEXT,
    url TEXT,
    created_at BIGINT NOT NULL
) WITHOUT ROWID;

-- One dated, whole publication of a code system; `key` is internal.
CREATE TABLE editions (
    key BIGINT NOT NULL PRIMARY KEY,
    system_id TEXT NOT NULL REFERENCES code_systems (id),
    edition TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'in-review', 'published', 'retired')),
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    confidence TEXT NOT NULL,
    effective_from TEXT,
    row_count BIGINT NOT NULL,
    digest TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    published_at BIGINT,
    published_by TEXT,
    UNIQUE (system_id, edition)
) WITHOUT ROWID;

CREATE TABLE concepts (
    edition_key BIGINT NOT NULL REFERENCES editions (key),
    code TEXT NOT NULL,
    display TEXT NOT NULL,
    parent TEXT,
    status TEXT NOT NULL,
    assignable BOOLEAN NOT NULL,
    designations TEXT NOT NULL,
    properties TEXT NOT NULL,
    PRIMARY KEY (edition_key, code)
) WITHOUT ROWID;
CREATE INDEX concepts_children ON concepts (edition_key, parent, code);

-- A published edition: only its status may move on, to retired.
CREATE TRIGGER editions_no_update BEFORE UPDATE ON editions
WHEN OLD.status IN ('published', 'retired') AND NOT (
    NEW.key = OLD.key AND NEW.system_id = OLD.system_id AND NEW.edition = OLD.edition
    AND NEW.title = OLD.title AND NEW.source = OLD.source AND NEW.confidence = OLD.confidence
    AND NEW.effective_from IS OLD.effective_from AND NEW.row_count = OLD.row_count AND NEW.digest = OLD.digest
    AND NEW.created_at = OLD.created_at AND NEW.created_by = OLD.created_by
    AND NEW.published_at IS OLD.published_at AND NEW.published_by IS OLD.published_by
    AND NEW.status = 'retired')
BEGIN SELECT RAISE(ABORT, 'history-immutable: editions'); END;
-- UPDATE OR REPLACE of a draft would delete a published edition whose key or name the draft takes.
CREATE TRIGGER editions_no_takeover BEFORE UPDATE ON editions
WHEN EXISTS (SELECT 1 FROM editions WHERE status IN ('published', 'retired') AND key <> OLD.key
    AND (key = NEW.key OR (system_id = NEW.system_id AND edition = NEW.edition)))
BEGIN SELECT RAISE(ABORT, 'history-immutable: editions'); END;
CREATE TRIGGER editions_no_delete BEFORE DELETE ON editions WHEN OLD.status IN ('published', 'retired')
BEGIN SELECT RAISE(ABORT, 'history-immutable: editions'); END;
CREATE TRIGGER editions_no_replace BEFORE INSERT ON editions
WHEN EXISTS (SELECT 1 FROM editions WHERE status IN ('published', 'retired')
    AND (key = NEW.key OR (system_id = NEW.system_id AND edition = NEW.edition)))
BEGIN SELECT RAISE(ABORT, 'history-immutable: editions'); END;

CREATE TRIGGER concepts_no_insert BEFORE INSERT ON concepts
WHEN (SELECT status FROM editions WHERE key = NEW.edition_key) IN ('published', 'retired')
BEGIN SELECT RAISE(ABORT, 'history-immutable: concepts'); END;
CREATE TRIGGER concepts_no_update BEFORE UPDATE ON concepts
WHEN EXISTS (SELECT 1 FROM editions WHERE key IN (OLD.edition_key, NEW.edition_key) AND status IN ('published', 'retired'))
BEGIN SELECT RAISE(ABORT, 'history-immutable: concepts'); END;
CREATE TRIGGER concepts_no_delete BEFORE DELETE ON concepts
WHEN (SELECT status FROM editions WHERE key = OLD.edition_key) IN ('published', 'retired')
BEGIN SELECT RAISE(ABORT, 'history-immutable: concepts'); END;
