//! What is asked for.

use std::path::PathBuf;

use pejl_domain::area::municipalities;

use crate::calendar::Month;
use crate::effects::{Effects, PROGRAMME};
use crate::error::SynthError;

/// First and last month that can be asked for: the municipalities of today exist from 2007, and 2027 moves tasks to
/// the regions.
pub(crate) const MONTHS: (Month, Month) = (Month::new(2007, 1), Month::new(2026, 12));
/// Rows of the largest load series.
const ROWS_MAX: u64 = 10_000_000_000;

/// What to write, and where.
///
/// ```
/// use pejl_synth::{Month, Options};
/// let options = Options { seed: 7, ..Options::new("out") };
/// assert_eq!((options.scale, options.from, options.to), (1, Month::new(2014, 1), Month::new(2018, 12)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Folder for the files; made when it is not there. A folder that holds anything else is refused.
    pub out: PathBuf,
    /// Same seed, same bytes.
    pub seed: u64,
    /// Number of municipalities, 1–98: Hedensted first, then the others in code order.
    pub scale: u16,
    /// First month.
    pub from: Month,
    /// Last month. Files are as they would be on its last day; December closes its year, period 13 included.
    pub to: Month,
    /// Whether the rehabilitation programme runs; everything else is drawn the same without it.
    pub with_programme: bool,
    /// First month in which courses start under the programme.
    pub programme_from: Month,
    /// Load files: exactly this many ledger rows over all files, and nothing but ledgers.
    pub rows: Option<u64>,
}

impl Options {
    /// Hedensted from 2014 to 2018 with the programme from 2017, seed 1, into `out`.
    #[must_use]
    pub fn new(out: impl Into<PathBuf>) -> Self {
        Self {
            out: out.into(),
            seed: 1,
            scale: 1,
            from: Month::new(2014, 1),
            to: Month::new(2018, 12),
            with_programme: true,
            programme_from: PROGRAMME.from,
            rows: None,
        }
    }

    /// What is planted.
    pub(crate) fn effects(&self) -> Effects {
        Effects::planted(self.with_programme.then_some(self.programme_from))
    }

    pub(crate) fn check(&self) -> Result<(), SynthError> {
        let impossible = |option, value: String, allowed: String| SynthError::Option {
            option,
            value,
            allowed,
        };
        let n = municipalities().len();
        if self.scale == 0 || usize::from(self.scale) > n {
            return Err(impossible(
                "scale",
                self.scale.to_string(),
                format!("1 to {n}"),
            ));
        }
        let (first, last) = MONTHS;
        let allowed = || format!("{first} to {last}, from no later than to");
        if self.from < first || self.from > self.to {
            return Err(impossible("from", self.from.to_string(), allowed()));
        }
        if self.to > last {
            return Err(impossible("to", self.to.to_string(), allowed()));
        }
        if self.programme_from < first || self.programme_from > last {
            let allowed = format!("{first} to {last}");
            let from = self.programme_from.to_string();
            return Err(impossible("programme-from", from, allowed));
        }
        let n_files = u64::try_from(self.to.year() - self.from.year() + 1).unwrap_or(1)
            * u64::from(self.scale);
        if let Some(rows) = self
            .rows
            .filter(|rows| !(n_files..=ROWS_MAX).contains(rows))
        {
            return Err(impossible(
                "rows",
                rows.to_string(),
                format!("{n_files} to {ROWS_MAX}"),
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::panic, reason = "tests")]

    use super::*;

    #[track_caller]
    fn check(change: impl FnOnce(&mut Options), refused: &str) {
        let mut options = Options::new("out");
        change(&mut options);
        match options.check() {
            Err(SynthError::Option { option, .. }) => assert_eq!(option, refused),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_cannot_be_written_is_refused_by_name() {
        check(|o| o.scale = 0, "scale");
        check(|o| o.scale = 99, "scale");
        check(|o| o.from = Month::new(2006, 12), "from");
        check(|o| o.from = Month::new(2019, 1), "from");
        check(|o| o.to = Month::new(2027, 1), "to");
        check(|o| o.programme_from = Month::new(2027, 1), "programme-from");
        check(|o| o.rows = Some(4), "rows");
        check(|o| o.rows = Some(u64::MAX), "rows");
        assert!(Options::new("out").check().is_ok());
    }
}
