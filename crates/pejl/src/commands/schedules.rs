//! `pejl schedules`: when monthly reports are made, and what became of it.

use chrono::{NaiveDate, NaiveTime, TimeZone as _};
use pejl_api::{RUN_COLUMNS, RunBody, SCHEDULE_COLUMNS, ScheduleBody, run_rows, schedule_rows};
use pejl_app::Store;
use pejl_app::schedules::{
    Schedule, ScheduleDraft, begin_schedule, close_schedule, list_runs, list_schedules, next_time,
    retry_run,
};
use pejl_calendar::{COPENHAGEN, Calendar};
use serde_json::json;

use super::open;
use crate::arguments::{PlaceArgs, ScheduleArgs, SchedulesCommand};
use crate::exit::Failure;
use crate::output;

/// Who begins schedules.
const ACTOR: &str = "command line";

/// Begins, closes and lists schedules, and lists and retries their runs.
pub fn schedules(place: &PlaceArgs, command: &SchedulesCommand) -> Result<(), Failure> {
    let store = open(place)?;
    match command {
        SchedulesCommand::Add(args) => {
            let begun = begin_schedule(&store, &draft(args), ACTOR)?;
            output::json(&body(&store, &begun))
        }
        SchedulesCommand::List { closed, format } => {
            let found = list_schedules(&store, *closed)?;
            let bodies: Vec<ScheduleBody> = found.iter().map(|one| body(&store, one)).collect();
            let rows = schedule_rows(&bodies);
            output::rows(&json!({}), &SCHEDULE_COLUMNS, &rows, *format)
        }
        SchedulesCommand::Runs {
            schedule,
            limit,
            format,
            lang,
        } => {
            let rows = run_rows(&list_runs(&store, *schedule, None, *limit)?, lang.lang);
            output::rows(&json!({}), &RUN_COLUMNS, &rows, *format)
        }
        SchedulesCommand::Retry { number, lang } => {
            let retried = retry_run(&store, *number)?;
            output::json(&RunBody::of(&retried, lang.lang))
        }
        SchedulesCommand::Close { number } => {
            let closed = close_schedule(&store, *number)?;
            output::json(&body(&store, &closed))
        }
    }
}

fn body(store: &Store, one: &Schedule) -> ScheduleBody {
    ScheduleBody::of(one, next_time(store, one, &Calendar::default()))
}

fn draft(args: &ScheduleArgs) -> ScheduleDraft {
    // A day begins when it does in Denmark.
    let begins = |day: NaiveDate| {
        let begins = COPENHAGEN.from_local_datetime(&day.and_time(NaiveTime::MIN));
        begins.earliest().map(|at| at.to_utc())
    };
    let since = args.since.and_then(begins);
    ScheduleDraft {
        municipality: args.municipality.clone(),
        lang: args.lang.lang,
        rule: args.rule.clone(),
        months_back: args.months_back,
        to_folder: args.to_folder,
        recipients: args.recipients.clone(),
        begun_at: since,
    }
}
