-- Kinds registered at run time, each the bytes of its TOML; a kind never changes once it is registered.
CREATE TABLE kinds (
    id TEXT NOT NULL PRIMARY KEY,
    definition TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL
) WITHOUT ROWID;

-- The lint of the file that an edition was imported from: the kind it was held against, and how often each rule was
-- broken. `counts` is JSON.
CREATE TABLE edition_lints (
    edition_key BIGINT NOT NULL PRIMARY KEY REFERENCES editions (key),
    kind TEXT NOT NULL,
    counts TEXT NOT NULL
) WITHOUT ROWID;

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
) WITHOUT ROWID;

CREATE TRIGGER kinds_no_update BEFORE UPDATE ON kinds
BEGIN SELECT RAISE(ABORT, 'history-immutable: kinds'); END;
CREATE TRIGGER kinds_no_delete BEFORE DELETE ON kinds
BEGIN SELECT RAISE(ABORT, 'history-immutable: kinds'); END;
CREATE TRIGGER kinds_no_replace BEFORE INSERT ON kinds WHEN EXISTS (SELECT 1 FROM kinds WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'history-immutable: kinds'); END;

-- The findings of an edition follow its concepts: they change while it is a draft and never again.
CREATE TRIGGER edition_lints_no_insert BEFORE INSERT ON edition_lints
WHEN (SELECT status FROM editions WHERE key = NEW.edition_key) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'history-immutable: edition_lints'); END;
CREATE TRIGGER edition_lints_no_update BEFORE UPDATE ON edition_lints
WHEN EXISTS (SELECT 1 FROM editions WHERE key IN (OLD.edition_key, NEW.edition_key) AND status <> 'draft')
BEGIN SELECT RAISE(ABORT, 'history-immutable: edition_lints'); END;
CREATE TRIGGER edition_lints_no_delete BEFORE DELETE ON edition_lints
WHEN (SELECT status FROM editions WHERE key = OLD.edition_key) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'history-immutable: edition_lints'); END;
CREATE TRIGGER edition_findings_no_insert BEFORE INSERT ON edition_findings
WHEN (SELECT status FROM editions WHERE key = NEW.edition_key) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'history-immutable: edition_findings'); END;
CREATE TRIGGER edition_findings_no_update BEFORE UPDATE ON edition_findings
WHEN EXISTS (SELECT 1 FROM editions WHERE key IN (OLD.edition_key, NEW.edition_key) AND status <> 'draft')
BEGIN SELECT RAISE(ABORT, 'history-immutable: edition_findings'); END;
CREATE TRIGGER edition_findings_no_delete BEFORE DELETE ON edition_findings
WHEN (SELECT status FROM editions WHERE key = OLD.edition_key) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'history-immutable: edition_findings'); END;
