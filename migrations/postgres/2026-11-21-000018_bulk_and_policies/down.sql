DROP TABLE sample_judgements;
DROP TABLE sample_rows;
DROP TABLE samples;
DROP TABLE dictionary_policies;
DROP TABLE bulk_rows;
DROP TABLE bulk_acts;
DROP FUNCTION refuse_late_bulk_row();
