-- What becomes of a file in which something looks like personal data, by organization: the last row counts, without one
-- it is loaded with a warning.
CREATE TABLE upload_policies (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    number BIGINT NOT NULL,
    personal_data TEXT COLLATE "C" NOT NULL CHECK (personal_data IN ('warn', 'refuse')),
    account TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (organization_id, number)
);

CREATE TRIGGER upload_policies_no_change BEFORE UPDATE OR DELETE ON upload_policies
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER upload_policies_no_truncate BEFORE TRUNCATE ON upload_policies
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
