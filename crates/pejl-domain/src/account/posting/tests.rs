#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::*;
use crate::Lang;

const PRISME: &str = "department:5..6-function:5,dranst:1,grouping:3-activity:0..6-art:3..7-rest";

fn pattern(text: &str) -> Pattern {
    Pattern::parse(text).unwrap()
}

fn read(text: &str, way: &str) -> Result<AccountString, AccountStringError> {
    AccountString::parse(text, &pattern(way))
}

fn authorised(text: &str) -> Result<AccountString, AccountStringError> {
    AccountString::parse(text, &Pattern::authorised())
}

/// What a reader of an import sees of a refused string.
#[track_caller]
fn check_refused(text: &str, way: &str, expected: &str) {
    assert_eq!(
        read(text, way).map_err(|error| error.to_string()),
        Err(expected.to_owned()),
        "{text}"
    );
}

#[test]
fn a_prisme_string_gives_its_parts() {
    let booked = read(" 09410-532321001-093007-799CPR--093001-5052 ", PRISME).unwrap();
    assert_eq!(booked.function().as_str(), "5.32.32");
    assert_eq!((booked.dranst(), booked.ownership()), (1, None));
    assert_eq!((booked.main_art(), booked.art()), (7, Some("7.9")));
    assert_eq!(booked.local_art(), Some("9CPR"));
    assert_eq!((booked.cost_centre(), booked.project()), (None, None));
    assert_eq!(booked.grouping(), Some("001"));
    assert_eq!(booked.department(), Some("09410"));
    assert_eq!(booked.activity(), Some("093007"));
    assert_eq!(booked.rest(), Some("093001-5052"));
}

#[test]
fn the_end_of_the_string_may_be_missing_or_empty() {
    for text in [
        "09410-532321001--229",
        "09410-532321001--229-",
        "09410-532321001--229---",
    ] {
        let booked = read(text, PRISME).unwrap();
        assert_eq!((booked.activity(), booked.rest()), (None, None), "{text}");
    }
    let way = "department-function,dranst,grouping-activity-art-project";
    let booked = read("1-5.32.32-1", "department-function-dranst");
    assert_eq!(booked, Err(AccountStringError::Absent { part: Part::Art }));
    let booked = read("9-532321001-7-229-A001302", way).unwrap();
    assert_eq!(booked.project(), Some("A001302"));
    let booked = read("9-532321001-7-229-", way).unwrap();
    assert_eq!(booked.project(), None);
}

#[test]
fn authorised_strings_are_read_with_and_without_separators() {
    for text in [
        "5302611012300122",
        "5.30.26.1.1.0123.001.2.2",
        "5.30.26-1-1-0123-001-2.2",
        "5 30 26 1 1 0123 001 22",
        "5.30.26/1/1/0123/001/22",
    ] {
        let booked = authorised(text).unwrap();
        assert_eq!(booked.function().as_str(), "5.30.26", "{text}");
        assert_eq!(booked.ownership(), Some(1), "{text}");
        assert_eq!(booked.cost_centre(), Some("0123"), "{text}");
        assert_eq!(booked.authorised().as_deref(), Some("5302611012300122"));
    }
}

#[test]
fn columns_of_their_own_are_read() {
    let booked = AccountString::from_columns([
        (Part::Function, " 05.30.26 "),
        (Part::Dranst, "1"),
        (Part::Grouping, ""),
        (Part::Art, "2"),
        (Part::Project, "P00271"),
    ])
    .unwrap();
    assert_eq!(booked.function().as_str(), "5.30.26");
    assert_eq!((booked.grouping(), booked.art()), (None, None));
    assert_eq!(booked.main_art(), 2);
    assert_eq!(booked.project(), Some("P00271"));
    let twice = [(Part::Dranst, "1"), (Part::Dranst, "1")];
    assert_eq!(
        AccountString::from_columns(twice),
        Err(AccountStringError::Twice { part: Part::Dranst })
    );
    let long = "x".repeat(MAX_TEXT_CHARS + 1);
    assert_eq!(
        AccountString::from_columns([(Part::Rest, long.as_str())]),
        Err(AccountStringError::TooLong)
    );
}

