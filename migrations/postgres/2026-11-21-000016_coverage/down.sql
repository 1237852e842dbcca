DROP TABLE coverage_reports;
DROP TABLE dictionary_bindings;
DROP TABLE source_system_campuses;
DROP TABLE dictionary_loads;
