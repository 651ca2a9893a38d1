use super::*;
use proptest::prelude::*;

/// Weeks in remission on 6-mercaptopurine, censored ones negative: Freireich and others, "The Effect of 6-Mercaptopurine on
/// the Duration of Steroid-induced Remissions in Acute Leukemia", Blood 21 (1963), 699–716.
pub(super) const REMISSION: [i32; 21] = [
    6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35,
];
/// Weeks in remission with maintained chemotherapy and without, censored ones negative: Miller, "Survival Analysis" (1981),
/// page 49, the data set `aml` of R's package survival.
pub(super) const MAINTAINED: [i32; 11] = [9, 13, -13, 18, 23, -28, 31, 34, -45, 48, -161];
pub(super) const NOT_MAINTAINED: [i32; 12] = [5, 5, 8, 8, 12, -16, 23, 27, 30, 33, 43, 45];

pub(super) fn followed(times: &[i32]) -> Vec<Followed> {
    let followed = times.iter().map(|time| Followed {
        time: f64::from(time.abs()),
        is_event: *time > 0,
    });
    followed.collect()
}

pub(super) fn curve(times: &[i32]) -> Curve {
    kaplan_meier(&followed(times)).unwrap()
}

/// Compares the steps with events with published ones: time, at risk, events, share, standard error; each number to the
/// digits it was published with.
#[track_caller]
fn check(times: &[i32], (share_digits, error_digits): (i32, i32), expected: &[Published]) {
    let curve = curve(times);
    let steps: Vec<&Step> = curve.steps().iter().filter(|one| one.events > 0).collect();
    assert_eq!(steps.len(), expected.len());
    for (step, (time, at_risk, events, share, error)) in steps.into_iter().zip(expected) {
        assert_eq!(
            (step.time, step.at_risk, step.events),
            (*time, *at_risk, *events)
        );
        let is_near = |found: f64, said: f64, digits: i32| {
            (found - said).abs() <= 0.5000001 * 10_f64.powi(-digits)
        };
        assert!(is_near(step.survival, *share, share_digits), "{step:?}");
        assert!(
            is_near(step.variance().sqrt(), *error, error_digits),
            "{step:?} {}",
            step.variance().sqrt()
        );
    }
}

type Published = (f64, usize, usize, f64, f64);

#[test]
fn published_remission_on_mercaptopurine() {
    let expected = [
        (6.0, 21, 3, 0.857, 0.0764),
        (7.0, 17, 1, 0.807, 0.0869),
        (10.0, 15, 1, 0.753, 0.0963),
        (13.0, 12, 1, 0.690, 0.1068),
        (16.0, 11, 1, 0.627, 0.1141),
        (22.0, 7, 1, 0.538, 0.1282),
        (23.0, 6, 1, 0.448, 0.1346),
    ];
    check(&REMISSION, (3, 4), &expected);
    assert_eq!(curve(&REMISSION).median(), Some(23.0));
}

#[test]
fn published_log_log_intervals_of_remission_on_mercaptopurine() {
    // As statistical packages list them for these data by default.
    let expected = [
        (6.0, 0.6197, 0.9516),
        (7.0, 0.5631, 0.9228),
        (10.0, 0.5032, 0.8894),
        (13.0, 0.4316, 0.8491),
        (16.0, 0.3675, 0.8049),
        (22.0, 0.2678, 0.7468),
        (23.0, 0.1881, 0.6801),
    ];
    let curve = curve(&REMISSION);
    let steps = curve.steps().iter().filter(|step| step.events > 0);
    for (step, (time, low, high)) in steps.zip(expected) {
        let found = step.interval(Z_95).unwrap();
        assert_eq!(step.time, time);
        assert!((found.0 - low).abs() <= 0.000_050_1, "{time}: {found:?}");
        assert!((found.1 - high).abs() <= 0.000_050_1, "{time}: {found:?}");
    }
}

#[test]
fn published_remission_with_maintained_chemotherapy() {
    let expected = [
        (9.0, 11, 1, 0.909, 0.0867),
        (13.0, 10, 1, 0.818, 0.1163),
        (18.0, 8, 1, 0.716, 0.1397),
        (23.0, 7, 1, 0.614, 0.1526),
        (31.0, 5, 1, 0.491, 0.1642),
        (34.0, 4, 1, 0.368, 0.1627),
        (48.0, 2, 1, 0.184, 0.1535),
    ];
    check(&MAINTAINED, (3, 4), &expected);
    assert_eq!(curve(&MAINTAINED).median(), Some(31.0));
}

