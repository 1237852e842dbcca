DROP TABLE audit_events;
DROP FUNCTION refuse_change();
DROP TABLE tokens;
DROP TABLE counters;
