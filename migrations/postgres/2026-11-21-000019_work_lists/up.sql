-- A row's normalised name, its place by usage (the most used is 1) and the usage of all rows up to it; derived.
ALTER TABLE local_codes ADD COLUMN name_key TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE local_codes ADD COLUMN usage_rank BIGINT NOT NULL DEFAULT 0;
ALTER TABLE local_codes ADD COLUMN usage_through BIGINT NOT NULL DEFAULT 0;
CREATE INDEX local_codes_by_rank ON local_codes (organization_id, dictionary, last_load, usage_rank);
CREATE INDEX local_codes_by_name ON local_codes (organization_id, dictionary, name_key);

-- How likely the first suggestion is, in thousandths.
ALTER TABLE suggestions ADD COLUMN first_score BIGINT;
UPDATE suggestions SET first_score = FLOOR((items::jsonb -> 0 ->> 'score')::numeric * 1000 + 0.000001)::bigint;

-- Who works on a code now.
CREATE TABLE assignments (
    organization_id TEXT COLLATE "C" NOT NULL,
    dictionary TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    assignee TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (organization_id, dictionary, code),
    FOREIGN KEY (organization_id, dictionary) REFERENCES dictionaries (organization_id, dictionary)
);
CREATE INDEX assignments_by_assignee ON assignments (organization_id, dictionary, assignee);

-- Every assignment that was ever made: act number `number` of a dictionary gave a code to somebody, or to nobody.
CREATE TABLE assignment_steps (
    organization_id TEXT COLLATE "C" NOT NULL,
    dictionary TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    assignee TEXT COLLATE "C",
    former TEXT COLLATE "C",
    account TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (organization_id, dictionary, number, code)
);

-- What people write to each other about a code, mapped or not.
CREATE TABLE code_notes (
    organization_id TEXT COLLATE "C" NOT NULL,
    dictionary TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (organization_id, dictionary, code, number)
);

-- How a dictionary may use the mappings of other organizations: the last row counts, without one they are proposed.
CREATE TABLE reuse_policies (
    organization_id TEXT COLLATE "C" NOT NULL,
    dictionary TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    mode TEXT NOT NULL,
    origins TEXT,
    hospitals BIGINT NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (organization_id, dictionary, number)
);

-- The released names of the organizations that share, without retracted releases; derived from their releases.
CREATE TABLE shared_names (
    organization_id TEXT COLLATE "C" NOT NULL,
    dictionary TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    release BIGINT NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (organization_id, dictionary, code)
);
CREATE INDEX shared_names_by_key ON shared_names (name_key, organization_id);

-- The targets of the decisions at work, to be found by target; derived from the mappings.
CREATE TABLE mapping_targets (
    organization_id TEXT COLLATE "C" NOT NULL,
    dictionary TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    target_system TEXT COLLATE "C" NOT NULL,
    target_edition TEXT COLLATE "C" NOT NULL,
    target_code TEXT COLLATE "C" NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (organization_id, dictionary, code, position)
);
CREATE INDEX mapping_targets_by_target ON mapping_targets (organization_id, dictionary, target_code);

CREATE TRIGGER assignment_steps_no_change BEFORE UPDATE OR DELETE ON assignment_steps
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER assignment_steps_no_truncate BEFORE TRUNCATE ON assignment_steps
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER code_notes_no_change BEFORE UPDATE OR DELETE ON code_notes
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER code_notes_no_truncate BEFORE TRUNCATE ON code_notes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER reuse_policies_no_change BEFORE UPDATE OR DELETE ON reuse_policies
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER reuse_policies_no_truncate BEFORE TRUNCATE ON reuse_policies
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
