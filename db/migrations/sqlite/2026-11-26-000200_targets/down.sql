DROP TABLE target;
