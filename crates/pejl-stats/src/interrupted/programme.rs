//! Series with the properties of the invented municipality (`docs/synth.md`): is the programme found, and its effect right?
//!
//! Lives are drawn by the rules of `pejl-synth`, in days and much simplified: somebody applies, gets a course or help, is reviewed,
//! returns, leaves. Every citizen has draws of their own, so that the programme changes courses and what follows from them and
//! nothing else, and the difference between two runs is its effect.
#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::change_point::levels;

/// Seeds with the programme, and as many without.
const SEEDS: u64 = 100;
/// Months that are looked at, and the one the programme begins in: January 2017 of 2014 to 2018.
const MONTHS: usize = 60;
const START: usize = 36;
const DAYS: f64 = 30.4375;
/// Days before the first month that somebody first applies: the caseload has settled.
const SETTLING: f64 = 14.0 * 365.25;
/// Citizens who apply in a month.
const APPLICATIONS: f64 = 40.0;

/// Numbers between 0 and 1 of one citizen (SplitMix64).
struct Draws(u64);

impl Draws {
    fn of(seed: u64, citizen: u64, purpose: u64) -> Self {
        let mut keyed = Self(seed);
        for key in [citizen, purpose] {
            keyed.0 = keyed.next() ^ key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
        keyed
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn even(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn chance(&mut self, share: f64) -> bool {
        self.even() < share
    }

    fn exponential(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.even()).ln()
    }

    /// Lognormal with this median.
    fn spread(&mut self, median: f64) -> f64 {
        let normal = (0..12).map(|_| self.even()).sum::<f64>() - 6.0;
        (median * (0.35 * normal).exp()).max(7.0)
    }
}

/// What a municipality's record shows, month by month.
#[derive(Default)]
struct Record {
    /// Persons with help on the last day.
    caseload: Vec<f64>,
    /// Mean length of the courses that begin, days.
    course_days: Vec<f64>,
    /// Share of them that end in self-reliance.
    self_reliant: Vec<f64>,
}

#[derive(Default)]
struct Events {
    /// From when to when somebody has help.
    help: Vec<(f64, f64)>,
    /// When courses begin, how long they last, and whether they end in self-reliance.
    courses: Vec<(f64, f64, bool)>,
}

fn course(events: &mut Events, draws: &mut Draws, from: f64, is_run: bool) -> (f64, bool) {
    let is_under_it = is_run && from >= START as f64 * DAYS;
    let (median, share) = if is_under_it {
        (56.0, 0.46)
    } else {
        (84.0, 0.30)
    };
    let days = draws.spread(median);
    let is_broken_off = draws.chance(0.07);
    let is_self_reliant = draws.chance(share) && !is_broken_off;
    let end = from + if is_broken_off { days / 2.0 } else { days };
    if !is_broken_off {
        events.courses.push((from, days, is_self_reliant));
    }
    (end, is_self_reliant)
}

/// Help from a day on, with a review that may begin with a course, until self-reliance or the end.
fn help(events: &mut Events, draws: &mut Draws, from: f64, is_run: bool) {
    let last = from + draws.exponential(1100.0);
    let review = from + 180.0 + draws.exponential(260.0);
    if draws.chance(0.33) && review < last {
        let (end, is_self_reliant) = course(events, draws, review, is_run);
        if is_self_reliant && end < last {
            events.help.push((from, end));
            return;
        }
    }
    events.help.push((from, last));
}

fn life(events: &mut Events, seed: u64, citizen: u64, applied: f64, is_run: bool) {
    let draws = &mut Draws::of(seed, citizen, 1);
    let from = applied + 5.0 + 40.0 * draws.even();
    if !draws.chance(0.45) {
        help(events, &mut Draws::of(seed, citizen, 2), from, is_run);
        return;
    }
    let (end, is_self_reliant) = course(events, &mut Draws::of(seed, citizen, 3), from, is_run);
    let is_back = draws.chance(0.45);
    let back = end + 20.0 + draws.exponential(700.0);
    if !is_self_reliant {
        help(events, &mut Draws::of(seed, citizen, 2), end + 1.0, is_run);
    } else if is_back {
        help(events, &mut Draws::of(seed, citizen, 2), back, is_run);
    }
}

fn record(seed: u64, is_run: bool) -> Record {
    let mut events = Events::default();
    let mut arrivals = Draws::of(seed, 0, 0);
    let (mut day, mut citizen) = (-SETTLING, 0);
    while day < MONTHS as f64 * DAYS {
        day += arrivals.exponential(DAYS / APPLICATIONS);
        citizen += 1;
        life(&mut events, seed, citizen, day, is_run);
    }
    let mut found = Record::default();
    for month in 0..MONTHS {
        let (first, end) = (month as f64 * DAYS, (month + 1) as f64 * DAYS);
        let has_help = events
            .help
            .iter()
            .filter(|(from, to)| *from < end && end <= *to);
        found.caseload.push(has_help.count() as f64);
        let begun = events
            .courses
            .iter()
            .filter(|(from, ..)| (first..end).contains(from));
        let begun: Vec<_> = begun.collect();
        let n = begun.len() as f64;
        found
            .course_days
            .push(begun.iter().map(|(_, days, _)| days).sum::<f64>() / n);
        found
            .self_reliant
            .push(begun.iter().filter(|(.., is)| *is).count() as f64 / n);
    }
    found
}

/// How many of the seeds something holds for.
fn count(holds: impl Fn(u64) -> bool) -> usize {
    (1..=SEEDS).filter(|seed| holds(*seed)).count()
}

#[track_caller]
fn effect(series: &[f64], change: Change) -> Effect {
    interrupted(series, START, None, change, Confidence::P95).unwrap()
}

fn holds(interval: Interval, value: f64) -> bool {
    (interval.lower..=interval.upper).contains(&value)
}

/// The mean difference of two runs after the start, and that of the last month.
fn differences(with: &[f64], without: &[f64]) -> (f64, f64) {
    let pairs = with.iter().zip(without).skip(START);
    let apart: Vec<f64> = pairs.map(|(with, without)| with - without).collect();
    (crate::mean::mean(&apart).unwrap(), *apart.last().unwrap())
}

#[test]
fn the_start_of_the_programme_is_found_within_two_months() {
    // Of the monthly mean length of courses: one change, and it is this one.
    let found = count(|seed| {
        let levels = levels(&record(seed, true).course_days, 6).unwrap();
        levels.len() == 2 && levels.iter().any(|level| level.first.abs_diff(START) <= 2)
    });
    assert!(
        found >= 90,
        "the start is found in {found} of {SEEDS} seeds"
    );
    let quiet = count(|seed| levels(&record(seed, false).course_days, 6).unwrap().len() == 1);
    assert!(
        quiet >= 90,
        "no change without it in {quiet} of {SEEDS} seeds"
    );
}

#[test]
fn the_effect_on_self_reliance_lies_within_its_interval() {
    // Of the courses that end with a result 30 and 46 % end in self-reliance.
    let of_seed = |seed, is_run| effect(&record(seed, is_run).self_reliant, Change::OfLevel).mean;
    let right = count(|seed| holds(of_seed(seed, true), 0.16));
    assert!(right >= 90, "within in {right} of {SEEDS} seeds");
    let claimed = count(|seed| !holds(of_seed(seed, true), 0.0));
    assert!(
        claimed >= 90,
        "claimed in {claimed} of {SEEDS} seeds with it"
    );
    let quiet = count(|seed| holds(of_seed(seed, false), 0.0));
    assert!(
        quiet >= 90,
        "not claimed in {quiet} of {SEEDS} seeds without it"
    );
}

/// The caseload falls little by little, by some 50 of 1,250 persons in two years, and wanders by as many of itself: the interval is
/// right, and wide. It tells an effect in few of the seeds; that is as it is, and not for the test to say.
#[test]
fn the_effect_on_the_caseload_lies_within_its_interval() {
    let (mut mean_right, mut last_right, mut quiet, mut claimed) = (0, 0, 0, 0);
    for seed in 1..=SEEDS {
        let (with, without) = (record(seed, true).caseload, record(seed, false).caseload);
        let (mean, last) = differences(&with, &without);
        assert!(last < -20.0, "the programme lowers the caseload by {last}");
        let found = effect(&with, Change::OfSlope);
        mean_right += usize::from(holds(found.mean, mean));
        last_right += usize::from(holds(found.last, last));
        claimed += usize::from(!holds(found.mean, 0.0));
        quiet += usize::from(holds(effect(&without, Change::OfSlope).mean, 0.0));
    }
    let said = format!(
        "mean within in {mean_right}, last month within in {last_right}, claimed with it in {claimed}, not claimed without it in {quiet} of {SEEDS} seeds"
    );
    assert!(
        mean_right >= 90 && last_right >= 90 && quiet >= 90,
        "{said}"
    );
    println!("{said}");
}
