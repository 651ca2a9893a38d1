#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use proptest::prelude::*;

use super::*;
use crate::resolution::Method;
use crate::test_support::{Case, number, same};

const SIX: [&str; 6] = ["461", "561", "607", "621", "630", "766"];

fn year(year: i32) -> Period {
    Period::year(year).unwrap()
}

/// The answer to the only question of `ties`: published figures of six municipalities and the country.
fn ties() -> (Case, Vec<Observation>) {
    let case = Case::read("ties");
    let answer = case.answer(&case.table("questions.csv").unwrap()[0]);
    (case, answer)
}

fn country(answer: &[Observation]) -> Observation {
    answer
        .iter()
        .find(|one| one.municipality == "000" && one.period == year(2019))
        .unwrap()
        .clone()
}

#[test]
fn the_peers_are_those_with_a_figure_in_every_period() {
    let (_, answer) = ties();
    let of = |from: Option<i32>, members: &[&str], answer: &[Observation]| {
        let request = ComparisonRequest {
            own: "630",
            members,
            period: year(2019),
            from: from.map(year),
            direction: Direction::Context,
            country: None,
        };
        let found = compare(&request, answer).unwrap().comparability;
        found.map(|of| (of.n_usable, of.n_peers, of.n_periods, of.allows_line))
    };
    let missing_in = |code: &str, of_year: i32| {
        let change =
            |one: &Observation| match one.municipality == code && one.period == year(of_year) {
                true => Observation {
                    cell: Cell::Missing,
                    value: None,
                    ..one.clone()
                },
                false => one.clone(),
            };
        answer.iter().map(change).collect::<Vec<_>>()
    };
    let n_of = |answer: &[Observation], from| of(from, &SIX, answer).unwrap();
    // 461, 561, 607 and 766 of five; 766 has no figure of 2018.
    assert_eq!(n_of(&answer, None), (4, 5, 1, None));
    assert_eq!(n_of(&answer, Some(2018)), (3, 5, 2, Some(false)));
    // Without its own figure a municipality is compared with the same peers; what a peer lacks counts where it is shown.
    let own = missing_in("630", 2018);
    assert_eq!(n_of(&own, Some(2018)), (3, 5, 2, Some(false)));
    let lacking = missing_in("461", 2018);
    assert_eq!(n_of(&lacking, None), (4, 5, 1, None));
    assert_eq!(n_of(&lacking, Some(2018)), (2, 5, 2, Some(false)));
    assert_eq!(of(None, &["630"], &answer), None);
    // Three of three, and a year of which there is no row at all counts as a year.
    let three = ["461", "561", "607"];
    assert_eq!(of(Some(2018), &three, &answer), Some((3, 3, 2, Some(true))));
    let gone: Vec<Observation> = answer
        .iter()
        .filter(|one| one.period != year(2018))
        .cloned()
        .collect();
    assert_eq!(of(Some(2018), &three, &gone), Some((0, 3, 2, Some(false))));
}

#[test]
fn six_municipalities_stand_as_computed_by_hand() {
    let (case, answer) = ties();
    let country = country(&answer);
    let request = ComparisonRequest {
        own: "630",
        members: &SIX,
        period: year(2019),
        from: Some(year(2018)),
        direction: Direction::Context,
        country: Some(&country),
    };
    let found = compare(&request, &answer).unwrap();
    let expected = case.table("comparison.csv").unwrap();
    let codes: Vec<&str> = found
        .standings
        .iter()
        .map(|one| one.municipality.as_str())
        .collect();
    assert_eq!(
        codes,
        expected
            .iter()
            .map(|row| row["municipality"].as_str())
            .collect::<Vec<_>>()
    );
    for (one, row) in found.standings.iter().zip(&expected) {
        let at = &one.municipality;
        let text = |number: Option<usize>| number.map(|n| n.to_string()).unwrap_or_default();
        let change = one.change.as_ref().unwrap();
        assert!(same(one.value, number(&row["value"])), "{at}");
        assert_eq!(text(one.rank), row["rank"], "{at}");
        assert_eq!(text(one.shared_by), row["shared_by"], "{at}");
        assert!(
            same(one.percentile, number(&row["percentile"])),
            "{at}: {:?}",
            one.percentile
        );
        assert_eq!(
            one.quartile
                .map(|q| q.number().to_string())
                .unwrap_or_default(),
            row["quartile"],
            "{at}"
        );
        assert!(same(change.absolute, number(&row["change"])), "{at}");
        assert!(same(change.share, number(&row["share"])), "{at}");
        assert_eq!(text(change.rank), row["change_rank"], "{at}");
        assert_eq!(text(change.share_rank), row["share_rank"], "{at}");
        assert_eq!(change.cell.as_str(), row["change_cell"], "{at}");
        assert_eq!(text(change.from_rank), row["from_rank"], "{at}");
        let rank_change = change.rank_change.map(|n| n.to_string());
        assert_eq!(rank_change.unwrap_or_default(), row["rank_change"], "{at}");
        assert_eq!(change.reason.is_none(), change.absolute.is_some(), "{at}");
    }
    check_summary(&case, &found);
}

