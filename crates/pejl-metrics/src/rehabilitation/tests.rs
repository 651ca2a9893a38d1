//! Laws of what is told of a curve, and what is told to whoever may not know of few.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn row(person: usize, days: u32, cause: Option<Cause>) -> Followed {
    Followed {
        member: None,
        person,
        days,
        cause,
        has_help: false,
    }
}

fn cohort(rows: Vec<Followed>) -> Cohort {
    Cohort {
        rows,
        ..Cohort::default()
    }
}

/// So many persons each, with the days and the cause.
fn of(groups: &[(usize, u32, Option<Cause>)]) -> Cohort {
    let mut rows = Vec::new();
    for (n, days, cause) in groups {
        for _ in 0..*n {
            rows.push(row(rows.len(), *days, *cause));
        }
    }
    cohort(rows)
}

#[test]
fn days_are_put_together_until_enough_have_come() {
    let event = Some(Cause::Event);
    // 3 by day 30 are too few; with 4 more by day 60 they are 7. Then 5 by 90; of the 2 after nothing is told.
    let all = of(&[
        (3, 10, event),
        (4, 45, event),
        (5, 80, event),
        (2, 100, event),
        (10, 400, None),
    ]);
    let told = told(&all, 5).unwrap().unwrap();
    let steps: Vec<(u32, usize, usize, usize)> = told
        .steps
        .iter()
        .map(|step| (step.day, step.at_risk, step.events, step.censored))
        .collect();
    assert_eq!(steps, [(60, 24, 7, 0), (90, 17, 5, 12)]);
    assert_eq!((told.events, told.n, told.is_coarse), (12, 24, true));
    assert!((told.steps[1].survival.value - 17.0 / 24.0 * 12.0 / 17.0).abs() < 1e-12);
    assert_eq!((told.median, told.mean), (Some(90), None));
    assert_eq!(told.others, Some([0, 0, 0]));
    let at_risk: Vec<u32> = told.at_risk.iter().map(|one| one.0).collect();
    assert_eq!(at_risk, [0, 90]);
}

#[test]
fn few_deaths_are_not_told_apart() {
    let event = Some(Cause::Event);
    let all = of(&[
        (6, 10, event),
        (2, 50, Some(Cause::Death)),
        (4, 55, None),
        (20, 200, None),
    ]);
    let few = told(&all, 5).unwrap().unwrap();
    assert_eq!((few.others, few.steps[0].incidence), (None, None));
    // Half of the six lost by day 60 are at risk on it; twenty were followed to day 180, and nobody to day 270.
    let lost: Vec<(u32, usize, usize)> = few
        .steps
        .iter()
        .map(|step| (step.day, step.at_risk, step.censored))
        .collect();
    assert_eq!(lost, [(30, 32, 0), (60, 23, 6), (180, 20, 20)]);
    // Five can be told of.
    let all = of(&[
        (6, 10, event),
        (5, 50, Some(Cause::Death)),
        (5, 55, None),
        (20, 200, None),
    ]);
    let many = told(&all, 5).unwrap().unwrap();
    assert_eq!(many.others, Some([5, 0, 0]));
    assert!(many.steps.iter().all(|step| step.incidence.is_some()));
}

