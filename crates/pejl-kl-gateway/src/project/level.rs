//! Levels of functioning and of need, as a code list says them.

use chrono::NaiveDate;
use pejl_domain::care::{FfbFunctionLevel, FfbSupportNeed, FsiiiScore, Instrument};

use crate::codes::{Codes, Role};
use crate::resource::Coding;

/// A level on the scale of an instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Score {
    /// Home care.
    Fsiii(FsiiiScore),
    /// Disability, level of functioning.
    FfbLevel(FfbFunctionLevel),
    /// Disability, need for support.
    FfbNeed(FfbSupportNeed),
}

impl Score {
    /// 0, the best, to 4; none where the domain is not relevant or was not assessed.
    #[must_use]
    pub const fn points(self) -> Option<u8> {
        match self {
            Self::Fsiii(score) => score.points(),
            Self::FfbLevel(level) => level.points(),
            Self::FfbNeed(need) => need.points(),
        }
    }

    /// The score as it is stored: the points, and 9 where a domain of FSIII is not relevant; none where it was not
    /// assessed.
    #[must_use]
    pub fn stored(self) -> Option<u8> {
        match self {
            Self::Fsiii(score) => score.as_str().parse().ok(),
            Self::FfbLevel(_) | Self::FfbNeed(_) => self.points(),
        }
    }

    /// What was measured with.
    #[must_use]
    pub const fn instrument(self) -> Instrument {
        match self {
            Self::Fsiii(_) => Instrument::Fsiii,
            Self::FfbLevel(_) => Instrument::FfbLevel,
            Self::FfbNeed(_) => Instrument::FfbNeed,
        }
    }

    /// The level a code stands for; none where no list says that it is one.
    pub(super) fn of(codes: &Codes, coding: Option<&Coding>, on: NaiveDate) -> Option<Self> {
        let entry = codes.entry(coding, on)?;
        let points = |none: &str| {
            entry
                .level
                .map_or_else(|| none.to_owned(), |level| level.to_string())
        };
        match entry.role? {
            Role::FsiiiLevel => points(FsiiiScore::NotRelevant.as_str())
                .parse()
                .ok()
                .map(Self::Fsiii),
            Role::FfbLevel => {
                let text = points(FfbFunctionLevel::NotAssessed.as_str());
                text.parse().ok().map(Self::FfbLevel)
            }
            Role::FfbNeed => {
                let text = points(FfbSupportNeed::NotAssessed.as_str());
                text.parse().ok().map(Self::FfbNeed)
            }
            _ => None,
        }
    }
}
