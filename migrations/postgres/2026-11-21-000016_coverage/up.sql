-- When each load of a dictionary was, which `local_codes` count by its number.
CREATE TABLE dictionary_loads (
    organization_id TEXT COLLATE "C" NOT NULL,
    dictionary TEXT COLLATE "C" NOT NULL,
    load BIGINT NOT NULL,
    at BIGINT NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    row_count BIGINT NOT NULL,
    PRIMARY KEY (organization_id, dictionary, load),
    FOREIGN KEY (organization_id, dictionary) REFERENCES dictionaries (organization_id, dictionary)
);

-- On which campus 院区 a source system runs: the last row counts, without one it is not said.
CREATE TABLE source_system_campuses (
    organization_id TEXT COLLATE "C" NOT NULL,
    source_system TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    campus TEXT NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, source_system, number),
    FOREIGN KEY (organization_id, source_system) REFERENCES source_systems (organization_id, id)
);

-- Which fields and value domains a dictionary feeds, as JSON: the last row counts, without one it feeds none.
CREATE TABLE dictionary_bindings (
    organization_id TEXT COLLATE "C" NOT NULL,
    dictionary TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    bindings TEXT NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, dictionary, number),
    FOREIGN KEY (organization_id, dictionary) REFERENCES dictionaries (organization_id, dictionary)
);

-- The figures of an organization as they were at a cut such as `weekly-2026-11-20`; `body` is the canonical report, `digest` its
-- SHA-256.
CREATE TABLE coverage_reports (
    organization_id TEXT COLLATE "C" NOT NULL,
    cut TEXT COLLATE "C" NOT NULL,
    cut_at BIGINT NOT NULL,
    taken_at BIGINT NOT NULL,
    taken_by TEXT COLLATE "C" NOT NULL,
    digest TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (organization_id, cut),
    FOREIGN KEY (organization_id) REFERENCES organizations (id)
);

-- Of loads before this table only the last is known.
INSERT INTO dictionary_loads SELECT organization_id, dictionary, loads, loaded_at, loaded_by, row_count FROM dictionaries;

CREATE TRIGGER dictionary_loads_no_change BEFORE UPDATE OR DELETE ON dictionary_loads
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER dictionary_loads_no_truncate BEFORE TRUNCATE ON dictionary_loads
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER source_system_campuses_no_change BEFORE UPDATE OR DELETE ON source_system_campuses
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER source_system_campuses_no_truncate BEFORE TRUNCATE ON source_system_campuses
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER dictionary_bindings_no_change BEFORE UPDATE OR DELETE ON dictionary_bindings
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER dictionary_bindings_no_truncate BEFORE TRUNCATE ON dictionary_bindings
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER coverage_reports_no_change BEFORE UPDATE OR DELETE ON coverage_reports
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER coverage_reports_no_truncate BEFORE TRUNCATE ON coverage_reports
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
