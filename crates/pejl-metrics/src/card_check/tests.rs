//! What the proof of cards finds, and what it does not build.

use super::*;
use crate::catalogue::catalogue;

/// What is known not to be withheld: see the gate in the documentation.
const UNTOLD: [&str; 10] = [
    "O3.2: from_grants_share in measured_share",
    "O3.2: hours_gained in measured_share",
    "O4.0: concluded_persons in ended_persons",
    "O4.0: concluded_persons in net_persons",
    "O4.0: ended_by_death in ended_persons",
    "O4.0: ended_by_death in net_persons",
    "O4.0: ended_by_moving in ended_persons",
    "O4.0: ended_by_moving in net_persons",
    "O4.0: ended_otherwise in ended_persons",
    "O4.0: ended_otherwise in net_persons",
];

#[test]
fn every_card_of_the_program_can_be_computed_as_it_promises() {
    assert_eq!(check(catalogue()), []);
}

#[test]
fn what_is_made_of_another_card_says_of_which_version() {
    assert_eq!(other_versions(catalogue()), []);
    let cost = include_str!("../../cards/E2d.toml");
    let version = catalogue()
        .find_indicator("E2d")
        .unwrap()
        .definition_version;
    let next = cost.replace(
        &format!("definition_version = {version}"),
        &format!("definition_version = {}", version + 1),
    );
    let gain = include_str!("../../cards/E2a.toml");
    let silent = gain.replace("\"O3.3\" = 1, ", "\"O1.1\" = 1, ");
    let told = |cards: &[(&str, &str)]| -> Vec<(String, String)> {
        let own = crate::catalogue::with_own_cards(cards).unwrap();
        let faults = other_versions(&own).into_iter();
        faults.map(|one| (one.indicator, one.text)).collect()
    };
    let of_gain = |text: String| ("E2a".to_owned(), text);
    assert_eq!(
        told(&[("E2d.toml", &next)]),
        [of_gain(format!(
            "it was written for version {version} of `E2d`, which has version {}: give it a `definition_version` of its own \
for that",
            version + 1
        ))]
    );
    assert_eq!(
        told(&[("E2a.toml", &silent)]),
        [
            of_gain(
                "`made_of` does not name `O3.3`, of which it is made, with its version 1"
                    .to_owned()
            ),
            of_gain("`made_of` names `O1.1`, of which nothing in it is made".to_owned()),
        ]
    );
}

#[test]
fn pairs_whose_difference_nothing_withholds_are_these_and_no_more() {
    let found = untold(catalogue());
    let found: Vec<String> = found
        .iter()
        .map(|one| format!("{}: {} in {}", one.indicator, one.some, one.all))
        .collect();
    assert_eq!(found, UNTOLD);
}

#[test]
fn a_card_is_reliable_by_a_reading_that_can_be_split_as_it_can() {
    let with = |by: &str, least: &str| {
        let card = include_str!("../../cards/O3.3.toml");
        let changed = card.replace(
            "reliable = { by = \"E1.1.measured_courses\", least = 0.7 }",
            &format!("reliable = {{ by = \"{by}\", least = {least} }}"),
        );
        let own = crate::catalogue::with_own_cards(&[("O3.3.toml", &changed)]);
        match own {
            Ok(own) => check(&own).into_iter().map(|fault| fault.text).collect(),
            Err(error) => vec![error.to_string()],
        }
    };
    assert_eq!(with("E1.1.measured_courses", "0.5"), Vec::<String>::new());
    assert_eq!(
        with("E1.9", "0.5"),
        ["it is reliable by `E1.9`, which is no reading"]
    );
    assert_eq!(
        with("W1.2.improved", "7"),
        [
            "it is reliable by `W1.2.improved`, which cannot be split by `service`",
            "it is reliable from 7, which is no share"
        ]
    );
}

