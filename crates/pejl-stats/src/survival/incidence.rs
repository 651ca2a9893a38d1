//! How many things have ended by one cause, where others can end them first.

use super::{SurvivalError, number};

/// How long one thing was followed, and what ended it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ended {
    /// Time from the start to the end, or to the end of what is known.
    pub time: f64,
    /// The number of the cause that ended it, from 0; none where it had not ended.
    pub cause: Option<usize>,
}

/// The incidence of a cause at one of the times at which something ended or was censored.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IncidenceStep {
    /// The time.
    pub time: f64,
    /// How many were at risk just before it.
    pub at_risk: usize,
    /// How many of them the cause ended at it.
    pub events: usize,
    /// How many of them other causes ended at it.
    pub others: usize,
    /// The share that the cause has ended by it, itself included.
    pub incidence: f64,
    /// The variance of the share.
    pub variance: f64,
}

impl IncidenceStep {
    /// The interval of the share with `z` standard errors either side on the scale of `ln(−ln(1 − I))`, lower end first: the one of
    /// a Kaplan–Meier curve where there is one cause.
    ///
    /// None while the cause has ended nothing, where it has ended all, and for a `z` that is negative or not finite.
    pub fn interval(&self, z: f64) -> Option<(f64, f64)> {
        let left = 1.0 - self.incidence;
        let is_inside = self.incidence > 0.0 && left > 0.0;
        if !is_inside || !z.is_finite() || z < 0.0 {
            return None;
        }
        let apart = z * self.variance.sqrt() / (left * left.ln().abs());
        let end = |apart: f64| 1.0 - left.powf(apart.exp());
        let (lower, upper) = (end(-apart), end(apart));
        (lower.is_finite() && upper.is_finite()).then_some((lower, upper))
    }
}

/// The share that each of `n_causes` causes has ended by each time, where any of them ends a thing: the estimator of Aalen and
/// Johansen ("An empirical transition matrix for non-homogeneous Markov chains based on censored observations", Scandinavian
/// Journal of Statistics 5 (1978), 141–150).
///
/// With `S` the Kaplan–Meier share that nothing has ended, `n(i)` at risk just before `t(i)` and `d(k,i)` ended by cause `k` at it,
/// `I(k,t) = Σ S(t(i−1)) · d(k,i)/n(i)` over `t(i) ≤ t`. So the incidences of all causes and `S` are 1 together. One less the
/// Kaplan–Meier share with other causes censored is more than this: it is of a world in which these causes do not exist.
///
/// The variance is that of the delta method (E. Marubini and M. Valsecchi, *Analysing Survival Data from Clinical Trials and
/// Observational Studies*, 1995, chapter 10): with `d(i)` ended by any cause,
/// `Σ (I(t) − I(t(i)))² d(i)/(n(i)(n(i)−d(i))) + Σ S(t(i−1))² (n(i)−d(k,i)) d(k,i)/n(i)³ − 2 Σ (I(t) − I(t(i))) S(t(i−1)) d(k,i)/n(i)²`.
/// With one cause it is Greenwood's.
///
/// # Errors
/// [`SurvivalError::Empty`] of nothing, [`SurvivalError::Time`] at the first time that is negative or not finite,
/// [`SurvivalError::Cause`] at the first cause that is not one of `n_causes`.
///
/// # Example
/// Of four courses one ends by return to help on day 1, one by death on day 2, one runs on day 3, and one returns on day 4: returned
/// have ¼, and on day 4 half as many again as nothing has ended before, `¼ + ½ · 1/1`.
/// ```
/// use pejl_stats::survival::{Ended, cumulative_incidence};
///
/// let courses = [(1.0, Some(0)), (2.0, Some(1)), (3.0, None), (4.0, Some(0))];
/// let courses = courses.map(|(time, cause)| Ended { time, cause });
/// let of_causes = cumulative_incidence(&courses, 2)?;
/// let last: Vec<f64> = of_causes.iter().map(|steps| steps[3].incidence).collect();
/// assert_eq!(last, [0.75, 0.25]);
/// # Ok::<(), pejl_stats::survival::SurvivalError>(())
/// ```
pub fn cumulative_incidence(
    ended: &[Ended],
    n_causes: usize,
) -> Result<Vec<Vec<IncidenceStep>>, SurvivalError> {
    let is_time = |one: &Ended| one.time.is_finite() && one.time >= 0.0;
    if let Some(index) = ended.iter().position(|one| !is_time(one)) {
        return Err(SurvivalError::Time { index });
    }
    let is_cause = |one: &Ended| one.cause.is_none_or(|cause| cause < n_causes);
    if let Some(index) = ended.iter().position(|one| !is_cause(one)) {
        return Err(SurvivalError::Cause { index });
    }
    if ended.is_empty() {
        return Err(SurvivalError::Empty);
    }
    let mut ascending = ended.to_vec();
    // Negative zero is the time 0.
    ascending.sort_by(|one, other| (one.time + 0.0).total_cmp(&(other.time + 0.0)));
    Ok((0..n_causes)
        .map(|cause| of_cause(&ascending, cause))
        .collect())
}

