//! Danish working days, and when a recurring job is due: no IO, no clock.
//!
//! A [`Calendar`] says which days are working days and in which zone the clock on the wall is
//! read. A [`Rule`], written as a short text, says on which days and at what time a job recurs.
//! [`due()`] says what is to be run now, where "now" is an argument.
//!
//! Invariants: what prints also parses; nothing panics on any input; the occurrences of a rule
//! strictly increase, in their nominal time and as instants; every rule occurs in every calendar,
//! and none is looked for outside [`YEARS`], so that every search ends. The [`Nominal`] time of an
//! occurrence follows from rule and calendar alone, so that a run is known by schedule and nominal
//! time whatever the clock does.
//!
//! # Example
//! ```
//! use chrono::{DateTime, Utc};
//! use pejl_calendar::{Calendar, Due, History, Rule, due};
//!
//! let rule: Rule = "monthly:5th-working-day@06:00".parse()?;
//! assert_eq!(rule.in_danish(), "den 5. arbejdsdag i måneden kl. 06.00");
//!
//! // Maundy Thursday to Easter Monday 2026 are 2 to 6 April: working days are 1, 7, 8, 9 and 10 April.
//! let begun: DateTime<Utc> = "2026-03-15T12:00:00Z".parse()?;
//! let now: DateTime<Utc> = "2026-04-10T04:00:00Z".parse()?;
//! let history = History { begun, last_done: None };
//! let Due::Run { occurrence, skipped } = due(&rule, &Calendar::default(), history, now) else {
//!     return Err("nothing is due".into());
//! };
//! assert_eq!(occurrence.nominal.to_string(), "2026-04-10T06:00");
//! assert_eq!(skipped.n_occurrences, 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod easter;
mod excerpt;
mod wall_clock;

pub mod calendar;
pub mod closed;
pub mod due;
pub mod holiday;
pub mod nominal;
pub mod nth;
pub mod occurrence;
pub mod rule;
pub mod year;

pub use calendar::{COPENHAGEN, Calendar, ClosedBecause, DanishClock, clock_of, day_of};
pub use chrono_tz::Tz;
pub use closed::{Closed, ClosedError, CustomaryDay};
pub use due::{Due, History, Skipped, due};
pub use easter::easter_sunday;
pub use excerpt::Excerpt;
pub use holiday::{Holiday, holiday_on, holidays};
pub use nominal::{Nominal, NominalError};
pub use nth::{Nth, NthError};
pub use occurrence::{Occurrence, Occurrences};
pub use rule::{MAX_DATES, MAX_RULE_BYTES, Rule, RuleError};
pub use year::{YEARS, YearError};