/// The faults of a card that differs in one place from the one for O3.3.
#[track_caller]
fn faults(from: &str, to: &str) -> Vec<String> {
    // The reading that it is reliable by is of another card.
    let card = include_str!("../../cards/O3.3.toml");
    let lines = card.lines().filter(|line| !line.starts_with("reliable"));
    let card: String = lines.map(|line| format!("{line}\n")).collect();
    let changed = card.replacen(from, to, 1);
    assert_ne!(changed, card, "nothing replaced");
    let read = Catalogue::parse(
        &[("O3.3.toml", &changed)],
        include_str!("../../cards/population.toml"),
        include_str!("../../cards/parts.toml"),
    );
    match read {
        Ok(catalogue) => check(&catalogue)
            .into_iter()
            .map(|fault| fault.text)
            .collect(),
        Err(error) => vec![error.to_string()],
    }
}

/// What is said of a card for E2a that differs in one place.
#[track_caller]
fn said_of_gain(from: &str, to: &str) -> Vec<String> {
    let card = include_str!("../../cards/E2a.toml");
    let changed = card.replacen(from, to, 1);
    assert_ne!(changed, card, "nothing replaced");
    match crate::catalogue::with_own_cards(&[("E2a.toml", &changed)]) {
        Ok(own) => check(&own).into_iter().map(|fault| fault.text).collect(),
        Err(error) => vec![error.to_string()],
    }
}

#[test]
fn what_is_standardised_is_a_rate_per_resident_and_not_split_by_age() {
    let said = |from: &str, to: &str| -> Vec<String> {
        let card = include_str!("../../cards/O4.0.toml");
        let changed = card.replacen(from, to, 1);
        assert_ne!(changed, card, "nothing replaced");
        match crate::catalogue::with_own_cards(&[("O4.0.toml", &changed)]) {
            Ok(own) => check(&own).into_iter().map(|fault| fault.text).collect(),
            Err(error) => vec![error.to_string()],
        }
    };
    let of = "of = \"O4.0.active_per_1000\"";
    for (from, to, fault) in [
        (
            of,
            "of = \"O4.0.active_in_all\"",
            "there is no reading `O4.0.active_in_all`",
        ),
        (
            of,
            "of = \"O4.0.active_persons\"",
            "`O4.0.active_persons` has no plain sum there",
        ),
        (
            of,
            "of = \"O4.0.stock_persons\"",
            "`O4.0.stock_persons` is not per resident",
        ),
        (
            of,
            "of = \"O4.0.stock_per_1000_65plus\"",
            "`O4.0.stock_per_1000_65plus` is of no residents of 18_64",
        ),
        (of, "", "has `` as of"),
        (
            "standard = \"denmark_2018\"",
            "standard = \"mars\"",
            "has `mars` as standard",
        ),
        (
            "standard = \"denmark_2018\"\ndimensions = [",
            "standard = \"denmark_2018\"\ndimensions = [\"age_band\", ",
            "what is standardised by age cannot be split by `age_band`",
        ),
        (
            "per = 1000.0",
            "per = 1000.0\nstandard = \"denmark_2018\"",
            "has `records` as kind",
        ),
    ] {
        let found = said(from, to);
        assert!(
            found.iter().any(|text| text.contains(fault)),
            "{to}: {found:?}"
        );
    }
}

