//! The year after: for how many more residents, at which prices, and against which frame.

use pejl_metrics::Text;
use pejl_metrics::frame::{Line, Outcome, Spending};

use super::projection::{Projection, projected};
use super::{Changes, too_large};
use crate::error::AppError;
use crate::store::Store;

/// The year after.
#[derive(Debug, Clone, PartialEq)]
pub struct NextYear {
    /// What comes of it.
    pub outcome: Outcome,
    /// Whether its own original budget is the frame, else this year's frame is.
    pub has_own_frame: bool,
    /// What must be known about it.
    pub note: Option<Text>,
}

/// By which share residents are more in the year after.
#[derive(Debug, Clone, PartialEq)]
pub enum Population {
    /// As whoever asks says it.
    Said(f64),
    /// As a projection has it.
    Projected(Projection),
}

impl Population {
    /// The change.
    pub fn change(&self) -> f64 {
        match self {
            Self::Said(change) => *change,
            Self::Projected(projection) => projection.change,
        }
    }
}

/// How many more residents are expected: what is said, else what the newest projection says of the ages that the areas serve.
pub(super) fn population(
    store: &Store,
    place: (i64, &str),
    (lines, year): (&[Line], i32),
    said: Option<f64>,
) -> Result<Result<Population, Text>, AppError> {
    if let Some(said) = said {
        return Ok(Ok(Population::Said(said)));
    }
    let found = projected(store, place, (lines, year))?;
    Ok(found.map(Population::Projected))
}

/// The year after: what this one is expected to end at, for as many residents and at such prices as are said.
pub(super) fn next_year(
    total: &Line,
    next: Option<Line>,
    (changes, population): (&Changes, f64),
    of_courses: Option<f64>,
) -> Result<NextYear, Text> {
    let expected = total.expected.as_ref().map_err(Text::clone)?.oere;
    let own = next.and_then(|line| line.frame.ok());
    let frame = match own {
        Some(own) => own,
        None => *total.frame.as_ref().map_err(Text::clone)?,
    };
    let by = (population, changes.next_prices.unwrap_or_default());
    let spending = Spending::next_year(expected, by, of_courses, frame).ok_or_else(too_large)?;
    let note = match (own, changes.next_prices) {
        (Some(_), None) => Some(prices_of_this_year()),
        (None, Some(_)) => Some(frame_of_this_year()),
        _ => None,
    };
    Ok(NextYear {
        outcome: spending.outcome(&changes.levers),
        has_own_frame: own.is_some(),
        note,
    })
}

fn prices_of_this_year() -> Text {
    Text {
        da: "udgiften er i dette års priser og rammen i næste års; angiv prisudviklingen (price_change) for at sammenligne i samme priser"
            .to_owned(),
        en: "spending is in this year's prices and the frame in the next year's; give price_change to compare in the same prices"
            .to_owned(),
    }
}

fn frame_of_this_year() -> Text {
    Text {
        da: "udgiften er i næste års priser og rammen dette års budget i dette års priser".to_owned(),
        en: "spending is in the next year's prices and the frame this year's budget in this year's prices"
            .to_owned(),
    }
}
