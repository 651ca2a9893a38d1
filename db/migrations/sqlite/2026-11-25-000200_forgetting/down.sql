DROP INDEX coverage_closed;
DROP INDEX coverage_opened;
DROP TABLE retention;
DROP TABLE erasure_segment;
DROP TABLE erasure_import;
DROP TABLE erasure;
