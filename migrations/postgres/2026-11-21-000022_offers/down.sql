DROP TABLE collector_pins;
DROP TABLE release_rollouts;
DROP TABLE freeze_windows;
