-- The hours of a day in which nothing becomes effective, `HH:MM-HH:MM` of Asia/Shanghai, or none: the last row counts, without one
-- it is 18:00-03:00.
CREATE TABLE freeze_windows (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    number BIGINT NOT NULL,
    hours TEXT,
    account TEXT NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (organization_id, number)
) WITHOUT ROWID;

-- To how many of a hundred collectors a release is offered: the last row counts, without one to all.
CREATE TABLE release_rollouts (
    organization_id TEXT NOT NULL,
    release BIGINT NOT NULL,
    number BIGINT NOT NULL,
    percent BIGINT NOT NULL,
    account TEXT NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (organization_id, release, number),
    FOREIGN KEY (organization_id, release) REFERENCES releases (organization_id, number)
) WITHOUT ROWID;

-- At which release a collector stays, and until when: the last row counts; one without a release ends the pin.
CREATE TABLE collector_pins (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    collector TEXT NOT NULL,
    number BIGINT NOT NULL,
    release BIGINT,
    until BIGINT,
    account TEXT NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (organization_id, collector, number),
    FOREIGN KEY (organization_id, release) REFERENCES releases (organization_id, number)
) WITHOUT ROWID;

CREATE TRIGGER freeze_windows_no_update BEFORE UPDATE ON freeze_windows
BEGIN SELECT RAISE(ABORT, 'history-immutable: freeze_windows'); END;
CREATE TRIGGER freeze_windows_no_delete BEFORE DELETE ON freeze_windows
BEGIN SELECT RAISE(ABORT, 'history-immutable: freeze_windows'); END;
CREATE TRIGGER freeze_windows_no_replace BEFORE INSERT ON freeze_windows
WHEN EXISTS (SELECT 1 FROM freeze_windows WHERE organization_id = NEW.organization_id AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'history-immutable: freeze_windows'); END;
CREATE TRIGGER release_rollouts_no_update BEFORE UPDATE ON release_rollouts
BEGIN SELECT RAISE(ABORT, 'history-immutable: release_rollouts'); END;
CREATE TRIGGER release_rollouts_no_delete BEFORE DELETE ON release_rollouts
BEGIN SELECT RAISE(ABORT, 'history-immutable: release_rollouts'); END;
CREATE TRIGGER release_rollouts_no_replace BEFORE INSERT ON release_rollouts
WHEN EXISTS (SELECT 1 FROM release_rollouts WHERE organization_id = NEW.organization_id AND release = NEW.release AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'history-immutable: release_rollouts'); END;
CREATE TRIGGER collector_pins_no_update BEFORE UPDATE ON collector_pins
BEGIN SELECT RAISE(ABORT, 'history-immutable: collector_pins'); END;
CREATE TRIGGER collector_pins_no_delete BEFORE DELETE ON collector_pins
BEGIN SELECT RAISE(ABORT, 'history-immutable: collector_pins'); END;
CREATE TRIGGER collector_pins_no_replace BEFORE INSERT ON collector_pins
WHEN EXISTS (SELECT 1 FROM collector_pins WHERE organization_id = NEW.organization_id AND collector = NEW.collector AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'history-immutable: collector_pins'); END;