#[test]
fn what_is_refused_is_named_with_its_place() {
    for (text, expected) in [
        (
            "",
            "department: found nothing at character 1, expected 5 to 6 characters",
        ),
        (
            "-950509999-----",
            "department: found nothing at character 1, expected 5 to 6 characters",
        ),
        (
            "09410",
            "account string ends before character 6, where `-` was expected",
        ),
        (
            "0941012-532321001-093007-229",
            "`2` at character 7 is left over after department",
        ),
        (
            "09410-5323x1001-093007-229",
            "function: found `5323x` at character 7, expected a function (for example 53026 or 5.30.26)",
        ),
        (
            "09410-532320001-093007-229",
            "dranst: found `0` at character 12, expected one digit from 1 to 9",
        ),
        (
            "09410-53232100-093007-229",
            "grouping: found `00` at character 13, expected 3 characters",
        ),
        (
            "09410-5323210017-093007-229",
            "`7` at character 16 is left over after grouping",
        ),
        (
            "09410-5323210a1-093007-229",
            "grouping: found `0a1` at character 13, expected three digits",
        ),
        (
            "09410-532321001-093007--",
            "art: found nothing at character 24, expected 3 to 7 characters",
        ),
        (
            "09410-532321001-093007-329",
            "art: found `329` at character 24, expected an art whose first digit is a main art other than 3 \
             (for example 2, 22, 2.2, 229 or 799CPR)",
        ),
        (
            "09410-532321001-09 007-229",
            "activity: found `09 007` at character 17, expected letters, digits, `.`, `/` or `_`",
        ),
    ] {
        check_refused(text, PRISME, expected);
    }
    let long = "5".repeat(MAX_TEXT_CHARS + 1);
    assert_eq!(read(&long, PRISME), Err(AccountStringError::TooLong));
}

#[test]
fn places_in_a_string_with_separators_are_those_of_the_string() {
    for (text, position) in [("5302601012300122", 6), ("5.30.26-0-1-0123-001-2.2", 9)] {
        let error = authorised(text).unwrap_err();
        assert!(
            matches!(&error, AccountStringError::Part { part: Part::Dranst, position: at, .. } if *at == position),
            "{error:?}"
        );
    }
    assert_eq!(
        authorised("5.30.26-1-1-0123-001-2.29"),
        Err(AccountStringError::LeftOver {
            value: "9".to_owned(),
            position: 25,
            after: Part::Art
        })
    );
    // The zero of main account 0 that a spreadsheet took.
    assert_eq!(
        authorised("220113012300122").unwrap_err().to_string(),
        "art: found `2` at character 15, expected 2 characters"
    );
}

#[test]
fn messages_are_in_both_languages() {
    let error = read("09410-532321001-093007-", PRISME).unwrap_err();
    assert_eq!(
        error.danish(),
        "art: fandt ingenting ved tegn 24, ventede 3 til 7 tegn"
    );
    for error in [
        error,
        read("0", "dranst").unwrap_err(),
        read("09410", PRISME).unwrap_err(),
        read("0941012-", PRISME).unwrap_err(),
        AccountStringError::Absent { part: Part::Art },
        AccountStringError::Twice { part: Part::Art },
        AccountStringError::TooLong,
    ] {
        assert_ne!(error.danish(), error.to_string());
        assert!(!error.danish().is_empty());
    }
    for part in Part::ALL {
        assert!(Lang::ALL.iter().all(|lang| !part.name(*lang).is_empty()));
    }
}

#[test]
fn patterns_that_could_cut_in_two_ways_or_never_are_refused() {
    let check = |text: &str, expected: PatternError| {
        assert_eq!(Pattern::parse(text), Err(expected), "{text}");
    };
    let width = |part, width: &str, min, max| PatternError::Width {
        part,
        width: width.to_owned(),
        expected: Expected::Width { min, max },
    };
    let unknown = |name: &str, position| PatternError::UnknownPart {
        name: name.to_owned(),
        position,
    };
    check("", unknown("", 1));
    check("art-", unknown("", 5));
    check("Art", unknown("Art", 1));
    check("dranst-konto:5", unknown("konto", 8));
    check("dranst,,art", unknown("", 8));
    check("dranst:2", width(Part::Dranst, "2", 1, 1));
    check("dranst:", width(Part::Dranst, "", 1, 1));
    check("function:3", width(Part::Function, "3", 4, 9));
    check("activity:6..5", width(Part::Activity, "6..5", 0, 200));
    check("activity:0", width(Part::Activity, "0", 0, 200));
    check("art:1..201", width(Part::Art, "1..201", 1, 200));
    check(
        "art:99999999999999999999",
        width(Part::Art, "99999999999999999999", 1, 200),
    );
    check("art:2-dranst,art", PatternError::Twice { part: Part::Art });
    check(
        "department,activity",
        PatternError::Ambiguous {
            part: Part::Activity,
        },
    );
    check("rest-art", PatternError::RestNotLast);
    check("dranst,rest", PatternError::RestNotLast);
    check("dranst-rest:4", PatternError::RestNotLast);
    check(
        "dranst;art",
        PatternError::Separator {
            found: ';',
            position: 7,
        },
    );
    check(&"x".repeat(MAX_TEXT_CHARS + 1), PatternError::TooLong);
}

