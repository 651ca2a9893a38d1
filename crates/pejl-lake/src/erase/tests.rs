#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use pejl_domain::cover::Variant;
use pejl_domain::{Absent, Cover};
use polars::prelude::{IntoLazy, LazyFrame, PlRefPath, ScanArgsParquet};
use proptest::prelude::*;

use super::*;
use crate::dataset::{DELIVERY, GRANT, LEDGER, PERSON, STAT_FACT, datasets};
use crate::test_support::{lake, part, publish_as};

const OLD: &str = "any/1-a.parquet";
const NEW: &str = "any/2-b.parquet";

/// One row of a dataset on persons: import, area, period, person, and days by column.
#[derive(Debug, Clone)]
struct Row {
    import_id: i64,
    area: &'static str,
    period: &'static str,
    person: &'static str,
    days: Vec<(&'static str, &'static str)>,
}

fn row(import_id: i64, area: &'static str, period: &'static str, person: &'static str) -> Row {
    Row {
        import_id,
        area,
        period,
        person,
        days: Vec::new(),
    }
}

fn number_of(day: &str) -> i32 {
    day_number(day.parse().unwrap())
}

/// The rows in the columns of the dataset; what is not said is null, or a text that says nothing. An empty person is none.
fn frame(spec: &DatasetSpec, rows: &[Row]) -> DataFrame {
    let n = rows.len();
    let columns = spec.columns.iter().map(|column| {
        let name = column.name;
        let texts = |of: &dyn Fn(&Row) -> Option<String>| {
            let texts: Vec<Option<String>> = rows.iter().map(of).collect();
            Series::new(name.into(), texts)
        };
        let numbers = |of: &dyn Fn(usize) -> Option<i64>| {
            let numbers: Vec<Option<i64>> = (0..n).map(of).collect();
            Series::new(name.into(), numbers)
                .cast(&column.dtype.data_type())
                .unwrap()
        };
        let series = match name {
            columns::AREA => texts(&|row| Some(row.area.to_owned())),
            columns::PERIOD => texts(&|row| Some(row.period.to_owned())),
            columns::PERSON_KEY => {
                texts(&|row| (!row.person.is_empty()).then(|| row.person.to_owned()))
            }
            columns::VARIANT => texts(&|_| Some(variant().key())),
            columns::MEMBERS => texts(&|_| Some(String::new())),
            columns::IMPORT_ID => numbers(&|at| Some(rows[at].import_id)),
            columns::LINE => numbers(&|at| i64::try_from(at).ok()),
            _ if column.dtype == crate::ColumnType::Date => {
                let days: Vec<Option<i32>> = rows
                    .iter()
                    .map(|row| {
                        let said = row.days.iter().find(|(column, _)| *column == name);
                        let least = (!column.nullable).then_some(0);
                        said.map(|(_, day)| number_of(day)).or(least)
                    })
                    .collect();
                Series::new(name.into(), days)
                    .cast(&DataType::Date)
                    .unwrap()
            }
            _ if column.dtype == crate::ColumnType::Text => {
                texts(&|_| (!column.nullable).then(|| "x".to_owned()))
            }
            _ => numbers(&|_| (!column.nullable).then_some(1)),
        };
        series.into()
    });
    DataFrame::new(n, columns.collect()).unwrap()
}

fn variant() -> Variant {
    Variant::parse_key("nexus/grant/other:rows/not_applicable/month/").unwrap()
}

fn cover(periods: &[&str]) -> Cover {
    Cover {
        variant: variant(),
        areas: ["766".to_owned()].into(),
        periods: periods.iter().map(|text| text.parse().unwrap()).collect(),
        members: BTreeMap::new(),
        absent: Absent::Missing,
    }
}

/// Person and line of every row of a file, in order of the lines.
fn rows_of(lake: &Lake, path: &str) -> Vec<(String, i64)> {
    let path = PlRefPath::try_from_pathbuf(lake.root().join(path)).unwrap();
    let all = LazyFrame::scan_parquet(path, ScanArgsParquet::default()).unwrap();
    let frame = run(all).unwrap();
    let keys = frame.column(columns::PERSON_KEY).unwrap().str().unwrap();
    let lines = frame.column(columns::LINE).unwrap().i64().unwrap();
    let mut rows: Vec<(String, i64)> = keys
        .iter()
        .zip(lines.iter())
        .map(|(key, line)| (key.unwrap_or_default().to_owned(), line.unwrap()))
        .collect();
    rows.sort_by_key(|(_, line)| *line);
    rows
}

