DROP TABLE report_file;
DROP TABLE report;
