-- Lists of changes of a code system 沿革; `key` is internal.
CREATE TABLE succession_lists (
    key BIGINT NOT NULL PRIMARY KEY,
    system_id TEXT NOT NULL REFERENCES code_systems (id),
    edition TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'published')),
    source TEXT NOT NULL,
    confidence TEXT NOT NULL,
    row_count BIGINT NOT NULL,
    digest TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    published_at BIGINT,
    published_by TEXT,
    UNIQUE (system_id, edition)
) WITHOUT ROWID;

-- One change; `date` and `since` are as precise as they are known (YYYY, YYYY-MM, YYYY-MM-DD).
CREATE TABLE succession_events (
    list_key BIGINT NOT NULL REFERENCES succession_lists (key),
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    date TEXT NOT NULL,
    old_code TEXT,
    old_name TEXT,
    since TEXT,
    new_units TEXT NOT NULL,
    document TEXT NOT NULL,
    note TEXT NOT NULL,
    place TEXT NOT NULL,
    confidence TEXT NOT NULL,
    PRIMARY KEY (list_key, number)
) WITHOUT ROWID;

-- Who may propose changes inside the subtree of a code; ended by its date or a revocation.
CREATE TABLE delegations (
    id BIGINT NOT NULL PRIMARY KEY,
    system_id TEXT NOT NULL REFERENCES code_systems (id),
    root TEXT NOT NULL,
    account TEXT NOT NULL,
    granted_by TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    ends_at BIGINT
) WITHOUT ROWID;
CREATE TABLE delegation_revocations (
    delegation BIGINT NOT NULL PRIMARY KEY REFERENCES delegations (id),
    account TEXT NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL
) WITHOUT ROWID;

-- A proposed change, as JSON, and what another account decided.
CREATE TABLE succession_proposals (
    id BIGINT NOT NULL PRIMARY KEY,
    system_id TEXT NOT NULL REFERENCES code_systems (id),
    delegation BIGINT NOT NULL REFERENCES delegations (id),
    event TEXT NOT NULL,
    author TEXT NOT NULL,
    at BIGINT NOT NULL
) WITHOUT ROWID;
CREATE TABLE succession_decisions (
    proposal BIGINT NOT NULL PRIMARY KEY REFERENCES succession_proposals (id),
    approved BOOLEAN NOT NULL,
    edition TEXT,
    account TEXT NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL
) WITHOUT ROWID;

CREATE TRIGGER succession_lists_no_update BEFORE UPDATE ON succession_lists WHEN OLD.status = 'published'
BEGIN SELECT RAISE(ABORT, 'history-immutable: succession_lists'); END;
-- UPDATE OR REPLACE of a draft would delete a published list whose key or name the draft takes.
CREATE TRIGGER succession_lists_no_takeover BEFORE UPDATE ON succession_lists
WHEN EXISTS (SELECT 1 FROM succession_lists WHERE status = 'published' AND key <> OLD.key
    AND (key = NEW.key OR (system_id = NEW.system_id AND edition = NEW.edition)))
BEGIN SELECT RAISE(ABORT, 'history-immutable: succession_lists'); END;
CREATE TRIGGER succession_lists_no_delete BEFORE DELETE ON succession_lists WHEN OLD.status = 'published'
BEGIN SELECT RAISE(ABORT, 'history-immutable: succession_lists'); END;
CREATE TRIGGER succession_lists_no_replace BEFORE INSERT ON succession_lists
WHEN EXISTS (SELECT 1 FROM succession_lists WHERE status = 'published'
    AND (key = NEW.key OR (system_id = NEW.system_id AND edition = NEW.edition)))
BEGIN SELECT RAISE(ABORT, 'history-immutable: succession_lists'); END;

CREATE TRIGGER succession_events_no_insert BEFORE INSERT ON succession_events
WHEN (SELECT status FROM succession_lists WHERE key = NEW.list_key) = 'published'
BEGIN SELECT RAISE(ABORT, 'history-immutable: succession_events'); END;
CREATE TRIGGER succession_events_no_update BEFORE UPDATE ON succession_events
WHEN EXISTS (SELECT 1 FROM succession_lists WHERE key IN (OLD.list_key, NEW.list_key) AND status = 'published')
BEGIN SELECT RAISE(ABORT, 'history-immutable: succession_events'); END;
CREATE TRIGGER succession_events_no_delete BEFORE DELETE ON succession_events
WHEN (SELECT status FROM succession_lists WHERE key = OLD.list_key) = 'published'
BEGIN SELECT RAISE(ABORT, 'history-immutable: succession_events'); END;

CREATE TRIGGER delegations_no_update BEFORE UPDATE ON delegations
BEGIN SELECT RAISE(ABORT, 'history-immutable: delegations'); END;
CREATE TRIGGER delegations_no_delete BEFORE DELETE ON delegations
BEGIN SELECT RAISE(ABORT, 'history-immutable: delegations'); END;
CREATE TRIGGER delegations_no_replace BEFORE INSERT ON delegations
WHEN EXISTS (SELECT 1 FROM delegations WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'history-immutable: delegations'); END;

CREATE TRIGGER delegation_revocations_no_update BEFORE UPDATE ON delegation_revocations
BEGIN SELECT RAISE(ABORT, 'history-immutable: delegation_revocations'); END;
CREATE TRIGGER delegation_revocations_no_delete BEFORE DELETE ON delegation_revocations
BEGIN SELECT RAISE(ABORT, 'history-immutable: delegation_revocations'); END;
CREATE TRIGGER delegation_revocations_no_replace BEFORE INSERT ON delegation_revocations
WHEN EXISTS (SELECT 1 FROM delegation_revocations WHERE delegation = NEW.delegation)
BEGIN SELECT RAISE(ABORT, 'history-immutable: delegation_revocations'); END;

CREATE TRIGGER succession_proposals_no_update BEFORE UPDATE ON succession_proposals
BEGIN SELECT RAISE(ABORT, 'history-immutable: succession_proposals'); END;
CREATE TRIGGER succession_proposals_no_delete BEFORE DELETE ON succession_proposals
BEGIN SELECT RAISE(ABORT, 'history-immutable: succession_proposals'); END;
CREATE TRIGGER succession_proposals_no_replace BEFORE INSERT ON succession_proposals
WHEN EXISTS (SELECT 1 FROM succession_proposals WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'history-immutable: succession_proposals'); END;

CREATE TRIGGER succession_decisions_no_update BEFORE UPDATE ON succession_decisions
BEGIN SELECT RAISE(ABORT, 'history-immutable: succession_decisions'); END;
CREATE TRIGGER succession_decisions_no_delete BEFORE DELETE ON succession_decisions
BEGIN SELECT RAISE(ABORT, 'history-immutable: succession_decisions'); END;
CREATE TRIGGER succession_decisions_no_replace BEFORE INSERT ON succession_decisions
WHEN EXISTS (SELECT 1 FROM succession_decisions WHERE proposal = NEW.proposal)
BEGIN SELECT RAISE(ABORT, 'history-immutable: succession_decisions'); END;