/// Erases from a file of these rows; yields what was found and what is left.
fn erased(
    spec: &'static DatasetSpec,
    rows: &[Row],
    erase: &Erase,
    run_rows: usize,
) -> (Found, Vec<(String, i64)>) {
    let (_folder, lake) = lake();
    let old = publish_as(&lake, OLD, spec, &frame(spec, rows));
    let found = lake.find_rows(spec, OLD, &old.sha256, erase).unwrap();
    let new = lake
        .erase_in_runs(spec, OLD, erase, &found, NEW, run_rows)
        .unwrap()
        .publish()
        .unwrap();
    assert_eq!(lake.verify(NEW, &new.sha256).unwrap(), new);
    assert_eq!(new.n_rows, old.n_rows - found.n_rows());
    (found, rows_of(&lake, NEW))
}

fn persons(area: &str, keys: &[&str]) -> Erase {
    Erase::Persons {
        area: area.to_owned(),
        person_keys: keys.iter().map(|key| (*key).to_owned()).collect(),
    }
}

#[test]
fn a_persons_rows_go_and_no_others_not_those_of_nobody() {
    let rows = [
        row(1, "766", "2018-01", "p1"),
        row(1, "766", "2018-01", ""),
        row(2, "766", "2018-02", "p1"),
        row(2, "615", "2018-02", "p1"),
        row(2, "766", "2018-02", "p2"),
    ];
    let (found, left) = erased(&LEDGER, &rows, &persons("766", &["p1", "p9"]), 2);
    assert_eq!(found.by_import, BTreeMap::from([(1, 1), (2, 1)]));
    assert_eq!(found.person_keys, BTreeSet::from(["p1".to_owned()]));
    let expected = [("", 1), ("p1", 3), ("p2", 4)].map(|(key, line)| (key.to_owned(), line));
    assert_eq!(left, expected);
}

#[test]
fn a_file_may_become_empty_and_is_still_a_segment() {
    let rows = [
        row(1, "766", "2018-01", "p1"),
        row(1, "766", "2018-02", "p1"),
    ];
    let (found, left) = erased(&GRANT, &rows, &persons("766", &["p1"]), 1);
    assert_eq!((found.n_rows(), left.len()), (2, 0));
    let (_folder, lake) = lake();
    let meta = publish_as(&lake, OLD, &GRANT, &frame(&GRANT, &[]));
    assert_eq!(meta.n_rows, 0);
    let view = crate::SnapshotView {
        revision: 1,
        segments: vec![crate::VisibleSegment {
            path: OLD.to_owned(),
            sha256: Some(meta.sha256),
            parts: vec![part(1, Some(&cover(&["2018-01"])))],
        }],
    };
    assert_eq!(run(lake.view(&GRANT, &view).unwrap()).unwrap().height(), 0);
}

fn aged(areas: Areas, before: &str, still_seen: &[VisiblePart]) -> Aged {
    Aged {
        areas,
        before: before.parse().unwrap(),
        still_seen: still_seen.to_vec(),
    }
}

#[test]
fn age_counts_from_the_end_of_the_period() {
    let rows = [
        row(1, "766", "2017-11", "p1"),
        row(1, "766", "2017-12", "p1"),
        row(1, "615", "2017-12", "p2"),
        row(1, "630", "2017-12", "p3"),
    ];
    let of = |schedules: &[Aged]| {
        let (found, left) = erased(&DELIVERY, &rows, &Erase::Aged(schedules.to_vec()), 100);
        assert_eq!(
            usize::try_from(found.n_rows()).unwrap(),
            rows.len() - left.len()
        );
        left.iter().map(|(_, line)| *line).collect::<Vec<_>>()
    };
    let all = || Areas::AllBut(BTreeSet::new());
    assert_eq!(of(&[aged(all(), "2017-12-31", &[])]), [1, 2, 3]);
    assert_eq!(of(&[aged(all(), "2018-01-01", &[])]), [0_i64; 0]);
    // One municipality's own schedule stands beside that of the others.
    let others = Areas::AllBut(BTreeSet::from(["766".to_owned(), "615".to_owned()]));
    let own = aged(Areas::Only("766".to_owned()), "2017-12-01", &[]);
    assert_eq!(of(&[own.clone(), aged(others, "2018-01-01", &[])]), [1, 2]);
    assert_eq!(of(&[own]), [1, 2, 3]);
    assert_eq!(of(&[]), [0, 1, 2, 3]);
}

