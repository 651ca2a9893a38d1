//! Which figures can differ once rows of some months are others: what is computed again after an import, and no more.
//!
//! A source declares how far a row of a dataset reaches from the month it stands in. What is not declared reaches
//! everywhere, so that a new source is slow at worst and never wrong.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use pejl_domain::{Grain, Period};
use pejl_lake::{DatasetSpec, STAT_FACT};

use super::age::AGE_THEN;
use super::calendar::{Calendar, Window, first_day, last_day};
use super::cell::needs;
use super::coverage::Coverage;
use super::measure::{Measure, Measures, Take};
use super::plan::{DAYS, MONTHS, RESIDENTS};
use super::source::course::PROFESSION_GROUPS;
use super::source::delivered::{GRANT_SETTING, GRANT_TARGET_GROUP};
use super::source::granted::{AFTER, BEFORE, GAINED, HOURS_FROM, IS_NEW};
use super::source::source;
use crate::catalogue::{Catalogue, Reading};

/// Days of the shortest month.
const SHORTEST_MONTH: u32 = 28;

/// The months, around that of a row, in which figures can depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// No month: it decides columns alone that are declared as joined.
    Nowhere,
    /// That month alone.
    Month,
    /// The months of its year.
    Year,
    /// From so many months before it, without end: rows that stay in force, or whose outcome comes later.
    From(u32),
    /// All months.
    Everywhere,
}

/// How far the rows of datasets reach in each source. A run goes on from one that ends the day before, so that a grant
/// reaches into the month before; what a cost centre is for is read off the postings of its year.
const DECLARED: [(&str, &str, Reach); 40] = [
    ("ledger", "ledger", Reach::Year),
    ("ledger", "grant", Reach::From(0)),
    ("ledger", "event", Reach::From(0)),
    ("budget", "budget", Reach::Year),
    ("band_cost", "band_cost", Reach::Year),
    ("forecast", "budget", Reach::Year),
    ("delivery", "delivery", Reach::Month),
    ("delivery", "grant", Reach::Nowhere),
    ("visit", "prevention_visit", Reach::Month),
    ("staffing", "staffing", Reach::Month),
    ("absence", "absence", Reach::Month),
    ("assessment", "assessment", Reach::Month),
    ("waiting", "waiting", Reach::Month),
    ("complaint", "complaint", Reach::From(0)),
    ("help", "grant", Reach::From(0)),
    ("help", "event", Reach::From(0)),
    ("grant_money", "grant", Reach::From(0)),
    ("grant_money", "event", Reach::From(0)),
    ("run", "grant", Reach::From(1)),
    ("run", "event", Reach::From(1)),
    ("service_run", "grant", Reach::From(1)),
    ("service_run", "event", Reach::From(1)),
    ("any_service_run", "grant", Reach::From(1)),
    ("any_service_run", "event", Reach::From(1)),
    ("unbought_service_run", "grant", Reach::From(1)),
    ("unbought_service_run", "event", Reach::From(1)),
    ("sold_service_run", "grant", Reach::From(1)),
    ("sold_service_run", "event", Reach::From(1)),
    ("bought_service_run", "grant", Reach::From(1)),
    ("bought_service_run", "event", Reach::From(1)),
    ("course_outcome", "course", Reach::From(0)),
    ("course_outcome", "event", Reach::From(0)),
    ("course_outcome", "delivery", Reach::Nowhere),
    ("course_outcome", "assessment", Reach::Nowhere),
    ("course_outcome", "grant", Reach::Nowhere),
    ("course_outcome", "goal", Reach::Nowhere),
    ("planned_course", "course", Reach::From(0)),
    ("planned_course", "event", Reach::From(0)),
    ("active_goal", "goal", Reach::From(0)),
    ("active_goal", "event", Reach::From(0)),
];

/// Columns of courses that other rows are joined to by the number of the course or by its citizen. A number may stand in
/// several rows, and help be granted long before a course, of any months, so that a row of one reaches all.
const JOINED: [&str; 10] = [
    "n_domains",
    "score_change",
    "has_own_goal",
    "is_measured",
    IS_NEW,
    GAINED,
    BEFORE,
    AFTER,
    HOURS_FROM,
    PROFESSION_GROUPS,
];

/// Columns of deliveries that grants decide, of any months: a delivery is on a grant by its number.
const OF_GRANTS: [&str; 2] = [GRANT_SETTING, GRANT_TARGET_GROUP];

