DROP TABLE audit_events;
DROP TABLE tokens;
DROP TABLE counters;
