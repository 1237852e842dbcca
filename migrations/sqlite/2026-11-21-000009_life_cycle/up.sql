-- Whether somebody said what kind of thing a code system lists; what is in use was agreed to.
ALTER TABLE code_systems ADD COLUMN kind_chosen BOOLEAN NOT NULL DEFAULT false;
UPDATE code_systems SET kind_chosen = true WHERE kind <> 'plain'
    OR id IN (SELECT system_id FROM editions WHERE status IN ('published', 'retired'));

-- What else is said of an edition: its last day, the edition it replaces, the number 文号 of its document, a note.
ALTER TABLE editions ADD COLUMN effective_to TEXT;
ALTER TABLE editions ADD COLUMN replaces TEXT;
ALTER TABLE editions ADD COLUMN document_number TEXT NOT NULL DEFAULT '';
ALTER TABLE editions ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE editions ADD COLUMN retired_at BIGINT;

-- Every step in the life of an edition: the state and the contents (by digest) it led to, who, when, why, and what the
-- automatic checks said.
CREATE TABLE edition_steps (
    edition_key BIGINT NOT NULL REFERENCES editions (key),
    number BIGINT NOT NULL,
    step TEXT NOT NULL,
    status TEXT NOT NULL,
    account TEXT NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    digest TEXT NOT NULL,
    report TEXT NOT NULL,
    PRIMARY KEY (edition_key, number)
) WITHOUT ROWID;

-- Registration authorities (ISO/IEC 11179-6).
CREATE TABLE authorities (
    id TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    tier TEXT NOT NULL CHECK (tier IN ('national', 'provincial', 'municipal', 'institutional')),
    parent TEXT REFERENCES authorities (id),
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL
) WITHOUT ROWID;

-- The status that an authority gave an item, which is named by its path; of each authority the last number counts.
CREATE TABLE registrations (
    item TEXT NOT NULL,
    authority TEXT NOT NULL REFERENCES authorities (id),
    number BIGINT NOT NULL,
    status TEXT NOT NULL,
    account TEXT NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (item, authority, number)
) WITHOUT ROWID;

-- A published edition: only its status may move on, to retired, and only then is its retirement dated.
DROP TRIGGER editions_no_update;
CREATE TRIGGER editions_no_update BEFORE UPDATE ON editions
WHEN OLD.status IN ('published', 'retired') AND NOT (
    NEW.key = OLD.key AND NEW.system_id = OLD.system_id AND NEW.edition = OLD.edition
    AND NEW.title = OLD.title AND NEW.source = OLD.source AND NEW.confidence = OLD.confidence
    AND NEW.effective_from IS OLD.effective_from AND NEW.row_count = OLD.row_count AND NEW.digest = OLD.digest
    AND NEW.created_at = OLD.created_at AND NEW.created_by = OLD.created_by
    AND NEW.published_at IS OLD.published_at AND NEW.published_by IS OLD.published_by
    AND NEW.effective_to IS OLD.effective_to AND NEW.replaces IS OLD.replaces
    AND NEW.document_number = OLD.document_number AND NEW.note = OLD.note
    AND (NEW.retired_at IS OLD.retired_at OR OLD.status = 'published')
    AND NEW.status = 'retired')
BEGIN SELECT RAISE(ABORT, 'history-immutable: editions'); END;

CREATE TRIGGER edition_steps_no_update BEFORE UPDATE ON edition_steps
BEGIN SELECT RAISE(ABORT, 'history-immutable: edition_steps'); END;
CREATE TRIGGER edition_steps_no_delete BEFORE DELETE ON edition_steps
BEGIN SELECT RAISE(ABORT, 'history-immutable: edition_steps'); END;
CREATE TRIGGER edition_steps_no_replace BEFORE INSERT ON edition_steps
WHEN EXISTS (SELECT 1 FROM edition_steps WHERE edition_key = NEW.edition_key AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'history-immutable: edition_steps'); END;

CREATE TRIGGER authorities_no_update BEFORE UPDATE ON authorities
BEGIN SELECT RAISE(ABORT, 'history-immutable: authorities'); END;
CREATE TRIGGER authorities_no_delete BEFORE DELETE ON authorities
BEGIN SELECT RAISE(ABORT, 'history-immutable: authorities'); END;
CREATE TRIGGER authorities_no_replace BEFORE INSERT ON authorities
WHEN EXISTS (SELECT 1 FROM authorities WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'history-immutable: authorities'); END;

CREATE TRIGGER registrations_no_update BEFORE UPDATE ON registrations
BEGIN SELECT RAISE(ABORT, 'history-immutable: registrations'); END;
CREATE TRIGGER registrations_no_delete BEFORE DELETE ON registrations
BEGIN SELECT RAISE(ABORT, 'history-immutable: registrations'); END;
CREATE TRIGGER registrations_no_replace BEFORE INSERT ON registrations
WHEN EXISTS (SELECT 1 FROM registrations WHERE item = NEW.item AND authority = NEW.authority AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'history-immutable: registrations'); END;

-- Nothing is written into the past: a step or a registration comes after all before it.
CREATE TRIGGER edition_steps_no_late_insert BEFORE INSERT ON edition_steps
WHEN EXISTS (SELECT 1 FROM edition_steps WHERE edition_key = NEW.edition_key AND number >= NEW.number)
BEGIN SELECT RAISE(ABORT, 'history-immutable: edition_steps'); END;
CREATE TRIGGER registrations_no_late_insert BEFORE INSERT ON registrations
WHEN EXISTS (SELECT 1 FROM registrations WHERE item = NEW.item AND authority = NEW.authority AND number >= NEW.number)
BEGIN SELECT RAISE(ABORT, 'history-immutable: registrations'); END;
