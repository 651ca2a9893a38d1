#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;

use super::*;
use crate::api::testing::tables::table;
use crate::api::{TableValue, TableVariable};

fn folk1a() -> TableInfo {
    table("FOLK1A", Lang::Da).unwrap()
}

/// A table with variables of the given lengths; codes are their positions.
fn boxed(lengths: &[usize], time: Option<usize>) -> TableInfo {
    let value = |n: usize| TableValue {
        id: n.to_string(),
        text: String::new(),
    };
    let variable = |(number, length): (usize, &usize)| TableVariable {
        id: format!("V{number}"),
        text: String::new(),
        elimination: true,
        time: time == Some(number),
        values: (0..*length).map(value).collect(),
    };
    TableInfo {
        id: "T".into(),
        text: String::new(),
        unit: String::new(),
        updated: String::new(),
        suppressed_value: None,
        lang: Lang::Da,
        variables: lengths.iter().enumerate().map(variable).collect(),
    }
}

fn csv(limit: u64) -> PlanOptions {
    PlanOptions {
        limit,
        format: Some(Format::Csv),
    }
}

/// The lengths of the parts of each request.
fn shape(plan: &Plan) -> Vec<Vec<usize>> {
    plan.requests()
        .map(|request| {
            request
                .variables()
                .map(|(_, values)| values.len())
                .collect()
        })
        .collect()
}

#[test]
fn a_small_selection_is_one_csv_request() {
    let selection = Selection::new()
        .with("OMRÅDE", ["766", "630"])
        .with("KØN", ["TOT"])
        .with("Tid", ["(-n+2)"]);
    let selection = selection
        .with("ALDER", ["IALT"])
        .with("CIVILSTAND", ["TOT"]);
    let plan = plan(&folk1a(), &selection, &PlanOptions::default()).unwrap();
    assert_eq!(
        (plan.format, plan.n_requests(), plan.rows()),
        (Format::Csv, 1, 4)
    );
    let request = plan.requests().next().unwrap();
    assert_eq!(request.cells(), 4 * 6);
    let expected = serde_json::json!({
        "table": "FOLK1A", "format": "CSV", "lang": "da", "valuePresentation": "Code",
        "variables": [
            {"code": "OMRÅDE", "values": ["630", "766"]},
            {"code": "KØN", "values": ["TOT"]},
            {"code": "ALDER", "values": ["IALT"]},
            {"code": "CIVILSTAND", "values": ["TOT"]},
            {"code": "Tid", "values": ["2025K2", "2025K3"]},
        ],
    });
    assert_eq!(request.body(), expected);
}

#[test]
fn the_whole_table_is_one_bulk_request_that_names_every_value() {
    let plan = plan(&folk1a(), &Selection::new(), &PlanOptions::default()).unwrap();
    assert_eq!((plan.format, plan.n_requests()), (Format::Bulk, 1));
    let request = plan.requests().next().unwrap();
    // The number StatBank itself states for this request.
    assert_eq!(request.cells(), 85_210_650);
    let body = request.body();
    let sent: Vec<usize> = body["variables"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v["values"].as_array().unwrap().len())
        .collect();
    assert_eq!(sent, [105, 3, 127, 5, 71]);
    assert!(
        plan.variables
            .iter()
            .all(|variable| variable.how == How::AllByDefault)
    );
}

#[test]
fn the_limit_itself_is_allowed() {
    let info = boxed(&[10, 10], Some(1));
    let options = |limit| PlanOptions {
        limit,
        format: None,
    };
    assert_eq!(
        plan(&info, &Selection::new(), &options(300))
            .unwrap()
            .format,
        Format::Csv
    );
    assert_eq!(
        plan(&info, &Selection::new(), &options(299))
            .unwrap()
            .format,
        Format::Bulk
    );
}

