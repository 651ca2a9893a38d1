-- At which revisions the observations were brought up to date, and by which definitions they were computed.
-- n_opened and n_closed count the rows that became known and that ceased to be.
CREATE TABLE observation_run (
    revision    BIGINT    NOT NULL PRIMARY KEY REFERENCES revision (n),
    definitions TEXT      NOT NULL,
    n_computed  BIGINT    NOT NULL CHECK (n_computed >= 0),
    n_opened    BIGINT    NOT NULL CHECK (n_opened >= 0),
    n_closed    BIGINT    NOT NULL CHECK (n_closed >= 0),
    computed_at TIMESTAMP NOT NULL
);

-- Figures as they were computed, before the gate. division is what the figure is a part of, beside reading, municipality
-- and period; members is all that the answer says of it. Numbers are the shortest decimals that give the same bits back,
-- on either database and in a backup.
CREATE TABLE observation (
    id                 INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    indicator          TEXT    NOT NULL,
    reading            TEXT    NOT NULL,
    municipality       TEXT    NOT NULL,
    grain              TEXT    NOT NULL,
    period             TEXT    NOT NULL,
    division           TEXT    NOT NULL,
    members            TEXT    NOT NULL,
    definition_version INTEGER NOT NULL,
    unit               TEXT    NOT NULL,
    cell               TEXT    NOT NULL,
    numerator          TEXT,
    denominator        TEXT,
    value              TEXT,
    n                  BIGINT,
    n_top              BIGINT,
    n_bottom           BIGINT,
    n_left             BIGINT,
    n_least            BIGINT,
    provisional        BOOLEAN NOT NULL,
    quality            TEXT    NOT NULL,
    reason_da          TEXT,
    reason_en          TEXT,
    known_from         BIGINT  NOT NULL REFERENCES observation_run (revision),
    known_to           BIGINT  REFERENCES observation_run (revision),
    CHECK (known_to > known_from),
    CHECK ((value IS NULL) = (cell NOT IN ('ok', 'zero'))),
    CHECK ((reason_da IS NULL) = (reason_en IS NULL))
);
CREATE UNIQUE INDEX observation_open ON observation (indicator, reading, municipality, period, division)
    WHERE known_to IS NULL;
CREATE INDEX observation_of ON observation (indicator, reading, municipality, known_from);
CREATE INDEX observation_opened ON observation (known_from);
CREATE INDEX observation_closed ON observation (known_to) WHERE known_to IS NOT NULL;
