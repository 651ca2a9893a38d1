-- A revision under a name: what a council was shown. A row is never changed or deleted.
-- folded is the name in small letters, so that no two names differ in these alone; head is the newest revision when it was made.
CREATE TABLE release (
    id       INTEGER   NOT NULL PRIMARY KEY AUTOINCREMENT,
    name     TEXT      NOT NULL,
    folded   TEXT      NOT NULL UNIQUE,
    revision BIGINT    NOT NULL REFERENCES revision (n),
    head     BIGINT    NOT NULL REFERENCES revision (n),
    note     TEXT      NOT NULL,
    actor    TEXT      NOT NULL,
    made_at  TIMESTAMP NOT NULL,
    CHECK (revision <= head)
);
