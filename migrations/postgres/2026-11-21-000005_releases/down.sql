DROP TABLE release_changes;
DROP FUNCTION refuse_late_release_change();
DROP TABLE releases;
