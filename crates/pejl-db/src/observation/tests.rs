#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::Db;
use crate::fixture::{at, cover, import_one};
use crate::revision;
use crate::testing::for_each_backend;

fn figure(period: &str, value: Option<f64>) -> Figure {
    Figure {
        indicator: "O3.3".to_owned(),
        reading: "share_self_reliant".to_owned(),
        municipality: "766".to_owned(),
        grain: "year".to_owned(),
        period: period.to_owned(),
        division: String::new(),
        members: r#"{"reading":"share_self_reliant"}"#.to_owned(),
        definition_version: 1,
        unit: "share".to_owned(),
        cell: if value.is_some() { "ok" } else { "missing" }.to_owned(),
        numerator: value.map(|_| 1.0),
        denominator: value.map(|_| 3.0),
        value,
        n: Some(3),
        n_top: Some(1),
        n_bottom: Some(3),
        n_left: Some(2),
        n_least: Some(1),
        provisional: false,
        quality: "small_base".to_owned(),
        reason: value
            .is_none()
            .then(|| ["ingen målt".to_owned(), "none measured".to_owned()]),
    }
}

/// What a run computes of the reading: these figures, of these periods of these.
fn computed(kept: &[&str], periods: &[&str], figures: &[Figure]) -> Computed {
    let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
    Computed {
        indicator: "O3.3".to_owned(),
        reading: "share_self_reliant".to_owned(),
        municipality: "766".to_owned(),
        kept: texts(kept),
        periods: texts(periods),
        figures: figures.to_vec(),
    }
}

fn known() -> BTreeSet<(String, String, String)> {
    let texts = ["O3.3", "share_self_reliant", "766"].map(str::to_owned);
    let [indicator, reading, municipality] = texts;
    BTreeSet::from([(indicator, reading, municipality)])
}

/// Imports something so that there is a revision, and stores a run at it.
fn run(db: &Db, second: i64, after: Option<i64>, definitions: &str, one: Computed) -> Run {
    let year = (2000 + second).to_string();
    import_one(db, cover(&["766"], &[&year], &["5.30.27"]), "x", at(second));
    let revision = db.with(revision::head).unwrap();
    let run = Update {
        after,
        revision,
        definitions,
        program: definitions,
        is_redefined: false,
        actor: "anna",
        computed: &[one],
        known: &known(),
    };
    update(db, &run, at(second)).unwrap()
}

fn seen(db: &Db, n: i64) -> Vec<(String, Option<f64>)> {
    let found = db.with(|conn| figures_at(conn, n, &Wanted::default()));
    let figures = found.unwrap().into_iter().map(|one| one.figure);
    figures.map(|one| (one.period, one.value)).collect()
}

#[test]
fn a_run_opens_what_differs_closes_what_is_gone_and_leaves_the_rest() {
    for_each_backend(|db| {
        let third = 1.0 / 3.0;
        let first = [
            figure("2016", Some(third)),
            figure("2017", Some(0.1 + 0.2)),
            figure("2018", None),
        ];
        let all = ["2016", "2017", "2018"];
        let one = run(db, 1, None, "ab", computed(&all, &all, &first));
        assert_eq!((one.revision, one.n_opened, one.n_closed), (1, 3, 0));
        // Bit for bit, on either database.
        let expected = [
            ("2016".to_owned(), Some(third)),
            ("2017".to_owned(), Some(0.1 + 0.2)),
            ("2018".to_owned(), None),
        ];
        assert_eq!(seen(db, 1), expected);

        // 2016 is not computed again and stays; 2017 is the same; 2018 has come.
        let second = [figure("2017", Some(0.1 + 0.2)), figure("2018", Some(0.5))];
        let two = run(
            db,
            2,
            Some(1),
            "ab",
            computed(&all, &["2017", "2018"], &second),
        );
        assert_eq!((two.n_computed, two.n_opened, two.n_closed), (2, 1, 1));
        assert_eq!(seen(db, 1), expected);
        assert_eq!(seen(db, 2)[2], ("2018".to_owned(), Some(0.5)));

        // 2016 has no figures any more, 2018 none where there was one.
        let three = run(
            db,
            3,
            Some(2),
            "ab",
            computed(&["2017", "2018"], &["2018"], &[]),
        );
        assert_eq!((three.n_opened, three.n_closed), (0, 2));
        assert_eq!(seen(db, 3), [("2017".to_owned(), Some(0.1 + 0.2))]);

        let changes = |since, until| {
            let found = db.with(|conn| difference(conn, (since, until), &Wanted::default()));
            let found = found.unwrap();
            let periods = |known: Vec<Known>| {
                let figures = known.into_iter().map(|one| one.figure.period);
                figures.collect::<Vec<_>>()
            };
            (periods(found.changed), periods(found.withdrawn))
        };
        let texts =
            |texts: &[&str]| -> Vec<String> { texts.iter().map(|&text| text.to_owned()).collect() };
        assert_eq!(changes(0, 1), (texts(&all), texts(&[])));
        assert_eq!(changes(1, 2), (texts(&["2018"]), texts(&[])));
        assert_eq!(changes(1, 3), (texts(&[]), texts(&["2016", "2018"])));
        assert_eq!(changes(0, 3), (texts(&["2017"]), texts(&[])));
        assert_eq!(changes(3, 3), (texts(&[]), texts(&[])));
    });
}

