DROP TABLE upload_policies;