fn reach(source: &str, dataset: &str) -> Reach {
    let mut declared = DECLARED.iter();
    let found = declared.find(|(of, rows, _)| *of == source && *rows == dataset);
    found.map_or(Reach::Everywhere, |(_, _, reach)| *reach)
}

/// What of one municipality is other than when figures were computed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// Months of each dataset in which rows were brought or taken away, by their numbers.
    pub months: BTreeMap<String, BTreeSet<i64>>,
    /// Datasets of which any row may be another: registers, and facts of the country.
    pub whole: BTreeSet<String>,
    /// The day up to which anything could be known then.
    pub known_on: NaiveDate,
}

/// The periods of every length that a reading has figures of at a municipality: from the first to the last month that an
/// import covers of any dataset it needs. None where one of them is not covered at all.
pub fn horizon(
    catalogue: &Catalogue,
    reading: &Reading,
    coverage: &Coverage,
    area: &str,
) -> Vec<Period> {
    let mut bounds: Option<(i64, i64)> = None;
    for part in parts(catalogue, reading) {
        for name in needs(part) {
            let Some(dataset) = coverage.get(name).filter(|one| one.has(area)) else {
                return Vec::new();
            };
            let (Some(first), Some(last)) = (dataset.oldest(area), dataset.newest(area)) else {
                continue;
            };
            let (from, to) = bounds.unwrap_or((first, last));
            bounds = Some((from.min(first), to.max(last)));
        }
    }
    let indicator = catalogue.find_indicator(&reading.indicator);
    let grains = indicator.map(|one| one.grains.as_slice());
    let days = bounds.and_then(|(first, last)| Some((first_day(first)?, last_day(last)?)));
    let Some((first, last)) = days else {
        return Vec::new();
    };
    let of_grain = |grain: &Grain| {
        let start = Period::containing(*grain, first);
        let periods = std::iter::successors(start, |period| period.next());
        periods.take_while(move |period| period.start() <= last)
    };
    grains
        .unwrap_or_default()
        .iter()
        .flat_map(of_grain)
        .collect()
}

/// Of these periods those whose figures can be others now; none at all where nothing that the reading is made of changed.
///
/// Every period of an index is, as soon as one of its components is: the period in which it is 100 may be.
pub fn affected(
    catalogue: &Catalogue,
    reading: &Reading,
    periods: &[Period],
    changes: &Changes,
) -> BTreeSet<Period> {
    let lag = reading.maturity_lag_days;
    let mut months = Months::default();
    for part in parts(catalogue, reading) {
        if let Some(measures) = &part.measures {
            months.add(catalogue, measures, lag, changes);
        }
    }
    let time_has_passed = |period: &Period| {
        let matures = period.end().checked_add_days(Days::new(u64::from(lag)));
        matures.is_none_or(|day| day >= changes.known_on)
    };
    let Some(calendar) = Calendar::new(periods, Window::Period) else {
        return periods.iter().copied().collect();
    };
    let spans = calendar.spans().iter();
    let found: BTreeSet<Period> = spans
        .filter(|span| months.has_any(span.first, span.last) || time_has_passed(&span.period))
        .map(|span| span.period)
        .collect();
    match reading.index.is_some() && !found.is_empty() {
        true => periods.iter().copied().collect(),
        false => found,
    }
}

/// The months of each dataset whose rows can count in a period of a reading, by the numbers of the first and last; none
/// for no bound. Residents are not among them.
pub fn months_read(
    reading: &Reading,
    period: Period,
) -> BTreeMap<&'static str, (Option<i64>, Option<i64>)> {
    let waits = waits(reading.maturity_lag_days);
    let mut found: BTreeMap<&'static str, (Option<i64>, Option<i64>)> = BTreeMap::new();
    let span = Calendar::new(&[period], Window::Period);
    let span = span.and_then(|calendar| calendar.spans().first().copied());
    let (Some(span), Some(measures)) = (span, &reading.measures) else {
        return found;
    };
    for source in measures.all().filter_map(|measure| source(&measure.of)) {
        for spec in source.needs.iter().chain(source.uses) {
            let (first, last) = match reach(source.name, spec.name) {
                Reach::Nowhere => (None, None),
                Reach::Month => (Some(span.first), Some(span.last + waits)),
                Reach::Year => {
                    let first = span.first - span.first.rem_euclid(12);
                    (Some(first), Some(span.last - span.last.rem_euclid(12) + 11))
                }
                Reach::From(before) => (None, Some(span.last + i64::from(before).max(waits))),
                Reach::Everywhere => (None, None),
            };
            let known = found.entry(spec.name).or_insert((first, last));
            // No bound is the widest.
            known.0 = known.0.zip(first).map(|(one, other)| one.min(other));
            known.1 = known.1.zip(last).map(|(one, other)| one.max(other));
        }
    }
    found
}

