-- Which set of migrations made this database. Its first insert calls a function that
-- PostgreSQL does not have, so that this set cannot start there.
CREATE TABLE store_meta (
    id       INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    backend  TEXT    NOT NULL,
    store_id TEXT    NOT NULL
);
INSERT INTO store_meta (id, backend, store_id) VALUES (1, 'sqlite', lower(hex(randomblob(16))));

-- The number of the newest revision. Every write transaction updates it first.
CREATE TABLE revision_head (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    n  BIGINT  NOT NULL CHECK (n >= 0)
);
INSERT INTO revision_head (id, n) VALUES (1, 0);

CREATE TABLE revision (
    n            BIGINT    NOT NULL PRIMARY KEY CHECK (n > 0),
    committed_at TIMESTAMP NOT NULL UNIQUE,
    kind         TEXT      NOT NULL,
    actor        TEXT      NOT NULL
);

-- AUTOINCREMENT: the number of an import stands in the fact files and is never used again.
CREATE TABLE import (
    id           INTEGER   NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind         TEXT      NOT NULL CHECK (kind IN ('import', 'compaction')),
    dataset      TEXT      NOT NULL,
    source       TEXT      NOT NULL,
    table_id     TEXT      NOT NULL,
    municipality TEXT,
    scope        TEXT      NOT NULL,
    state        TEXT      NOT NULL CHECK (state IN ('running', 'committed', 'unchanged', 'refused', 'abandoned')),
    revision     BIGINT    REFERENCES revision (n),
    mapping      TEXT      NOT NULL,
    actor        TEXT      NOT NULL,
    n_rows       BIGINT    CHECK (n_rows >= 0),
    n_refused    BIGINT    CHECK (n_refused >= 0),
    started_at   TIMESTAMP NOT NULL,
    finished_at  TIMESTAMP
);
CREATE INDEX import_running ON import (dataset) WHERE state = 'running';

-- import_id is null while nobody holds the lease; the row stays, so that the fence only rises.
CREATE TABLE lease (
    dataset    TEXT      NOT NULL,
    scope      TEXT      NOT NULL,
    import_id  BIGINT    REFERENCES import (id),
    fence      BIGINT    NOT NULL CHECK (fence > 0),
    expires_at TIMESTAMP NOT NULL,
    PRIMARY KEY (dataset, scope)
);

CREATE TABLE import_file (
    import_id BIGINT  NOT NULL REFERENCES import (id),
    no        INTEGER NOT NULL,
    name      TEXT    NOT NULL,
    sha256    TEXT    NOT NULL,
    bytes     BIGINT  NOT NULL CHECK (bytes >= 0),
    encoding  TEXT,
    PRIMARY KEY (import_id, no)
);

CREATE TABLE import_issue (
    import_id  BIGINT  NOT NULL REFERENCES import (id),
    no         INTEGER NOT NULL,
    severity   TEXT    NOT NULL CHECK (severity IN ('error', 'warning')),
    file       TEXT    NOT NULL,
    line       BIGINT,
    col        TEXT,
    rule       TEXT    NOT NULL,
    masked     TEXT,
    message_da TEXT    NOT NULL,
    message_en TEXT    NOT NULL,
    PRIMARY KEY (import_id, no)
);

-- sha256, n_rows and bytes are null until the file is written.
CREATE TABLE segment (
    id             INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    dataset        TEXT    NOT NULL,
    schema_version INTEGER NOT NULL,
    path           TEXT    NOT NULL UNIQUE,
    state          TEXT    NOT NULL CHECK (state IN ('reserved', 'live', 'retired', 'swept')),
    import_id      BIGINT  NOT NULL REFERENCES import (id),
    sha256         TEXT,
    n_rows         BIGINT  CHECK (n_rows >= 0),
    bytes          BIGINT  CHECK (bytes >= 0),
    retired_at     TIMESTAMP,
    CHECK (state NOT IN ('live', 'retired') OR (sha256 IS NOT NULL AND n_rows IS NOT NULL AND bytes IS NOT NULL)),
    CHECK (state <> 'retired' OR retired_at IS NOT NULL)
);
CREATE INDEX segment_state ON segment (state, dataset, id);

-- A box of facts, visible from revision known_from up to, not including, revision known_to.
CREATE TABLE coverage (
    id         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    dataset    TEXT    NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('replace', 'append')),
    source     TEXT    NOT NULL,
    variant    TEXT    NOT NULL,
    import_id  BIGINT  NOT NULL REFERENCES import (id),
    cover      TEXT    NOT NULL,
    cover_sha  TEXT    NOT NULL,
    sha256     TEXT    NOT NULL,
    known_from BIGINT  NOT NULL REFERENCES revision (n),
    known_to   BIGINT  REFERENCES revision (n),
    CHECK (known_to > known_from)
);
CREATE UNIQUE INDEX coverage_open ON coverage (dataset, variant, cover_sha)
    WHERE known_to IS NULL AND kind = 'replace';
CREATE UNIQUE INDEX coverage_appended ON coverage (dataset, variant, cover_sha, sha256)
    WHERE known_to IS NULL AND kind = 'append';
CREATE INDEX coverage_known ON coverage (dataset, known_from, known_to);

-- Where the rows of a box lie; what compaction swaps.
CREATE TABLE coverage_segment (
    coverage_id BIGINT NOT NULL REFERENCES coverage (id),
    segment_id  BIGINT NOT NULL REFERENCES segment (id),
    PRIMARY KEY (coverage_id, segment_id)
);
CREATE INDEX coverage_segment_segment ON coverage_segment (segment_id);
