-- A bulk act: what was ordered for many rows of a dictionary, and what came of it. The rows are written first and closed by
-- their act. `ordered` and `skipped` are JSON; `undoes` is the act that this one takes back.
CREATE TABLE bulk_acts (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    number BIGINT NOT NULL,
    dictionary TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    ordered TEXT NOT NULL,
    plan TEXT NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    done BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    skipped TEXT NOT NULL,
    undoes BIGINT,
    PRIMARY KEY (organization_id, number)
);

-- The rows of a bulk act: those that were done with the version after it and what the mapping was before, where there was
-- one; and those that were left to a person, with the reason.
CREATE TABLE bulk_rows (
    organization_id TEXT COLLATE "C" NOT NULL,
    bulk BIGINT NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    version BIGINT,
    former TEXT,
    refusals TEXT NOT NULL,
    PRIMARY KEY (organization_id, bulk, code)
);

CREATE TRIGGER bulk_acts_no_change BEFORE UPDATE OR DELETE ON bulk_acts
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER bulk_acts_no_truncate BEFORE TRUNCATE ON bulk_acts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER bulk_rows_no_change BEFORE UPDATE OR DELETE ON bulk_rows
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER bulk_rows_no_truncate BEFORE TRUNCATE ON bulk_rows
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE FUNCTION refuse_late_bulk_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT organization_id, bulk FROM added) a
        JOIN bulk_acts b ON b.organization_id = a.organization_id AND b.number = a.bulk) THEN
        RAISE EXCEPTION 'history-immutable: bulk_rows';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER bulk_rows_no_late_insert AFTER INSERT ON bulk_rows
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_late_bulk_row();

-- How the decisions of a dictionary are reviewed and sampled, as JSON. Every policy is kept; the last one counts.
CREATE TABLE dictionary_policies (
    organization_id TEXT COLLATE "C" NOT NULL,
    dictionary TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    policy TEXT NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (organization_id, dictionary, number),
    FOREIGN KEY (organization_id, dictionary) REFERENCES dictionaries (organization_id, dictionary)
);
CREATE TRIGGER dictionary_policies_no_change BEFORE UPDATE OR DELETE ON dictionary_policies
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER dictionary_policies_no_truncate BEFORE TRUNCATE ON dictionary_policies
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A sample of approved rows, drawn with a seed, and how many of a thousand draws may be wrong.
CREATE TABLE samples (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    number BIGINT NOT NULL,
    dictionary TEXT COLLATE "C" NOT NULL,
    bulk BIGINT,
    seed BIGINT NOT NULL,
    limit_per_mille BIGINT NOT NULL,
    draws BIGINT NOT NULL,
    population BIGINT NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, number)
);
CREATE TRIGGER samples_no_change BEFORE UPDATE OR DELETE ON samples
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER samples_no_truncate BEFORE TRUNCATE ON samples
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The batch of a sample: every row with its version and how often it was drawn, most of them never. `people` are those who
-- made, submitted and approved the row: they do not judge it.
CREATE TABLE sample_rows (
    organization_id TEXT COLLATE "C" NOT NULL,
    sample BIGINT NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    draws BIGINT NOT NULL,
    people TEXT NOT NULL,
    PRIMARY KEY (organization_id, sample, code)
);
CREATE TRIGGER sample_rows_no_change BEFORE UPDATE OR DELETE ON sample_rows
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER sample_rows_no_truncate BEFORE TRUNCATE ON sample_rows
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What somebody else says of a row that was drawn.
CREATE TABLE sample_judgements (
    organization_id TEXT COLLATE "C" NOT NULL,
    sample BIGINT NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    correct BOOLEAN NOT NULL,
    note TEXT NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, sample, code)
);
CREATE TRIGGER sample_judgements_no_change BEFORE UPDATE OR DELETE ON sample_judgements
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER sample_judgements_no_truncate BEFORE TRUNCATE ON sample_judgements
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
