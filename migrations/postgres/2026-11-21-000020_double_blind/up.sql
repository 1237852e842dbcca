-- What two makers decide about a row without seeing each other (review policy double-blind). `basis` is the SHA-256 of what
-- they decide about: the version of the mapping and the local name. `agrees` says of the second whether it decides as the first.
CREATE TABLE blind_proposals (
    organization_id TEXT COLLATE "C" NOT NULL,
    dictionary TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    basis TEXT COLLATE "C" NOT NULL,
    place BIGINT NOT NULL CHECK (place IN (1, 2)),
    name TEXT NOT NULL,
    version BIGINT NOT NULL,
    decision TEXT NOT NULL,
    justification TEXT NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    agrees BOOLEAN CHECK ((agrees IS NULL) = (place = 1)),
    PRIMARY KEY (organization_id, dictionary, code, basis, place),
    UNIQUE (organization_id, dictionary, code, basis, account),
    FOREIGN KEY (organization_id, dictionary) REFERENCES dictionaries (organization_id, dictionary)
);
CREATE TRIGGER blind_proposals_no_change BEFORE UPDATE OR DELETE ON blind_proposals
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER blind_proposals_no_truncate BEFORE TRUNCATE ON blind_proposals
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
