-- Which key a municipality's pseudonyms are made with. The key itself is never here.
CREATE TABLE person_key (
    municipality TEXT      NOT NULL PRIMARY KEY,
    fingerprint  TEXT      NOT NULL,
    import_id    BIGINT    NOT NULL REFERENCES import (id),
    noted_at     TIMESTAMP NOT NULL
);

-- How many faults each rule found in the rows of an import.
CREATE TABLE import_rule (
    import_id BIGINT NOT NULL REFERENCES import (id),
    rule      TEXT   NOT NULL,
    n         BIGINT NOT NULL CHECK (n > 0),
    PRIMARY KEY (import_id, rule)
);
