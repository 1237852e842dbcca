DROP TABLE bulk_rows;
DROP TABLE bulk_acts;
DROP FUNCTION refuse_late_bulk_row;
