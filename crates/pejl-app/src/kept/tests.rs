//! Kept figures are the computed ones, in whatever order data come, are corrected or go.

mod copied;
mod own_cards;
mod words;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use pejl_db::testing::{TestDatabase, for_each_database};
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, SeedableRng};

use pejl_domain::area::find_area;
use pejl_lake::STAT_FACT;
use pejl_metrics::catalogue;
use pejl_metrics::records::horizon;

use super::work::covered;
use super::*;
use crate::compute::{Computer, Figures};
use crate::definitions::{definitions_at, of_program};
use crate::snapshot::{AsKnown, known};
use crate::store::{Clock, StoreOptions};
use crate::test_place::Place as Installation;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures");

/// Files of one municipality, cut into stretches of months that are imported one by one.
struct Population {
    folder: &'static str,
    /// The file of residents, below the fixtures.
    residents: &'static str,
    /// The datasets and the column of the day that a row stands by.
    datasets: &'static [(&'static str, &'static str)],
    /// The first months of the stretches, and the month after the last.
    stretches: &'static [&'static str],
    /// Datasets that are imported as a whole, with the months or years they cover.
    whole: &'static [(&'static str, Option<&'static str>)],
}

const PEJLEMAERKER: Population = Population {
    folder: "pejlemaerker",
    residents: "pejlemaerker/folk1a.csv",
    datasets: &[
        ("grant", "valid_from"),
        ("course", "start"),
        ("assessment", "date"),
        ("goal", "set_date"),
        ("event", "date"),
        ("delivery", "date"),
        ("prevention_visit", "date"),
        ("complaint", "received"),
    ],
    stretches: &["2016-10", "2017-06", "2018-01", "2019-01"],
    whole: &[],
};

const EFFORT: Population = Population {
    folder: "effort",
    residents: "pejlemaerker/folk1a.csv",
    datasets: &[
        ("grant", "valid_from"),
        ("course", "start"),
        ("goal", "set_date"),
        ("assessment", "date"),
        ("event", "date"),
        ("delivery", "date"),
        ("staffing", "month"),
        ("absence", "month"),
    ],
    stretches: &["2016-01", "2018-04", "2019-07"],
    whole: &[
        ("ledger", Some("2017-01..2019-06")),
        ("survey", Some("2017..2019")),
        ("budget", None),
        ("provider", None),
    ],
};

const NORMS: Population = Population {
    folder: "norms",
    residents: "norms/folk1a.csv",
    datasets: &[("grant", "valid_from"), ("event", "date")],
    stretches: &["2018-01", "2018-04", "2018-10", "2019-07"],
    whole: &[
        ("ledger", Some("2017-01..2019-06")),
        ("band_cost", Some("2017..2019")),
        ("deadline", None),
    ],
};

const PRICES: Population = Population {
    folder: "prices",
    residents: "pejlemaerker/folk1a.csv",
    datasets: &[
        ("grant", "valid_from"),
        ("course", "start"),
        ("event", "date"),
        ("delivery", "date"),
    ],
    stretches: &["2019-01", "2020-03", "2021-02"],
    whole: &[("ledger", Some("2019-01..2021-01")), ("provider", None)],
};

/// What is imported: a dataset, a stretch or the whole of it, and perhaps only some of its rows.
type Import = (&'static str, Option<(&'static str, usize)>, Option<usize>);

impl Population {
    /// Every import that there is, of all rows.
    fn imports(&self) -> Vec<Import> {
        let stretches = 0..self.stretches.len() - 1;
        let cut = stretches.flat_map(|no| {
            let datasets = self.datasets.iter();
            datasets.map(move |(dataset, day)| (*dataset, Some((*day, no)), None))
        });
        let whole = self.whole.iter().map(|(dataset, _)| (*dataset, None, None));
        cut.chain(whole).collect()
    }
}

/// A store of the fixture whose clock is set by hand.
struct Fixture {
    population: &'static Population,
    place: Installation,
    now: Arc<Mutex<DateTime<Utc>>>,
}

impl Fixture {
    fn on(database: &TestDatabase, population: &'static Population, day: &str) -> Self {
        let now = Arc::new(Mutex::new(noon(day)));
        let told = Arc::clone(&now);
        let mut place = Installation::on(database);
        place.store = Store::open(&StoreOptions {
            database: Some(database.url().to_owned()),
            clock: Clock::of(move || *told.lock().unwrap()),
            ..StoreOptions::embedded(place.store.data.clone())
        })
        .unwrap();
        let residents = format!("{FIXTURES}/{}", population.residents);
        let done = place.import_statbank("FOLK1A", residents.as_ref());
        assert_eq!(done.state.as_str(), "committed", "{:?}", done.issues);
        Self {
            population,
            place,
            now,
        }
    }