/// Sums over the steps of a cause, from which the variance at any later time follows.
#[derive(Default)]
struct Sums {
    /// `Σ d/(n(n−d))`, with the incidence at each, and with its square.
    greenwood: [f64; 3],
    /// `Σ S² (n−d(k)) d(k)/n³`.
    own: f64,
    /// `Σ S d(k)/n²`, and with the incidence at each.
    both: [f64; 2],
}

impl Sums {
    /// The squares written out, with I at the time: `I² Σg − 2I ΣgIᵢ + ΣgIᵢ²` and so on.
    fn variance(&self, incidence: f64) -> f64 {
        let [plain, with, with_square] = self.greenwood;
        let [of_both, with_both] = self.both;
        let of_all = incidence * incidence * plain - 2.0 * incidence * with + with_square;
        let found = of_all + self.own - 2.0 * (incidence * of_both - with_both);
        // What rounding leaves below nothing.
        found.max(0.0)
    }
}

fn of_cause(ascending: &[Ended], cause: usize) -> Vec<IncidenceStep> {
    let (mut left, mut survival, mut incidence) = (ascending.len(), 1.0, 0.0);
    let mut sums = Sums::default();
    let mut steps = Vec::new();
    for same in ascending.chunk_by(|one, other| one.time == other.time) {
        let events = same.iter().filter(|one| one.cause == Some(cause)).count();
        let ended = same.iter().filter(|one| one.cause.is_some()).count();
        let (n, own, all) = (number(left), number(events), number(ended));
        incidence += survival * own / n;
        sums.own += survival * survival * (n - own) * own / (n * n * n);
        let of_both = survival * own / (n * n);
        sums.both[0] += of_both;
        sums.both[1] += of_both * incidence;
        // Once nobody is left the incidence does not grow, so that the term is 0 ever after.
        if ended > 0 && ended < left {
            let greenwood = all / (n * (n - all));
            sums.greenwood[0] += greenwood;
            sums.greenwood[1] += greenwood * incidence;
            sums.greenwood[2] += greenwood * incidence * incidence;
        }
        survival *= (n - all) / n;
        steps.push(IncidenceStep {
            time: same.first().map_or(0.0, |one| one.time),
            at_risk: left,
            events,
            others: ended - events,
            incidence: incidence.min(1.0),
            variance: sums.variance(incidence),
        });
        left = left.saturating_sub(same.len());
    }
    steps
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use proptest::prelude::*;

    use super::super::{Followed, Z_95, kaplan_meier};
    use super::*;

    fn ended(of: &[(f64, Option<usize>)]) -> Vec<Ended> {
        of.iter()
            .map(|(time, cause)| Ended {
                time: *time,
                cause: *cause,
            })
            .collect()
    }

    /// J. Satagopan and others, "A note on competing risks in survival data analysis", British Journal of Cancer 91 (2004),
    /// 1229–1235, table 2: months of follow-up of 305 women with breast cancer, of whom it lists the first nine; 0 is death from breast
    /// cancer, 1 from another cause. Shares are printed in per cent with one digit; what has come together is printed as the
    /// sum of rounded parts, so that it is compared part by part.
    #[test]
    fn published_deaths_from_breast_cancer() {
        let mut women = ended(&[
            (7.0, None),
            (10.0, Some(0)),
            (14.0, None),
            (16.0, Some(0)),
            (18.0, Some(1)),
            (23.0, Some(0)),
            (24.0, None),
            (26.0, Some(1)),
            (27.0, Some(0)),
        ]);
        let later = Ended {
            time: 60.0,
            cause: None,
        };
        women.resize(305, later);
        let of_causes = cumulative_incidence(&women, 2).unwrap();
        let [of_cancer, of_others] = of_causes.as_slice() else {
            unreachable!("two causes");
        };
        let mut before = 0.0;
        let steps = of_cancer.iter().filter(|step| step.events > 0);
        let printed = [(10.0, 304), (16.0, 302), (23.0, 300), (27.0, 297)];
        for (step, (time, at_risk)) in steps.zip(printed) {
            assert_eq!((step.time, step.at_risk, step.events), (time, at_risk, 1));
            let part = 100.0 * (step.incidence - before);
            assert!((part - 0.3).abs() < 0.05, "{part}");
            before = step.incidence;
        }
        // What is left, of either cause: 99.7, 99.3, 99.0, 98.7, 98.3 and 98.0.
        let either = of_cancer.iter().zip(of_others);
        let left = either.filter(|(step, _)| step.events + step.others > 0);
        let left = left.map(|(one, other)| 100.0 * (1.0 - one.incidence - other.incidence));
        for (left, printed) in left.zip([99.7, 99.3, 99.0, 98.7, 98.3, 98.0]) {
            assert!((left - printed).abs() <= 0.05, "{left} {printed}");
        }
    }

    /// By hand: six things, ended on days 1 to 5 by cause 0, 0, 1, none, 1, and one known until day 6.
    #[test]
    fn incidence_and_variance_by_hand() {
        let things = ended(&[
            (1.0, Some(0)),
            (2.0, Some(0)),
            (3.0, Some(1)),
            (4.0, None),
            (5.0, Some(1)),
            (6.0, None),
        ]);
        let found = cumulative_incidence(&things, 2).unwrap();
        let near = |found: f64, expected: f64| {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        };
        let step = |cause: usize, no: usize| *found.get(cause).unwrap().get(no).unwrap();
        // Of cause 0 one sixth, and 5/6 · 1/5; nothing later. Without other causes and censoring before, the variance is
        // I(1 − I)/n: 1/6 · 5/6 / 6 and 1/3 · 2/3 / 6.
        near(step(0, 0).incidence, 1.0 / 6.0);
        near(step(0, 0).variance, 5.0 / 216.0);
        near(step(0, 5).incidence, 1.0 / 3.0);
        near(step(0, 5).variance, 1.0 / 27.0);
        // Of cause 1: 4/6 · 1/4, and 1/2 · 1/2 of the two at risk on day 5.
        near(step(1, 2).incidence, 1.0 / 6.0);
        near(step(1, 2).variance, 5.0 / 216.0);
        near(step(1, 4).incidence, 1.0 / 6.0 + 0.25);
        // I is 5/12, and I(i) is 0, 0, 1/6 and 5/12. Σ (I − I(i))² d/(n(n−d)) = (5/12)² (1/30 + 1/20) + (1/4)² /12 + 0;
        // Σ S² (n − d) d/n³ = (4/6)² · 3/64 + (1/2)² · 1/8; Σ (I − I(i)) S d/n² = 1/4 · 4/6 · 1/16 + 0.
        let first = (25.0 / 144.0) * (1.0 / 30.0 + 1.0 / 20.0) + 1.0 / 192.0;
        let second = (4.0 / 9.0) * (3.0 / 64.0) + 1.0 / 32.0;
        near(step(1, 4).variance, first + second - 2.0 / 96.0);
    }

    #[test]
    fn what_has_no_incidence_is_refused() {
        assert_eq!(cumulative_incidence(&[], 1), Err(SurvivalError::Empty));
        let time = cumulative_incidence(&ended(&[(1.0, None), (-1.0, None)]), 1);
        assert_eq!(time, Err(SurvivalError::Time { index: 1 }));
        let cause = cumulative_incidence(&ended(&[(1.0, Some(2))]), 2);
        assert_eq!(cause, Err(SurvivalError::Cause { index: 0 }));
        // A cause that has ended nothing has an incidence of 0 and no interval; so has one that has ended all.
        let all = cumulative_incidence(&ended(&[(1.0, Some(0)), (2.0, Some(0))]), 2).unwrap();
        let last: Vec<IncidenceStep> = all
            .iter()
            .filter_map(|steps| steps.last().copied())
            .collect();
        let told: Vec<(f64, f64)> = last
            .iter()
            .map(|step| (step.incidence, step.variance))
            .collect();
        assert_eq!(told, [(1.0, 0.0), (0.0, 0.0)]);
        assert!(last.iter().all(|step| step.interval(Z_95).is_none()));
    }

    fn things() -> impl Strategy<Value = Vec<Ended>> {
        let one = (0u32..20, prop::option::of(0usize..3));
        let one = one.prop_map(|(time, cause)| Ended {
            time: f64::from(time),
            cause,
        });
        prop::collection::vec(one, 1..60)
    }

    proptest! {
        #[test]
        fn causes_and_what_is_left_are_all(things in things()) {
            let of_causes = cumulative_incidence(&things, 3).unwrap();
            let plain: Vec<Followed> = things
                .iter()
                .map(|one| Followed { time: one.time, is_event: one.cause.is_some() })
                .collect();
            let curve = kaplan_meier(&plain).unwrap();
            for (no, step) in curve.steps().iter().enumerate() {
                let ended: f64 = of_causes.iter().map(|steps| steps.get(no).unwrap().incidence).sum();
                prop_assert!((ended + step.survival - 1.0).abs() < 1e-9);
            }
        }

        #[test]
        fn one_cause_is_kaplan_and_meier_with_greenwood(things in things()) {
            let one_cause: Vec<Ended> = things
                .iter()
                .map(|one| Ended { time: one.time, cause: one.cause.map(|_| 0) })
                .collect();
            let plain: Vec<Followed> = things
                .iter()
                .map(|one| Followed { time: one.time, is_event: one.cause.is_some() })
                .collect();
            let found = cumulative_incidence(&one_cause, 1).unwrap();
            for (step, curve) in found.first().unwrap().iter().zip(kaplan_meier(&plain).unwrap().steps()) {
                prop_assert!((step.incidence + curve.survival - 1.0).abs() < 1e-9);
                prop_assert!((step.variance - curve.variance()).abs() < 1e-9);
                if let (Some((lower, upper)), Some((low, high))) = (step.interval(Z_95), curve.interval(Z_95)) {
                    prop_assert!((lower - (1.0 - high)).abs() < 1e-9 && (upper - (1.0 - low)).abs() < 1e-9);
                }
            }
        }

        #[test]
        fn incidence_never_falls_and_its_interval_holds_it(things in things()) {
            for steps in cumulative_incidence(&things, 3).unwrap() {
                let mut before = 0.0;
                for step in steps {
                    prop_assert!(step.incidence >= before && step.incidence <= 1.0);
                    prop_assert!(step.variance.is_finite() && step.variance >= 0.0);
                    if let Some((lower, upper)) = step.interval(Z_95) {
                        prop_assert!((0.0..=1.0).contains(&lower) && (0.0..=1.0).contains(&upper));
                        prop_assert!(lower <= step.incidence + 1e-12 && step.incidence <= upper + 1e-12);
                    }
                    before = step.incidence;
                }
            }
        }

        #[test]
        fn the_order_of_things_does_not_matter(things in things()) {
            let turned: Vec<Ended> = things.iter().rev().copied().collect();
            prop_assert_eq!(cumulative_incidence(&things, 3), cumulative_incidence(&turned, 3));
        }

        #[test]
        fn others_censored_the_share_ended_is_no_less(things in things()) {
            let found = cumulative_incidence(&things, 3).unwrap();
            let alone: Vec<Followed> = things
                .iter()
                .map(|one| Followed { time: one.time, is_event: one.cause == Some(0) })
                .collect();
            for (step, curve) in found.first().unwrap().iter().zip(kaplan_meier(&alone).unwrap().steps()) {
                prop_assert!(step.incidence <= 1.0 - curve.survival + 1e-9);
            }
        }
    }
}