#[test]
fn a_figure_that_came_back_as_it_was_has_not_changed() {
    for_each_backend(|db| {
        let all = ["2016"];
        for (second, value) in [(1, 0.5), (2, 0.6), (3, 0.5)] {
            let figures = [figure("2016", Some(value))];
            let after = (second > 1).then_some(second - 1);
            run(db, second, after, "ab", computed(&all, &all, &figures));
        }
        let changes = |since, until| {
            let found = db.with(|conn| difference(conn, (since, until), &Wanted::default()));
            let found = found.unwrap();
            let values = found.changed.iter().map(|one| one.figure.value);
            (values.collect::<Vec<_>>(), found.withdrawn.len())
        };
        assert_eq!(changes(1, 2), (vec![Some(0.6)], 0));
        assert_eq!(changes(2, 3), (vec![Some(0.5)], 0));
        assert_eq!(changes(1, 3), (Vec::new(), 0));
        assert_eq!(changes(0, 3), (vec![Some(0.5)], 0));
    });
}

#[test]
fn the_wanted_figures_are_those_of_reading_place_and_period() {
    for_each_backend(|db| {
        let figures = [figure("2016", Some(0.5)), figure("2017", Some(0.5))];
        let all = ["2016", "2017"];
        run(db, 1, None, "ab", computed(&all, &all, &figures));
        let of = |indicator: &str, municipality: &str, period: &str| {
            let wanted = Wanted {
                readings: vec![(indicator.to_owned(), "share_self_reliant".to_owned())],
                municipalities: vec![municipality.to_owned()],
                periods: vec![period.to_owned()],
                grains: vec!["year".to_owned()],
            };
            db.with(|conn| figures_at(conn, 1, &wanted)).unwrap().len()
        };
        assert_eq!(of("O3.3", "766", "2016"), 1);
        assert_eq!(of("O3.1", "766", "2016"), 0);
        assert_eq!(of("O3.3", "630", "2016"), 0);
        assert_eq!(of("O3.3", "766", "2015"), 0);
    });
}

#[test]
fn other_definitions_are_a_revision_and_what_they_lack_is_closed() {
    for_each_backend(|db| {
        let first = computed(&["2016"], &["2016"], &[figure("2016", Some(0.5))]);
        run(db, 1, None, "ab", first);
        let update_with = |definitions, known: &BTreeSet<_>| {
            let run = Update {
                after: Some(1),
                revision: 1,
                definitions,
                program: definitions,
                is_redefined: true,
                actor: "anna",
                computed: &[],
                known,
            };
            update(db, &run, at(9))
        };
        let run = update_with("cd", &BTreeSet::new()).unwrap();
        assert_eq!((run.revision, run.n_closed), (2, 1));
        let made = db.with(|conn| revision::find_revision(conn, 2)).unwrap();
        assert_eq!(made.unwrap().kind, "definitions");
        assert_eq!(seen(db, 2), []);
        assert_eq!(seen(db, 1).len(), 1);
        assert_eq!(
            db.with(|conn| newest_run(conn, 1))
                .unwrap()
                .unwrap()
                .definitions,
            "ab"
        );
        // Whoever computed from the run before comes too late.
        let was_run = |program, definitions| {
            db.with(|conn| was_run_by(conn, program, definitions))
                .unwrap()
        };
        assert!(was_run("ab", None) && was_run("ab", Some("ab")));
        assert!(!was_run("ef", None) && !was_run("ab", Some("cd")));
        let late = update_with("ab", &known());
        assert!(matches!(late, Err(UpdateError::Overtaken)));
        assert_eq!(db.with(revision::head).unwrap(), 2);
    });
}