/// 29 are followed; 6 are back by day 30. Of the 23 left 7 are followed no longer by day 60, half of whom, rounded down, count as
/// lost on day 30: 6 of 20 are back, and 14 of 20 are not. Dead in the place of lost are the same to the share without the event.
#[test]
fn half_of_those_lost_count_as_at_risk() {
    let event = Some(Cause::Event);
    for lost in [None, Some(Cause::Death)] {
        let all = of(&[
            (6, 10, event),
            (7, 40, lost),
            (6, 55, event),
            (10, 300, None),
        ]);
        let told = told(&all, 5).unwrap().unwrap();
        let steps: Vec<(u32, usize, usize)> = told
            .steps
            .iter()
            .map(|step| (step.day, step.at_risk, step.events))
            .collect();
        assert_eq!(steps, [(30, 29, 6), (60, 20, 6), (270, 10, 0)]);
        let survival = 23.0 / 29.0 * 14.0 / 20.0;
        assert!((told.steps[1].survival.value - survival).abs() < 1e-12);
        let of_step = |step: &Step| step.censored + step.others.unwrap()[0];
        let ended: Vec<usize> = told.steps.iter().map(of_step).collect();
        assert_eq!(ended, [0, 7, 10]);
        // The dead ended at a time that is known to lie in the interval: of 23 left, 6 are back and 7 have died.
        let (shares, event_free) = told.steps[1].incidence.unwrap();
        let (back, free) = match lost {
            None => (6.0 / 29.0 + 23.0 / 29.0 * 6.0 / 20.0, survival),
            Some(_) => (12.0 / 29.0, 10.0 / 29.0),
        };
        assert!((shares[0].value - back).abs() < 1e-12, "{lost:?}");
        assert!((event_free - free).abs() < 1e-12, "{lost:?}");
    }
}

#[test]
fn no_day_is_told_to_which_nobody_was_followed() {
    let event = Some(Cause::Event);
    // What is known ends with day 50, so that nobody can have been back by day 60.
    let all = of(&[(6, 10, event), (10, 40, event), (10, 50, None)]);
    let told_days = |all: &Cohort| -> Vec<(u32, usize, usize)> {
        let told = told(all, 5).unwrap().unwrap();
        let steps = told.steps.iter();
        steps
            .map(|step| (step.day, step.events, step.censored))
            .collect()
    };
    assert_eq!(told_days(&all), [(30, 6, 20)]);
    // Four who were followed to it are too few.
    let all = of(&[
        (6, 10, event),
        (10, 40, event),
        (10, 50, None),
        (4, 70, None),
    ]);
    assert_eq!(told_days(&all), [(30, 6, 24)]);
    let all = of(&[
        (6, 10, event),
        (10, 40, event),
        (10, 50, None),
        (5, 70, None),
    ]);
    assert_eq!(told_days(&all), [(30, 6, 0), (60, 10, 15)]);
}

#[test]
fn of_few_nothing_is_told() {
    let event = Some(Cause::Event);
    assert_eq!(told(&of(&[(4, 100, event)]), 5).unwrap(), None);
    // Two of whom nothing can be told on any day.
    assert_eq!(
        told(&of(&[(2, 10, event), (30, 20, None)]), 5).unwrap(),
        None
    );
    // That nobody or everybody has had the event is told no more than a share of none or all.
    assert_eq!(told(&of(&[(30, 200, None)]), 5).unwrap(), None);
    assert_eq!(told(&of(&[(30, 10, event)]), 5).unwrap(), None);
    assert_eq!(
        told(&of(&[(30, 10, event), (4, 20, None)]), 5).unwrap(),
        None
    );
    // Six courses of three persons.
    let rows = (0..6).map(|no| row(no / 2, 10, event)).collect();
    assert_eq!(told(&cohort(rows), 5).unwrap(), None);
    // Who is left out for having help could be worked out from the courses that ended.
    let with_help = Cohort {
        with_help: vec![row(99, 0, None)],
        ..of(&[(10, 10, event), (10, 400, None)])
    };
    assert_eq!(told(&with_help, 5).unwrap(), None);
    assert_eq!(figures(&Cohort::default(), 365).unwrap(), None);
}

#[test]
fn groups_that_differ_are_told_from_one_another() {
    let event = Some(Cause::Event);
    let (one, other) = (of(&[(10, 10, event)]), of(&[(10, 300, event)]));
    let found = log_rank(&[&one, &other]).unwrap();
    assert!(found.p < 0.001, "{found:?}");
    assert_eq!(found.observed, [10, 10]);
    assert!(log_rank(&[&one]).is_err());
}