    fn at(&self, day: &str) {
        *self.now.lock().unwrap() = noon(day);
    }

    /// Imports the rows of a dataset but every `but`th, in place of what was there.
    fn import(&self, (dataset, stretch, but): Import) {
        let folder = self.population.folder;
        let text = std::fs::read_to_string(format!("{FIXTURES}/{folder}/{dataset}.csv")).unwrap();
        let mut lines = text.lines();
        let header = lines.next().unwrap();
        let bounds = stretch.map(|(day, no)| {
            let column = header.split(';').position(|name| name == day).unwrap();
            let [from, to] = [no, no + 1].map(|no| self.population.stretches[no]);
            (column, from, to)
        });
        let is_in = |line: &&str| {
            bounds.is_none_or(|(column, from, to)| {
                let month = &line.split(';').nth(column).unwrap()[..7];
                from <= month && month < to
            })
        };
        let rows = lines.filter(is_in).enumerate();
        let rows = rows.filter(|(no, _)| but.is_none_or(|but| no % but != 0));
        let rows: String = rows.map(|(_, line)| format!("{line}\n")).collect();
        let mut whole = self.population.whole.iter();
        let period = match bounds {
            Some((_, from, to)) => {
                let last = Period::previous(to.parse().unwrap()).unwrap();
                Some(format!("{from}..{last}"))
            }
            None => {
                let of_whole = whole.find(|(name, _)| *name == dataset);
                of_whole.unwrap().1.map(str::to_owned)
            }
        };
        let content = format!("{header}\n{rows}");
        let done = self
            .place
            .import_of(dataset, "766", &content, period.as_deref());
        let summary = done.summary;
        assert!(
            ["committed", "unchanged"].contains(&summary.state.as_str()),
            "{dataset}: {:?}",
            summary.issues
        );
    }

    fn import_all(&self) {
        for import in self.population.imports() {
            self.import(import);
        }
    }

    /// Compares every kept figure with the computed one; yields how many there are.
    #[track_caller]
    fn check(&self, what: &str) -> usize {
        let store = &self.place.store;
        let facts = known(store, STAT_FACT.name, AsKnown::Head).unwrap();
        let definitions = definitions_at(store, facts.revision).unwrap();
        let catalogue = &definitions.catalogue;
        let computer = Computer::new(store, &facts, &definitions, Figures::Computed);
        let run = run_at(store, facts.revision, &definitions)
            .unwrap()
            .unwrap();
        let kept = store
            .db
            .with(|conn| figures_at(conn, run.revision, &Wanted::default()))
            .unwrap();
        let mut periods: BTreeMap<&str, BTreeSet<Period>> = BTreeMap::new();
        for one in kept.iter().map(|one| &one.figure) {
            let of_reading = periods.entry(&one.reading).or_default();
            of_reading.insert(one.period.parse().unwrap());
        }
        // Of every period that there is, and of no other.
        let (coverage, _) = covered(store, &facts, &definitions).unwrap();
        for reading in readings(catalogue).filter(|reading| reading.index.is_none()) {
            let horizon = horizon(catalogue, reading, &coverage, "766");
            let horizon: BTreeSet<Period> = horizon.into_iter().collect();
            let of_reading = periods.get(reading.code.as_str());
            assert_eq!(of_reading.cloned().unwrap_or_default(), horizon, "{what}");
        }
        let place = Place::Area(find_area("766").unwrap());
        let mut computed = Vec::new();
        let (mut measured, mut of_each) = (Vec::new(), Vec::new());
        for (code, periods) in periods {
            let reading = readings(catalogue).find(|one| one.code == code).unwrap();
            let reading = Arc::clone(reading);
            if reading.index.is_none() {
                measured.push(reading);
                of_each.push(periods);
                continue;
            }
            // With the base of a question that names none: of each length of period one.
            let periods: Vec<Period> = periods.into_iter().collect();
            for of_grain in periods.chunk_by(|one, other| one.grain() == other.grain()) {
                let query = Query::of_totals(
                    catalogue,
                    vec![Arc::clone(&reading)],
                    vec![place],
                    of_grain.to_vec(),
                );
                computed.extend(computer.figures(&query).unwrap());
            }
        }
        let all = of_each.iter().flatten().copied().collect::<BTreeSet<_>>();
        let query = Query::of_totals(catalogue, measured, vec![place], all.into_iter().collect());
        computed.extend(computer.measured(&query, Some(of_each)).unwrap());
        let key = |one: &Observation| format!("{:?} {}", one.members, one.period);
        let mut computed: BTreeMap<String, Observation> = computed
            .into_iter()
            .map(|one| (key(&one), one.without_breaks()))
            .collect();
        for one in &kept {
            let mut one = restored(catalogue, one, facts.revision).unwrap();
            let from_rows = computed.remove(&key(&one)).unwrap();
            // Whatever prices an index was made at, its own level is that of its components.
            one.price_level.clone_from(&from_rows.price_level);
            one.price.clone_from(&from_rows.price);
            assert_eq!(one, from_rows, "{what}");
        }
        assert_eq!(computed.len(), 0, "{what}");
        kept.len()
    }
}

