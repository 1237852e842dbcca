DROP TABLE concepts;
DROP FUNCTION refuse_concept_change();
DROP FUNCTION refuse_concept_insert();
DROP TABLE editions;
DROP FUNCTION refuse_edition_change();
DROP TABLE code_systems;
