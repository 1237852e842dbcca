-- The working state of a local code's mapping; `version` counts its steps.
CREATE TABLE mappings (
    organization_id TEXT COLLATE "C" NOT NULL,
    dictionary TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    decision TEXT NOT NULL,
    justification TEXT NOT NULL,
    author TEXT COLLATE "C" NOT NULL,
    submitted_by TEXT COLLATE "C",
    reviewer TEXT COLLATE "C",
    reviewed_at BIGINT,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, dictionary, code),
    FOREIGN KEY (organization_id, dictionary) REFERENCES dictionaries (organization_id, dictionary)
);
CREATE INDEX mappings_by_state ON mappings (organization_id, state);

-- Every step of every mapping, append only.
CREATE TABLE mapping_steps (
    organization_id TEXT COLLATE "C" NOT NULL,
    dictionary TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    step TEXT NOT NULL,
    state TEXT NOT NULL,
    name TEXT NOT NULL,
    decision TEXT NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (organization_id, dictionary, code, version)
);

CREATE TRIGGER mapping_steps_no_change BEFORE UPDATE OR DELETE ON mapping_steps
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER mapping_steps_no_truncate BEFORE TRUNCATE ON mapping_steps
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