#[test]
fn a_formula_is_of_sums_that_there_are_and_that_are_known_in_time() {
    for (from, to, said) in [
        ("* weeks", "", "the formula does not use `weeks`"),
        ("* weeks", "* month", "no number is called `month`"),
        ("* weeks", "weeks", "has `weeks` as formula"),
        (
            "over = \"courses_measured\"",
            "over = \"weeks\"",
            "`weeks` is no sum to divide by",
        ),
        (
            "name = \"weeks\"",
            "name = \"course_cost\"",
            "two numbers are called `course_cost`",
        ),
        (
            "\"O5.2.cost_per_hour\"",
            "\"O5.2.cost\"",
            "there is no reading `O5.2.cost`",
        ),
        (
            "\"O5.2.cost_per_hour\"",
            "\"O5.3.price_index\"",
            "`O5.3.price_index` is no reading of measures",
        ),
        (
            "\"O3.2.hours_gained\"",
            "\"O3.1.median_days\"",
            "`O3.1.median_days` has no plain sum there",
        ),
        ("side = \"top\"", "side = \"left\"", "has `left` as side"),
        (
            "maturity_lag_days = 30",
            "maturity_lag_days = 29",
            "`O3.2.hours_gained` is known after 30 days only",
        ),
        (
            "grains = [\"year\"]",
            "grains = [\"quarter\"]",
            "`O5.2.cost_per_hour` has no figures per quarter",
        ),
    ] {
        let found = said_of_gain(from, to);
        assert!(
            found.iter().any(|text| text.contains(said)),
            "{to}: {found:?}"
        );
    }
}

/// What is said of a card for O5.3 that differs in one place.
#[track_caller]
fn said_of_index(from: &str, to: &str) -> Vec<String> {
    let card = include_str!("../../cards/O5.3.toml");
    let changed = card.replacen(from, to, 1);
    assert_ne!(changed, card, "nothing replaced");
    match crate::catalogue::with_own_cards(&[("O5.3.toml", &changed)]) {
        Ok(own) => check(&own).into_iter().map(|fault| fault.text).collect(),
        Err(error) => vec![error.to_string()],
    }
}

#[test]
fn what_an_index_lacks_is_said_once_and_its_gate_is_that_of_its_components() {
    let of_one = |to: &str| said_of_index("finer = \"package_level\"", to);
    let components = ["long_term", "temporary", "sheltered", "activity"];
    let said = components
        .map(|one| format!("its component `O5.1.{one}_net` cannot be split by `district`"));
    assert_eq!(of_one("finer = \"district\""), said);
    let low = said_of_index("minimum_base = 5", "minimum_base = 4");
    let said = components.map(|one| {
        format!("`minimum_base` is 4, and that of `O5.1.{one}_net`, which it is made of, 5")
    });
    assert_eq!(low, said);
    let twice = said_of_index("\"O5.1.temporary_net\"", "\"O5.1.long_term_net\"");
    assert_eq!(twice, ["a component stands twice"]);
    let many = format!("components = [{}", "\"O5.1.long_term_net\", ".repeat(20));
    assert_eq!(
        said_of_index("components = [", &many),
        ["it has more than 20 components"]
    );
}

#[test]
fn a_figure_put_together_is_known_when_its_parts_are_and_its_settings_are_told_apart() {
    let own_lag = "precision = 0\nmaturity_lag_days = 29";
    assert_eq!(
        said_of_gain("precision = 0", own_lag),
        ["`O3.2.hours_gained` is known after 30 days only"]
    );
    let of = [
        "O3.2.hours_gained",
        "O3.3.self_reliant_endings",
        "O5.2.cost_per_hour",
        "E2d.cost_per_success",
    ];
    let said =
        of.map(|one| format!("`minimum_base` is 4, and that of `{one}`, which it is made of, 5"));
    let found = said_of_gain("minimum_base = 5", "minimum_base = 4");
    assert_eq!(found.get(1..), Some(&said[..]), "{found:?}");
    for name in [
        "reading",
        "window",
        "method",
        "components",
        "base",
        "service",
        "age_band",
    ] {
        let card = include_str!("../../cards/E2a.toml");
        let card = card.replace("weeks", name);
        let error = crate::catalogue::with_own_cards(&[("E2a.toml", &card)]).unwrap_err();
        let said = format!("a setting cannot be called `{name}`");
        assert!(error.to_string().contains(&said), "{error}");
    }
    for value in ["1000000001", "-1000000001", "-9223372036854775808"] {
        let said = format!(
            "`weeks` is {value}, and at most 1000000000 can be chosen, on either side of 0"
        );
        assert_eq!(
            said_of_gain("value = 26", &format!("value = {value}")),
            [said]
        );
    }
}

