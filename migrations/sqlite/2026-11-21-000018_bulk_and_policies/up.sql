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

-- How the decisions of a dictionary are reviewed and sampled, as JSON. Every policy is kept; the last one counts.
CREATE TABLE dictionary_policies (
    organization_id TEXT NOT NULL,
    dictionary TEXT NOT NULL,
    number BIGINT NOT NULL,
    policy TEXT NOT NULL,
    account TEXT NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (organization_id, dictionary, number),
    FOREIGN KEY (organization_id, dictionary) REFERENCES dictionaries (organization_id, dictionary)
) WITHOUT ROWID;
CREATE TRIGGER dictionary_policies_no_update BEFORE UPDATE ON dictionary_policies
BEGIN SELECT RAISE(ABORT, 'history-immutable: dictionary_policies'); END;
CREATE TRIGGER dictionary_policies_no_delete BEFORE DELETE ON dictionary_policies
BEGIN SELECT RAISE(ABORT, 'history-immutable: dictionary_policies'); END;
CREATE TRIGGER dictionary_policies_no_replace BEFORE INSERT ON dictionary_policies
WHEN EXISTS (SELECT 1 FROM dictionary_policies WHERE organization_id = NEW.organization_id AND dictionary = NEW.dictionary AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'history-immutable: dictionary_policies'); END;

-- A sample of approved rows, drawn with a seed, and how many of a thousand draws may be wrong.
CREATE TABLE samples (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    number BIGINT NOT NULL,
    dictionary TEXT NOT NULL,
    bulk BIGINT,
    seed BIGINT NOT NULL,
    limit_per_mille BIGINT NOT NULL,
    draws BIGINT NOT NULL,
    population BIGINT NOT NULL,
    account TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, number)
) WITHOUT ROWID;
CREATE TRIGGER samples_no_update BEFORE UPDATE ON samples
BEGIN SELECT RAISE(ABORT, 'history-immutable: samples'); END;
CREATE TRIGGER samples_no_delete BEFORE DELETE ON samples
BEGIN SELECT RAISE(ABORT, 'history-immutable: samples'); END;
CREATE TRIGGER samples_no_replace BEFORE INSERT ON samples
WHEN EXISTS (SELECT 1 FROM samples WHERE organization_id = NEW.organization_id AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'history-immutable: samples'); END;

-- The batch of a sample: every row with its version and how often it was drawn, most of them never. `people` are those who
-- made, submitted and approved the row: they do not judge it.
CREATE TABLE sample_rows (
    organization_id TEXT NOT NULL,
    sample BIGINT NOT NULL,
    code TEXT NOT NULL,
    version BIGINT NOT NULL,
    draws BIGINT NOT NULL,
    people TEXT NOT NULL,
    PRIMARY KEY (organization_id, sample, code)
) WITHOUT ROWID;
CREATE TRIGGER sample_rows_no_update BEFORE UPDATE ON sample_rows
BEGIN SELECT RAISE(ABORT, 'history-immutable: sample_rows'); END;
CREATE TRIGGER sample_rows_no_delete BEFORE DELETE ON sample_rows
BEGIN SELECT RAISE(ABORT, 'history-immutable: sample_rows'); END;
CREATE TRIGGER sample_rows_no_replace BEFORE INSERT ON sample_rows
WHEN EXISTS (SELECT 1 FROM sample_rows WHERE organization_id = NEW.organization_id AND sample = NEW.sample AND code = NEW.code)
BEGIN SELECT RAISE(ABORT, 'history-immutable: sample_rows'); END;

-- What somebody else says of a row that was drawn.
CREATE TABLE sample_judgements (
    organization_id TEXT NOT NULL,
    sample BIGINT NOT NULL,
    code TEXT NOT NULL,
    correct BOOLEAN NOT NULL,
    note TEXT NOT NULL,
    account TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, sample, code)
) WITHOUT ROWID;
CREATE TRIGGER sample_judgements_no_update BEFORE UPDATE ON sample_judgements
BEGIN SELECT RAISE(ABORT, 'history-immutable: sample_judgements'); END;
CREATE TRIGGER sample_judgements_no_delete BEFORE DELETE ON sample_judgements
BEGIN SELECT RAISE(ABORT, 'history-immutable: sample_judgements'); END;
CREATE TRIGGER sample_judgements_no_replace BEFORE INSERT ON sample_judgements
WHEN EXISTS (SELECT 1 FROM sample_judgements WHERE organization_id = NEW.organization_id AND sample = NEW.sample AND code = NEW.code)
BEGIN SELECT RAISE(ABORT, 'history-immutable: sample_judgements'); END;
