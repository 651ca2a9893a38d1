-- When a monthly report is made, and to whom it goes. A schedule is never changed: it is closed, and another one begun.
-- recipients are addresses, one a line; the report is of the month that lies months_back before the day it is due.
CREATE TABLE schedule (
    id           INTEGER   NOT NULL PRIMARY KEY AUTOINCREMENT,
    municipality TEXT      NOT NULL,
    lang         TEXT      NOT NULL,
    rule         TEXT      NOT NULL,
    months_back  INTEGER   NOT NULL CHECK (months_back >= 0),
    to_folder    BOOLEAN   NOT NULL,
    recipients   TEXT      NOT NULL,
    actor        TEXT      NOT NULL,
    begun_at     TIMESTAMP NOT NULL,
    closed_at    TIMESTAMP
);

-- What became of a schedule at one of the times it names, in local time: 2018-04-09T06:00. There is one row of each time, whatever
-- the number of processes. Whoever holds the lease works on it; fence rises with every take-over, and n_lost with every lease that ran
-- out.
CREATE TABLE schedule_run (
    id           INTEGER   NOT NULL PRIMARY KEY AUTOINCREMENT,
    schedule_id  BIGINT    NOT NULL REFERENCES schedule (id),
    nominal      TEXT      NOT NULL,
    state        TEXT      NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'skipped', 'overtaken')),
    fence        BIGINT    NOT NULL,
    n_attempts   BIGINT    NOT NULL,
    n_lost       BIGINT    NOT NULL,
    leased_until TIMESTAMP,
    next_try_at  TIMESTAMP,
    report_id    BIGINT    REFERENCES report (id),
    detail       TEXT      NOT NULL,
    planned_at   TIMESTAMP NOT NULL,
    finished_at  TIMESTAMP,
    UNIQUE (schedule_id, nominal)
);

-- A file put into the folder (target is its format) or a letter (target is its address). sending is written before the first byte
-- of a letter goes out, so that none goes twice: who died then left it unknown.
CREATE TABLE delivery (
    id          INTEGER   NOT NULL PRIMARY KEY AUTOINCREMENT,
    run_id      BIGINT    NOT NULL REFERENCES schedule_run (id),
    kind        TEXT      NOT NULL CHECK (kind IN ('folder', 'mail')),
    target      TEXT      NOT NULL,
    state       TEXT      NOT NULL CHECK (state IN ('pending', 'sending', 'delivered', 'refused', 'unknown')),
    message_id  TEXT      NOT NULL,
    n_attempts  BIGINT    NOT NULL,
    detail      TEXT      NOT NULL,
    changed_at  TIMESTAMP NOT NULL,
    UNIQUE (run_id, kind, target)
);
