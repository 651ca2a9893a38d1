ALTER TABLE delivery DROP COLUMN next_try_at;
ALTER TABLE schedule_run DROP COLUMN retried_at;
ALTER TABLE schedule_run DROP COLUMN month;
