ALTER TABLE observation_run DROP COLUMN program;
DROP TABLE card;
