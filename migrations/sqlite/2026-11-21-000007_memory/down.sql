DROP INDEX mapping_steps_by_step;
DROP TABLE release_retractions;
DROP TABLE sharing_consents;
