-- From which backups this store was restored. manifest_sha256 names a backup by the hash of its manifest.
CREATE TABLE restoration (
    manifest_sha256 TEXT      NOT NULL PRIMARY KEY,
    revision        BIGINT    NOT NULL CHECK (revision >= 0),
    taken_at        TIMESTAMP NOT NULL,
    restored_at     TIMESTAMP NOT NULL
);
