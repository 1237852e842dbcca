DROP TABLE edition_findings;
DROP TABLE edition_lints;
DROP TABLE kinds;
