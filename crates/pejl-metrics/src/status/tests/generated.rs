//! Statuses of generated series: how often chance changes one, and how soon a change does.

use super::*;

/// Statuses of every month of a year, the fifth of figures from 2013 on, and the months by which a change became known.
fn fifth_year(target: &Target, values: &[f64]) -> Vec<(Status, Option<Period>)> {
    let of = |n: usize| {
        let found = judged(target, &months("2013-01", &values[..n]));
        (found.status(), found.since)
    };
    (48..=60).map(of).collect()
}

#[test]
fn a_year_of_common_cause_alone_changes_no_status() {
    // The path stays at 100; the process stays 1.5 σ on the right side, on the path, or 1.5 σ on the wrong side.
    let target = target((100.0, FAR), Goal::AtLeast(value(100.0)), 0.0);
    let (mut n_series, mut n_confirmed, mut n_changed) = (0, 0, 0);
    for seed in 1..=300 {
        for side in [1.5, 0.0, -1.5] {
            let values: Vec<f64> = noise(seed).take(60).map(|one| 100.0 + side + one).collect();
            let year = fifth_year(&target, &values);
            n_series += 1;
            n_confirmed += usize::from(year.iter().any(|one| one.1 != year[0].1));
            for pair in year.windows(2) {
                // Without a change that is no chance the status is the same, whatever the figures do.
                assert!(
                    pair[0].1 != pair[1].1 || pair[0].0 == pair[1].0,
                    "{seed}: {year:?}"
                );
            }
            n_changed += usize::from(year.iter().any(|one| one.0 != year[0].0));
        }
    }
    // Chance looks like a change in a few of a thousand years, and one of these crosses the path.
    let told = format!(
        "{n_series} series: {n_confirmed} with a change confirmed, {n_changed} with another status"
    );
    assert!(n_confirmed * 100 <= n_series && n_changed <= 1, "{told}");
}

#[test]
fn more_history_changes_no_status() {
    // Eleven years of months: what was known is not told otherwise later, and a year of chance changes nothing.
    let held = target((100.0, FAR), Goal::AtLeast(value(100.0)), 0.0);
    let mut n_changed = 0;
    for seed in 1..=40 {
        let values: Vec<f64> = noise(seed).take(132).map(|one| 100.2 + one).collect();
        let statuses =
            (120..=132).map(|n| judged(&held, &months("2010-01", &values[..n])).status());
        let statuses: Vec<Status> = statuses.collect();
        n_changed += usize::from(statuses.iter().any(|one| *one != statuses[0]));
    }
    assert!(n_changed == 0, "{n_changed} of 40 changed");
}

#[test]
fn few_figures_change_a_status_by_chance_now_and_then() {
    // Ten years of which five are later than the baseline; one and a half σ within the path, on it, or as far off it.
    let mut n_changed = [0, 0, 0];
    let n = 300;
    for seed in 1..=n {
        for (found, side) in n_changed.iter_mut().zip([1.5, 0.0, -1.5]) {
            let held = target((100.0, "2150-12-31"), Goal::AtLeast(value(100.0)), 0.0);
            let values: Vec<f64> = noise(seed).take(10).map(|one| 100.0 + side + one).collect();
            let of = |n: usize| judged(&held, &years(2010, &values[..n])).status();
            *found += usize::from(of(9) != of(10));
        }
    }
    let told = format!("{n_changed:?} of {n} in a year");
    let [within, on, off] = n_changed;
    assert!(within <= 6 && on <= 30 && off <= 20, "{told}");
}

#[test]
fn a_planted_change_changes_the_status_within_seven_months() {
    let target = target((100.0, FAR), Goal::AtLeast(value(100.0)), 0.0);
    let n = 300;
    let mut late: u64 = 0;
    for seed in 1..=n {
        let mut values: Vec<f64> = noise(seed).take(60).map(|one| 101.5 + one).collect();
        values[48..].iter_mut().for_each(|one| *one -= 3.0);
        let year = fifth_year(&target, &values);
        let is_well = |status| matches!(status, Status::Reached | Status::OnTrack);
        assert!(is_well(year[0].0), "{seed}: {year:?}");
        late += u64::from(is_well(year[7].0));
    }
    assert!(late * 20 <= n, "{late} of {n} not within seven months");
}

#[test]
fn a_process_that_follows_its_path_stays_on_it_and_one_that_stays_behind_does_not() {
    // Half a σ a month, for the 1,632 months to the deadline: too far for a forecast.
    let target = target((100.0, FAR), Goal::AtMost(value(100.0 - 816.0)), 1.0);
    let found = |values: &[f64]| judged(&target, &months("2014-01", values)).status();
    let mut n_off = [0, 0];
    for seed in 1..=200 {
        let mut before: Vec<f64> = noise(seed).take(12).map(|one| 100.0 + one).collect();
        let mut follows = before.clone();
        for (month, one) in (1..=36).zip(noise(seed + 500)) {
            follows.push(100.0 - 0.5 * f64::from(month) + one);
            before.push(100.0 + one);
        }
        let stays = before;
        n_off[0] += usize::from(found(&follows) == Status::OffTrack);
        n_off[1] += usize::from(found(&stays) == Status::OffTrack);
    }
    assert!(n_off[0] <= 4 && n_off[1] == 200, "{n_off:?}");
}
