-- A row's normalised name, its place by usage (the most used is 1) and the usage of all rows up to it; derived.
ALTER TABLE local_codes ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
ALTER TABLE local_codes ADD COLUMN usage_rank BIGINT NOT NULL DEFAULT 0;
ALTER TABLE local_codes ADD COLUMN usage_through BIGINT NOT NULL DEFAULT 0;
CREATE INDEX local_codes_by_rank ON local_codes (organization_id, dictionary, last_load, usage_rank);
CREATE INDEX local_codes_by_name ON local_codes (organization_id, dictionary, name_key);

-- How likely the first suggestion is, in thousandths.
ALTER TABLE suggestions ADD COLUMN first_score BIGINT;
UPDATE suggestions SET first_score = CAST(json_extract(items, '$[0].score') * 1000 + 0.000001 AS INTEGER);

-- Who works on a code now.
CREATE TABLE assignments (
    organization_id TEXT NOT NULL,
    dictionary TEXT NOT NULL,
    code TEXT NOT NULL,
    assignee TEXT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (organization_id, dictionary, code),
    FOREIGN KEY (organization_id, dictionary) REFERENCES dictionaries (organization_id, dictionary)
) WITHOUT ROWID;
CREATE INDEX assignments_by_assignee ON assignments (organization_id, dictionary, assignee);

-- Every assignment that was ever made: act number `number` of a dictionary gave a code to somebody, or to nobody.
CREATE TABLE assignment_steps (
    organization_id TEXT NOT NULL,
    dictionary TEXT NOT NULL,
    number BIGINT NOT NULL,
    code TEXT NOT NULL,
    assignee TEXT,
    former TEXT,
    account TEXT NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (organization_id, dictionary, number, code)
) WITHOUT ROWID;

-- What people write to each other about a code, mapped or not.
CREATE TABLE code_notes (
    organization_id TEXT NOT NULL,
    dictionary TEXT NOT NULL,
    code TEXT NOT NULL,
    number BIGINT NOT NULL,
    account TEXT NOT NULL,
    at BIGINT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (organization_id, dictionary, code, number)
) WITHOUT ROWID;

-- How a dictionary may use the mappings of other organizations: the last row counts, without one they are proposed.
CREATE TABLE reuse_policies (
    organization_id TEXT NOT NULL,
    dictionary TEXT NOT NULL,
    number BIGINT NOT NULL,
    mode TEXT NOT NULL,
    origins TEXT,
    hospitals BIGINT NOT NULL,
    account TEXT NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (organization_id, dictionary, number)
) WITHOUT ROWID;

-- The released names of the organizations that share, without retracted releases; derived from their releases.
CREATE TABLE shared_names (
    organization_id TEXT NOT NULL,
    dictionary TEXT NOT NULL,
    code TEXT NOT NULL,
    release BIGINT NOT NULL,
    name_key TEXT NOT NULL,
    PRIMARY KEY (organization_id, dictionary, code)
) WITHOUT ROWID;
CREATE INDEX shared_names_by_key ON shared_names (name_key, organization_id);

-- The targets of the decisions at work, to be found by target; derived from the mappings.
CREATE TABLE mapping_targets (
    organization_id TEXT NOT NULL,
    dictionary TEXT NOT NULL,
    code TEXT NOT NULL,
    position BIGINT NOT NULL,
    target_system TEXT NOT NULL,
    target_edition TEXT NOT NULL,
    target_code TEXT NOT NULL,
    name_key TEXT NOT NULL,
    PRIMARY KEY (organization_id, dictionary, code, position)
) WITHOUT ROWID;
CREATE INDEX mapping_targets_by_target ON mapping_targets (organization_id, dictionary, target_code);

CREATE TRIGGER assignment_steps_no_update BEFORE UPDATE ON assignment_steps
BEGIN SELECT RAISE(ABORT, 'history-immutable: assignment_steps'); END;
CREATE TRIGGER assignment_steps_no_delete BEFORE DELETE ON assignment_steps
BEGIN SELECT RAISE(ABORT, 'history-immutable: assignment_steps'); END;
CREATE TRIGGER assignment_steps_no_replace BEFORE INSERT ON assignment_steps
WHEN EXISTS (SELECT 1 FROM assignment_steps WHERE organization_id = NEW.organization_id AND dictionary = NEW.dictionary AND number = NEW.number AND code = NEW.code)
BEGIN SELECT RAISE(ABORT, 'history-immutable: assignment_steps'); END;
CREATE TRIGGER code_notes_no_update BEFORE UPDATE ON code_notes
BEGIN SELECT RAISE(ABORT, 'history-immutable: code_notes'); END;
CREATE TRIGGER code_notes_no_delete BEFORE DELETE ON code_notes
BEGIN SELECT RAISE(ABORT, 'history-immutable: code_notes'); END;
CREATE TRIGGER code_notes_no_replace BEFORE INSERT ON code_notes
WHEN EXISTS (SELECT 1 FROM code_notes WHERE organization_id = NEW.organization_id AND dictionary = NEW.dictionary AND code = NEW.code AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'history-immutable: code_notes'); END;
CREATE TRIGGER reuse_policies_no_update BEFORE UPDATE ON reuse_policies
BEGIN SELECT RAISE(ABORT, 'history-immutable: reuse_policies'); END;
CREATE TRIGGER reuse_policies_no_delete BEFORE DELETE ON reuse_policies
BEGIN SELECT RAISE(ABORT, 'history-immutable: reuse_policies'); END;
CREATE TRIGGER reuse_policies_no_replace BEFORE INSERT ON reuse_policies
WHEN EXISTS (SELECT 1 FROM reuse_policies WHERE organization_id = NEW.organization_id AND dictionary = NEW.dictionary AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'history-immutable: reuse_policies'); END;