/// Months for which an outcome waits after a period.
fn waits(lag: u32) -> i64 {
    i64::from(match lag {
        0 => 0,
        days => days / SHORTEST_MONTH + 1,
    })
}

/// The readings whose measures a reading is made of: itself, or the components of an index.
pub(crate) fn parts<'a>(catalogue: &'a Catalogue, reading: &'a Reading) -> Vec<&'a Reading> {
    match &reading.index {
        None => vec![reading],
        Some(index) => {
            let components = index.components.iter();
            components
                .filter_map(|code| catalogue.find_reading(code))
                .map(AsRef::as_ref)
                .collect()
        }
    }
}

/// The months in which figures can be others.
#[derive(Debug, Default)]
struct Months {
    all: bool,
    single: BTreeSet<i64>,
    /// From this one on.
    from: Option<i64>,
    /// First and last.
    ranges: Vec<(i64, i64)>,
}

impl Months {
    fn has_any(&self, first: i64, last: i64) -> bool {
        self.all
            || self.from.is_some_and(|from| last >= from)
            || self.single.range(first..=last).next().is_some()
            || self
                .ranges
                .iter()
                .any(|(from, to)| first <= *to && *from <= last)
    }

    fn add(&mut self, catalogue: &Catalogue, measures: &Measures, lag: u32, changes: &Changes) {
        // An outcome waits for what is known of the days after the period.
        let waits = waits(lag);
        for name in &measures.needs {
            self.all |= changes.whole.contains(name);
            for month in changes.months.get(name).into_iter().flatten() {
                self.ranges.push((month - waits, *month));
            }
        }
        for measure in measures.all() {
            self.add_measure(catalogue, measure, waits, changes);
        }
    }

    fn add_measure(
        &mut self,
        catalogue: &Catalogue,
        measure: &Measure,
        waits: i64,
        changes: &Changes,
    ) {
        let name = measure.of.as_str();
        if [MONTHS, DAYS].contains(&name) {
            return;
        }
        if measure.needs_residents() {
            self.all |= changes.whole.contains(STAT_FACT.name);
        }
        if name == RESIDENTS {
            return;
        }
        let Some(source) = source(name) else {
            self.all = true;
            return;
        };
        let datasets = source.needs.iter().chain(source.uses);
        for spec in datasets.map(|spec: &&DatasetSpec| spec.name) {
            self.all |= changes.whole.contains(spec);
            let Some(changed) = changes.months.get(spec) else {
                continue;
            };
            // Any row of a person can tell more of the birthday, and so of the age on any other day.
            let is_of_all =
                mentions(catalogue, measure, &[AGE_THEN]) || mentions(catalogue, measure, &JOINED);
            let is_of_grants = mentions(catalogue, measure, &OF_GRANTS);
            let reach = match reach(name, spec) {
                _ if is_of_all => Reach::Everywhere,
                Reach::Nowhere if is_of_grants => Reach::Everywhere,
                declared => declared,
            };
            for month in changed {
                let before = |months: u32| month - i64::from(months).max(waits);
                match reach {
                    Reach::Nowhere => {}
                    Reach::Month if waits == 0 => {
                        self.single.insert(*month);
                    }
                    Reach::Month => self.ranges.push((before(0), *month)),
                    Reach::Year => {
                        let first = month - month.rem_euclid(12);
                        self.ranges.push((first - waits, first + 11));
                    }
                    Reach::From(months) => {
                        let from = before(months);
                        self.from = Some(self.from.map_or(from, |known| known.min(from)));
                    }
                    Reach::Everywhere => self.all = true,
                }
            }
        }
    }
}

