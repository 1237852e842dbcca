CREATE TABLE organizations (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    uscc TEXT COLLATE "C" UNIQUE,
    created_at BIGINT NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL
);

-- A hospital's HIS, LIS, EMR …: the scope of its dictionaries.
CREATE TABLE source_systems (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    id TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id)
);

-- One code list of one source system; `dictionary` is source system/name.
CREATE TABLE dictionaries (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    dictionary TEXT COLLATE "C" NOT NULL,
    target_system TEXT COLLATE "C" NOT NULL,
    target_edition TEXT COLLATE "C" NOT NULL,
    loads BIGINT NOT NULL,
    loaded_at BIGINT NOT NULL,
    loaded_by TEXT COLLATE "C" NOT NULL,
    row_count BIGINT NOT NULL,
    PRIMARY KEY (organization_id, dictionary)
);

-- Every row of a dictionary; a repeated code is told apart by `occurrence`. Rows of the present dictionary have
-- `last_load` equal to the dictionary's `loads`.
CREATE TABLE local_codes (
    organization_id TEXT COLLATE "C" NOT NULL,
    dictionary TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    occurrence BIGINT NOT NULL,
    name TEXT NOT NULL,
    attributes TEXT NOT NULL,
    usage_count BIGINT,
    row_number BIGINT NOT NULL,
    first_load BIGINT NOT NULL,
    last_load BIGINT NOT NULL,
    PRIMARY KEY (organization_id, dictionary, code, occurrence),
    FOREIGN KEY (organization_id, dictionary) REFERENCES dictionaries (organization_id, dictionary)
);

-- What was suggested for a row, best first, as JSON.
CREATE TABLE suggestions (
    organization_id TEXT COLLATE "C" NOT NULL,
    dictionary TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    occurrence BIGINT NOT NULL,
    items TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, dictionary, code, occurrence)
);

-- Long work: its progress and its end.
CREATE TABLE jobs (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    organization_id TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    state TEXT NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    error TEXT,
    created_at BIGINT NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL,
    updated_at BIGINT NOT NULL
);
