-- Whether somebody said what kind of thing a code system lists; what is in use was agreed to.
ALTER TABLE code_systems ADD COLUMN kind_chosen BOOLEAN NOT NULL DEFAULT false;
UPDATE code_systems SET kind_chosen = true WHERE kind <> 'plain'
    OR id IN (SELECT system_id FROM editions WHERE status IN ('published', 'retired'));

-- What else is said of an edition: its last day, the edition it replaces, the number 文号 of its document, a note.
ALTER TABLE editions ADD COLUMN effective_to TEXT;
ALTER TABLE editions ADD COLUMN replaces TEXT COLLATE "C";
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
    account TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    digest TEXT NOT NULL,
    report TEXT NOT NULL,
    PRIMARY KEY (edition_key, number)
);

-- Registration authorities (ISO/IEC 11179-6).
CREATE TABLE authorities (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    tier TEXT NOT NULL CHECK (tier IN ('national', 'provincial', 'municipal', 'institutional')),
    parent TEXT COLLATE "C" REFERENCES authorities (id),
    created_at BIGINT NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL
);

-- The status that an authority gave an item, which is named by its path; of each authority the last number counts.
CREATE TABLE registrations (
    item TEXT COLLATE "C" NOT NULL,
    authority TEXT COLLATE "C" NOT NULL REFERENCES authorities (id),
    number BIGINT NOT NULL,
    status TEXT NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (item, authority, number)
);

-- A published edition: only its status may move on, to retired, and only then is its retirement dated.
CREATE OR REPLACE FUNCTION refuse_edition_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status NOT IN ('published', 'retired') THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.status = 'retired'
        AND (to_jsonb(NEW) - 'status' - 'retired_at') = (to_jsonb(OLD) - 'status' - 'retired_at')
        AND (NEW.retired_at IS NOT DISTINCT FROM OLD.retired_at OR OLD.status = 'published') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'history-immutable: editions';
END
$$;

CREATE TRIGGER edition_steps_no_change BEFORE UPDATE OR DELETE ON edition_steps
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER edition_steps_no_truncate BEFORE TRUNCATE ON edition_steps
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER authorities_no_change BEFORE UPDATE OR DELETE ON authorities
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER authorities_no_truncate BEFORE TRUNCATE ON authorities
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER registrations_no_change BEFORE UPDATE OR DELETE ON registrations
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER registrations_no_truncate BEFORE TRUNCATE ON registrations
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Nothing is written into the past: a step or a registration comes after all before it.
CREATE FUNCTION refuse_late_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM edition_steps WHERE edition_key = NEW.edition_key AND number > NEW.number) THEN
        RAISE EXCEPTION 'history-immutable: edition_steps';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER edition_steps_no_late_insert BEFORE INSERT ON edition_steps
    FOR EACH ROW EXECUTE FUNCTION refuse_late_step();
CREATE FUNCTION refuse_late_registration() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM registrations
        WHERE item = NEW.item AND authority = NEW.authority AND number > NEW.number) THEN
        RAISE EXCEPTION 'history-immutable: registrations';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER registrations_no_late_insert BEFORE INSERT ON registrations
    FOR EACH ROW EXECUTE FUNCTION refuse_late_registration();
