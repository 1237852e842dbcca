-- What publishing or retiring an edition asks of the mappings on it; written with the step, done hospital by hospital.
CREATE TABLE edition_rechecks (
    edition_key BIGINT NOT NULL REFERENCES editions (key),
    step TEXT NOT NULL CHECK (step IN ('publish', 'retire')),
    account TEXT NOT NULL,
    role TEXT NOT NULL,
    request_id TEXT NOT NULL,
    address TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    finished_at BIGINT,
    PRIMARY KEY (edition_key, step)
) WITHOUT ROWID;

-- A hospital whose mappings were looked at, and how many of them went back to review.
CREATE TABLE edition_recheck_hospitals (
    edition_key BIGINT NOT NULL,
    step TEXT NOT NULL,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    row_count BIGINT NOT NULL,
    done_at BIGINT NOT NULL,
    PRIMARY KEY (edition_key, step, organization_id),
    FOREIGN KEY (edition_key, step) REFERENCES edition_rechecks (edition_key, step)
) WITHOUT ROWID;
