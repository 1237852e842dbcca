DROP TABLE registrations;
DROP FUNCTION refuse_late_registration();
DROP TABLE authorities;
DROP TABLE edition_steps;
DROP FUNCTION refuse_late_step();
CREATE OR REPLACE FUNCTION refuse_edition_change() RETURNS trigger LANGUAGE plpgsql AS $$
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
ALTER TABLE editions DROP COLUMN retired_at;
ALTER TABLE editions DROP COLUMN note;
ALTER TABLE editions DROP COLUMN document_number;
ALTER TABLE editions DROP COLUMN replaces;
ALTER TABLE editions DROP COLUMN effective_to;
ALTER TABLE code_systems DROP COLUMN kind_chosen;
