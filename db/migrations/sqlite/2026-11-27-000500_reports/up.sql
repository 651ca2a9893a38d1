-- A monthly report as it was made, with its files: what a committee was shown. A row is never changed or deleted.
-- head is the newest revision when it was made; sha256 is of the hashes of its files, by format, so that none is kept twice.
CREATE TABLE report (
    id           INTEGER   NOT NULL PRIMARY KEY AUTOINCREMENT,
    municipality TEXT      NOT NULL,
    month        TEXT      NOT NULL,
    lang         TEXT      NOT NULL,
    revision     BIGINT    NOT NULL REFERENCES revision (n),
    head         BIGINT    NOT NULL REFERENCES revision (n),
    release_id   BIGINT    REFERENCES release (id),
    reason       TEXT,
    software     TEXT      NOT NULL,
    sha256       TEXT      NOT NULL UNIQUE,
    actor        TEXT      NOT NULL,
    made_at      TIMESTAMP NOT NULL,
    CHECK (revision <= head)
);

CREATE INDEX report_of ON report (municipality, month);

CREATE TABLE report_file (
    report_id BIGINT NOT NULL REFERENCES report (id),
    format    TEXT   NOT NULL,
    sha256    TEXT   NOT NULL,
    n_bytes   BIGINT NOT NULL,
    content   BLOB   NOT NULL,
    PRIMARY KEY (report_id, format)
);