#[track_caller]
fn check_summary(case: &Case, found: &Comparison) {
    let cuts = found.quartiles.unwrap();
    let (min, max) = (found.min.clone().unwrap(), found.max.clone().unwrap());
    let country = found.country.clone().unwrap();
    let index = found.index.unwrap();
    for row in case.table("summary.csv").unwrap() {
        let (key, value) = (row["key"].as_str(), row["value"].as_str());
        let is_right = match key {
            "n" => found.n.to_string() == value,
            "n_members" => found.n_members.to_string() == value,
            "missing" => {
                found
                    .missing
                    .iter()
                    .map(|one| one.municipality.as_str())
                    .collect::<Vec<_>>()
                    == [value]
            }
            "lower_quartile" => same(Some(cuts.lower), number(value)),
            "median" => same(Some(cuts.median), number(value)),
            "upper_quartile" => same(Some(cuts.upper), number(value)),
            "min" => same(Some(min.value), number(value)),
            "min_of" => min.municipalities == [value],
            "max" => same(Some(max.value), number(value)),
            "max_of" => max.municipalities == [value],
            "mean" => same(found.mean.value, number(value)),
            "method" => found.mean.method.as_str() == value,
            "unweighted_mean" => same(found.unweighted_mean, number(value)),
            "country" => same(country.value, number(value)),
            "difference" => same(country.difference, number(value)),
            "index" => same(Some(index.value), number(value)),
            "peers" => same(Some(index.peers), number(value)),
            "n_peers" => index.n.to_string() == value,
            other => panic!("unknown key {other}"),
        };
        assert!(is_right, "{key} is not {value}: {found:?}");
    }
}

#[test]
fn means_of_ratios_and_ratio_of_sums_are_both_given_and_named() {
    let case = Case::read("ratio-of-sums");
    let answer = case.answer(&case.table("questions.csv").unwrap()[0]);
    let request = ComparisonRequest {
        own: "461",
        members: &["461", "751", "851"],
        period: year(2019),
        from: None,
        direction: Direction::Context,
        country: None,
    };
    let found = compare(&request, &answer).unwrap();
    assert_eq!((found.n, found.n_members, found.mean.n), (3, 3, 3));
    assert_eq!(found.mean.method, Method::RatioOfSums);
    assert!(same(found.mean.value, Some(931.0 / 1102.0)));
    assert!(same(found.unweighted_mean, Some(1.7 / 3.0)));
    assert!(same(
        found.index.map(|index| index.value),
        Some(0.3 / (901.0 / 1002.0) * 100.0)
    ));
    assert!(found.own.change.is_none());
}

/// Compared with a group it is no member of, a municipality gets a rank there and moves none of the group's means.
#[test]
fn a_municipality_outside_the_group_is_ranked_and_is_not_in_its_means() {
    let case = Case::read("ratio-of-sums");
    let answer = case.answer(&case.table("questions.csv").unwrap()[0]);
    let request = ComparisonRequest {
        own: "461",
        members: &["751", "851"],
        period: year(2019),
        from: None,
        direction: Direction::Context,
        country: None,
    };
    let found = compare(&request, &answer).unwrap();
    assert_eq!((found.n, found.n_members, found.mean.n), (3, 3, 2));
    assert_eq!(found.own.rank, Some(1));
    assert!(same(found.mean.value, Some(901.0 / 1002.0)));
    assert!(same(found.unweighted_mean, Some(0.7)));
    assert_eq!(found.mean.value, found.index.map(|index| index.peers));
}

#[test]
fn a_change_across_a_break_is_not_applicable_and_names_the_block() {
    let case = Case::read("break-2018");
    let answer = case.answer(&case.table("questions.csv").unwrap()[0]);
    let change = |from, to| {
        let request = ComparisonRequest {
            own: "630",
            members: &[],
            period: year(to),
            from: Some(year(from)),
            direction: Direction::Context,
            country: None,
        };
        compare(&request, &answer).unwrap().own.change.unwrap()
    };
    let across = change(2016, 2019);
    assert_eq!((across.cell, across.absolute), (Cell::NotApplicable, None));
    assert!(across.reason.unwrap().da.contains("CARE"));
    assert!(same(change(2016, 2017).absolute, Some(1.0)));
    assert!(same(change(2018, 2019).absolute, Some(6.6 - 6.0)));
}

#[test]
fn a_change_between_unlike_statements_is_not_applicable() {
    let case = Case::read("published");
    let answer = case.answer(&case.table("questions.csv").unwrap()[0]);
    let request = ComparisonRequest {
        own: "461",
        members: &["461", "751", "851"],
        period: year(2019),
        from: Some(year(2018)),
        direction: Direction::Context,
        country: None,
    };
    let found = compare(&request, &answer).unwrap();
    let change = found.own.change.unwrap();
    assert_eq!(
        (change.cell, change.rank_change),
        (Cell::NotApplicable, None)
    );
    assert!(change.from_rank.is_some());
    assert!(change.reason.unwrap().da.contains("not_stated"));
    assert!(same(found.mean.value, Some(3550.0)));
}

