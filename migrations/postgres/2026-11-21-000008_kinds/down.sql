DROP TABLE edition_findings;
DROP TABLE edition_lints;
DROP TABLE kinds;
DROP FUNCTION refuse_finding_change();
DROP FUNCTION refuse_finding_insert();
