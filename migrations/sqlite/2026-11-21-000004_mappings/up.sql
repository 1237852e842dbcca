-- The working state of a local code's mapping; `version` counts its steps.
CREATE TABLE mappings (
    organization_id TEXT NOT NULL,
    dictionary TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    decision TEXT NOT NULL,
    justification TEXT NOT NULL,
    author TEXT NOT NULL,
    submitted_by TEXT,
    reviewer TEXT,
    reviewed_at BIGINT,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, dictionary, code),
    FOREIGN KEY (organization_id, dictionary) REFERENCES dictionaries (organization_id, dictionary)
) WITHOUT ROWID;
CREATE INDEX mappings_by_state ON mappings (organization_id, state);

-- Every step of every mapping, append only.
CREATE TABLE mapping_steps (
    organization_id TEXT NOT NULL,
    dictionary TEXT NOT NULL,
    code TEXT NOT NULL,
    version BIGINT NOT NULL,
    step TEXT NOT NULL,
    state TEXT NOT NULL,
    name TEXT NOT NULL,
    decision TEXT NOT NULL,
    account TEXT NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (organization_id, dictionary, code, version)
) WITHOUT ROWID;

CREATE TRIGGER mapping_steps_no_update BEFORE UPDATE ON mapping_steps
BEGIN SELECT RAISE(ABORT, 'history-immutable: mapping_steps'); END;
CREATE TRIGGER mapping_steps_no_delete BEFORE DELETE ON mapping_steps
BEGIN SELECT RAISE(ABORT, 'history-immutable: mapping_steps'); END;
CREATE TRIGGER mapping_steps_no_replace BEFORE INSERT ON mapping_steps
WHEN EXISTS (SELECT 1 FROM mapping_steps WHERE organization_id = NEW.organization_id
    AND dictionary = NEW.dictionary AND code = NEW.code AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'history-immutable: mapping_steps'); END;
