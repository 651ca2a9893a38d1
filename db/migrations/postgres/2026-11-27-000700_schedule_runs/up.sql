-- month is the month that the report of a run is of: the one that the day was placed in, counted back, also where the day was moved
-- into another month. It is null in a run that an earlier release planned and that made no report. retried_at is when somebody last asked
-- for what was refused to be delivered after all. detail of runs and deliveries is a code with values from here on, as JSON, and is
-- put in words when it is shown.
ALTER TABLE schedule_run ADD COLUMN month TEXT;
ALTER TABLE schedule_run ADD COLUMN retried_at TIMESTAMP;
UPDATE schedule_run SET month = (SELECT r.month FROM report r WHERE r.id = schedule_run.report_id);

-- When a delivery that failed is tried again. A run with a report is due when one of its deliveries is.
ALTER TABLE delivery ADD COLUMN next_try_at TIMESTAMP;
