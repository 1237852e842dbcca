DROP TABLE specification_fields;
DROP TABLE specification_tables;
DROP FUNCTION refuse_specification_part_change();
DROP FUNCTION refuse_specification_part_insert();
DROP TABLE specifications;
DROP FUNCTION refuse_specification_change();
DROP TABLE data_elements;
DROP TABLE value_domains;
