DROP TABLE edition_recheck_hospitals;
DROP TABLE edition_rechecks;
