-- A bulk act: what was ordered for many rows of a dictionary, and what came of it. The rows are written first and closed by
-- their act. `ordered` and `skipped` are JSON; `undoes` is the act that this one takes back.
CREATE TABLE bulk_acts (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    number BIGINT NOT NULL,
    dictionary TEXT NOT NULL,
    kind TEXT NOT NULL,
    ordered TEXT NOT NULL,
    plan TEXT NOT NULL,
    account TEXT NOT NULL,
    at BIGINT NOT NULL,
    done BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    skipped TEXT NOT NULL,
    undoes BIGINT,
    PRIMARY KEY (organization_id, number)
) WITHOUT ROWID;

-- The rows of a bulk act: those that were done with the version after it and what the mapping was before, where there was
-- one; and those that were left to a person, with the reason.
CREATE TABLE bulk_rows (
    organization_id TEXT NOT NULL,
    bulk BIGINT NOT NULL,
    code TEXT NOT NULL,
    version BIGINT,
    former TEXT,
    refusals TEXT NOT NULL,
    PRIMARY KEY (organization_id, bulk, code)
) WITHOUT ROWID;

CREATE TRIGGER bulk_acts_no_update BEFORE UPDATE ON bulk_acts
BEGIN SELECT RAISE(ABORT, 'history-immutable: bulk_acts'); END;
CREATE TRIGGER bulk_acts_no_delete BEFORE DELETE ON bulk_acts
BEGIN SELECT RAISE(ABORT, 'history-immutable: bulk_acts'); END;
CREATE TRIGGER bulk_acts_no_replace BEFORE INSERT ON bulk_acts
WHEN EXISTS (SELECT 1 FROM bulk_acts WHERE organization_id = NEW.organization_id AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'history-immutable: bulk_acts'); END;
CREATE TRIGGER bulk_rows_no_update BEFORE UPDATE ON bulk_rows
BEGIN SELECT RAISE(ABORT, 'history-immutable: bulk_rows'); END;
CREATE TRIGGER bulk_rows_no_delete BEFORE DELETE ON bulk_rows
BEGIN SELECT RAISE(ABORT, 'history-immutable: bulk_rows'); END;
CREATE TRIGGER bulk_rows_no_late_insert BEFORE INSERT ON bulk_rows
WHEN EXISTS (SELECT 1 FROM bulk_acts WHERE organization_id = NEW.organization_id AND number = NEW.bulk)
    OR EXISTS (SELECT 1 FROM bulk_rows WHERE organization_id = NEW.organization_id
        AND bulk = NEW.bulk AND code = NEW.code)
BEGIN SELECT RAISE(ABORT, 'history-immutable: bulk_rows'); END;
