CREATE TABLE organizations (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    uscc TEXT UNIQUE,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL
) WITHOUT ROWID;

-- A hospital's HIS, LIS, EMR …: the scope of its dictionaries.
CREATE TABLE source_systems (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id)
) WITHOUT ROWID;

-- One code list of one source system; `dictionary` is source system/name.
CREATE TABLE dictionaries (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    dictionary TEXT NOT NULL,
    target_system TEXT NOT NULL,
    target_edition TEXT NOT NULL,
    loads BIGINT NOT NULL,
    loaded_at BIGINT NOT NULL,
    loaded_by TEXT NOT NULL,
    row_count BIGINT NOT NULL,
    PRIMARY KEY (organization_id, dictionary)
) WITHOUT ROWID;

-- Every row of a dictionary; a repeated code is told apart by `occurrence`. Rows of the present dictionary have
-- `last_load` equal to the dictionary's `loads`.
CREATE TABLE local_codes (
    organization_id TEXT NOT NULL,
    dictionary TEXT NOT NULL,
    code TEXT NOT NULL,
    occurrence BIGINT NOT NULL,
    name TEXT NOT NULL,
    attributes TEXT NOT NULL,
    usage_count BIGINT,
    row_number BIGINT NOT NULL,
    first_load BIGINT NOT NULL,
    last_load BIGINT NOT NULL,
    PRIMARY KEY (organization_id, dictionary, code, occurrence),
    FOREIGN KEY (organization_id, dictionary) REFERENCES dictionaries (organization_id, dictionary)
) WITHOUT ROWID;

-- What was suggested for a row, best first, as JSON.
CREATE TABLE suggestions (
    organization_id TEXT NOT NULL,
    dictionary TEXT NOT NULL,
    code TEXT NOT NULL,
    occurrence BIGINT NOT NULL,
    items TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, dictionary, code, occurrence)
) WITHOUT ROWID;

-- Long work: its progress and its end.
CREATE TABLE jobs (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    state TEXT NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    error TEXT,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at BIGINT NOT NULL
) WITHOUT ROWID;