#[test]
fn csv_is_cut_at_periods_first() {
    let plan = plan(
        &boxed(&[10, 4, 9], Some(2)),
        &Selection::new(),
        &csv(40 * 4 * 2),
    )
    .unwrap();
    assert_eq!(
        shape(&plan),
        [
            vec![10, 4, 2],
            vec![10, 4, 2],
            vec![10, 4, 2],
            vec![10, 4, 2],
            vec![10, 4, 1]
        ]
    );
    let periods: Vec<&str> = plan
        .requests()
        .flat_map(|request| {
            request
                .variables()
                .filter(|(v, _)| v.time)
                .flat_map(|(_, values)| values)
        })
        .map(|value| value.id.as_str())
        .collect();
    assert_eq!(periods, ["0", "1", "2", "3", "4", "5", "6", "7", "8"]);
}

#[test]
fn csv_is_cut_along_the_largest_variable_next() {
    let plan = plan(
        &boxed(&[4, 10, 3], Some(2)),
        &Selection::new(),
        &csv(20 * 4),
    )
    .unwrap();
    assert_eq!(shape(&plan), vec![vec![4, 5, 1]; 6]);
}

#[test]
fn parts_are_even() {
    let plan = plan(&boxed(&[10], None), &Selection::new(), &csv(9 * 2)).unwrap();
    assert_eq!(shape(&plan), [vec![5], vec![5]]);
}

#[test]
fn a_left_out_variable_takes_csv() {
    let selection = Selection::new().without("KØN").with("Tid", ["*K1"]);
    let made = plan(&folk1a(), &selection, &PlanOptions::default()).unwrap();
    assert_eq!(made.format, Format::Csv);
    assert!(made.n_requests() > 1);
    assert_eq!(
        made.left_out().map(|v| v.id.as_str()).collect::<Vec<_>>(),
        ["KØN"]
    );
    assert!(
        made.requests()
            .all(|request| request.variables().all(|(v, _)| v.id != "KØN"))
    );
    let refused = plan(
        &folk1a(),
        &selection,
        &PlanOptions {
            format: Some(Format::Bulk),
            ..PlanOptions::default()
        },
    );
    assert_eq!(
        refused,
        Err(PlanError::LeftOutOfBulk {
            variable: "KØN".into()
        })
    );
}

#[test]
fn what_cannot_be_planned_is_refused() {
    let too_small = plan(&boxed(&[1, 1], None), &Selection::new(), &csv(2));
    assert_eq!(
        too_small,
        Err(PlanError::LimitTooSmall {
            columns: 3,
            limit: 2
        })
    );
    let too_many = plan(&boxed(&[3000], None), &Selection::new(), &csv(2));
    assert_eq!(
        too_many,
        Err(PlanError::TooManyRequests {
            cells: 6000,
            requests: 3000,
            limit: 2000
        })
    );
    let unknown = plan(&folk1a(), &Selection::new().with("X", ["1"]), &csv(100));
    assert!(matches!(
        unknown,
        Err(PlanError::Selection(SelectionError::UnknownVariable { .. }))
    ));
    let nothing = plan(
        &boxed(&[1, 2], None),
        &Selection::new().without("V0").without("V1"),
        &csv(100),
    );
    assert_eq!(nothing, Err(PlanError::NothingLeft { table: "T".into() }));
}

#[test]
fn absent_rows_are_zero_unless_the_table_says_otherwise() {
    let with = |value: Option<&str>| {
        let info = TableInfo {
            suppressed_value: value.map(Into::into),
            ..boxed(&[2], None)
        };
        plan(&info, &Selection::new(), &PlanOptions::default())
            .unwrap()
            .absent_is_zero
    };
    assert!(with(Some("0")));
    assert!(with(None));
    assert!(!with(Some("..")));
}

