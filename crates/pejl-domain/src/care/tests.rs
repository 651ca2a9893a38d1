use std::collections::BTreeSet;
use std::fmt::{Debug, Display};
use std::str::FromStr;

use super::*;
use crate::Lang;
use crate::budget::BudgetType;

/// Codes are unique, print, parse and stay as they are; every value has two names.
#[track_caller]
fn check<T: Copy + PartialEq + Debug + Display + FromStr<Err = ValueError>>(
    all: &[T],
    name: impl Fn(T, Lang) -> &'static str,
    codes: &[&str],
) {
    let printed: Vec<String> = all.iter().map(T::to_string).collect();
    assert_eq!(printed, codes);
    for lang in Lang::ALL {
        let names: BTreeSet<&str> = all.iter().map(|value| name(*value, lang)).collect();
        assert_eq!(names.len(), all.len(), "two values of one name");
        assert!(!names.contains(""));
    }
    for value in all {
        assert_eq!(value.to_string().parse(), Ok(*value));
    }
    for text in ["", " ", "nonsense", "-1"] {
        let error = text.parse::<T>();
        assert!(
            matches!(&error, Err(ValueError::Unknown { codes: known, .. }) if known == codes),
            "{text}: {error:?}"
        );
    }
    assert!(matches!(
        "x".repeat(201).parse::<T>(),
        Err(ValueError::TooLong { .. })
    ));
}

const RESULTS: [&str; 4] = ["self_reliant", "less_help", "same_help", "more_help"];

#[test]
fn codes_are_those_of_the_datasets() {
    let reasons = ["death", "moved", "hospital", "declined", "error", "other"];
    check(
        EndReason::ALL,
        EndReason::name,
        &[&RESULTS[..], &reasons[..]].concat(),
    );
    check(CourseResult::ALL, CourseResult::name, &RESULTS);
    check(
        Setting::ALL,
        Setting::name,
        &["own_home", "care_housing", "residential"],
    );
    check(
        ProviderType::ALL,
        ProviderType::name,
        &["own", "private", "other_municipality", "region"],
    );
    check(
        DeliveryMode::ALL,
        DeliveryMode::name,
        &["visit", "screen", "phone", "group", "robot"],
    );
    check(
        GoalResult::ALL,
        GoalResult::name,
        &["met", "partly", "not_met"],
    );
    check(
        GoalSetBy::ALL,
        GoalSetBy::name,
        &["citizen", "professional", "both", "unknown"],
    );
    check(
        GoalType::ALL,
        GoalType::name,
        &["develop", "maintain", "limit_loss"],
    );
    check(
        Instrument::ALL,
        Instrument::name,
        &["FSIII", "FFB_LEVEL", "FFB_NEED", "WHO5"],
    );
    check(Timing::ALL, Timing::name, &["before", "during", "after"]);
    check(Sex::ALL, Sex::name, &["K", "M"]);
    check(
        ComplaintOutcome::ALL,
        ComplaintOutcome::name,
        &["upheld", "changed", "remitted", "dismissed", "withdrawn"],
    );
    check(
        ServiceArea::ALL,
        ServiceArea::name,
        &["elderly", "disability", "vulnerable", "other"],
    );
    check(
        BudgetType::ALL,
        BudgetType::name,
        &[
            "original",
            "supplement",
            "carry_over",
            "corrected",
            "forecast",
        ],
    );
}

#[test]
fn what_is_no_level_has_no_points() {
    let levels = ["0", "1", "2", "3", "4"];
    let of = |code: &'static str| [&levels[..], &[code]].concat();
    check(FsiiiScore::ALL, FsiiiScore::name, &of("9"));
    check(
        FfbFunctionLevel::ALL,
        FfbFunctionLevel::name,
        &of("not_assessed"),
    );
    check(
        FfbSupportNeed::ALL,
        FfbSupportNeed::name,
        &of("not_assessed"),
    );
    let expected = [Some(0), Some(1), Some(2), Some(3), Some(4), None];
    assert!(FsiiiScore::ALL.iter().map(|s| s.points()).eq(expected));
    assert!(
        FfbFunctionLevel::ALL
            .iter()
            .map(|s| s.points())
            .eq(expected)
    );
    assert!(FfbSupportNeed::ALL.iter().map(|s| s.points()).eq(expected));
}

#[test]
fn only_results_are_effects() {
    let effects = EndReason::ALL.iter().filter(|reason| reason.is_effect());
    assert!(effects.map(|reason| reason.as_str()).eq(RESULTS));
    for reason in EndReason::ALL {
        let result = reason.result();
        assert!(result.is_none_or(|result| result.as_str() == reason.as_str()));
    }
}

#[test]
fn unknown_codes_are_named_with_the_known_ones() {
    assert_eq!(
        "home".parse::<Setting>().map_err(|error| error.to_string()),
        Err("`home` is no setting (own_home, care_housing, residential)".to_owned())
    );
}
