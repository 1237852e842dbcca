DROP TABLE concept_map_rows;
DROP TABLE concept_map_versions;
DROP TABLE concept_maps;
DROP FUNCTION refuse_concept_map_row_change();
DROP FUNCTION refuse_concept_map_row_insert();
DROP FUNCTION refuse_concept_map_version_change();
DROP FUNCTION refuse_concept_map_change();
