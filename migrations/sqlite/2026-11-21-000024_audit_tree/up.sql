-- How an act ended: success, refused, failed. Events of earlier programs tell of what succeeded.
ALTER TABLE audit_events ADD COLUMN outcome TEXT NOT NULL DEFAULT 'success';
CREATE INDEX audit_events_by_account ON audit_events (account, sequence);
CREATE INDEX audit_events_by_organization ON audit_events (organization_id, sequence);
CREATE INDEX audit_events_by_object ON audit_events (object, sequence);
CREATE INDEX audit_events_by_action ON audit_events (action, sequence);
CREATE INDEX audit_events_by_time ON audit_events (at, sequence);
CREATE INDEX audit_events_not_done ON audit_events (outcome, sequence) WHERE outcome <> 'success';

-- The nodes of the Merkle tree over the log (RFC 6962), numbered from 0 in the order in which they come to be.
CREATE TABLE audit_tree (
    number BIGINT NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL
) WITHOUT ROWID;

-- Checkpoints: the size of the log, its root then, and the signed note. `key_id` is empty of one without a signature.
CREATE TABLE audit_checkpoints (
    size BIGINT NOT NULL,
    key_id TEXT NOT NULL,
    root TEXT NOT NULL,
    at BIGINT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (size, key_id)
) WITHOUT ROWID;

-- Up to which event the log was sent to a collector of logs.
CREATE TABLE audit_forwarding (
    destination TEXT NOT NULL PRIMARY KEY,
    sequence BIGINT NOT NULL,
    at BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TRIGGER audit_tree_no_update BEFORE UPDATE ON audit_tree
BEGIN SELECT RAISE(ABORT, 'history-immutable: audit_tree'); END;
CREATE TRIGGER audit_tree_no_delete BEFORE DELETE ON audit_tree
BEGIN SELECT RAISE(ABORT, 'history-immutable: audit_tree'); END;
CREATE TRIGGER audit_tree_no_replace BEFORE INSERT ON audit_tree
WHEN EXISTS (SELECT 1 FROM audit_tree WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'history-immutable: audit_tree'); END;
CREATE TRIGGER audit_checkpoints_no_update BEFORE UPDATE ON audit_checkpoints
BEGIN SELECT RAISE(ABORT, 'history-immutable: audit_checkpoints'); END;
CREATE TRIGGER audit_checkpoints_no_delete BEFORE DELETE ON audit_checkpoints
BEGIN SELECT RAISE(ABORT, 'history-immutable: audit_checkpoints'); END;
CREATE TRIGGER audit_checkpoints_no_late_insert BEFORE INSERT ON audit_checkpoints
WHEN EXISTS (SELECT 1 FROM audit_checkpoints WHERE size > NEW.size OR (size = NEW.size AND key_id = NEW.key_id))
BEGIN SELECT RAISE(ABORT, 'history-immutable: audit_checkpoints'); END;
