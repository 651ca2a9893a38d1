//! Paragraphs as a municipality's own lists cite them.

use std::collections::BTreeSet;

use pejl_domain::service::{Law, ParagraphError, parse_paragraph};

use super::{column, real_file};

/// The parts of a list's row, as the list itself cuts them: `3.7` is stk. 3, nr. 7 and `a.1` the letter a, stk. 1.
fn by_the_list(stk: &str) -> (Option<char>, Vec<u16>) {
    let letter = stk.chars().next().filter(|c| c.is_ascii_alphabetic());
    let numbers = stk.split('.').filter_map(|part| part.parse().ok());
    (letter, numbers.collect())
}

#[test]
fn every_paragraph_of_the_list_is_read() {
    let Some(text) = real_file("os2bos-kontoplan/paragraphs.csv") else {
        return;
    };
    let mut n_rows = 0;
    let mut cross_references = Vec::new();
    for line in text.lines().filter(|line| line.starts_with("SEL,")) {
        let fields: Vec<&str> = line.split(',').collect();
        let [_, section, stk, key, ..] = fields.as_slice() else {
            panic!("`{line}`")
        };
        let read = parse_paragraph(key).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(read.law(), Some(Law::Sel), "{key}");
        assert_eq!(read.section().to_string(), *section, "{key}");
        if stk.contains("jf") {
            cross_references.push(read.to_string());
        } else {
            let numbers = [read.stk(), read.nr()].into_iter().flatten().collect();
            assert_eq!((read.letter(), numbers), by_the_list(stk), "{key}");
        }
        n_rows += 1;
    }
    assert_eq!(n_rows, 146);
    assert_eq!(
        cross_references,
        [
            "SEL § 11, stk. 4, nr. 1, jf. § 11, stk. 3, nr. 1",
            "SEL § 44, jf. § 84",
            "SEL § 58, jf. § 52, stk. 3, nr. 7",
        ]
    );
}

#[test]
fn paragraphs_of_payments_are_read_but_for_another_law() {
    let Some(text) = real_file("os2bos-kontoplan/activity_categories.csv") else {
        return;
    };
    let mut cited: BTreeSet<&str> = column(&text, ',', 0);
    cited.extend(column(&text, ',', 1));
    let refused: Vec<(&str, ParagraphError)> = cited
        .iter()
        .filter_map(|text| Some((*text, parse_paragraph(text).err()?)))
        .collect();
    let texts: Vec<&str> = refused.iter().map(|(text, _)| *text).collect();
    assert_eq!(
        texts,
        [
            "(tom)",
            "DTL-43-1.3",
            "DTL-43-1.4",
            "DTL-63-1.3",
            "DTL-63-1.4",
            "DTL-76-1.2",
        ]
    );
    assert!(
        refused.iter().skip(1).all(
            |(_, error)| matches!(error, ParagraphError::UnknownLaw { law, .. } if law == "dtl")
        )
    );
    assert_eq!(cited.len() - refused.len(), 57);
}
