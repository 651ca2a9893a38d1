-- What people say beside the figures, every version a row: initiatives, and comments on figures. Each kind has numbers of its own,
-- which versions share and which are never given to another. What is said stands in the body, as JSON.
CREATE TABLE narrative (
    id           INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind         TEXT    NOT NULL CHECK (kind IN ('initiative', 'comment')),
    number       BIGINT  NOT NULL CHECK (number > 0),
    version      INTEGER NOT NULL CHECK (version > 0),
    municipality TEXT    NOT NULL,
    body         TEXT    NOT NULL,
    known_from   BIGINT  NOT NULL REFERENCES revision (n),
    known_to     BIGINT  REFERENCES revision (n),
    UNIQUE (kind, number, version),
    CHECK (known_to > known_from)
);
CREATE UNIQUE INDEX narrative_open ON narrative (kind, number) WHERE known_to IS NULL;
