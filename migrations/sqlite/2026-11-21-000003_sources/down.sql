DROP TABLE jobs;
DROP TABLE suggestions;
DROP TABLE local_codes;
DROP TABLE dictionaries;
DROP TABLE source_systems;
DROP TABLE organizations;