#[test]
fn a_weight_that_is_missing_takes_the_mean_and_nothing_else() {
    let (_, mut answer) = ties();
    for one in answer.iter_mut().filter(|one| one.municipality == "766") {
        one.weight = None;
    }
    let request = ComparisonRequest {
        own: "630",
        members: &SIX,
        period: year(2019),
        from: None,
        direction: Direction::Context,
        country: None,
    };
    let found = compare(&request, &answer).unwrap();
    assert_eq!((found.n, found.mean.value, found.index), (5, None, None));
    assert!(found.mean.reason.unwrap().da.contains("Hedensted"));
    assert!(same(found.unweighted_mean, Some(436.0)));
}

#[test]
fn two_series_in_one_comparison_are_refused() {
    let (_, mut answer) = ties();
    let request = ComparisonRequest {
        own: "630",
        members: &SIX,
        period: year(2019),
        from: None,
        direction: Direction::Context,
        country: None,
    };
    let twice = [answer.clone(), answer.clone()].concat();
    assert!(matches!(
        compare(&request, &twice),
        Err(ComparisonError::Twice { .. })
    ));
    answer
        .last_mut()
        .unwrap()
        .members
        .insert("function".into(), "5.30.27".into());
    assert!(matches!(
        compare(&request, &answer),
        Err(ComparisonError::MixedSeries { .. })
    ));
    let backwards = ComparisonRequest {
        from: Some(year(2019)),
        ..request
    };
    assert!(matches!(
        compare(&backwards, &answer),
        Err(ComparisonError::Backwards { .. })
    ));
}

#[test]
fn a_country_figure_of_another_kind_is_refused() {
    let (_, answer) = ties();
    let mut other = country(&answer);
    other.price_level = "fixed:2018".into();
    let request = ComparisonRequest {
        own: "630",
        members: &SIX,
        period: year(2019),
        from: None,
        direction: Direction::Context,
        country: Some(&other),
    };
    assert_eq!(compare(&request, &answer), Err(ComparisonError::Country));
}

#[test]
fn nobody_with_a_figure_is_an_answer_too() {
    let request = ComparisonRequest {
        own: "630",
        members: &SIX,
        period: year(2019),
        from: None,
        direction: Direction::Context,
        country: None,
    };
    let found = compare(&request, &[]).unwrap();
    assert_eq!((found.n, found.n_members, found.missing.len()), (0, 6, 6));
    assert_eq!(
        (found.quartiles, found.unweighted_mean, found.own.rank),
        (None, None, None)
    );
    assert!(found.mean.reason.is_some());
}

/// Nobody has a figure, and still the mean of published figures is no ratio of sums.
#[test]
fn the_mean_is_named_as_its_reading_also_where_it_has_no_value() {
    let (_, mut answer) = ties();
    for one in &mut answer {
        one.value = None;
        one.cell = Cell::Missing;
    }
    let request = ComparisonRequest {
        own: "630",
        members: &SIX,
        period: year(2019),
        from: None,
        direction: Direction::Context,
        country: None,
    };
    let mean = compare(&request, &answer).unwrap().mean;
    assert_eq!(
        (mean.method, mean.n, mean.value),
        (Method::PopulationWeightedMean, 0, None)
    );
}

proptest! {
    #[test]
    fn adding_a_municipality_without_data_changes_nothing(absent in 0usize..6) {
        let (_, answer) = ties();
        let with: Vec<&str> = SIX.to_vec();
        let present: Vec<Observation> =
            answer.iter().filter(|one| one.municipality != SIX[absent]).cloned().collect();
        let without: Vec<&str> = with.iter().copied().filter(|code| *code != SIX[absent]).collect();
        let own = if absent == 0 { "561" } else { "461" };
        let request = |members| ComparisonRequest { own, members, period: year(2019), from: Some(year(2018)), direction: Direction::Context, country: None };
        let one = compare(&request(&with), &present).unwrap();
        let other = compare(&request(&without), &present).unwrap();
        prop_assert_eq!(one.own, other.own);
        prop_assert_eq!(one.mean, other.mean);
        prop_assert_eq!((one.n, one.quartiles, one.unweighted_mean), (other.n, other.quartiles, other.unweighted_mean));
        prop_assert_eq!(one.missing.len(), other.missing.len() + 1);
    }

    #[test]
    fn order_of_observations_is_irrelevant(seed in any::<u64>()) {
        let (_, answer) = ties();
        let mut turned = answer.clone();
        let n = u64::try_from(turned.len()).unwrap();
        for i in 0..turned.len() {
            let j = usize::try_from(seed.rotate_left(u32::try_from(i).unwrap()) % n).unwrap();
            turned.swap(i, j);
        }
        let request = ComparisonRequest { own: "630", members: &SIX, period: year(2019), from: Some(year(2018)), direction: Direction::Context, country: None };
        prop_assert_eq!(compare(&request, &answer).unwrap(), compare(&request, &turned).unwrap());
    }
}
