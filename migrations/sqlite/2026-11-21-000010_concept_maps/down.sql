DROP TABLE concept_map_rows;
DROP TABLE concept_map_versions;
DROP TABLE concept_maps;
