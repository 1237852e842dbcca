-- What two makers decide about a row without seeing each other (review policy double-blind). `basis` is the SHA-256 of what
-- they decide about: the version of the mapping and the local name. `agrees` says of the second whether it decides as the first.
CREATE TABLE blind_proposals (
    organization_id TEXT NOT NULL,
    dictionary TEXT NOT NULL,
    code TEXT NOT NULL,
    basis TEXT NOT NULL,
    place BIGINT NOT NULL CHECK (place IN (1, 2)),
    name TEXT NOT NULL,
    version BIGINT NOT NULL,
    decision TEXT NOT NULL,
    justification TEXT NOT NULL,
    account TEXT NOT NULL,
    at BIGINT NOT NULL,
    agrees BOOLEAN CHECK ((agrees IS NULL) = (place = 1)),
    PRIMARY KEY (organization_id, dictionary, code, basis, place),
    UNIQUE (organization_id, dictionary, code, basis, account),
    FOREIGN KEY (organization_id, dictionary) REFERENCES dictionaries (organization_id, dictionary)
) WITHOUT ROWID;
CREATE TRIGGER blind_proposals_no_update BEFORE UPDATE ON blind_proposals
BEGIN SELECT RAISE(ABORT, 'history-immutable: blind_proposals'); END;
CREATE TRIGGER blind_proposals_no_delete BEFORE DELETE ON blind_proposals
BEGIN SELECT RAISE(ABORT, 'history-immutable: blind_proposals'); END;
CREATE TRIGGER blind_proposals_no_replace BEFORE INSERT ON blind_proposals
WHEN EXISTS (SELECT 1 FROM blind_proposals WHERE organization_id = NEW.organization_id AND dictionary = NEW.dictionary
    AND code = NEW.code AND basis = NEW.basis AND (place = NEW.place OR account = NEW.account))
BEGIN SELECT RAISE(ABORT, 'history-immutable: blind_proposals'); END;
