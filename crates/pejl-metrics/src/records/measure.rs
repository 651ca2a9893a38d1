//! What a card counts: rows of a source, placed in time, kept by named conditions.

use pejl_domain::AgeBand;
use pejl_lake::columns;

use super::plan::{DAYS, MONTHS, RESIDENTS};
use crate::resolution::Method;

/// What stands above and below the line of a reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Measures {
    /// What is added up above the line.
    pub top: Vec<Measure>,
    /// What is added up below it; nothing for a plain count or sum.
    pub bottom: Vec<Measure>,
    /// What could have been measured. With something of it and nothing below the line, nothing was measured, and the cell is
    /// missing; with nothing of either it is not applicable. Where nothing stands below, the cell is missing with something of
    /// it and nobody behind one of the numbers above.
    pub base: Vec<Measure>,
    /// Rows that every municipality must have for the figure to be known: different areas with such rows are counted,
    /// whatever the figure is split or filtered by.
    pub required: Vec<Measure>,
    /// Persons that are told by this figure beside another one of the card, as who stands in one of the two alone: no fewer
    /// than the minimum base may be behind any of these, where there is anybody.
    pub told: Vec<Measure>,
    /// Datasets that must be covered, beside those of the sources.
    pub needs: Vec<String>,
    /// What the quotient is multiplied by: 1,000 for a rate per thousand.
    pub per: f64,
    /// Whether what is below the line is divided by the days of the year: person-days become full-year persons.
    pub bottom_in_full_years: bool,
    /// Whether a period of which a month is not in is missing instead of provisional.
    pub whole_periods: bool,
    /// Whether what stands above the line, and the value, lose their sign once everything is summed.
    pub absolute: bool,
    /// Whether what stands above are sums that a formula puts together, and not one.
    pub is_put_together: bool,
}

impl Measures {
    /// Whether the one number above the line is of some of the rows that the one below is of, none of which counts below zero.
    pub(crate) fn is_part_of_whole(&self) -> bool {
        let ([top], [bottom]) = (self.top.as_slice(), self.bottom.as_slice()) else {
            return false;
        };
        let may_be_negative =
            matches!(&bottom.take, Take::Sum(column) if column == columns::AMOUNT_OERE);
        let is_of_same = Measure {
            when: bottom.when.clone(),
            reached: bottom.reached.clone(),
            not_reached: bottom.not_reached.clone(),
            ..top.clone()
        } == *bottom;
        let is_among = bottom.when.iter().all(|code| top.when.contains(code))
            && bottom
                .reached
                .iter()
                .all(|day| top.reached.as_ref() == Some(day))
            && bottom
                .not_reached
                .iter()
                .all(|day| top.not_reached.as_ref() == Some(day));
        let is_plain = self.per == 1.0 && !self.bottom_in_full_years;
        is_of_same && is_among && is_plain && !may_be_negative && !top.is_subtracted
    }

    /// No measures yet, for sums that a formula puts together.
    pub(crate) fn of_sums() -> Self {
        Self {
            top: Vec::new(),
            bottom: Vec::new(),
            base: Vec::new(),
            required: Vec::new(),
            told: Vec::new(),
            needs: Vec::new(),
            per: 1.0,
            bottom_in_full_years: false,
            whole_periods: false,
            absolute: false,
            is_put_together: true,
        }
    }

    /// All measures, those above the line first.
    pub fn all(&self) -> impl Iterator<Item = &Measure> {
        let sides = [
            &self.top,
            &self.bottom,
            &self.base,
            &self.required,
            &self.told,
        ];
        sides.into_iter().flatten()
    }

    /// Whether the figure of a sum, plain or per resident, month or day, is missing where something could have been measured
    /// and was not.
    pub fn is_sum_of_measured(&self) -> bool {
        let of_the_period = [RESIDENTS, MONTHS, DAYS];
        let mut below = self.bottom.iter();
        below.all(|measure| of_the_period.contains(&measure.of.as_str()))
            && !self.base.is_empty()
            && !self.is_quantile()
            && !self.is_put_together
    }

    /// Whether the value is a median or another quantile, which no line divides.
    pub fn is_quantile(&self) -> bool {
        self.top.iter().any(|measure| measure.take.is_quantile())
    }

    /// How a figure of one municipality is made, or of several together.
    pub fn method(&self, is_group: bool) -> Method {
        let is_other = |measure: &Measure| matches!(measure.take, Take::Quantile(..));
        match (self.is_quantile(), is_group) {
            (true, _) if self.top.iter().any(is_other) => Method::Quantile,
            (true, _) => Method::Median,
            (false, true) => Method::RatioOfSums,
            (false, false) => Method::Ratio,
        }
    }

    /// How many days after the period what began in it is followed, where the value is a Kaplan–Meier median.
    pub fn followed_days(&self) -> Option<u16> {
        self.top.iter().find_map(|measure| match measure.take {
            Take::KaplanMeier(days) => Some(days),
            _ => None,
        })
    }
}

