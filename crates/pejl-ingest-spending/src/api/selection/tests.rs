#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use pejl_domain::Lang;

use super::*;
use crate::api::TableValue;

fn variable(id: &str, elimination: bool, time: bool, codes: &[&str]) -> TableVariable {
    let value = |code: &&str| TableValue {
        id: (*code).to_owned(),
        text: String::new(),
    };
    let values = codes.iter().map(value).collect();
    TableVariable {
        id: id.into(),
        text: String::new(),
        elimination,
        time,
        values,
    }
}

#[test]
fn a_selection_reads_from_texts() {
    let read = Selection::parse(["OMRÅDE=766, 630", "Tid=>=2018<=2020", "!KØN"]).unwrap();
    let built = Selection::new()
        .with("OMRÅDE", ["766", "630"])
        .with("Tid", [">=2018<=2020"])
        .without("KØN");
    assert_eq!(read, built);
    for text in ["OMRÅDE", "=1", "A=", "A=1,,2", "!", "!A=1", ""] {
        assert_eq!(
            Selection::parse([text]),
            Err(SelectionError::Text { text: text.into() }),
            "{text}"
        );
    }
}

#[test]
fn a_selection_must_fit_the_table() {
    let info = TableInfo {
        id: "T".into(),
        text: String::new(),
        unit: String::new(),
        updated: String::new(),
        suppressed_value: None,
        lang: Lang::Da,
        variables: vec![
            variable("KØN", true, false, &["1", "2"]),
            variable("FUNK", false, false, &["1", "2"]),
            variable(
                "Tid",
                false,
                true,
                &["2023K3", "2023K4", "2024K1", "2024K2"],
            ),
        ],
    };
    let expand = |selection: Selection| selection.expand(&info);
    let unknown = expand(Selection::new().with("ALDER", ["1"]));
    assert!(
        matches!(unknown, Err(SelectionError::UnknownVariable { known, .. }) if known == ["KØN", "FUNK", "Tid"])
    );
    let twice = expand(Selection::new().with("TID", ["(1)"]).with("Tid", ["*"]));
    assert_eq!(
        twice,
        Err(SelectionError::RepeatedVariable {
            variable: "Tid".into()
        })
    );
    let empty = expand(Selection::new().with("KØN", Vec::<String>::new()));
    assert_eq!(
        empty,
        Err(SelectionError::NoValues {
            variable: "KØN".into()
        })
    );
    for name in ["FUNK", "Tid"] {
        let refused = expand(Selection::new().without(name));
        assert_eq!(
            refused,
            Err(SelectionError::NotEliminable {
                variable: name.into()
            })
        );
    }
    let expanded = expand(
        Selection::new()
            .without("køn")
            .with("tid", ["(1)", "2024*"]),
    )
    .unwrap();
    assert_eq!(expanded[0], Expanded::LeftOut);
    assert_eq!(
        expanded[1],
        Expanded::Values {
            positions: vec![0, 1],
            named: false
        }
    );
    assert_eq!(
        expanded[2],
        Expanded::Values {
            positions: vec![2, 3],
            named: true
        }
    );
}
