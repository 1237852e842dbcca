DROP TABLE registrations;
DROP TABLE authorities;
DROP TABLE edition_steps;
DROP TRIGGER editions_no_update;
ALTER TABLE editions DROP COLUMN retired_at;
ALTER TABLE editions DROP COLUMN note;
ALTER TABLE editions DROP COLUMN document_number;
ALTER TABLE editions DROP COLUMN replaces;
ALTER TABLE editions DROP COLUMN effective_to;
ALTER TABLE code_systems DROP COLUMN kind_chosen;
CREATE TRIGGER editions_no_update BEFORE UPDATE ON editions
WHEN OLD.status IN ('published', 'retired') AND NOT (
    NEW.key = OLD.key AND NEW.system_id = OLD.system_id AND NEW.edition = OLD.edition
    AND NEW.title = OLD.title AND NEW.source = OLD.source AND NEW.confidence = OLD.confidence
    AND NEW.effective_from IS OLD.effective_from AND NEW.row_count = OLD.row_count AND NEW.digest = OLD.digest
    AND NEW.created_at = OLD.created_at AND NEW.created_by = OLD.created_by
    AND NEW.published_at IS OLD.published_at AND NEW.published_by IS OLD.published_by
    AND NEW.status = 'retired')
BEGIN SELECT RAISE(ABORT, 'history-immutable: editions'); END;