#[test]
fn what_still_runs_is_never_too_old_until_it_is_out_of_sight() {
    let days = |days: &[(&'static str, &'static str)]| Row {
        days: days.to_vec(),
        ..row(1, "766", "2001-01", "p")
    };
    let rows = [
        days(&[("valid_to", "2010-05-31")]),
        days(&[("valid_to", "2010-06-01")]),
        days(&[]),
        days(&[("rejected_date", "2009-01-01")]),
        days(&[("cancelled_date", "2009-01-01")]),
        days(&[("valid_to", "2012-01-01"), ("rejected_date", "2009-01-01")]),
        Row {
            period: "2001-02",
            ..days(&[])
        },
    ];
    let left = |still_seen: &[VisiblePart]| {
        let schedule = aged(Areas::Only("766".to_owned()), "2010-06-01", still_seen);
        let (_, left) = erased(&GRANT, &rows, &Erase::Aged(vec![schedule]), 100);
        left.iter().map(|(_, line)| *line).collect::<Vec<_>>()
    };
    let both = cover(&["2001-01", "2001-02"]);
    assert_eq!(left(&[part(1, Some(&both))]), [1, 2, 5, 6]);
    // January was replaced long ago: its open grant says of nothing that it still runs.
    assert_eq!(left(&[part(1, Some(&cover(&["2001-02"])))]), [1, 5, 6]);
    assert_eq!(left(&[]), [1, 5]);
}

const fn text(name: &'static str) -> crate::ColumnSpec {
    crate::ColumnSpec {
        name,
        dtype: crate::ColumnType::Text,
        unit: None,
        nullable: true,
        doc: "For tests.",
    }
}

/// Versions of resources, most of them of a person: nothing but its columns says that it can forget.
static RESOURCES: DatasetSpec = DatasetSpec {
    name: "resources",
    columns: &[
        crate::ColumnSpec {
            nullable: false,
            ..text(columns::KEY)
        },
        crate::ColumnSpec {
            dtype: crate::ColumnType::Int64,
            nullable: false,
            ..text(columns::ARRIVAL_NO)
        },
        text(columns::OP),
        text(columns::AREA),
        text(columns::PERSON_KEY),
        crate::ColumnSpec {
            dtype: crate::ColumnType::Int64,
            ..text(columns::IMPORT_ID)
        },
        crate::ColumnSpec {
            dtype: crate::ColumnType::Int32,
            ..text(columns::FILE_NO)
        },
        crate::ColumnSpec {
            dtype: crate::ColumnType::Int64,
            ..text(columns::LINE)
        },
    ],
    ..crate::test_support::VERSIONS
};

#[test]
fn versions_of_a_person_go_from_a_dataset_that_only_grows() {
    assert!(RESOURCES.holds_persons());
    assert_eq!(RESOURCES.last_day(), None);
    let rows = [
        ("a", 1_i64, "put", "p1", 1_i64),
        ("b", 2, "put", "p2", 1),
        ("a", 3, "put", "p1", 2),
        ("c", 4, "put", "", 2),
    ];
    let texts = |name: &str, of: &dyn Fn(usize) -> &'static str| {
        let texts: Vec<Option<&str>> = (0..rows.len())
            .map(|at| Some(of(at)).filter(|text| !text.is_empty()))
            .collect();
        Series::new(name.into(), texts).into()
    };
    let numbers = |name: &str, of: &dyn Fn(usize) -> i64| {
        let numbers: Vec<i64> = (0..rows.len()).map(of).collect();
        Series::new(name.into(), numbers)
    };
    let frame = DataFrame::new(
        rows.len(),
        vec![
            texts(columns::KEY, &|at| rows[at].0),
            numbers(columns::ARRIVAL_NO, &|at| rows[at].1).into(),
            texts(columns::OP, &|at| rows[at].2),
            texts(columns::AREA, &|_| "766"),
            texts(columns::PERSON_KEY, &|at| rows[at].3),
            numbers(columns::IMPORT_ID, &|at| rows[at].4).into(),
            numbers(columns::FILE_NO, &|_| 0)
                .cast(&DataType::Int32)
                .unwrap()
                .into(),
            numbers(columns::LINE, &|at| rows[at].1).into(),
        ],
    );
    let (_folder, lake) = lake();
    let old = publish_as(&lake, OLD, &RESOURCES, &frame.unwrap());
    let erase = persons("766", &["p1"]);
    let found = lake
        .find_rows(&RESOURCES, OLD, &old.sha256, &erase)
        .unwrap();
    assert_eq!(found.by_import, BTreeMap::from([(1, 1), (2, 1)]));
    let sealed = lake.erase(&RESOURCES, OLD, &erase, &found, NEW).unwrap();
    sealed.publish().unwrap();
    let keys_at = |imports: &[i64]| {
        let parts: Vec<VisiblePart> = imports.iter().map(|import| part(*import, None)).collect();
        let shown = lake
            .view(&RESOURCES, &crate::test_support::snapshot(&[(NEW, &parts)]))
            .unwrap();
        let shown = run(shown).unwrap();
        let keys = shown.column(columns::KEY).unwrap().str().unwrap().clone();
        let mut keys: Vec<String> = keys.iter().flatten().map(str::to_owned).collect();
        keys.sort();
        keys
    };
    assert_eq!(keys_at(&[1]), ["b"]);
    assert_eq!(keys_at(&[1, 2]), ["b", "c"]);
}

