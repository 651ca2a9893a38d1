-- What was removed from all revisions: the rows of persons, or rows past their time. Never whose they were.
-- revision is null when nothing was found.
CREATE TABLE erasure (
    id           INTEGER   NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind         TEXT      NOT NULL CHECK (kind IN ('forget', 'retention')),
    revision     BIGINT    UNIQUE REFERENCES revision (n),
    actor        TEXT      NOT NULL,
    municipality TEXT,
    case_text    TEXT,
    n_persons    BIGINT    CHECK (n_persons > 0),
    erased_at    TIMESTAMP NOT NULL,
    CHECK (kind <> 'forget' OR (municipality IS NOT NULL AND n_persons IS NOT NULL))
);

-- Which imports lost how many rows of which dataset: an import may have changed several.
CREATE TABLE erasure_import (
    erasure_id BIGINT NOT NULL REFERENCES erasure (id),
    import_id  BIGINT NOT NULL REFERENCES import (id),
    dataset    TEXT   NOT NULL,
    n_rows     BIGINT NOT NULL CHECK (n_rows > 0),
    PRIMARY KEY (erasure_id, import_id, dataset)
);
CREATE INDEX erasure_import_import ON erasure_import (import_id);

-- The files whose rows went. Unlike those that a compaction replaced they are removed at once.
CREATE TABLE erasure_segment (
    segment_id BIGINT NOT NULL PRIMARY KEY REFERENCES segment (id),
    erasure_id BIGINT NOT NULL REFERENCES erasure (id)
);

-- How long the rows of a dataset are kept. Without a municipality it holds for all that have none of their own.
CREATE TABLE retention (
    id           INTEGER   NOT NULL PRIMARY KEY AUTOINCREMENT,
    dataset      TEXT      NOT NULL,
    municipality TEXT,
    months       INTEGER   NOT NULL CHECK (months > 0),
    actor        TEXT      NOT NULL,
    set_at       TIMESTAMP NOT NULL,
    cleared_at   TIMESTAMP,
    cleared_by   TEXT,
    CHECK ((cleared_at IS NULL) = (cleared_by IS NULL))
);
CREATE UNIQUE INDEX retention_open ON retention (dataset, coalesce(municipality, ''))
    WHERE cleared_at IS NULL;

-- The boxes that a revision opened or closed are found without those of all others.
CREATE INDEX coverage_opened ON coverage (known_from);
CREATE INDEX coverage_closed ON coverage (known_to) WHERE known_to IS NOT NULL;
