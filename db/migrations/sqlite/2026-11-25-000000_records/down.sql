DROP TABLE import_rule;
DROP TABLE person_key;
