-- What becomes of a file in which something looks like personal data, by organization: the last row counts, without one
-- it is loaded with a warning.
CREATE TABLE upload_policies (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    number BIGINT NOT NULL,
    personal_data TEXT NOT NULL CHECK (personal_data IN ('warn', 'refuse')),
    account TEXT NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (organization_id, number)
) WITHOUT ROWID;

CREATE TRIGGER upload_policies_no_update BEFORE UPDATE ON upload_policies
BEGIN SELECT RAISE(ABORT, 'history-immutable: upload_policies'); END;
CREATE TRIGGER upload_policies_no_delete BEFORE DELETE ON upload_policies
BEGIN SELECT RAISE(ABORT, 'history-immutable: upload_policies'); END;
CREATE TRIGGER upload_policies_no_replace BEFORE INSERT ON upload_policies
WHEN EXISTS (SELECT 1 FROM upload_policies WHERE organization_id = NEW.organization_id AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'history-immutable: upload_policies'); END;