#[test]
fn a_plan_prints_in_both_languages() {
    let selection = Selection::new()
        .with("OMRÅDE", ["766"])
        .without("CIVILSTAND")
        .with("Tid", [">=2025"]);
    let plan = plan(&folk1a(), &selection, &csv(3 * 127 * 5)).unwrap();
    let danish = "\
Tabel FOLK1A: Befolkningen den 1. i kvartalet (enhed: Antal; opdateret 2025-08-11T08:00:00)
Format CSV: 3 forespørgsler, højst 1.143 rækker i alt
Variable:
  OMRÅDE      1 af 105 værdier: 766
  KØN         alle 3 værdier, da intet er valgt: TOT … 2
  ALDER       alle 127 værdier, da intet er valgt: IALT … 125
  CIVILSTAND  udeladt: Danmarks Statistik lægger værdierne sammen
  Tid         3 af 71 værdier: 2025K1 … 2025K3
Forespørgsler:
  1. 381 rækker, 1.905 celler; Tid 2025K1
  2. 381 rækker, 1.905 celler; Tid 2025K2
  3. 381 rækker, 1.905 celler; Tid 2025K3";
    assert_eq!(plan.to_lang(Lang::Da), danish);
    let english = plan.to_string();
    assert!(
        english.starts_with("Table FOLK1A: Befolkningen den 1. i kvartalet (unit: Antal; updated "),
        "{english}"
    );
    assert!(
        english.contains("\n  CIVILSTAND  left out: Statistics Denmark adds the values up\n"),
        "{english}"
    );
    assert!(
        english.ends_with("3. 381 rows, 1,905 cells; Tid 2025K3"),
        "{english}"
    );
}

#[test]
fn a_bulk_plan_says_what_absent_rows_mean() {
    let plan = plan(&folk1a(), &Selection::new(), &PlanOptions::default()).unwrap();
    let text = plan.to_lang(Lang::Da);
    assert!(text.contains("Format BULK: 1 forespørgsel, højst 14.201.775 rækker i alt\nKombinationer uden række er nul\n"));
    assert!(
        text.ends_with("1. 14.201.775 rækker; Tid 2008K1–2025K3"),
        "{text}"
    );
}

#[test]
fn of_many_requests_the_ends_are_printed() {
    let plan = plan(&boxed(&[30], None), &Selection::new(), &csv(2)).unwrap();
    let text = plan.to_string();
    assert!(
        text.contains(
            "  6. 1 rows, 2 cells; V0 5 (1)\n  … 18 in between\n  25. 1 rows, 2 cells; V0 24 (1)\n"
        ),
        "{text}"
    );
    assert!(text.ends_with("  30. 1 rows, 2 cells; V0 29 (1)"), "{text}");
}

proptest! {
    /// Whatever the table and the limit: each cell is asked for once, and no request is above the limit.
    #[test]
    fn requests_cover_each_cell_once(
        lengths in prop::collection::vec(1_usize..8, 1..6),
        time in prop::option::of(0_usize..5),
        limit in 2_u64..4_000,
    ) {
        let info = boxed(&lengths, time);
        let total: usize = lengths.iter().product();
        let made = match plan(&info, &Selection::new(), &csv(limit)) {
            Ok(made) => made,
            Err(PlanError::LimitTooSmall { columns, limit }) => {
                prop_assert!(columns > limit);
                return Ok(());
            }
            Err(PlanError::TooManyRequests { requests, limit, .. }) => {
                prop_assert!(requests > limit);
                return Ok(());
            }
            Err(other) => return Err(TestCaseError::fail(other.to_string())),
        };
        let mut times = vec![0_u8; total];
        for request in made.requests() {
            prop_assert!(request.cells() <= limit);
            let mut cells = vec![0_usize];
            for ((_, values), length) in request.variables().zip(&lengths) {
                prop_assert!(!values.is_empty());
                let positions: Vec<usize> = values.iter().map(|value| value.id.parse().unwrap()).collect();
                cells = cells.iter().flat_map(|cell| positions.iter().map(move |p| cell * length + p)).collect();
            }
            for cell in cells {
                times[cell] += 1;
            }
        }
        prop_assert!(times.iter().all(|n| *n == 1));
    }
}
