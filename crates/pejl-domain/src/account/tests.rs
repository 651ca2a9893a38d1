#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use super::*;

fn code(text: &str) -> AccountCode {
    AccountCode::parse(text).unwrap()
}

fn day(text: &str) -> Option<NaiveDate> {
    Some(text.parse().unwrap())
}

#[test]
fn every_row_of_the_lists_is_good() {
    assert_eq!(read_functions().issues, []);
    assert_eq!(read_headings().issues, []);
    assert_eq!(read_areas().issues, []);
    assert_eq!(block::read_blocks().issues, []);
    assert_eq!(
        (functions().len(), areas().len(), blocks().len()),
        (35, 11, 30)
    );
}

#[test]
fn functions_are_unique_deep_and_in_known_areas() {
    let known: BTreeSet<&str> = areas().iter().map(|area| area.code).collect();
    assert_eq!(known.len(), areas().len());
    assert!(functions().is_sorted_by(|a, b| a.code < b.code));
    for function in functions() {
        assert_eq!(function.code.depth(), AccountDepth::Function);
        assert!(known.contains(function.area), "{function:?}");
        assert!(
            function
                .valid_from
                .is_none_or(|from| function.valid_to.is_none_or(|to| from <= to))
        );
        let heading = find_heading(&function.code.parent().unwrap()).unwrap();
        assert_ne!(heading.code.depth(), AccountDepth::Function);
    }
}

#[test]
fn every_main_account_has_a_name_in_both_languages() {
    for main in 0..=9 {
        let main = code(&main.to_string());
        assert!(name(&main, Lang::Da).is_some_and(|name| !name.is_empty()));
        assert!(name(&main, Lang::En).is_some_and(|name| !name.is_empty()));
    }
    assert_eq!(name(&code("4"), Lang::Da), Some("Sundhedsområdet"));
    assert_eq!(name(&code("5.30"), Lang::Da), Some("Tilbud til ældre"));
    assert_eq!(name(&code("5.30.28"), Lang::Da), Some("Hjemmesygepleje"));
    assert_eq!(name(&code("5.30.99"), Lang::Da), None);
    for area in areas() {
        assert!(!area.name(Lang::Da).is_empty() && !area.name(Lang::En).is_empty());
    }
}

#[test]
fn functions_exist_within_their_years() {
    let none = |from, to| Existence::No { from, to };
    assert_eq!(existed_in(&code("5.30.26"), 2018), Existence::Yes);
    assert_eq!(
        existed_in(&code("5.30.26"), 2017),
        none(day("2018-01-01"), None)
    );
    assert_eq!(existed_in(&code("5.32.32"), 2017), Existence::Yes);
    assert_eq!(
        existed_in(&code("5.32.32"), 2018),
        none(day("2007-01-01"), day("2017-12-31"))
    );
    assert_eq!(
        existed_in(&code("5.32"), 2018),
        none(day("2007-01-01"), day("2017-12-31"))
    );
    assert_eq!(existed_in(&code("5.38"), 2018), Existence::Yes);
    assert_eq!(existed_in(&code("5"), i32::MIN), Existence::Yes);
    assert_eq!(existed_in(&code("5.22.07"), 1999), Existence::Yes);
    assert_eq!(existed_in(&code("3.22.01"), 2018), Existence::Unlisted);
}

#[test]
fn areas_have_the_functions_of_the_year() {
    let codes = |area, year| {
        functions_of_area(area, year)
            .iter()
            .map(|function| function.code.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        codes("elderly", 2018),
        [
            "5.30.26", "5.30.27", "5.30.28", "5.30.29", "5.30.31", "5.30.36"
        ]
    );
    assert_eq!(codes("elderly", 2017), [""; 0]);
    assert_eq!(
        codes("elderly_and_disability", 2017),
        ["5.32.32", "5.32.33", "5.32.34", "5.32.35", "5.32.37"]
    );
    assert_eq!(codes("no_such_area", 2018), [""; 0]);
}

#[test]
fn blocks_link_listed_accounts_that_exist_on_their_side() {
    for row in blocks() {
        let break_year = row.break_date.year();
        assert_ne!(
            existed_in(&row.old, break_year - 1),
            Existence::Unlisted,
            "{row:?}"
        );
        assert_eq!(
            existed_in(&row.old, break_year - 1),
            Existence::Yes,
            "{row:?}"
        );
        if let Some(new) = &row.new {
            assert_eq!(existed_in(new, break_year), Existence::Yes, "{row:?}");
        } else {
            assert_eq!(row.comparable_as, ComparableAs::NotComparable, "{row:?}");
        }
        assert!(
            rows_of_block(row.block)
                .iter()
                .all(|other| other.comparable_as == row.comparable_as)
        );
        assert!(!row.comparable_as.as_str().is_empty() && !row.confidence.to_string().is_empty());
    }
}

#[test]
fn the_care_block_has_its_published_sides() {
    let care = rows_of_block("CARE");
    let old: BTreeSet<&str> = care.iter().map(|row| row.old.as_str()).collect();
    let new: BTreeSet<&str> = care
        .iter()
        .filter_map(|row| Some(row.new.as_ref()?.as_str()))
        .collect();
    assert_eq!(
        old,
        BTreeSet::from(["5.32.32", "5.32.33", "5.32.34", "5.38.50", "5.38.52"])
    );
    assert_eq!(
        new,
        BTreeSet::from([
            "5.30.26", "5.30.27", "5.30.28", "5.30.29", "5.38.38", "5.38.39", "5.38.50", "5.38.51",
            "5.38.52"
        ])
    );
}

#[test]
fn breaks_are_those_inside_the_series() {
    let blocks_of = |text: &str, from, to| {
        breaks_between(&code(text), from, to)
            .iter()
            .map(|row| row.block)
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(blocks_of("5.30.26", 2017, 2018), BTreeSet::from(["CARE"]));
    assert_eq!(blocks_of("5.30.26", 2018, 2026), BTreeSet::new());
    assert_eq!(blocks_of("5.30.26", 2007, 2017), BTreeSet::new());
    assert_eq!(
        blocks_of("5.30.28", 2016, 2027),
        BTreeSet::from(["CARE", "REFORM2027"])
    );
    assert_eq!(
        blocks_of("5.30.28", 2026, 2027),
        BTreeSet::from(["REFORM2027"])
    );
    assert_eq!(blocks_of("5.38.44", 2007, 2026), BTreeSet::new());
    assert_eq!(
        blocks_of("5.30", 2017, 2018),
        BTreeSet::from(["CARE", "DEVICES", "DYING"])
    );
    assert_eq!(blocks_of("3", 2007, 2030), BTreeSet::new());
    assert_eq!(blocks_of("5.30.26", 2018, 2017), BTreeSet::new());
    assert_eq!(
        blocks_of("5.30.26", i32::MIN, i32::MAX),
        BTreeSet::from(["CARE"])
    );
}
