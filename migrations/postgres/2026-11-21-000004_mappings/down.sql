DROP TABLE mapping_steps;
DROP TABLE mappings;