#[test]
fn published_remission_without_maintained_chemotherapy() {
    let expected = [
        (5.0, 12, 2, 0.8333, 0.1076),
        (8.0, 10, 2, 0.6667, 0.1361),
        (12.0, 8, 1, 0.5833, 0.1423),
        (23.0, 6, 1, 0.4861, 0.1481),
        (27.0, 5, 1, 0.3889, 0.1470),
        (30.0, 4, 1, 0.2917, 0.1387),
        (33.0, 3, 1, 0.1944, 0.1219),
        (43.0, 2, 1, 0.0972, 0.0919),
        (45.0, 1, 1, 0.0, 0.0),
    ];
    check(&NOT_MAINTAINED, (4, 4), &expected);
    assert_eq!(curve(&NOT_MAINTAINED).median(), Some(23.0));
}

#[test]
fn an_event_comes_before_what_is_censored_on_its_day() {
    // 2 of 2 are at risk on day 5: S = 1/2. With the censored one gone first it would be 0.
    let curve = curve(&[5, -5]);
    let step = curve.steps().first().unwrap();
    assert_eq!((step.at_risk, step.events, step.censored), (2, 1, 1));
    assert_eq!(step.survival, 0.5);
    assert_eq!(curve.median(), Some(5.0));
}

#[test]
fn exactly_one_half_is_the_median_whatever_doubles_make_of_it() {
    // Of n without censoring exactly half have ended at n/2, and the product of shares is only near it.
    for n in (2..400).step_by(2) {
        let times: Vec<i32> = (1..=n).collect();
        assert_eq!(curve(&times).median(), Some(f64::from(n / 2)), "{n}");
    }
}

#[test]
fn more_than_half_left_to_the_end_has_no_median() {
    let of_three = curve(&[10, -20, -20]);
    assert_eq!(of_three.median(), None);
    assert_eq!(of_three.survival_at(1e9), 2.0 / 3.0);
    let censored = curve(&[-3, -4]);
    assert_eq!(censored.median(), None);
    assert_eq!(censored.steps().first().unwrap().interval(Z_95), None);
}

#[test]
fn once_nobody_is_left_there_is_no_interval() {
    let all = curve(&[1, 2]);
    let last = all.steps().last().unwrap();
    assert_eq!(
        (last.survival, last.variance(), last.interval(Z_95)),
        (0.0, 0.0, None)
    );
    let first = all.steps().first().unwrap();
    assert_eq!(first.interval(-1.0), None);
    assert_eq!(first.interval(f64::NAN), None);
}

#[test]
fn nothing_and_impossible_times_are_refused() {
    assert_eq!(kaplan_meier(&[]), Err(SurvivalError::Empty));
    for time in [-1.0, f64::NAN, f64::INFINITY] {
        let ok = Followed {
            time: 0.0,
            is_event: true,
        };
        let found = kaplan_meier(&[ok, Followed { time, ..ok }]);
        assert_eq!(found, Err(SurvivalError::Time { index: 1 }));
    }
    let said = SurvivalError::Time { index: 1 }.to_string();
    assert_eq!(said, "time 1 is negative or not a finite number");
}

pub(super) fn any_followed() -> impl Strategy<Value = Vec<Followed>> {
    let one = (0_u16..60, any::<bool>()).prop_map(|(time, is_event)| Followed {
        time: f64::from(time),
        is_event,
    });
    prop::collection::vec(one, 1..80)
}

proptest! {
    #[test]
    fn the_curve_never_rises_and_stays_between_0_and_1(followed in any_followed()) {
        let curve = kaplan_meier(&followed).unwrap();
        let mut before = 1.0;
        for step in curve.steps() {
            prop_assert!(step.survival <= before && step.survival >= 0.0);
            before = step.survival;
            if let Some((low, high)) = step.interval(Z_95) {
                prop_assert!(0.0 <= low && low <= step.survival && step.survival <= high && high <= 1.0);
            }
        }
        let n: usize = curve.steps().iter().map(|step| step.events + step.censored).sum();
        prop_assert_eq!(n, curve.n());
    }

    #[test]
    fn the_order_of_rows_does_not_matter(followed in any_followed()) {
        let mut reversed = followed.clone();
        reversed.reverse();
        prop_assert_eq!(kaplan_meier(&followed), kaplan_meier(&reversed));
    }

    #[test]
    fn without_censoring_it_is_the_share_that_lasts_longer(times in prop::collection::vec(0_u16..60, 1..80)) {
        let followed: Vec<Followed> = times
            .iter()
            .map(|time| Followed { time: f64::from(*time), is_event: true })
            .collect();
        let curve = kaplan_meier(&followed).unwrap();
        for step in curve.steps() {
            let longer = times.iter().filter(|time| f64::from(**time) > step.time).count();
            prop_assert!((step.survival - longer as f64 / times.len() as f64).abs() < 1e-12);
        }
    }
}
