-- What a collector says it runs: every report, never changed; the last one of a collector counts.
CREATE TABLE collector_reports (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    collector TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    report_id TEXT COLLATE "C" NOT NULL,
    request_digest TEXT COLLATE "C" NOT NULL,
    made_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL,
    release BIGINT,
    body_digest TEXT COLLATE "C",
    refusal_code TEXT COLLATE "C",
    refusal_reason TEXT NOT NULL,
    client TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (organization_id, collector, number),
    UNIQUE (organization_id, collector, report_id)
);

-- How many codes of a business day and dictionary a collector converted. Of several counts of one batch by one collector the
-- one with the highest report counts.
CREATE TABLE usage_counts (
    organization_id TEXT COLLATE "C" NOT NULL,
    collector TEXT COLLATE "C" NOT NULL,
    report BIGINT NOT NULL,
    item BIGINT NOT NULL,
    day TEXT COLLATE "C" NOT NULL,
    dictionary TEXT COLLATE "C" NOT NULL,
    release BIGINT NOT NULL,
    batch TEXT COLLATE "C" NOT NULL,
    mapped BIGINT NOT NULL,
    missed BIGINT NOT NULL,
    names_dropped BIGINT NOT NULL,
    codes_refused BIGINT NOT NULL,
    codes_left_out BIGINT NOT NULL,
    PRIMARY KEY (organization_id, collector, report, item)
);

-- The codes of a count that were not converted, or were under another name; never a term that looks like personal data.
CREATE TABLE usage_codes (
    organization_id TEXT COLLATE "C" NOT NULL,
    collector TEXT COLLATE "C" NOT NULL,
    report BIGINT NOT NULL,
    item BIGINT NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    occurrences BIGINT NOT NULL,
    PRIMARY KEY (organization_id, collector, report, item, code, status)
);

-- What somebody has to look at, one row a subject; `present` says whether its cause is still there.
CREATE TABLE alerts (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    number BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    dictionary TEXT COLLATE "C",
    code TEXT COLLATE "C",
    collector TEXT COLLATE "C",
    day TEXT COLLATE "C",
    state TEXT COLLATE "C" NOT NULL,
    present BOOLEAN NOT NULL,
    release BIGINT,
    name TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    steps BIGINT NOT NULL,
    PRIMARY KEY (organization_id, number),
    UNIQUE (organization_id, kind, subject)
);

-- Every step that an alert took: who, when, why.
CREATE TABLE alert_steps (
    organization_id TEXT COLLATE "C" NOT NULL,
    alert BIGINT NOT NULL,
    number BIGINT NOT NULL,
    step TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (organization_id, alert, number)
);

-- Where alerts are sent: the last row counts, one without an address switches it off. Its secret is derived, not stored.
CREATE TABLE webhooks (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    number BIGINT NOT NULL,
    url TEXT COLLATE "C",
    account TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, number)
);

-- What is to be sent, in its order: `pending`, `sent` or `dead`.
CREATE TABLE webhook_deliveries (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    sequence BIGINT NOT NULL,
    alert BIGINT NOT NULL,
    body TEXT NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    answer TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, sequence)
);

CREATE INDEX usage_counts_by_day ON usage_counts (organization_id, dictionary, day, collector, batch, report);
CREATE INDEX alerts_by_state ON alerts (organization_id, state, number);
CREATE INDEX webhook_deliveries_by_state ON webhook_deliveries (state, organization_id, sequence);

CREATE TRIGGER collector_reports_no_change BEFORE UPDATE OR DELETE ON collector_reports
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER collector_reports_no_truncate BEFORE TRUNCATE ON collector_reports
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER usage_counts_no_change BEFORE UPDATE OR DELETE ON usage_counts
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER usage_counts_no_truncate BEFORE TRUNCATE ON usage_counts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER usage_codes_no_change BEFORE UPDATE OR DELETE ON usage_codes
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER usage_codes_no_truncate BEFORE TRUNCATE ON usage_codes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER alert_steps_no_change BEFORE UPDATE OR DELETE ON alert_steps
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER alert_steps_no_truncate BEFORE TRUNCATE ON alert_steps
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER webhooks_no_change BEFORE UPDATE OR DELETE ON webhooks
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER webhooks_no_truncate BEFORE TRUNCATE ON webhooks
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