#[test]
fn a_card_with_too_much_of_something_is_not_built() {
    let terms = "{ name = \"hours_gained\"";
    let more: String = (0..15)
        .map(|no| format!("{{ name = \"t{no}\", of = \"O3.2.hours_gained\", side = \"top\" }},"))
        .collect();
    let used: String = (0..15).map(|no| format!(" * t{no}")).collect();
    let card = include_str!("../../cards/E2a.toml")
        .replacen(terms, &format!("{more}{terms}"), 1)
        .replacen("* weeks", &format!("* weeks{used}"), 1);
    let said = |card: &str| {
        let own = crate::catalogue::with_own_cards(&[("E2a.toml", card)]);
        check(&own.unwrap())
            .into_iter()
            .map(|fault| fault.text)
            .collect::<Vec<_>>()
    };
    assert_eq!(said(&card), ["it has more than 20 terms"]);
    // As long as a card may be: built, it would be as deep as it is long.
    let long = format!("* weeks{}", " * weeks".repeat(15_000));
    assert_eq!(
        said_of_gain("* weeks", &long),
        ["it has more than 40 factors in its formula"]
    );
    let long = format!("* weeks{}", " * weeks".repeat(33));
    assert_eq!(said_of_gain("* weeks", &long), [] as [String; 0]);

    let when = |n: usize| {
        let when = ["effect_ending".to_owned()].into_iter().cycle().take(n);
        let when: Vec<String> = when.map(|one| format!("\"{one}\"")).collect();
        format!("[{}, \"ended_self_reliant\"]", when.join(", "))
    };
    let whens = "[\"effect_ending\", \"ended_self_reliant\"]";
    assert_eq!(
        faults(whens, &when(20)),
        ["it has more than 20 `when` in a measure"]
    );
    assert_eq!(
        faults(whens, &when(2)),
        ["a part stands twice in a measure of `course_outcome`"]
    );
    let required =
        "{ of = \"forecast\", time = \"on account_month\", when = [\"forecast_of_june\"] }";
    let several = |n: usize| {
        let text = format!(
            "required = [{}]\n[readings.name]",
            vec![required; n].join(", ")
        );
        faults("[readings.name]", &text)
    };
    assert_eq!(several(11), ["it has more than 10 `required`"]);
    assert_eq!(several(2), ["a `required` stands twice"]);
}

#[test]
fn numbers_of_a_card_are_within_bounds() {
    let with = |line: &str| faults("precision = 3", &format!("precision = 3\n{line}"));
    let none: [String; 0] = [];
    for per in ["1e-9", "1e9"] {
        assert_eq!(with(&format!("per = {per}")), none);
    }
    for (per, told) in [
        ("1e-10", "0.0000000001"),
        ("1000000001.0", "1000000001"),
        ("0.0", "0"),
        ("-1.0", "-1"),
        ("inf", "inf"),
        ("nan", "NaN"),
    ] {
        let said = format!("`per` is {told}, and must be from 0.000000001 to 1000000000");
        assert_eq!(with(&format!("per = {per}")), [said]);
    }
    assert_eq!(with("maturity_lag_days = 3653"), none);
    assert_eq!(
        with("maturity_lag_days = 3654"),
        ["`maturity_lag_days` is 3654, and at most 3653 can be waited for"]
    );
    let divided = |divide: i64| {
        faults(
            "take = \"rows\",",
            &format!("take = \"rows\", divide = {divide},"),
        )
    };
    assert!(
        divided(1_000_000_001).contains(
            &"`divide` is 1000000001, and at most 1000000000 can be divided by".to_owned()
        )
    );
    assert!(
        !divided(1_000_000_000)
            .iter()
            .any(|said| said.starts_with("`divide`"))
    );
    let version = |n: i32| {
        faults(
            "definition_version = 1",
            &format!("definition_version = {n}"),
        )
    };
    assert_eq!(version(10_000), none);
    assert_eq!(
        version(10_001),
        ["`definition_version` is 10001, and the highest is 10000"]
    );
}

