-- Whether an organization lets others learn from its released mappings: the last row counts, without one it does not.
CREATE TABLE sharing_consents (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    number BIGINT NOT NULL,
    shares BOOLEAN NOT NULL,
    account TEXT NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (organization_id, number)
) WITHOUT ROWID;

-- Releases that no longer teach, each retracted once.
CREATE TABLE release_retractions (
    organization_id TEXT NOT NULL,
    release BIGINT NOT NULL,
    account TEXT NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (organization_id, release),
    FOREIGN KEY (organization_id, release) REFERENCES releases (organization_id, number)
) WITHOUT ROWID;

-- What a reviewer returned is evidence against it.
CREATE INDEX mapping_steps_by_step ON mapping_steps (organization_id, step);

CREATE TRIGGER sharing_consents_no_update BEFORE UPDATE ON sharing_consents
BEGIN SELECT RAISE(ABORT, 'history-immutable: sharing_consents'); END;
CREATE TRIGGER sharing_consents_no_delete BEFORE DELETE ON sharing_consents
BEGIN SELECT RAISE(ABORT, 'history-immutable: sharing_consents'); END;
CREATE TRIGGER sharing_consents_no_replace BEFORE INSERT ON sharing_consents
WHEN EXISTS (SELECT 1 FROM sharing_consents WHERE organization_id = NEW.organization_id AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'history-immutable: sharing_consents'); END;
CREATE TRIGGER release_retractions_no_update BEFORE UPDATE ON release_retractions
BEGIN SELECT RAISE(ABORT, 'history-immutable: release_retractions'); END;
CREATE TRIGGER release_retractions_no_delete BEFORE DELETE ON release_retractions
BEGIN SELECT RAISE(ABORT, 'history-immutable: release_retractions'); END;
CREATE TRIGGER release_retractions_no_replace BEFORE INSERT ON release_retractions
WHEN EXISTS (SELECT 1 FROM release_retractions WHERE organization_id = NEW.organization_id AND release = NEW.release)
BEGIN SELECT RAISE(ABORT, 'history-immutable: release_retractions'); END;