fn noon(day: &str) -> DateTime<Utc> {
    format!("{day}T12:00:00Z").parse().unwrap()
}

#[test]
fn kept_figures_are_the_computed_ones_in_whatever_order_data_come() {
    for_each_database(|database| any_order(database, &PEJLEMAERKER));
}

#[test]
fn so_are_those_of_money_and_staff() {
    for_each_database(|database| any_order(database, &EFFORT));
}

#[test]
fn so_are_those_of_deadlines_and_expected_costs() {
    for_each_database(|database| any_order(database, &NORMS));
}

#[test]
fn so_are_those_of_prices() {
    for_each_database(|database| any_order(database, &PRICES));
}

fn any_order(database: &TestDatabase, population: &'static Population) {
    // Another order on each.
    let seed = u64::from(database.backend() == pejl_db::Backend::Postgres);
    let mut random = StdRng::seed_from_u64(seed);
    let fixture = Fixture::on(database, population, "2026-01-01");
    let mut imports = population.imports();
    imports.shuffle(&mut random);
    // Corrections: some rows are gone, and come back.
    let all = population.imports();
    for _ in 0..3 {
        let (dataset, stretch, _) = *all.choose(&mut random).unwrap();
        imports.push((dataset, stretch, Some(random.random_range(2..4))));
        imports.push((dataset, stretch, None));
    }
    let store = &fixture.place.store;
    for (no, import) in imports.into_iter().enumerate() {
        fixture.import(import);
        let is_checked = no % 6 == 5 || import.2.is_some();
        // Now and then several revisions are caught up with at once.
        if random.random_bool(0.7) || is_checked {
            keep_up(store, "test").unwrap();
        }
        if is_checked {
            fixture.check(&format!("seed {seed}, import {no}: {import:?}"));
        }
    }
    keep_up(store, "test").unwrap();
    let n = fixture.check(&format!("seed {seed}, at the end"));
    assert!(n > 700, "{n}");
    assert_eq!(keep_up(store, "test").unwrap(), None);
}

#[test]
fn a_question_about_totals_is_answered_by_what_is_kept() {
    for_each_database(|database| {
        let fixture = Fixture::on(database, &PEJLEMAERKER, "2026-01-01");
        fixture.import_all();
        let store = &fixture.place.store;
        let run = keep_up(store, "test").unwrap().unwrap();
        let facts = known(store, STAT_FACT.name, AsKnown::Head).unwrap();
        let computers = [Figures::Kept, Figures::Computed]
            .map(|figures| Computer::new(store, &facts, of_program(), figures));
        let place = Place::Area(find_area("766").unwrap());
        let year = |n: i32| Period::year(n).unwrap();
        // A median, a share, one with a break between the periods, and residents.
        let readings = ["O3.1", "O3.3", "W1.1", "O4.1"];
        let readings = readings.map(|name| Arc::clone(catalogue().find_reading(name).unwrap()));
        let query = Query::of_totals(
            catalogue(),
            readings.to_vec(),
            vec![place],
            vec![year(2017), year(2018)],
        );
        let [kept, computed] = computers.each_ref().map(|one| one.figures(&query).unwrap());
        assert_eq!(kept, computed);
        assert_eq!(kept.len(), 8);
        // What is computed of it: nothing where all is kept.
        let computed_of = |periods: &[Period]| {
            let mut asked = None;
            let compute = |lacking: &Query, of_each: Vec<BTreeSet<Period>>| {
                let n_readings = lacking.readings.len();
                asked = Some((n_readings, of_each.clone()));
                let of_each = Some(of_each);
                computers.last().unwrap().measured(lacking, of_each)
            };
            answer((store, run.revision, &run), (&query, periods), compute).unwrap();
            asked
        };
        assert_eq!(computed_of(&[year(2017), year(2018)]), None);
        // A year before all rows is kept of nobody and is all that is computed, whatever is asked beside it.
        let periods = [year(2010), year(2018)];
        let lacking = vec![BTreeSet::from([year(2010)]); 4];
        assert_eq!(computed_of(&periods), Some((4, lacking)));
        let query = Query {
            periods: Periods::Listed(periods.to_vec()),
            ..query
        };
        let [kept, computed] = computers.each_ref().map(|one| one.figures(&query).unwrap());
        assert_eq!(kept, computed);
    });
}

