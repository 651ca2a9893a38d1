//! What is followed, and what ends it.

use pejl_lake::{COURSE, DatasetSpec, GRANT};

use crate::records::source::followed::{ANY_COURSE, ENDED_COURSE};
use crate::records::source::run::RUN;
use crate::records::source::{ENDED_ON, FIRST_DAY, Source};

/// What is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Courses that ended with a result in the period, from their end to the citizen's return to help.
    #[default]
    Return,
    /// Conclusions in the period as O4.2 has them, from the end of all help to the return.
    Conclusion,
    /// Courses that started in the period, from their start to their end with a result.
    Duration,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 3] = [Kind::Return, Kind::Conclusion, Kind::Duration];

    /// `return`, `conclusion` or `duration`.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Return => "return",
            Kind::Conclusion => "conclusion",
            Kind::Duration => "duration",
        }
    }

    /// The kind of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The reading whose card says which dimensions there are and how many persons must be behind a figure.
    pub fn reading(self) -> &'static str {
        match self {
            Kind::Return => "O3.3.self_reliant_endings",
            Kind::Conclusion => "O4.2.still_concluded_180",
            Kind::Duration => "O3.1.km_median_days",
        }
    }

    /// The reading that counts who is followed and who is not, whose card says when that number may be told.
    pub fn counted(self) -> &'static str {
        match self {
            Kind::Return => "O3.0.ended_with_effect",
            Kind::Conclusion => "O4.0.concluded_persons",
            Kind::Duration => "O3.0.courses_started",
        }
    }

    /// The dataset that tells the event, and is followed for as long as it is covered.
    pub(super) fn follows(self) -> &'static DatasetSpec {
        match self {
            Kind::Return | Kind::Conclusion => &GRANT,
            Kind::Duration => &COURSE,
        }
    }

    /// Where its rows are from.
    pub(super) fn source(self) -> &'static Source {
        match self {
            Kind::Return => &ENDED_COURSE,
            Kind::Conclusion => &RUN,
            Kind::Duration => &ANY_COURSE,
        }
    }

    /// The column of the day that places rows in time and that they are followed from.
    pub(super) fn from(self) -> &'static str {
        match self {
            Kind::Return | Kind::Conclusion => ENDED_ON,
            Kind::Duration => FIRST_DAY,
        }
    }

    /// Codes of the parts that must hold of a row for it to be followed.
    pub(super) fn when(self) -> &'static [&'static str] {
        match self {
            Kind::Return => &["effect_ending"],
            Kind::Conclusion => &["concluded"],
            Kind::Duration => &[],
        }
    }
}

/// What ended what is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// What the curve waits for: the return to help, or the end with a result.
    Event,
    /// The citizen died.
    Death,
    /// The citizen moved away.
    Moved,
    /// The course ended in another way without a result: hospital, declined or otherwise.
    Other,
}

impl Cause {
    /// Every cause, the event first.
    pub const ALL: [Cause; 4] = [Cause::Event, Cause::Death, Cause::Moved, Cause::Other];

    /// `event`, `death`, `moved` or `other`.
    pub fn as_str(self) -> &'static str {
        match self {
            Cause::Event => "event",
            Cause::Death => "death",
            Cause::Moved => "moved",
            Cause::Other => "other",
        }
    }

    /// The cause with a number in the rows.
    pub(super) fn of(no: i64) -> Option<Self> {
        Self::ALL.get(usize::try_from(no).ok()?).copied()
    }

    /// Its number in the rows.
    pub(super) fn no(self) -> i64 {
        match self {
            Cause::Event => 0,
            Cause::Death => 1,
            Cause::Moved => 2,
            Cause::Other => 3,
        }
    }
}
