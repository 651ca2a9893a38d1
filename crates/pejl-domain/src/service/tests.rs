#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn paragraph(text: &str) -> Paragraph {
    parse_paragraph(text).unwrap()
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let printed = parse_paragraph(text).map(|paragraph| paragraph.to_string());
    assert_eq!(printed.as_deref(), Ok(expected), "{text}");
}

#[track_caller]
fn check_service(text: &str, on: &str, expected: Option<&str>) {
    let found = find_service_of(&paragraph(text), day(on));
    assert_eq!(
        found.map(|service| service.code),
        expected,
        "{text} on {on}"
    );
}

#[test]
fn every_row_of_the_list_is_good() {
    assert_eq!(read_services().issues, []);
    assert_eq!(services().len(), 55);
    let codes: BTreeSet<&str> = services().iter().map(|service| service.code).collect();
    assert_eq!(codes.len(), services().len());
    for service in services() {
        assert!(
            service
                .valid_from
                .is_none_or(|from| service.valid_to.is_none_or(|to| from <= to))
        );
        let law = service.paragraph.as_ref().map(Paragraph::law);
        assert!(
            law.is_none_or(|law| law == Some(service.law)),
            "{service:?}"
        );
        assert!(
            service.code.starts_with(service.law.as_str()),
            "{service:?}"
        );
    }
}

#[test]
fn what_is_not_verified_stays_data() {
    let unverified = services()
        .iter()
        .filter(|service| service.paragraph.is_none());
    let codes: Vec<&str> = unverified.map(|service| service.code).collect();
    assert_eq!(codes, ["AEL-TRAIN", "AEL-MEAL", "AEL-VISIT"]);
    let meal = find_service("AEL-MEAL").unwrap();
    assert_eq!(meal.paragraph_text, "§ 13 or § 14 (not verified)");
    let uncertain = services()
        .iter()
        .filter(|service| service.source.contains('?'));
    assert!(uncertain.count() > 0);
}

/// Two services of one paragraph never exist on the same day, so a paragraph and a day say which.
#[test]
fn listed_paragraphs_are_apart_on_every_day() {
    let days: BTreeSet<NaiveDate> = services()
        .iter()
        .flat_map(|service| [service.valid_from, service.valid_to])
        .flatten()
        .chain([day("2026-11-25")])
        .collect();
    for day in days {
        for (service, listed) in granted_on(day) {
            let found = find_service_of(listed, day);
            assert_eq!(
                found.map(|found| found.code),
                Some(service.code),
                "on {day}"
            );
        }
    }
}