/// Whether one of these words stands in what is taken or in what must hold.
fn mentions(catalogue: &Catalogue, measure: &Measure, words: &[&str]) -> bool {
    let parts = measure.parts();
    let parts = parts.filter_map(|code| catalogue.parts.find(code));
    let taken = match &measure.take {
        Take::Sum(column)
        | Take::Distinct(column)
        | Take::Median(column)
        | Take::Quantile(_, column) => Some(column.as_str()),
        Take::Days(column) => column.as_deref(),
        Take::Rows | Take::Persons | Take::KaplanMeier(_) => None,
    };
    let mut texts = parts.map(|part| part.when.as_str()).chain(taken);
    texts.any(|text| words.iter().any(|word| text.contains(word)))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::catalogue::catalogue;
    use crate::records::source::sources;

    /// Quarters of 2017 and 2018 that are computed again once rows of a month of a dataset are others.
    #[track_caller]
    fn check(reading: &str, dataset: &str, month: &str, expected: &[&str]) {
        let reading = catalogue().find_reading(reading).unwrap();
        let first = Period::quarter(2017, 1).unwrap();
        let quarters = std::iter::successors(Some(first), |period| period.next());
        let quarters: Vec<Period> = quarters.take(8).collect();
        let month = super::super::calendar::number(month.parse().unwrap());
        let changes = Changes {
            months: [(dataset.to_owned(), BTreeSet::from([month]))].into(),
            whole: BTreeSet::new(),
            known_on: NaiveDate::from_ymd_opt(2025, 1, 1).unwrap(),
        };
        let found = affected(catalogue(), reading, &quarters, &changes);
        let found: Vec<String> = found.iter().map(Period::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_visit_reaches_no_further_than_its_month_and_a_posting_than_its_year() {
        check("Q2", "waiting", "2018-02", &["2018-Q1"]);
        check("Q2", "grant", "2018-02", &[]);
        let year = ["2018-Q1", "2018-Q2", "2018-Q3", "2018-Q4"];
        check("W3.3", "ledger", "2018-02", &year);
    }

    #[test]
    fn grants_reach_what_asks_for_the_grant_of_a_delivery_and_no_other_delivery() {
        check("O6.1", "grant", "2018-02", &[]);
        check("O6.1", "delivery", "2018-02", &["2018-Q1"]);
        let catalogue = catalogue();
        let reading = catalogue.find_reading("O5.2.cost_per_hour").unwrap();
        let mut months = Months::default();
        let changes = Changes {
            months: [("grant".to_owned(), BTreeSet::from([24_217]))].into(),
            ..Changes::default()
        };
        let measures = reading.measures.as_ref().unwrap();
        months.add(catalogue, measures, 0, &changes);
        assert!(months.all);
        let mut months = Months::default();
        let changes = Changes {
            months: [("delivery".to_owned(), BTreeSet::from([24_217]))].into(),
            ..Changes::default()
        };
        months.add(catalogue, measures, 0, &changes);
        assert!(!months.all);
        assert!(months.has_any(24_217, 24_217));
    }

    #[test]
    fn a_course_counts_when_it_ends_and_a_grant_for_as_long_as_it_runs() {
        check(
            "O3.1",
            "course",
            "2018-05",
            &["2018-Q2", "2018-Q3", "2018-Q4"],
        );
        // A run that ended on the last day of September goes on.
        check("O4.1", "grant", "2018-10", &["2018-Q3", "2018-Q4"]);
    }

    #[test]
    fn what_waits_for_an_outcome_is_computed_again_when_that_is_in() {
        // 180 days are in at most seven months.
        check(
            "O4.2",
            "grant",
            "2018-08",
            &["2018-Q1", "2018-Q2", "2018-Q3", "2018-Q4"],
        );
    }

    #[test]
    fn ages_and_what_is_not_declared_reach_everywhere() {
        let all = [
            "2017-Q1", "2017-Q2", "2017-Q3", "2017-Q4", "2018-Q1", "2018-Q2", "2018-Q3", "2018-Q4",
        ];
        check("W1.1", "grant", "2018-10", &all);
        check("W1.2", "assessment", "2018-10", &all);
    }

    #[test]
    fn every_declaration_is_of_a_source_and_a_dataset_it_reads() {
        for (name, dataset, _) in DECLARED {
            let source = sources().into_iter().find(|source| source.name == name);
            let datasets = source.unwrap().needs.iter().chain(source.unwrap().uses);
            let mut datasets = datasets.map(|spec| spec.name);
            assert!(datasets.any(|one| one == dataset), "{name} {dataset}");
        }
    }
}
