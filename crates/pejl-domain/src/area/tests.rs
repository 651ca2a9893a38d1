#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[track_caller]
fn check(text: &str, code: Option<&str>) {
    assert_eq!(find_area(text).map(|area| area.code), code, "{text}");
}

#[test]
fn every_row_of_the_lists_is_good() {
    assert_eq!(read_areas().issues, []);
    assert_eq!(read_members().issues, []);
    assert_eq!(lookup::read_names().issues, []);
    assert_eq!(areas().len(), 1 + 5 + 11 + 5 + 98 + 1);
    let codes: BTreeSet<&str> = areas().iter().map(|area| area.code).collect();
    assert_eq!(codes.len(), areas().len());
    for row in lookup::read_names().rows {
        assert_eq!(
            find_area(row.name).map(|area| area.code),
            Some(row.code),
            "{}",
            row.name
        );
    }
    for area in areas() {
        assert!(
            area.valid_from
                .is_none_or(|from| area.valid_to.is_none_or(|to| from <= to)),
            "{area:?}"
        );
    }
}

#[test]
fn there_are_98_municipalities_in_code_order() {
    assert_eq!(municipalities().len(), 98);
    assert!(
        municipalities()
            .windows(2)
            .all(|pair| pair[0].code < pair[1].code)
    );
    assert!(
        municipalities()
            .iter()
            .all(|area| area.code.len() == 3 && area.level == AreaLevel::Municipality)
    );
    assert!(municipalities().iter().all(|area| area.code != "411"));
    assert_eq!(
        (municipalities()[0].code, municipalities()[97].code),
        ("101", "860")
    );
}

#[test]
fn regions_have_11_19_22_29_and_17_municipalities() {
    let count = |at: &str| {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for municipality in municipalities() {
            if let Some(region) = region_of(municipality.code, day(at)) {
                *counts.entry(region.code).or_default() += 1;
            }
        }
        counts.into_iter().collect::<Vec<_>>()
    };
    let all = [
        ("1081", 11),
        ("1082", 19),
        ("1083", 22),
        ("1084", 29),
        ("1085", 17),
    ];
    assert_eq!(count("2007-01-01"), all);
    assert_eq!(count("2026-12-31"), all);
    assert_eq!(count("2027-01-01"), all[..3]);
    assert_eq!(count("2006-12-31"), []);
    for member in region_members() {
        assert_eq!(
            get_area(member.region).map(|area| area.level),
            Some(AreaLevel::Region)
        );
        assert_eq!(
            get_area(member.municipality).map(|area| area.level),
            Some(AreaLevel::Municipality)
        );
    }
    assert_eq!(region_of("411", day("2018-01-01")), None);
    assert_eq!(region_of("0766", day("2018-01-01")), None);
}

#[test]
fn merged_regions_end_with_2026() {
    for (code, valid) in [("1081", true), ("1084", false), ("1085", false)] {
        assert_eq!(
            get_area(code).map(|area| area.is_valid_at(day("2027-01-01"))),
            Some(valid),
            "{code}"
        );
        assert_eq!(
            get_area(code).map(|area| area.is_valid_at(day("2026-12-31"))),
            Some(true),
            "{code}"
        );
    }
}

#[test]
fn codes_are_found_with_zeros_lost_or_added() {
    for (text, code) in [
        ("766", "766"),
        ("0766", "766"),
        (" 0101 ", "101"),
        ("081", "1081"),
        ("81", "1081"),
        ("1085", "1085"),
        ("0084", "1084"),
        ("000", "000"),
        ("0", "000"),
        ("0000", "000"),
        ("01", "01"),
        ("11", "11"),
        ("910", "910"),
        ("0960", "960"),
        ("411", "411"),
    ] {
        check(text, Some(code));
    }
    for text in [
        "", "1", "5", "00", "001", "12", "80", "86", "99", "100", "102", "999", "950", "1080",
        "1086", "00766", "766.0", "+766", "-766", "٧٦٦", "7 66",
    ] {
        check(text, None);
    }
}

#[test]
fn names_are_found_in_both_languages_and_in_their_variants() {
    for (text, code) in [
        ("Hedensted", "766"),
        ("HEDENSTED", "766"),
        (" Vejle", "630"),
        ("Hedensted Kommune", "766"),
        ("hedensted municipality", "766"),
        ("Copenhagen", "101"),
        ("København", "101"),
        ("Koebenhavn", "101"),
        ("Københavns Kommune", "101"),
        ("Århus", "751"),
        ("Aarhus", "751"),
        ("A\u{30a}rhus Kommune", "751"),
        ("Åbenrå", "580"),
        ("Fåborg-Midtfyn", "430"),
        ("Lyngby-Tårbæk", "173"),
        ("TÅrnby Kommune", "185"),
        ("Taarnby", "185"),
        ("Vesthimmerland", "820"),
        ("Vesthimmerlands Kommune", "820"),
        ("Nordfyn", "480"),
        ("Nordfyns", "480"),
        ("Mors", "773"),
        ("Bornholm", "400"),
        ("Bornholms Regionskommune", "400"),
        ("Bornholms Kommune", "400"),
        ("Frederiksværk-Hundested", "260"),
        ("Ikast–Brande", "756"),
        ("Christiansø", "411"),
        ("Ertholmene", "411"),
        ("Region Hovedstaden", "1084"),
        ("Region Sjælland", "1085"),
        ("Capital Region of Denmark", "1084"),
        ("Hele landet", "000"),
        ("All Denmark", "000"),
        ("Danmark", "000"),
        ("Landsdel Byen København", "01"),
        ("Province Byen København", "01"),
        ("Landsdel Nordjylland", "11"),
        ("Province Vest- og Sydsjælland", "06"),
        ("Landkommuner", "960"),
        ("Hovedstadskommuner", "910"),
        ("Rural municipalities", "960"),
    ] {
        check(text, Some(code));
    }
}