#[test]
fn patterns_print_as_they_are_written() {
    let sixteen = "function:5,dranst:1,ownership:1,cost_centre:4,grouping:3,art:2";
    assert_eq!(Pattern::authorised().to_string(), sixteen);
    for text in [
        PRISME,
        sixteen,
        "function",
        "function:5.dranst/grouping art-rest",
        "department-function:4..9-art",
    ] {
        let read = pattern(text);
        assert_eq!(read.to_string(), text);
        assert_eq!(
            pattern(&serde_json::to_string(&read).unwrap().replace('"', "")),
            read
        );
    }
    assert!(pattern(PRISME).parts().eq([
        Part::Department,
        Part::Function,
        Part::Dranst,
        Part::Grouping,
        Part::Activity,
        Part::Art,
        Part::Rest
    ]));
}

/// 16 digits of the authorised form.
const SIXTEEN: &str = "[0-9]{5}[1-9][0-4][0-9]{7}[0-24-9][0-9]";

proptest! {
    #[test]
    fn authorised_strings_print_as_they_were(text in SIXTEEN, cuts in prop::collection::vec((0..17_usize, prop::sample::select(&SEPARATORS[..])), 0..6)) {
        let booked = authorised(&text).unwrap();
        prop_assert_eq!(booked.authorised(), Some(text.clone()));
        let mut spaced = text;
        for (at, separator) in cuts {
            spaced.insert(at, separator);
        }
        prop_assert_eq!(authorised(&spaced), Ok(booked));
    }

    #[test]
    fn parts_put_together_again_are_the_string(
        department in "[0-9]{5,6}", function in "[0-9]{5}", dranst in "[1-9]", grouping in "[0-9]{3}",
        activity in "[0-9]{0,6}", art in "[0-24-9][0-9][0-9A-Za-z]{1,5}", rest in "(-[0-9A-Z-]{0,20})?",
    ) {
        let text = format!("{department}-{function}{dranst}{grouping}-{activity}-{art}{rest}");
        let booked = read(&text, PRISME).unwrap();
        prop_assert_eq!(booked.department(), Some(department.as_str()));
        prop_assert_eq!(booked.function().statbank_code(), function);
        prop_assert_eq!(booked.dranst().to_string(), dranst);
        prop_assert_eq!(booked.grouping(), Some(grouping.as_str()));
        prop_assert_eq!(booked.activity().unwrap_or_default(), activity);
        let authorised = booked.art().unwrap().replace('.', "");
        prop_assert_eq!(authorised + booked.local_art().unwrap_or_default(), art);
        prop_assert_eq!(booked.rest().unwrap_or_default(), rest.trim_matches('-'));
    }

    #[test]
    fn no_string_and_no_pattern_panics(
        text in any::<String>(), like in "[0-9A-Zå.-]{0,40}",
        way in any::<String>(), like_a_way in "((function|dranst|art|activity|rest)(:[0-9]{0,3}(\\.\\.[0-9]{0,3})?)?[-.,/ ]){0,5}art",
    ) {
        let ways = [PRISME.to_owned(), way, like_a_way, "function".to_owned(), "art".to_owned()];
        for way in ways.iter().filter_map(|way| Pattern::parse(way).ok()).chain([Pattern::authorised()]) {
            prop_assert_eq!(Pattern::parse(&way.to_string()), Ok(way.clone()));
            for text in [&text, &like] {
                match AccountString::parse(text, &way) {
                    Ok(booked) => prop_assert_eq!(booked.function().depth(), AccountDepth::Function),
                    Err(error) => prop_assert!(!error.to_string().is_empty()),
                }
            }
        }
        for text in [&text, &like] {
            for part in Part::ALL {
                prop_assert!(AccountString::from_columns([(part, text.as_str())]).is_err());
            }
        }
    }
}