#[test]
fn every_way_to_cite_is_read() {
    for (text, expected) in [
        ("§ 83, stk. 1, nr. 2", "§ 83, stk. 1, nr. 2"),
        ("§83.1.2", "§ 83, stk. 1, nr. 2"),
        ("83.1.2", "§ 83, stk. 1, nr. 2"),
        ("SEL-83-1.2", "SEL § 83, stk. 1, nr. 2"),
        ("SEL-52-3.7", "SEL § 52, stk. 3, nr. 7"),
        ("SEL § 83A", "SEL § 83 a"),
        ("SEL § 83 a", "SEL § 83 a"),
        ("sel-83-a", "SEL § 83 a"),
        ("SEL-83a", "SEL § 83 a"),
        ("SEL-52-a.1.1", "SEL § 52 a, stk. 1, nr. 1"),
        ("SEL-66.-1.5", "SEL § 66, stk. 1, nr. 5"),
        ("ÆL § 10", "AEL § 10"),
        ("AEL-10", "AEL § 10"),
        ("Ældrelovens § 10, stk. 2", "AEL § 10, stk. 2"),
        ("SUL § 140", "SUL § 140"),
        ("ABL §105, stk. 2", "ABL § 105, stk. 2"),
        ("RSL § 79b", "RSL § 79 b"),
        ("Servicelovens § 85", "SEL § 85"),
        ("serviceloven §85", "SEL § 85"),
        ("Lov om social service § 85", "SEL § 85"),
        ("§ 85 i serviceloven", "SEL § 85"),
        ("§ 83 a i lov om social service", "SEL § 83 a"),
        ("§ 85, SEL", "SEL § 85"),
        ("SEL § 85 stk 1 nr 3", "SEL § 85, stk. 1, nr. 3"),
        ("SEL\u{a0}§\u{a0}85, Stk.1", "SEL § 85, stk. 1"),
        ("§ 83, nr. 2", "§ 83, stk. 1, nr. 2"),
        ("paragraf 85", "§ 85"),
        ("SEL-58-jf 52-3.7", "SEL § 58, jf. § 52, stk. 3, nr. 7"),
        ("SEL-44-jfr. §84", "SEL § 44, jf. § 84"),
        (
            "SEL-11-4.1. jfr. stk. 3. nr. 1",
            "SEL § 11, stk. 4, nr. 1, jf. § 11, stk. 3, nr. 1",
        ),
        (
            "§ 10, jf. § 9, stk. 2, nr. 1",
            "§ 10, jf. § 9, stk. 2, nr. 1",
        ),
        ("SEL § 58, jf. SEL § 52", "SEL § 58, jf. § 52"),
        ("SEL § 85, jf. ABL § 105", "SEL § 85, jf. ABL § 105"),
        (
            "SEL § 85 jf. almenboliglovens § 105",
            "SEL § 85, jf. ABL § 105",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn what_is_no_paragraph_is_refused() {
    for text in [
        "",
        " ",
        "§",
        "SEL",
        "SEL §",
        "§ 0",
        "§ 83, stk.",
        "§ 83, stk. 0",
        "§ 83 aa",
        "§ 83, stk. 1, stk. 2",
        "§ 83, stk. 1, nr. 1, nr. 2",
        "§ 83.1.2.3",
        "§ 83.51",
        "§ 1000",
        "§ 83, litra a",
        "§ 83 og § 84",
        "§ 83, jf.",
        "§ 83 (gammel)",
        "§ 83, stk. 1, nr. 1-3",
        "99999999999999999999",
        "§ 83, jf. § 84, jf. § 85",
        "SEL § 85 SEL",
        "§ 83 personlig pleje",
        "jf. § 83",
    ] {
        let error = parse_paragraph(text);
        assert!(
            matches!(&error, Err(ParagraphError::Malformed { text: of, .. }) if of == text)
                || text == "jf. § 83" && matches!(error, Err(ParagraphError::UnknownLaw { .. })),
            "{text}: {error:?}"
        );
    }
    for text in [
        "§§ 95-96",
        "§ 95-96",
        "§§ 83 og 84",
        "SEL §10-13",
        "§ 83 a – 84",
    ] {
        assert!(
            matches!(parse_paragraph(text), Err(ParagraphError::Several { .. })),
            "{text}"
        );
    }
    assert_eq!(
        parse_paragraph("DTL-43-1.3").map_err(|error| error.to_string()),
        Err("`dtl` in `DTL-43-1.3` is no law (SEL, AEL or ÆL, SUL, ABL or RSL)".to_owned())
    );
    assert_eq!(
        parse_paragraph("§ 83, litra a").map_err(|error| error.to_string()),
        Err(
            "`§ 83, litra a` is no paragraph (for example § 83, stk. 1, nr. 2 or SEL-83-1.2): `litra` unexpected"
                .to_owned()
        )
    );
    assert_eq!(
        parse_paragraph(&"§".repeat(201)),
        Err(ParagraphError::TooLong)
    );
}

#[test]
fn messages_are_in_both_languages() {
    let danish = |text| parse_paragraph(text).map_err(|error| error.danish());
    assert_eq!(
        danish("§ 83,"),
        Ok(paragraph("§ 83")),
        "a comma at the end is no part"
    );
    assert_eq!(
        danish("§ 83, stk."),
        Err(
            "`§ 83, stk.` er ingen paragraf (for eksempel § 83, stk. 1, nr. 2 eller SEL-83-1.2): \
             slutningen var ikke ventet"
                .to_owned()
        )
    );
    for text in ["DTL § 1", "§§ 1-2", "§ 83 x y"] {
        let error = parse_paragraph(text).unwrap_err();
        assert!(error.danish().contains(text) && error.danish() != error.to_string());
    }
}

#[test]
fn paragraphs_find_their_service() {
    for (text, expected) in [
        ("SEL § 83, stk. 1, nr. 1", Some("SEL-83-1")),
        ("SEL-83-1.3", Some("SEL-83-3")),
        ("SEL § 83A", Some("SEL-83a")),
        ("SEL § 83 a, stk. 1", Some("SEL-83a")),
        ("SEL § 83", None),
        ("SEL § 83, stk. 1", None),
        ("SEL § 83, stk. 2", None),
        ("SEL § 86, stk. 2", Some("SEL-86-2")),
        ("SEL § 85, jf. ABL § 105", Some("SEL-85")),
        ("SEL § 999", None),
        // Without a law nothing is guessed.
        ("§ 85", None),
        ("SUL § 140", Some("SUL-140")),
        ("SUL § 140 a", Some("SUL-140a")),
        ("SUL § 140 b", None),
    ] {
        check_service(text, "2024-05-01", expected);
    }
    let with_law = paragraph("§ 85").or_law(Law::Sel);
    let found = find_service_of(&with_law, day("2024-05-01"));
    assert_eq!(found.map(|service| service.code), Some("SEL-85"));
    assert_eq!(paragraph("ÆL § 10").or_law(Law::Sel).law(), Some(Law::Ael));
    let with = paragraph("§ 58, jf. SEL § 52").or_law(Law::Sel);
    assert_eq!(with, paragraph("SEL § 58, jf. § 52"));
    assert_eq!(
        paragraph("SEL § 83A, stk. 1").without_law(),
        "§ 83 a, stk. 1"
    );
}

#[test]
fn a_wide_paragraph_has_several_services() {
    let under = |text, on| {
        let found = services_under(&paragraph(text), day(on));
        found.iter().map(|service| service.code).collect::<Vec<_>>()
    };
    assert_eq!(
        under("SEL § 83", "2024-05-01"),
        ["SEL-83-1", "SEL-83-2", "SEL-83-3"]
    );
    assert_eq!(under("SEL § 83, stk. 1, nr. 2", "2024-05-01"), ["SEL-83-2"]);
    assert_eq!(under("ÆL § 10", "2025-07-01"), ["AEL-10-1", "AEL-10-2"]);
    assert_eq!(under("ÆL § 10", "2025-06-30"), [""; 0]);
}

#[test]
fn the_day_decides_between_old_and_new() {
    check_service("SEL § 100", "2025-08-31", Some("SEL-100-OLD"));
    check_service("SEL § 100", "2025-09-01", Some("SEL-100"));
    check_service("SEL § 79 a", "2025-06-30", Some("SEL-79a"));
    check_service("SEL § 79 a", "2025-07-01", None);
    check_service("ÆL § 16", "2025-06-30", None);
    check_service("ÆL § 16", "2025-07-01", Some("AEL-16"));
    check_service(
        "ÆL § 10, jf. § 9, stk. 2, nr. 1",
        "2025-07-01",
        Some("AEL-10-1"),
    );
    assert_eq!(
        existed_on("SEL-119", day("2025-07-01")),
        Existence::No {
            from: Some(day("2007-01-01")),
            to: Some(day("2025-06-30"))
        }
    );
    // A service whose first day is not known existed as far as the list knows.
    assert_eq!(existed_on("SEL-79a", day("1990-01-01")), Existence::Yes);
    assert_eq!(existed_on("SEL-83", day("2024-05-01")), Existence::Unlisted);
}

#[test]
fn laws_have_codes_and_names() {
    for law in Law::ALL {
        assert_eq!(law.to_string().parse(), Ok(*law));
        assert_ne!(law.name(Lang::Da), law.name(Lang::En));
        let named = format!("{} § 85", law.name(Lang::Da));
        assert_eq!(paragraph(&named).law(), Some(*law));
    }
    for (spelling, law) in law::SPELLINGS {
        assert_eq!(
            paragraph(&format!("{spelling} § 85")).law(),
            Some(law),
            "{spelling}"
        );
    }
}

fn any_citation() -> impl Strategy<Value = String> {
    let parts = "[1-9][0-9]?[0-9]?( [a-zæøå])?(, stk\\. [1-9](, nr\\. [1-9][0-9]?)?)?";
    (
        prop::sample::select(vec!["", "SEL ", "AEL ", "SUL ", "RSL "]),
        parts,
        prop::option::of((prop::sample::select(vec!["", "ABL "]), parts)),
    )
        .prop_map(|(law, cited, with)| {
            let with = with.map(|(law, cited)| format!(", jf. {law}§ {cited}"));
            format!("{law}§ {cited}{}", with.unwrap_or_default())
        })
}

proptest! {
    #[test]
    fn printed_paragraphs_are_read_back(text in any_citation()) {
        // `nr.` goes to 50, as `stk.` does.
        if let Ok(read) = parse_paragraph(&text) {
            prop_assert_eq!(read.to_string(), text);
            prop_assert_eq!(serde_json::from_str::<Paragraph>(&serde_json::to_string(&read).unwrap()).unwrap(), read);
        } else {
            prop_assert!(text.contains("nr. "));
        }
    }

    #[test]
    fn no_text_panics(text in any::<String>(), like in "(SEL|æl|sul)?[ -]?§{0,2} ?[0-9]{0,4}( ?[a-c])?([-., ]{1,2}(stk|nr|jf)?[.]? ?[0-9]{0,3}){0,4}") {
        for text in [text, like] {
            match parse_paragraph(&text) {
                Ok(read) => {
                    prop_assert_eq!(parse_paragraph(&read.to_string()), Ok(read.clone()));
                    prop_assert!(read.contains(&read));
                    let _ = services_under(&read, NaiveDate::MAX).len();
                }
                Err(error) => prop_assert!(!error.to_string().is_empty()),
            }
        }
    }

    #[test]
    fn containment_is_an_order(a in any_citation(), b in any_citation()) {
        if let (Ok(a), Ok(b)) = (parse_paragraph(&a), parse_paragraph(&b)) {
            prop_assert!(a.contains(&a));
            prop_assert_eq!(a.contains(&b) && b.contains(&a), a == b);
        }
    }
}