/// Kept figures, and computed ones beside them, are what computing all of them gives: of every reading, of municipalities with
/// rows and without, and of periods before the first import, between, and after the last.
#[test]
fn kept_figures_beside_computed_ones_are_as_if_all_were_computed() {
    for population in [&PEJLEMAERKER, &EFFORT] {
        let database = TestDatabase::sqlite();
        let fixture = Fixture::on(&database, population, "2026-01-01");
        fixture.import_all();
        let store = &fixture.place.store;
        keep_up(store, "test").unwrap().unwrap();
        let facts = known(store, STAT_FACT.name, AsKnown::Head).unwrap();
        let places = ["615", "766"].map(|code| Place::Area(find_area(code).unwrap()));
        let readings = readings(catalogue()).filter(|one| one.index.is_none());
        let query = Query::of_totals(
            catalogue(),
            readings.cloned().collect(),
            places.to_vec(),
            ["2012", "2016", "2017", "2018", "2020", "2025"]
                .map(|year| year.parse().unwrap())
                .to_vec(),
        );
        let [kept, computed] = [Figures::Kept, Figures::Computed].map(|figures| {
            let computer = Computer::new(store, &facts, of_program(), figures);
            computer.figures(&query).unwrap()
        });
        assert!(kept.len() > 1_500, "{}", kept.len());
        for (kept, computed) in kept.iter().zip(&computed) {
            assert_eq!(kept, computed);
        }
        assert_eq!(kept.len(), computed.len());
    }
}

#[test]
fn figures_that_waited_for_time_to_pass_are_computed_again() {
    for_each_database(|database| {
        let fixture = Fixture::on(database, &PEJLEMAERKER, "2019-01-02");
        fixture.import_all();
        let store = &fixture.place.store;
        let mut n_opened = 0;
        // Something else is imported each time, so that there is a revision.
        for (day, month) in [("2019-01-10", 1), ("2019-02-20", 2), ("2019-08-01", 3)] {
            keep_up(store, "test").unwrap();
            fixture.at(day);
            let rows = format!("unit_id;month;profession;fte\nU1;2018-{month:02}-01;nurse;2\n");
            fixture.place.import("staffing", "766", &rows);
            let run = keep_up(store, "test").unwrap().unwrap();
            n_opened += run.n_opened;
            fixture.check(day);
        }
        assert!(n_opened > 0);
    });
}

#[test]
fn what_is_taken_out_of_the_revisions_is_taken_out_of_the_kept_figures() {
    for_each_database(|database| {
        let fixture = Fixture::on(database, &PEJLEMAERKER, "2026-01-01");
        fixture.import_all();
        let store = &fixture.place.store;
        keep_up(store, "test").unwrap();
        let before = fixture.check("before");
        crate::retention::set(store, "course", None, 95, "anna").unwrap();
        let erased = crate::retention::run(store, false, "test").unwrap();
        assert!(erased.n_rows() > 0);
        // What was computed with the rows is gone at every revision, and is computed anew without them.
        let revision = known(store, STAT_FACT.name, AsKnown::Head)
            .unwrap()
            .revision;
        let at = |n| {
            store
                .db
                .with(|conn| figures_at(conn, n, &Wanted::default()))
        };
        for n in 1..=revision {
            assert_eq!(at(n).unwrap(), [], "{n}");
        }
        let run = keep_up(store, "test").unwrap().unwrap();
        assert_eq!((run.n_closed, run.n_opened), (0, run.n_computed));
        assert_eq!(fixture.check("after"), before);
    });
}

