-- Targets as they were set, every version a row. A target has a number of its own that its versions share and that is never
-- given to another. Values are whole millionths of the indicator's unit; days and steps are text, as 2018-12-31.
CREATE TABLE target (
    id               INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    number           BIGINT  NOT NULL CHECK (number > 0),
    version          INTEGER NOT NULL CHECK (version > 0),
    municipality     TEXT    NOT NULL,
    indicator        TEXT    NOT NULL,
    reading          TEXT    NOT NULL,
    members          TEXT    NOT NULL,
    unit             TEXT    NOT NULL,
    price_level      TEXT    NOT NULL,
    direction        TEXT    NOT NULL,
    path             TEXT    NOT NULL,
    baseline_on      TEXT    NOT NULL,
    baseline         BIGINT  NOT NULL,
    goal_low         BIGINT,
    goal_high        BIGINT,
    deadline         TEXT    NOT NULL CHECK (deadline > baseline_on),
    steps            TEXT    NOT NULL,
    index_series     TEXT,
    index_change_ppm BIGINT,
    tolerance        BIGINT  NOT NULL CHECK (tolerance >= 0),
    parent           BIGINT,
    owner            TEXT    NOT NULL,
    decision_case    TEXT    NOT NULL,
    decision_meeting TEXT    NOT NULL,
    decided_on       TEXT,
    note             TEXT    NOT NULL,
    known_from       BIGINT  NOT NULL REFERENCES revision (n),
    known_to         BIGINT  REFERENCES revision (n),
    UNIQUE (number, version),
    CHECK (known_to > known_from),
    CHECK (parent <> number)
);
CREATE UNIQUE INDEX target_open ON target (number) WHERE known_to IS NULL;
CREATE UNIQUE INDEX target_open_of ON target (municipality, indicator, reading, members) WHERE known_to IS NULL;
