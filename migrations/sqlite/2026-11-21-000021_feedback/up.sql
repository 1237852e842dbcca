-- What a collector says it runs: every report, never changed; the last one of a collector counts.
CREATE TABLE collector_reports (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    collector TEXT NOT NULL,
    number BIGINT NOT NULL,
    report_id TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    account TEXT NOT NULL,
    outcome TEXT NOT NULL,
    release BIGINT,
    body_digest TEXT,
    refusal_code TEXT,
    refusal_reason TEXT NOT NULL,
    client TEXT NOT NULL,
    PRIMARY KEY (organization_id, collector, number),
    UNIQUE (organization_id, collector, report_id)
) WITHOUT ROWID;

-- How many codes of a business day and dictionary a collector converted. Of several counts of one batch by one collector the
-- one with the highest report counts.
CREATE TABLE usage_counts (
    organization_id TEXT NOT NULL,
    collector TEXT NOT NULL,
    report BIGINT NOT NULL,
    item BIGINT NOT NULL,
    day TEXT NOT NULL,
    dictionary TEXT NOT NULL,
    release BIGINT NOT NULL,
    batch TEXT NOT NULL,
    mapped BIGINT NOT NULL,
    missed BIGINT NOT NULL,
    names_dropped BIGINT NOT NULL,
    codes_refused BIGINT NOT NULL,
    codes_left_out BIGINT NOT NULL,
    PRIMARY KEY (organization_id, collector, report, item)
) WITHOUT ROWID;

-- The codes of a count that were not converted, or were under another name; never a term that looks like personal data.
CREATE TABLE usage_codes (
    organization_id TEXT NOT NULL,
    collector TEXT NOT NULL,
    report BIGINT NOT NULL,
    item BIGINT NOT NULL,
    code TEXT NOT NULL,
    status TEXT NOT NULL,
    name TEXT NOT NULL,
    occurrences BIGINT NOT NULL,
    PRIMARY KEY (organization_id, collector, report, item, code, status)
) WITHOUT ROWID;

-- What somebody has to look at, one row a subject; `present` says whether its cause is still there.
CREATE TABLE alerts (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    dictionary TEXT,
    code TEXT,
    collector TEXT,
    day TEXT,
    state TEXT NOT NULL,
    present BOOLEAN NOT NULL,
    release BIGINT,
    name TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    steps BIGINT NOT NULL,
    PRIMARY KEY (organization_id, number),
    UNIQUE (organization_id, kind, subject)
) WITHOUT ROWID;

-- Every step that an alert took: who, when, why.
CREATE TABLE alert_steps (
    organization_id TEXT NOT NULL,
    alert BIGINT NOT NULL,
    number BIGINT NOT NULL,
    step TEXT NOT NULL,
    state TEXT NOT NULL,
    account TEXT NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (organization_id, alert, number)
) WITHOUT ROWID;

-- Where alerts are sent: the last row counts, one without an address switches it off. Its secret is derived, not stored.
CREATE TABLE webhooks (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    number BIGINT NOT NULL,
    url TEXT,
    account TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, number)
) WITHOUT ROWID;

-- What is to be sent, in its order: `pending`, `sent` or `dead`.
CREATE TABLE webhook_deliveries (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    sequence BIGINT NOT NULL,
    alert BIGINT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    answer TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, sequence)
) WITHOUT ROWID;

CREATE INDEX usage_counts_by_day ON usage_counts (organization_id, dictionary, day, collector, batch, report);
CREATE INDEX alerts_by_state ON alerts (organization_id, state, number);
CREATE INDEX webhook_deliveries_by_state ON webhook_deliveries (state, organization_id, sequence);

CREATE TRIGGER collector_reports_no_update BEFORE UPDATE ON collector_reports
BEGIN SELECT RAISE(ABORT, 'history-immutable: collector_reports'); END;
CREATE TRIGGER collector_reports_no_delete BEFORE DELETE ON collector_reports
BEGIN SELECT RAISE(ABORT, 'history-immutable: collector_reports'); END;
CREATE TRIGGER collector_reports_no_replace BEFORE INSERT ON collector_reports
WHEN EXISTS (SELECT 1 FROM collector_reports WHERE organization_id = NEW.organization_id AND collector = NEW.collector AND (number = NEW.number OR report_id = NEW.report_id))
BEGIN SELECT RAISE(ABORT, 'history-immutable: collector_reports'); END;
CREATE TRIGGER usage_counts_no_update BEFORE UPDATE ON usage_counts
BEGIN SELECT RAISE(ABORT, 'history-immutable: usage_counts'); END;
CREATE TRIGGER usage_counts_no_delete BEFORE DELETE ON usage_counts
BEGIN SELECT RAISE(ABORT, 'history-immutable: usage_counts'); END;
CREATE TRIGGER usage_counts_no_replace BEFORE INSERT ON usage_counts
WHEN EXISTS (SELECT 1 FROM usage_counts WHERE organization_id = NEW.organization_id AND collector = NEW.collector AND report = NEW.report AND item = NEW.item)
BEGIN SELECT RAISE(ABORT, 'history-immutable: usage_counts'); END;
CREATE TRIGGER usage_codes_no_update BEFORE UPDATE ON usage_codes
BEGIN SELECT RAISE(ABORT, 'history-immutable: usage_codes'); END;
CREATE TRIGGER usage_codes_no_delete BEFORE DELETE ON usage_codes
BEGIN SELECT RAISE(ABORT, 'history-immutable: usage_codes'); END;
CREATE TRIGGER usage_codes_no_replace BEFORE INSERT ON usage_codes
WHEN EXISTS (SELECT 1 FROM usage_codes WHERE organization_id = NEW.organization_id AND collector = NEW.collector AND report = NEW.report AND item = NEW.item AND code = NEW.code AND status = NEW.status)
BEGIN SELECT RAISE(ABORT, 'history-immutable: usage_codes'); END;
CREATE TRIGGER alert_steps_no_update BEFORE UPDATE ON alert_steps
BEGIN SELECT RAISE(ABORT, 'history-immutable: alert_steps'); END;
CREATE TRIGGER alert_steps_no_delete BEFORE DELETE ON alert_steps
BEGIN SELECT RAISE(ABORT, 'history-immutable: alert_steps'); END;
CREATE TRIGGER alert_steps_no_replace BEFORE INSERT ON alert_steps
WHEN EXISTS (SELECT 1 FROM alert_steps WHERE organization_id = NEW.organization_id AND alert = NEW.alert AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'history-immutable: alert_steps'); END;
CREATE TRIGGER webhooks_no_update BEFORE UPDATE ON webhooks
BEGIN SELECT RAISE(ABORT, 'history-immutable: webhooks'); END;
CREATE TRIGGER webhooks_no_delete BEFORE DELETE ON webhooks
BEGIN SELECT RAISE(ABORT, 'history-immutable: webhooks'); END;
CREATE TRIGGER webhooks_no_replace BEFORE INSERT ON webhooks
WHEN EXISTS (SELECT 1 FROM webhooks WHERE organization_id = NEW.organization_id AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'history-immutable: webhooks'); END;