#[test]
fn every_dataset_on_persons_can_forget_and_says_what_age_counts_from() {
    for spec in datasets() {
        assert_eq!(spec.holds_persons(), spec.personal, "{}", spec.name);
        if spec.personal && spec.kind == crate::DatasetKind::Replace {
            assert!(spec.last_day().is_some(), "{}", spec.name);
        }
    }
    assert_eq!(PERSON.last_day(), Some(LastDay::Of(&[columns::VALID_TO])));
    assert_eq!(LEDGER.last_day(), Some(LastDay::Period));
    // Registers are of the year 1900, which says nothing of their age.
    assert_eq!(
        crate::REPORTING_ORG.last_day(),
        Some(LastDay::Of(&[columns::VALID_TO]))
    );
    assert_eq!(STAT_FACT.last_day(), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// Whatever the rows, their order and the size of the runs: what goes is what is asked for, and nothing else.
    #[test]
    fn what_is_left_is_everything_else(
        rows in prop::collection::vec((1..4_i64, 0..2_usize, 0..3_usize, 0..5_usize), 0..60),
        wanted in prop::collection::btree_set(0..5_usize, 0..4),
        run_rows in 1..40_usize,
    ) {
        const AREAS: [&str; 2] = ["766", "615"];
        const PERIODS: [&str; 3] = ["2018-01", "2018-02", "2019-07"];
        const PERSONS: [&str; 5] = ["", "p1", "p2", "p3", "p4"];
        let rows: Vec<Row> = rows
            .into_iter()
            .map(|(import, area, period, person)| row(import, AREAS[area], PERIODS[period], PERSONS[person]))
            .collect();
        let wanted: Vec<&str> = wanted.into_iter().map(|n| PERSONS[n]).collect();
        let goes = |row: &Row| row.area == "766" && !row.person.is_empty() && wanted.contains(&row.person);
        let expected: Vec<(String, i64)> = rows
            .iter()
            .zip(0..)
            .filter(|(row, _)| !goes(row))
            .map(|(row, line)| (row.person.to_owned(), line))
            .collect();
        let (found, left) = erased(&LEDGER, &rows, &persons("766", &wanted), run_rows);
        prop_assert_eq!(left, expected);
        let n_gone = rows.iter().filter(|row| goes(row)).count();
        prop_assert_eq!(usize::try_from(found.n_rows()).unwrap(), n_gone);
    }
}

/// The law above compares persons and lines; this one compares every column.
#[test]
fn the_rows_that_stay_are_what_they_were_in_every_column() {
    let rows: Vec<Row> = (0..50)
        .map(|n| Row {
            days: vec![(
                "valid_to",
                if n % 3 == 0 {
                    "2020-02-29"
                } else {
                    "2019-12-31"
                },
            )],
            ..row(
                n % 4,
                "766",
                "2018-01",
                ["p1", "p2", "p3"][usize::try_from(n).unwrap() % 3],
            )
        })
        .collect();
    let (_folder, lake) = lake();
    let all = frame(&GRANT, &rows);
    let old = publish_as(&lake, OLD, &GRANT, &all);
    let erase = persons("766", &["p2"]);
    let found = lake.find_rows(&GRANT, OLD, &old.sha256, &erase).unwrap();
    let sealed = lake
        .erase_in_runs(&GRANT, OLD, &erase, &found, NEW, 7)
        .unwrap();
    sealed.publish().unwrap();
    let path = PlRefPath::try_from_pathbuf(lake.root().join(NEW)).unwrap();
    let left = LazyFrame::scan_parquet(path, ScanArgsParquet::default()).unwrap();
    let by_line = |plan: LazyFrame| {
        let options = polars::prelude::SortMultipleOptions::default();
        run(plan.sort([columns::LINE], options)).unwrap()
    };
    let expected = all.lazy().filter(col(columns::PERSON_KEY).neq(lit("p2")));
    assert!(by_line(left).equals_missing(&by_line(expected)));
}
