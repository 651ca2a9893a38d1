//! Tests of the restricted mean and of the log-rank test, by published worked examples.

use proptest::prelude::*;

use super::tests::{MAINTAINED, NOT_MAINTAINED, REMISSION, any_followed, curve, followed};
use super::*;

/// Weeks in remission on placebo, of the trial of `REMISSION`.
const PLACEBO: [i32; 21] = [
    1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23,
];

#[track_caller]
fn near(found: f64, expected: f64, within: f64) {
    assert!(
        (found - expected).abs() <= within,
        "{found} is not {expected}"
    );
}

#[test]
fn published_log_rank_of_remission_on_mercaptopurine() {
    // D. Kleinbaum and M. Klein, *Survival Analysis*: chi-square 16.79, expected 19.25 and 10.75.
    let found = log_rank(&followed(&REMISSION), &followed(&PLACEBO)).unwrap();
    assert_eq!(found.observed, [9, 21]);
    near(found.expected[0], 19.25, 0.005_001);
    near(found.expected[1], 10.75, 0.005_001);
    near(found.chi_square, 16.79, 0.005_001);
    assert!(found.p > 0.0 && found.p < 0.0001, "{}", found.p);
}

#[test]
fn published_log_rank_of_maintained_chemotherapy() {
    // `survdiff` of R's package survival on `aml`: chi-square 3.4, p 0.07, expected 10.69 and 7.31.
    let found = log_rank(&followed(&MAINTAINED), &followed(&NOT_MAINTAINED)).unwrap();
    assert_eq!(found.observed, [7, 11]);
    near(found.expected[0], 10.69, 0.005_001);
    near(found.expected[1], 7.31, 0.005_001);
    near(found.chi_square, 3.4, 0.050_001);
    near(found.p, 0.07, 0.005_001);
}

#[test]
fn published_restricted_means_of_maintained_chemotherapy() {
    // `print(survfit(…), print.rmean = TRUE)` of R's package survival on `aml`, up to 161 weeks. By hand, of the shares printed for
    // these data: 9 + 4 · 0.909 + 5 · 0.818 + 5 · 0.716 + 8 · 0.614 + 3 · 0.491 + 14 · 0.368 + 113 · 0.184 = 52.6.
    let found = curve(&MAINTAINED).restricted_mean(161.0).unwrap();
    near(found.mean, 52.6, 0.050_001);
    near(found.error, 19.83, 0.005_001);
    // All have ended by week 45, so that nothing is added beyond.
    let found = curve(&NOT_MAINTAINED).restricted_mean(161.0).unwrap();
    near(found.mean, 22.7, 0.050_001);
    near(found.error, 4.18, 0.005_001);
}

#[test]
fn a_limit_beyond_what_is_known_is_refused() {
    let left = curve(&[10, -20]);
    // 10 + 10 / 2 days.
    near(left.restricted_mean(20.0).unwrap().mean, 15.0, 1e-12);
    near(left.restricted_mean(5.0).unwrap().mean, 5.0, 0.0);
    assert_eq!(left.restricted_mean(0.0).unwrap().mean, 0.0);
    for limit in [20.5, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(left.restricted_mean(limit), Err(SurvivalError::Limit));
    }
    let said = SurvivalError::Limit.to_string();
    assert!(said.contains("after the last time"), "{said}");
}

#[test]
fn groups_that_are_never_at_risk_together_cannot_be_compared() {
    let nothing = SurvivalError::NoVariance;
    // The first is gone before the second has an event, or has one alone.
    assert_eq!(log_rank(&followed(&[-1]), &followed(&[5, 6])), Err(nothing));
    assert_eq!(log_rank(&followed(&[-1]), &followed(&[-2])), Err(nothing));
    assert_eq!(log_rank(&[], &followed(&[1])), Err(SurvivalError::Empty));
}

