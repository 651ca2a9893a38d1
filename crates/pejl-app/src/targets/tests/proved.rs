//! What is proved of a target beside what is in force: that it is no old one, can be, and fits its whole.

use super::*;

#[test]
fn an_old_file_brings_no_withdrawn_target_back() {
    let (place, store) = one();
    create(&store, &[]);
    create(&store, &[("indicator", "O3.2")]);
    let head = "id,version,municipality,indicator,baseline_on,baseline,goal,deadline\n";
    let old = format!("{head}1,1,766,O3.1,2014,100,80,2018\n2,1,766,O3.2,2014,100,80,2018\n");
    withdraw_target(&store, (2, None), "anna").unwrap();
    let found = import(&place, &store, old.as_bytes()).unwrap_err();
    let gone = "no target of this number is in force; fetch the targets again, or leave number and version empty to set a new one";
    assert_eq!(
        found,
        [format!(
            "targets.csv, line 3, column `id`, value `2`: {gone}"
        )]
    );
    // One that there never was is a name, unless a version of it is meant.
    let other = |id: &str| format!("{head}{id},766,O3.2,2014,100,80,2018\n");
    let found = import(&place, &store, other("9,1").as_bytes()).unwrap_err();
    assert!(found[0].ends_with(gone), "{found:?}");
    let found = import(&place, &store, other("9,").as_bytes()).unwrap();
    assert_eq!(found.outcomes.first().unwrap().number, 3);
}

#[test]
fn values_that_there_can_be_no_figure_of_are_refused() {
    let (_place, store) = one();
    let share = |goal| [("indicator", "O3.3"), ("baseline", "0.55"), ("goal", goal)];
    let of_whole = "a share of the whole lies from 0 to 1, or from 0 % to 100 %";
    for goal in ["70", "250%", "-0.1"] {
        refused(
            &store,
            &share(goal),
            &[&format!("goal `{goal}`: {of_whole}")],
        );
    }
    let mut stepped = share("0.7").to_vec();
    stepped.extend([("path", "steps"), ("steps", "2016=60|2018=0.7")]);
    refused(
        &store,
        &stepped,
        &[&format!("steps `2016=60|2018=0.7`: {of_whole}")],
    );
    refused(
        &store,
        &[("baseline", "-1")],
        &["baseline `-1`: cannot be below zero"],
    );
    // What is delivered may be more than what was granted, and is not meant in per cent.
    let delivered = |high| {
        [
            ("indicator", "Q4"),
            ("baseline", "85 %"),
            ("goal", ""),
            ("goal_low", "90 %"),
            ("goal_high", high),
        ]
    };
    refused(
        &store,
        &delivered("100"),
        &["goal_high `100`: a share is written as 0.7 or 70 %, and is at most 10 (1,000 %)"],
    );
    create(&store, &delivered("105 %"));
    create(&store, &share("100%"));
}

#[test]
fn a_goal_on_the_other_side_of_the_baseline_is_told() {
    let (place, store) = one();
    let warned = |more: &[(&str, &str)]| {
        let done = create_target(&store, &draft(more), ("anna", true)).unwrap();
        done.warnings
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    assert_eq!(warned(&[]), Vec::<String>::new());
    assert_eq!(
        warned(&[("baseline", "1"), ("goal", "2000000")]),
        ["goal `2000000`: the goal is more than the baseline, though the direction is down"]
    );
    let up = [
        ("indicator", "O3.3"),
        ("baseline", "60 %"),
        ("goal", "50 %"),
    ];
    assert_eq!(
        warned(&up),
        ["goal `50 %`: the goal is less than the baseline, though the direction is up"]
    );
    let file = place.path("odd.csv");
    let text =
        "municipality,indicator,baseline_on,baseline,goal,deadline\n766,O3.1,2014,100,120,2018\n";
    std::fs::write(&file, text).unwrap();
    let told = || match import_targets(&store, &file, ("anna", false)).unwrap() {
        Imported::Accepted(applied, odd) => (
            applied.state,
            odd.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ),
        Imported::Refused(issues) => panic!("{issues:?}"),
    };
    let (state, odd) = told();
    assert_eq!(state, State::Applied);
    assert_eq!(
        odd,
        [
            "odd.csv, line 2, column `goal`, value `120`: the goal is more than the baseline, though the direction is down"
        ]
    );
    assert_eq!(told(), (State::Unchanged, Vec::new()));
}

#[test]
fn a_part_is_of_the_accounts_and_the_prices_of_the_whole() {
    let (_place, store) = one();
    let of = |members: &'static str, more: &[(&'static str, &'static str)]| {
        let mut all = vec![
            ("indicator", "F2"),
            ("direction", "down"),
            ("members", members),
        ];
        all.extend_from_slice(more);
        create_target(&store, &draft(&all), ("anna", false))
    };
    of("function=5.30", &[]).unwrap();
    of("function=5.30.27", &[("parent", "1")]).unwrap();
    let faults = |members, more: &[_]| told(of(members, more).unwrap_err());
    assert_eq!(
        faults("function=5.28.24", &[("parent", "1")]),
        ["members `function=5.28.24`: is not within function=5.30 of its parent, target 1"]
    );
    assert_eq!(
        faults(
            "function=5.30.26",
            &[("parent", "1"), ("price_level", "fixed:2018")]
        ),
        ["price_level `fixed:2018`: its parent, target 1, is in the prices current"]
    );
}
