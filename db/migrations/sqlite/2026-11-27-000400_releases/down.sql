DROP TABLE release;
