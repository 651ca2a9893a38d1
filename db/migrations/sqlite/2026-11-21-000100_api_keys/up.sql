-- Keys of callers. The key itself is shown once and never stored: prefix finds the row, sha256 proves the key.
CREATE TABLE api_key (
    id         INTEGER   NOT NULL PRIMARY KEY AUTOINCREMENT,
    name       TEXT      NOT NULL,
    role       TEXT      NOT NULL,
    prefix     TEXT      NOT NULL UNIQUE,
    sha256     TEXT      NOT NULL,
    created_at TIMESTAMP NOT NULL,
    closed_at  TIMESTAMP
);
