//! A rule becomes its text.

use std::fmt;

use super::{Days, OnClosed, Rule, YearDate};

impl OnClosed {
    /// What stands after the day.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Stay => "",
            Self::Next => "-or-next-working-day",
            Self::Previous => "-or-previous-working-day",
        }
    }
}

impl fmt::Display for YearDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.day, self.month.number_from_month())
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MonthlyWorkingDay(nth) => write!(f, "monthly:{nth}-working-day"),
            Self::MonthlyDay { day, on_closed } => {
                write!(f, "monthly:day-{day}{}", on_closed.as_str())
            }
            Self::Yearly { dates, on_closed } => {
                f.write_str("yearly:")?;
                for (index, date) in dates.iter().enumerate() {
                    let comma = if index == 0 { "" } else { "," };
                    write!(f, "{comma}{date}")?;
                }
                f.write_str(on_closed.as_str())
            }
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.days, self.time.format("%H:%M"))
    }
}
