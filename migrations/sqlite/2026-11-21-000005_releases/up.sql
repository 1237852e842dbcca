-- A numbered, immutable set of mappings of one organization. `manifest` is its canonical manifest.
CREATE TABLE releases (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    number BIGINT NOT NULL,
    body_digest TEXT NOT NULL,
    body_bytes BIGINT NOT NULL,
    body_rows BIGINT NOT NULL,
    changes BIGINT NOT NULL,
    manifest TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    effective_at BIGINT NOT NULL,
    publisher TEXT NOT NULL,
    note TEXT NOT NULL,
    request_key TEXT,
    request_digest TEXT NOT NULL,
    PRIMARY KEY (organization_id, number),
    UNIQUE (organization_id, request_key)
) WITHOUT ROWID;

-- What a release changed: the new canonical line of a code, or none when it was withdrawn; who, when and why. The state
-- at release n is the last change up to n. Changes are written before their release row and closed by it.
CREATE TABLE release_changes (
    organization_id TEXT NOT NULL,
    dictionary TEXT NOT NULL,
    code TEXT NOT NULL,
    release BIGINT NOT NULL,
    line TEXT,
    author TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    reviewed_at BIGINT NOT NULL,
    justification TEXT NOT NULL,
    PRIMARY KEY (organization_id, dictionary, code, release)
) WITHOUT ROWID;
CREATE INDEX release_changes_by_release ON release_changes (organization_id, release);

CREATE TRIGGER releases_no_update BEFORE UPDATE ON releases
BEGIN SELECT RAISE(ABORT, 'history-immutable: releases'); END;
CREATE TRIGGER releases_no_delete BEFORE DELETE ON releases
BEGIN SELECT RAISE(ABORT, 'history-immutable: releases'); END;
CREATE TRIGGER release_changes_no_update BEFORE UPDATE ON release_changes
BEGIN SELECT RAISE(ABORT, 'history-immutable: release_changes'); END;
CREATE TRIGGER release_changes_no_delete BEFORE DELETE ON release_changes
BEGIN SELECT RAISE(ABORT, 'history-immutable: release_changes'); END;
CREATE TRIGGER releases_no_replace BEFORE INSERT ON releases
WHEN EXISTS (SELECT 1 FROM releases WHERE organization_id = NEW.organization_id
    AND (number = NEW.number OR request_key = NEW.request_key))
BEGIN SELECT RAISE(ABORT, 'history-immutable: releases'); END;
CREATE TRIGGER release_changes_no_late_insert BEFORE INSERT ON release_changes
WHEN EXISTS (SELECT 1 FROM releases WHERE organization_id = NEW.organization_id AND number >= NEW.release)
    OR EXISTS (SELECT 1 FROM release_changes WHERE organization_id = NEW.organization_id
        AND dictionary = NEW.dictionary AND code = NEW.code AND release = NEW.release)
BEGIN SELECT RAISE(ABORT, 'history-immutable: release_changes'); END;