#[test]
fn what_could_be_two_areas_is_none() {
    for text in [
        "Nordjylland",
        "Sjælland",
        "Hovedstaden",
        "Fyn",
        "kommune",
        " Kommune",
        "Region Hovedstaden Kommune",
        "Landkommuner kommune",
        "Region Østdanmark",
        "Ringkøbing",
        "Vejle Vejle",
        ";",
        "()",
        "( )",
    ] {
        check(text, None);
    }
}

#[test]
fn code_and_name_must_agree() {
    for text in [
        "766 Hedensted",
        "0766 Hedensted",
        "766  hedensted kommune",
        "Hedensted (766)",
        "Hedensted(0766)",
        "766 - Hedensted",
        "766: Hedensted",
    ] {
        check(text, Some("766"));
    }
    check("081 Region Nordjylland", Some("1081"));
    check("000 Hele landet", Some("000"));
    check("101 Copenhagen", Some("101"));
    for text in [
        "766 Vejle",
        "Vejle (766)",
        "766 Hedenstad",
        "766 ()",
        "(766)",
        "999 Hedensted",
        "766 766",
        "1 København",
    ] {
        check(text, None);
    }
}

#[test]
fn every_area_is_found_by_its_code_and_names() {
    for area in areas() {
        check(area.code, Some(area.code));
        check(area.name_da, Some(area.code));
        check(area.name_en, Some(area.code));
        check(&format!("{} {}", area.code, area.name_da), Some(area.code));
        check(
            &format!("{} ({})", area.name_en.to_uppercase(), area.code),
            Some(area.code),
        );
        assert_eq!(get_area(area.code), Some(area));
    }
    for municipality in municipalities() {
        check(
            &format!("{} Kommune", municipality.name_da),
            Some(municipality.code),
        );
        check(&format!("0{}", municipality.code), Some(municipality.code));
    }
}

#[test]
fn only_the_canonical_code_gets_an_area() {
    assert!(get_area("766").is_some());
    assert_eq!(
        [
            get_area("0766"),
            get_area("081"),
            get_area("Hedensted"),
            get_area("")
        ],
        [None; 4]
    );
}

#[test]
fn the_nearest_areas_come_first() {
    let codes = |text, n| {
        nearest_areas(text, n)
            .iter()
            .map(|area| area.code)
            .collect::<Vec<_>>()
    };
    assert_eq!(codes("Hedenstad", 1), ["766"]);
    assert_eq!(codes("Vejlen", 2), ["575", "630"]);
    assert_eq!(codes("Ringkøbing", 1), ["760"]);
    assert_eq!(codes("Hedensted", 1), ["766"]);
    assert_eq!(codes("qqqqqqqqq", 3), [""; 0]);
    assert_eq!(codes("", 3), [""; 0]);
    assert_eq!(codes("Vejle", 0), [""; 0]);
    assert_eq!(codes(&"v".repeat(201), 3), [""; 0]);
    assert_eq!(find_area(&" ".repeat(201)), None);
}

#[test]
fn levels_print_and_parse() {
    for level in AreaLevel::ALL {
        assert_eq!(level.to_string().parse(), Ok(level));
    }
    assert_eq!(
        "kommune".parse::<AreaLevel>(),
        Err(AreaError::UnknownLevel {
            text: "kommune".to_owned()
        })
    );
    assert_eq!(
        "x".repeat(201).parse::<AreaLevel>(),
        Err(AreaError::TooLong)
    );
}

proptest! {
    #[test]
    fn no_text_panics_and_the_nearest_are_few(text in any::<String>(), n in 0..5_usize) {
        if let Some(area) = find_area(&text) {
            prop_assert_eq!(get_area(area.code), Some(area));
        }
        prop_assert!(nearest_areas(&text, n).len() <= n);
    }

    #[test]
    fn case_and_blanks_do_not_matter(index in 0..98_usize, before in " {0,3}", after in "[ \u{a0}\t]{0,3}") {
        let area = &municipalities()[index];
        let text = format!("{before}{}{after}", area.name_da.to_uppercase());
        prop_assert_eq!(find_area(&text), Some(area));
    }
}
