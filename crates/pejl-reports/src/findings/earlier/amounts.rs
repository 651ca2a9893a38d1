//! Amounts of the economic frame that were told then and are others now.

use std::collections::BTreeSet;

use pejl_app::Text;
use pejl_app::frame::{FrameAnswer, Line};
use pejl_app::readiness::{Arrivals, Source};
use pejl_domain::Period;

/// Which amount of an area it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// The original budget.
    Original,
    /// The corrected budget.
    Corrected,
    /// What is booked so far.
    Booked,
    /// What the year is expected to end at.
    Expected,
}

impl Amount {
    /// Every amount, in the order of the table.
    const ALL: [Self; 4] = [
        Self::Original,
        Self::Corrected,
        Self::Booked,
        Self::Expected,
    ];

    /// The amount of a line, in øre; none where it is not told.
    fn of(self, line: &Line) -> Option<i64> {
        match self {
            Self::Original => line.budgets.original.as_ref().ok().map(|one| one.oere),
            Self::Corrected => line.budgets.corrected.as_ref().ok().map(|one| one.oere),
            Self::Booked => line.actual.as_ref().ok().copied(),
            Self::Expected => line.expected.as_ref().ok().map(|one| one.oere),
        }
    }

    /// The dataset that it follows from.
    fn source(self) -> Source {
        Source::Dataset(match self {
            Self::Original | Self::Corrected => "budget",
            Self::Booked | Self::Expected => "ledger",
        })
    }
}

/// An amount of the frame that was published before and is another now.
#[derive(Debug, Clone)]
pub struct MovedAmount {
    /// The area of account.
    pub area: Text,
    /// Which amount it is.
    pub amount: Amount,
    /// The year and the month that it is as of.
    pub as_of: (i32, u8),
    /// Øre as it was.
    pub before: i64,
    /// Øre as it is; none where it is not told any more.
    pub now: Option<i64>,
    /// What imports brought since of what it is made of, with the revisions that did.
    pub brought: Vec<(Source, BTreeSet<i64>)>,
}

/// The amounts that are others now, those of the total first. Nobody's person is in a frame, so that none is withheld.
pub(super) fn moved(
    (then, now): (&FrameAnswer, &FrameAnswer),
    municipality: &str,
    arrivals: &Arrivals,
) -> Vec<MovedAmount> {
    let asked = &then.asked;
    let year = Period::year(asked.year).ok();
    let mut moved = Vec::new();
    let (totals, areas): (Vec<&Line>, Vec<&Line>) =
        then.lines.iter().partition(|one| one.area.is_total());
    for line in totals.into_iter().chain(areas) {
        let of_area = |one: &&Line| one.area.code == line.area.code;
        let here = now.lines.iter().find(of_area);
        for amount in Amount::ALL {
            let now = here.and_then(|one| amount.of(one));
            let Some(before) = amount.of(line).filter(|before| now != Some(*before)) else {
                continue;
            };
            moved.push(MovedAmount {
                area: line.area.name.clone(),
                amount,
                as_of: (asked.year, asked.month),
                before,
                now,
                brought: year.map_or_else(Vec::new, |year| {
                    arrivals.of_sources([amount.source()], (municipality, year))
                }),
            });
        }
    }
    moved
}
