-- The hours of a day in which nothing becomes effective, `HH:MM-HH:MM` of Asia/Shanghai, or none: the last row counts, without one
-- it is 18:00-03:00.
CREATE TABLE freeze_windows (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    number BIGINT NOT NULL,
    hours TEXT,
    account TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (organization_id, number)
);

-- To how many of a hundred collectors a release is offered: the last row counts, without one to all.
CREATE TABLE release_rollouts (
    organization_id TEXT COLLATE "C" NOT NULL,
    release BIGINT NOT NULL,
    number BIGINT NOT NULL,
    percent BIGINT NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (organization_id, release, number),
    FOREIGN KEY (organization_id, release) REFERENCES releases (organization_id, number)
);

-- At which release a collector stays, and until when: the last row counts; one without a release ends the pin.
CREATE TABLE collector_pins (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    collector TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    release BIGINT,
    until BIGINT,
    account TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (organization_id, collector, number),
    FOREIGN KEY (organization_id, release) REFERENCES releases (organization_id, number)
);

CREATE TRIGGER freeze_windows_no_change BEFORE UPDATE OR DELETE ON freeze_windows
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER freeze_windows_no_truncate BEFORE TRUNCATE ON freeze_windows
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER release_rollouts_no_change BEFORE UPDATE OR DELETE ON release_rollouts
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER release_rollouts_no_truncate BEFORE TRUNCATE ON release_rollouts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER collector_pins_no_change BEFORE UPDATE OR DELETE ON collector_pins
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER collector_pins_no_truncate BEFORE TRUNCATE ON collector_pins
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
