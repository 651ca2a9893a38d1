-- Cards of a municipality's own, as they were applied. An open one takes the place of the program's card of its code, or
-- stands beside the program's cards. Who applied it, and who closed it, stands with the revisions.
CREATE TABLE card (
    id                 INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    code               TEXT    NOT NULL,
    definition_version INTEGER NOT NULL CHECK (definition_version > 0),
    text               TEXT    NOT NULL,
    sha256             TEXT    NOT NULL,
    known_from         BIGINT  NOT NULL REFERENCES revision (n),
    known_to           BIGINT  REFERENCES revision (n),
    CHECK (known_to > known_from)
);
CREATE UNIQUE INDEX card_open ON card (code) WHERE known_to IS NULL;
CREATE INDEX card_of ON card (code, known_from);

-- Which program made a run: the hash of its own definitions. What it computed by, with own cards, stands in definitions;
-- before there were own cards the two were the same.
ALTER TABLE observation_run ADD COLUMN program TEXT NOT NULL DEFAULT '';
UPDATE observation_run SET program = definitions;