proptest! {
    #[test]
    fn exchanging_the_groups_changes_no_test(one in any_followed(), other in any_followed()) {
        match (log_rank(&one, &other), log_rank(&other, &one)) {
            (Ok(there), Ok(back)) => {
                prop_assert!((there.chi_square - back.chi_square).abs() <= 1e-6 * (1.0 + there.chi_square));
                prop_assert!((there.expected[0] - back.expected[1]).abs() < 1e-9);
                prop_assert!(there.p.is_finite() && (0.0..=1.0).contains(&there.p));
            }
            (there, back) => prop_assert_eq!(there.is_err(), back.is_err()),
        }
    }

    #[test]
    fn without_censoring_the_restricted_mean_is_that_of_the_times(times in prop::collection::vec(0_u16..60, 1..80), limit in 0_u16..80) {
        let limit = f64::from(limit);
        let all: Vec<Followed> = times
            .iter()
            .map(|time| Followed { time: f64::from(*time), is_event: true })
            .collect();
        let found = kaplan_meier(&all).unwrap().restricted_mean(limit).unwrap();
        let mean = times.iter().map(|time| f64::from(*time).min(limit)).sum::<f64>() / times.len() as f64;
        prop_assert!((found.mean - mean).abs() < 1e-9);
        // Greenwood's variance without censoring is that of the times over n.
        let squares: f64 = times.iter().map(|time| (f64::from(*time).min(limit) - mean).powi(2)).sum();
        prop_assert!((found.error - squares.sqrt() / times.len() as f64).abs() < 1e-9);
    }
}

/// By hand: one thing each of three groups ends, on days 1, 2 and 3. Expected are 1/3, 1/3 + 1/2 and 1/3 + 1/2 + 1; of the first two
/// groups variances are 2/9 and 2/9 + 1/4, their covariance is −1/9, and so chi-square is 78/30.
#[test]
fn three_groups_by_hand() {
    let groups = [followed(&[1]), followed(&[2]), followed(&[3])];
    let groups: Vec<&[Followed]> = groups.iter().map(Vec::as_slice).collect();
    let found = log_rank_of_many(&groups).unwrap();
    assert_eq!(
        (found.observed.as_slice(), found.degrees),
        ([1, 1, 1].as_slice(), 2)
    );
    for (found, expected) in found
        .expected
        .iter()
        .zip([1.0 / 3.0, 5.0 / 6.0, 11.0 / 6.0])
    {
        near(*found, expected, 1e-12);
    }
    near(found.chi_square, 2.6, 1e-12);
    // Two degrees of freedom: exp(−χ²/2).
    near(found.p, (-1.3_f64).exp(), 1e-9);
}

#[test]
fn groups_that_cannot_be_compared_are_refused() {
    let one = followed(&[1, 2]);
    let refused = |groups: &[&[Followed]]| log_rank_of_many(groups).unwrap_err();
    assert_eq!(refused(&[&one]), SurvivalError::Groups { n: 1 });
    let many = vec![one.as_slice(); GROUPS_MAX + 1];
    let n = GROUPS_MAX + 1;
    assert_eq!(refused(&many), SurvivalError::Groups { n });
    assert_eq!(refused(&[&one, &[]]), SurvivalError::Empty);
    assert_eq!(
        refused(&[&followed(&[-1]), &followed(&[-2])]),
        SurvivalError::NoVariance
    );
    // A group that was never at risk with others when an event came tells nothing, and takes no degree of freedom.
    let censored = followed(&[-1]);
    let found = log_rank_of_many(&[&followed(&[2, 4]), &followed(&[3, 5]), &censored]).unwrap();
    assert_eq!(found.degrees, 1);
}

proptest! {
    #[test]
    fn of_two_groups_both_tests_are_one(one in any_followed(), other in any_followed()) {
        match (log_rank(&one, &other), log_rank_of_many(&[&one, &other])) {
            (Ok(plain), Ok(of_many)) => {
                prop_assert!((plain.chi_square - of_many.chi_square).abs() < 1e-6 * (1.0 + plain.chi_square));
                prop_assert!((plain.p - of_many.p).abs() < 1e-6);
                prop_assert_eq!(of_many.degrees, 1);
            }
            (plain, of_many) => prop_assert_eq!(plain.err(), of_many.err()),
        }
    }

    #[test]
    fn the_order_of_groups_does_not_matter(one in any_followed(), other in any_followed(), third in any_followed()) {
        let forth = log_rank_of_many(&[&one, &other, &third]);
        let back = log_rank_of_many(&[&third, &other, &one]);
        match (forth, back) {
            (Ok(forth), Ok(back)) => {
                prop_assert!((forth.chi_square - back.chi_square).abs() < 1e-6 * (1.0 + forth.chi_square));
                prop_assert_eq!(forth.degrees, back.degrees);
                let expected: f64 = forth.expected.iter().sum();
                let observed: usize = forth.observed.iter().sum();
                prop_assert!((expected - observed as f64).abs() < 1e-6);
            }
            (forth, back) => prop_assert_eq!(forth.err(), back.err()),
        }
    }
}