#[test]
fn a_card_that_cannot_be_computed_says_where() {
    let first = |from: &str, to: &str| faults(from, to).into_iter().next().unwrap_or_default();
    assert_eq!(
        first("of = \"course_outcome\"", "of = \"courses\""),
        "per month: there is no source `courses`"
    );
    assert!(first("time = \"on ended_on\"", "time = \"on end\"").contains("no column `end`"));
    assert!(
        faults("\"unit\"", "\"unit\", \"provider\"")
            .iter()
            .any(|text| text.starts_with("split by `provider`: ")),
    );
    assert_eq!(
        first(
            "[\"effect_ending\", \"ended_self_reliant\"]",
            "[\"effect_ending\"]"
        ),
        "card `O3.3.toml`: self_reliant_endings: `Forløb {effect_ending} i perioden, {ended_self_reliant}` names \
         `ended_self_reliant`, which is not counted"
    );
    assert!(
        first(
            "{effect_ending} i perioden, {ended",
            "forløb i perioden, {ended"
        )
        .contains("does not name `effect_ending`")
    );
    let required = |when: &str| {
        let required = format!(
            "required = [{{ of = \"forecast\", time = \"on account_month\", when = [\"{when}\"] }}]\n[readings.name]"
        );
        faults("[readings.name]", &required)
    };
    assert_eq!(required("forecast_of_june"), [] as [String; 0]);
    assert_eq!(
        required("forecast_of_may").first().map(String::as_str),
        Some("per month: there is no part `forecast_of_may`")
    );
    assert_eq!(
        first("pairing = []", "pairing = [\"O9\"]"),
        "it is paired with `O9`, which is no indicator"
    );
}

#[test]
fn a_kaplan_meier_median_has_an_event_begins_with_the_first_day_and_waits() {
    let rows = "time = \"on ended_on\", take = \"rows\", when = [\"effect_ending\", \"ended_self_reliant\"]";
    let with = |time: &str, event: &str, lag: u32| {
        let measure = format!(
            "time = \"on {time}\", take = \"kaplan_meier 183\", when = [\"effect_ending\", \"ended_self_reliant\"]{event}"
        );
        let lag = format!("precision = 3\nmaturity_lag_days = {lag}");
        let changed = include_str!("../../cards/O3.3.toml")
            .replacen("precision = 3", &lag, 1)
            .replacen(rows, &measure, 1);
        let lines = changed.lines().filter(|line| !line.starts_with("reliable"));
        let card: String = lines.map(|line| format!("{line}\n")).collect();
        let read = Catalogue::parse(
            &[("O3.3.toml", &card)],
            include_str!("../../cards/population.toml"),
            include_str!("../../cards/parts.toml"),
        );
        match read {
            Ok(catalogue) => {
                let faults = check(&catalogue).into_iter().next();
                faults.map(|fault| fault.text).unwrap_or_default()
            }
            Err(error) => error.to_string(),
        }
    };
    let event = ", event = [\"effect_ending\"]";
    assert_eq!(with("first_day", event, 183), "");
    assert_eq!(
        with("first_day", "", 183),
        "an event is what a Kaplan–Meier median waits for, and only that"
    );
    assert_eq!(
        with("first_day", event, 182),
        "what it is about is followed for 183 days, and its figure told after 182"
    );
    assert_eq!(
        with("ended_on", event, 183),
        "per month: the rows of `course_outcome` cannot be counted for how long they last by any other day than their first"
    );
    let unnamed = ", event = [\"improved\"]";
    assert!(with("first_day", unnamed, 183).contains("does not name `improved`"));
}
