-- When each load of a dictionary was, which `local_codes` count by its number.
CREATE TABLE dictionary_loads (
    organization_id TEXT NOT NULL,
    dictionary TEXT NOT NULL,
    load BIGINT NOT NULL,
    at BIGINT NOT NULL,
    account TEXT NOT NULL,
    row_count BIGINT NOT NULL,
    PRIMARY KEY (organization_id, dictionary, load),
    FOREIGN KEY (organization_id, dictionary) REFERENCES dictionaries (organization_id, dictionary)
) WITHOUT ROWID;

-- On which campus 院区 a source system runs: the last row counts, without one it is not said.
CREATE TABLE source_system_campuses (
    organization_id TEXT NOT NULL,
    source_system TEXT NOT NULL,
    number BIGINT NOT NULL,
    campus TEXT NOT NULL,
    account TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, source_system, number),
    FOREIGN KEY (organization_id, source_system) REFERENCES source_systems (organization_id, id)
) WITHOUT ROWID;

-- Which fields and value domains a dictionary feeds, as JSON: the last row counts, without one it feeds none.
CREATE TABLE dictionary_bindings (
    organization_id TEXT NOT NULL,
    dictionary TEXT NOT NULL,
    number BIGINT NOT NULL,
    bindings TEXT NOT NULL,
    account TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, dictionary, number),
    FOREIGN KEY (organization_id, dictionary) REFERENCES dictionaries (organization_id, dictionary)
) WITHOUT ROWID;

-- The figures of an organization as they were at a cut such as `weekly-2026-11-20`; `body` is the canonical report, `digest` its
-- SHA-256.
CREATE TABLE coverage_reports (
    organization_id TEXT NOT NULL,
    cut TEXT NOT NULL,
    cut_at BIGINT NOT NULL,
    taken_at BIGINT NOT NULL,
    taken_by TEXT NOT NULL,
    digest TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (organization_id, cut),
    FOREIGN KEY (organization_id) REFERENCES organizations (id)
) WITHOUT ROWID;

-- Of loads before this table only the last is known.
INSERT INTO dictionary_loads SELECT organization_id, dictionary, loads, loaded_at, loaded_by, row_count FROM dictionaries;

CREATE TRIGGER dictionary_loads_no_update BEFORE UPDATE ON dictionary_loads
BEGIN SELECT RAISE(ABORT, 'history-immutable: dictionary_loads'); END;
CREATE TRIGGER dictionary_loads_no_delete BEFORE DELETE ON dictionary_loads
BEGIN SELECT RAISE(ABORT, 'history-immutable: dictionary_loads'); END;
CREATE TRIGGER dictionary_loads_no_replace BEFORE INSERT ON dictionary_loads
WHEN EXISTS (SELECT 1 FROM dictionary_loads WHERE organization_id = NEW.organization_id AND dictionary = NEW.dictionary AND load = NEW.load)
BEGIN SELECT RAISE(ABORT, 'history-immutable: dictionary_loads'); END;
CREATE TRIGGER source_system_campuses_no_update BEFORE UPDATE ON source_system_campuses
BEGIN SELECT RAISE(ABORT, 'history-immutable: source_system_campuses'); END;
CREATE TRIGGER source_system_campuses_no_delete BEFORE DELETE ON source_system_campuses
BEGIN SELECT RAISE(ABORT, 'history-immutable: source_system_campuses'); END;
CREATE TRIGGER source_system_campuses_no_replace BEFORE INSERT ON source_system_campuses
WHEN EXISTS (SELECT 1 FROM source_system_campuses WHERE organization_id = NEW.organization_id AND source_system = NEW.source_system AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'history-immutable: source_system_campuses'); END;
CREATE TRIGGER dictionary_bindings_no_update BEFORE UPDATE ON dictionary_bindings
BEGIN SELECT RAISE(ABORT, 'history-immutable: dictionary_bindings'); END;
CREATE TRIGGER dictionary_bindings_no_delete BEFORE DELETE ON dictionary_bindings
BEGIN SELECT RAISE(ABORT, 'history-immutable: dictionary_bindings'); END;
CREATE TRIGGER dictionary_bindings_no_replace BEFORE INSERT ON dictionary_bindings
WHEN EXISTS (SELECT 1 FROM dictionary_bindings WHERE organization_id = NEW.organization_id AND dictionary = NEW.dictionary AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'history-immutable: dictionary_bindings'); END;
CREATE TRIGGER coverage_reports_no_update BEFORE UPDATE ON coverage_reports
BEGIN SELECT RAISE(ABORT, 'history-immutable: coverage_reports'); END;
CREATE TRIGGER coverage_reports_no_delete BEFORE DELETE ON coverage_reports
BEGIN SELECT RAISE(ABORT, 'history-immutable: coverage_reports'); END;
CREATE TRIGGER coverage_reports_no_replace BEFORE INSERT ON coverage_reports
WHEN EXISTS (SELECT 1 FROM coverage_reports WHERE organization_id = NEW.organization_id AND cut = NEW.cut)
BEGIN SELECT RAISE(ABORT, 'history-immutable: coverage_reports'); END;