#[test]
fn a_number_of_a_course_that_stands_in_two_months_is_computed_again() {
    const COURSES: &str = "course_id;cpr;course_type;service;start;end;end_reason\n";
    const GOALS: &str = "goal_id;course_id;cpr;set_by;set_date\n";
    for_each_database(|database| {
        let fixture = Fixture::on(database, &PEJLEMAERKER, "2026-01-01");
        let store = &fixture.place.store;
        let import = |dataset: &str, content: String, period: &str| {
            fixture
                .place
                .import_of(dataset, "766", &content, Some(period));
            keep_up(store, "test").unwrap();
        };
        let course = |start: &str, end: &str| {
            format!("{COURSES}C1;120342-0102;rehabilitation;SEL-83a;{start};{end};self_reliant\n")
        };
        import(
            "course",
            course("2017-01-10", "2017-03-01"),
            "2017-01..2018-04",
        );
        import("goal", GOALS.to_owned(), "2017-01..2018-04");
        import(
            "course",
            course("2018-05-10", "2018-07-01"),
            "2018-05..2018-12",
        );
        let goal = "G1;C1;120342-0102;citizen;2018-05-12\n";
        import("goal", format!("{GOALS}{goal}"), "2018-05..2018-12");
        assert!(fixture.check("a goal of the second row") > 0);
    });
}

#[test]
fn a_sum_that_cannot_be_right_spoils_its_own_figure_alone() {
    const LEDGER: &str = "fiscal_year;period;posting_date;function;dranst;amount_oere\n";
    for_each_database(|database| {
        let fixture = Fixture::on(database, &EFFORT, "2026-01-01");
        let store = &fixture.place.store;
        let posting = "2018;3;2018-03-15;5.30.29;1;9000000000000000000\n";
        let content = format!("{LEDGER}{posting}{posting}");
        let period = Some("2018-01..2018-12");
        fixture.place.import_of("ledger", "766", &content, period);
        keep_up(store, "test").unwrap().unwrap();
        fixture.check("too large");
        let run = run_at(store, 2, of_program()).unwrap().unwrap();
        let kept = store
            .db
            .with(|conn| figures_at(conn, run.revision, &Wanted::default()))
            .unwrap();
        let of_year = kept
            .iter()
            .find(|one| one.figure.reading == "prevention_share" && one.figure.period == "2018");
        let figure = &of_year.unwrap().figure;
        assert_eq!(figure.cell, "missing");
        let [_, en] = figure.reason.clone().unwrap();
        assert!(en.contains("too large"), "{en}");
    });
}

/// A board, a course and what is kept tell the same number of an index, and it is held against the same period.
#[test]
fn an_index_is_the_same_number_wherever_it_is_told() {
    use crate::pejlemaerker::{BoardRequest, get_board};
    use crate::trend::{TrendRequest, get_trend};
    use crate::until::Until;

    let database = TestDatabase::sqlite();
    let fixture = Fixture::on(&database, &PEJLEMAERKER, "2026-01-01");
    fixture.import_all();
    let store = &fixture.place.store;
    let before = index_of_board(store, Until::default());
    keep_up(store, "test").unwrap().unwrap();
    assert_eq!(index_of_board(store, Until::default()), before);
    let mut n_told = 0;
    for until in [
        Until::default(),
        Until::period("2018-12".parse().unwrap()),
        Until::period("2017-12".parse().unwrap()),
    ] {
        let request = TrendRequest {
            indicator: "O4.3".to_owned(),
            municipality: "766".to_owned(),
            until,
            ..TrendRequest::default()
        };
        let course = get_trend(store, &request).unwrap().series;
        let course: Vec<_> = course.iter().map(told_of).collect();
        let board = index_of_board(store, until);
        let told = board.iter().filter(|(_, _, value)| value.is_some());
        for one in told {
            assert!(course.contains(one), "{until:?}: {one:?} in {course:?}");
            n_told += 1;
        }
    }
    assert!(n_told > 3, "{before:?}");

    fn told_of(one: &Observation) -> (String, Option<String>, Option<f64>) {
        (
            one.period.to_string(),
            one.members.get("base").cloned(),
            one.value,
        )
    }

    fn index_of_board(store: &Store, until: Until) -> Vec<(String, Option<String>, Option<f64>)> {
        let request = BoardRequest {
            municipality: "766".to_owned(),
            until,
            ..BoardRequest::default()
        };
        let lines = get_board(store, &request).unwrap().lines;
        let line = lines.iter().find(|one| one.indicator == "O4.3").unwrap();
        line.recent.iter().map(told_of).collect()
    }
}