fn any_cause() -> impl Strategy<Value = Option<Cause>> {
    prop_oneof![
        Just(None),
        Just(Some(Cause::Event)),
        Just(Some(Cause::Death)),
        Just(Some(Cause::Moved)),
        Just(Some(Cause::Other)),
    ]
}

prop_compose! {
    fn any_cohort()(
        rows in prop::collection::vec((0_usize..40, 0_u32..800, any_cause()), 1..120),
    ) -> Cohort {
        cohort(rows.into_iter().map(|(person, days, cause)| row(person, days, cause)).collect())
    }
}

proptest! {
    #[test]
    fn incidences_and_what_is_left_are_one(all in any_cohort(), least in 1_usize..6) {
        let curves = [figures(&all, 365).unwrap(), told(&all, least).unwrap()];
        for step in curves.iter().flatten().flat_map(|one| &one.steps) {
            if let Some((shares, event_free)) = step.incidence {
                let sum: f64 = shares.iter().map(|share| share.value).sum();
                prop_assert!((sum + event_free - 1.0).abs() < 1e-9);
                // In a world without the other causes more would have the event.
                prop_assert!(shares[0].value <= 1.0 - step.survival.value + 1e-9);
            }
            if let Some((lower, upper)) = step.survival.interval_95 {
                prop_assert!(lower <= step.survival.value && step.survival.value <= upper);
            }
        }
    }

    #[test]
    fn every_course_stands_in_one_step(all in any_cohort(), least in 1_usize..6) {
        for one in [figures(&all, 365).unwrap(), told(&all, least).unwrap()].iter().flatten() {
            let of_step = |step: &Step| step.events + step.censored + step.others.iter().flatten().sum::<usize>();
            let sum: usize = one.steps.iter().map(of_step).sum();
            prop_assert_eq!(sum, all.rows.len());
            prop_assert!(one.steps.windows(2).all(|two| two[0].day < two[1].day));
            prop_assert!(one.steps.windows(2).all(|two| two[0].survival.value >= two[1].survival.value));
        }
    }

    #[test]
    fn no_step_tells_of_few_persons(all in any_cohort(), least in 2_usize..7) {
        let Some(one) = told(&all, least).unwrap() else {
            return Ok(());
        };
        let mut after = None;
        for step in &one.steps {
            prop_assert!(DAYS_TOLD.contains(&step.day));
            let is_last = one.steps.last() == Some(step);
            let since = |row: &&Followed| {
                (is_last || row.days <= step.day) && after.is_none_or(|day| row.days > day)
            };
            let persons = |cause: Option<Cause>| {
                let rows = all.rows.iter().filter(since).filter(|row| {
                    row.cause.filter(|cause| one.others.is_some() || *cause == Cause::Event) == cause
                });
                rows.map(|row| row.person).collect::<BTreeSet<_>>().len()
            };
            // On the last day those left stand beside those followed no longer; and where causes are not told apart these may
            // have stayed at risk until there were enough.
            let kinds: &[Option<Cause>] = match one.others {
                Some(_) => &[None, Some(Cause::Event), Some(Cause::Death), Some(Cause::Moved)],
                None => &[Some(Cause::Event)],
            };
            for cause in kinds.iter().filter(|_| !is_last) {
                let n = persons(*cause);
                prop_assert!(n == 0 || n >= least, "{cause:?}: {n} on day {}", step.day);
            }
            prop_assert!(step.censored == 0 || step.censored >= least);
            prop_assert!(step.events == 0 || step.events >= least);
            let to_it = all.rows.iter().filter(|row| row.days >= step.day);
            prop_assert!(to_it.map(|row| row.person).collect::<BTreeSet<_>>().len() >= least);
            after = Some(step.day);
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter(all in any_cohort()) {
        let mut rows = all.rows.clone();
        rows.reverse();
        let turned = cohort(rows);
        prop_assert_eq!(figures(&all, 365).unwrap(), figures(&turned, 365).unwrap());
        prop_assert_eq!(told(&all, 5).unwrap(), told(&turned, 5).unwrap());
    }
}
