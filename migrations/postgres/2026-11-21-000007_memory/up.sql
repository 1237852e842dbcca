-- Whether an organization lets others learn from its released mappings: the last row counts, without one it does not.
CREATE TABLE sharing_consents (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    number BIGINT NOT NULL,
    shares BOOLEAN NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (organization_id, number)
);

-- Releases that no longer teach, each retracted once.
CREATE TABLE release_retractions (
    organization_id TEXT COLLATE "C" NOT NULL,
    release BIGINT NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (organization_id, release),
    FOREIGN KEY (organization_id, release) REFERENCES releases (organization_id, number)
);

-- What a reviewer returned is evidence against it.
CREATE INDEX mapping_steps_by_step ON mapping_steps (organization_id, step);

CREATE TRIGGER sharing_consents_no_change BEFORE UPDATE OR DELETE ON sharing_consents
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER sharing_consents_no_truncate BEFORE TRUNCATE ON sharing_consents
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER release_retractions_no_change BEFORE UPDATE OR DELETE ON release_retractions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER release_retractions_no_truncate BEFORE TRUNCATE ON release_retractions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