/// One number per place, period and members.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// Name of the source of the rows, or `residents`, `months` or `days`.
    pub of: String,
    /// How rows are placed in time.
    pub time: Time,
    /// What is taken of them.
    pub take: Take,
    /// Codes of the parts that must all hold.
    pub when: Vec<String>,
    /// Whether it is taken off instead of added.
    pub is_subtracted: bool,
    /// The residents counted, where it is of residents; of anything else, the residents that it is per: the number of each
    /// municipality is multiplied by them.
    pub ages: Option<AgeBand>,
    /// What the whole number is divided by to be in its unit, such as 1,000,000 for millionths of an hour.
    pub divide: i64,
    /// A day that must have come by the last day of the period.
    pub reached: Option<String>,
    /// A day that must not have come by the last day of the period.
    pub not_reached: Option<String>,
    /// Codes of the parts that must all hold of an ending to be the event that a Kaplan–Meier median waits for.
    pub event: Vec<String>,
    /// Of persons that a figure tells of beside others: whether nobody is few as well, where the others are of somebody. Of
    /// some and the rest of them nobody says that it is all of them.
    pub is_few_of_nobody: bool,
}

impl Measure {
    /// The codes of every part that it is made of.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.when.iter().chain(&self.event).map(String::as_str)
    }
}

impl Measure {
    /// Whether its number is per resident, and is multiplied by the residents of its ages.
    pub fn is_per_resident(&self) -> bool {
        self.ages.is_some() && self.of != RESIDENTS
    }

    /// Whether residents must be known for it.
    pub fn needs_residents(&self) -> bool {
        self.ages.is_some() || self.of == RESIDENTS
    }
}

/// How rows are placed in time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Time {
    /// By a day in a column.
    On(String),
    /// In each month on whose last day they are in force; a longer period is the sum of its months.
    MonthEnd,
    /// In each period with a day on which they are in force.
    During,
    /// By the days in force.
    Days,
    /// No time: of residents, months and days, which belong to the periods themselves.
    Period,
}

/// What is taken of rows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Take {
    /// How many there are.
    Rows,
    /// How many persons they are of.
    Persons,
    /// How many different values of a column they have.
    Distinct(String),
    /// The sum of a whole number.
    Sum(String),
    /// The days in force, or the sum of a whole number for each of them.
    Days(Option<String>),
    /// The middle of a number.
    Median(String),
    /// The quantile of so many per cent of a number, by type 7.
    Quantile(u8, String),
    /// The Kaplan–Meier median of the days from the first to the last, followed until so many days after the period.
    KaplanMeier(u16),
}

impl Take {
    /// The take that a card names: `rows`, `persons`, `distinct course_id`, `sum minutes`, `days`, `days weekly`,
    /// `median days`, `quantile 75 days`, `kaplan_meier 183`.
    pub fn parse(text: &str) -> Option<Self> {
        let (what, column) = match text.split_once(' ') {
            None => (text, None),
            Some((what, column)) => (what, Some(column.trim().to_owned())),
        };
        Some(match (what, column) {
            ("rows", None) => Take::Rows,
            ("persons", None) => Take::Persons,
            ("distinct", Some(column)) => Take::Distinct(column),
            ("sum", Some(column)) => Take::Sum(column),
            ("days", column) => Take::Days(column),
            ("median", Some(column)) => Take::Median(column),
            ("quantile", Some(text)) => {
                let (percent, column) = text.split_once(' ')?;
                let percent = percent.parse().ok().filter(|no| (1..100).contains(no))?;
                Take::Quantile(percent, column.trim().to_owned())
            }
            ("kaplan_meier", Some(days)) => Take::KaplanMeier(days.parse().ok()?),
            _ => return None,
        })
    }

    /// Whether it is the median of how long something lasts of which not all has ended.
    pub fn is_survival(&self) -> bool {
        matches!(self, Take::KaplanMeier(_))
    }

    /// As how many of those behind the number it tells: of a quantile far out the fewer on its outer side are told of, where
    /// the median tells of both halves, so that a tenth of 25 tells of no more than the halves of 5.
    pub(super) fn told_of(&self, cases: i64) -> i64 {
        match self {
            Take::Quantile(percent, _) => {
                let outside = i64::from(*percent.min(&(100_u8.saturating_sub(*percent))));
                (cases.saturating_mul(2 * outside) / 100).max(cases.min(1))
            }
            _ => cases,
        }
    }

    /// Whether it is a median or another quantile, which is a double and can lack.
    pub fn is_quantile(&self) -> bool {
        matches!(
            self,
            Take::Median(_) | Take::Quantile(..) | Take::KaplanMeier(_)
        )
    }
}

impl Time {
    /// The time that a card names: `on end`, `at month end`, `during`, `days`, `period`.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "at month end" => Time::MonthEnd,
            "during" => Time::During,
            "days" => Time::Days,
            "period" => Time::Period,
            other => Time::On(other.strip_prefix("on ")?.trim().to_owned()),
        })
    }
}
