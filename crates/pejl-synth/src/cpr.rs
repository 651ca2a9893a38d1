//! Made CPR numbers that nobody has.
//!
//! A made number has a valid date, the century digit that belongs to its year, and the sex in its last digit. It
//! always *fails* the modulus-11 check, and its date is never 1 January. Numbers that fail the check have only been
//! issued for crowded birth dates (1 January of some years), so no made number can be a real person's.

use std::collections::HashSet;

use chrono::Datelike;
use pejl_domain::care::Sex;

use crate::calendar::Day;
use crate::draw::Draws;

/// Weights of the modulus-11 check.
const WEIGHTS: [u32; 10] = [4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

/// A made CPR number, as its ten digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Cpr {
    /// DDMMYY.
    pub(crate) date: u32,
    /// SSSS.
    pub(crate) serial: u32,
}

impl Cpr {
    /// The ten digits as a number.
    pub(crate) fn key(self) -> u64 {
        u64::from(self.date) * 10_000 + u64::from(self.serial)
    }
}

/// Makes numbers that differ.
#[derive(Debug, Default)]
pub(crate) struct CprMaker {
    given: HashSet<Cpr>,
}

impl CprMaker {
    /// A number for somebody born on `born`, moved by a day where it would be 1 January or the date is used up.
    pub(crate) fn make(&mut self, mut born: Day, sex: Sex, draws: &mut Draws) -> (Cpr, Day) {
        loop {
            let date = born.date();
            if date.ordinal() > 1 {
                // The numbers of a date are about 3,600 for each sex; thirty misses mean that it is crowded.
                for _ in 0..30 {
                    let cpr = draw(born, sex, draws);
                    if fails_modulus_11(cpr) && self.given.insert(cpr) {
                        return (cpr, born);
                    }
                }
            }
            born = born.plus(1);
        }
    }
}

fn draw(born: Day, sex: Sex, draws: &mut Draws) -> Cpr {
    let date = born.date();
    let year = date.year();
    let century = match year {
        ..1937 => draws.below(4),
        1937..2000 => *[0, 1, 2, 3, 4, 9]
            .get(usize::try_from(draws.below(6)).unwrap_or_default())
            .unwrap_or(&0),
        _ => *[4, 5, 6, 7, 8, 9]
            .get(usize::try_from(draws.below(6)).unwrap_or_default())
            .unwrap_or(&4),
    };
    let last = draws.below(5) * 2 + u32::from(sex == Sex::Male);
    Cpr {
        date: date.day() * 10_000 + date.month() * 100 + year.rem_euclid(100).unsigned_abs(),
        serial: century * 1000 + draws.below(100) * 10 + last,
    }
}

fn fails_modulus_11(cpr: Cpr) -> bool {
    let mut digits = u64::from(cpr.date) * 10_000 + u64::from(cpr.serial);
    let mut sum = 0;
    for weight in WEIGHTS.iter().rev() {
        sum += u32::try_from(digits % 10).unwrap_or_default() * weight;
        digits /= 10;
    }
    !sum.is_multiple_of(11)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_differ_and_fail_the_check() {
        let mut maker = CprMaker::default();
        let mut draws = Draws::of(3, &[]);
        let mut seen = HashSet::new();
        for _ in 0..2_000 {
            let (cpr, born) = maker.make(Day::new(1940, 1, 1), Sex::Female, &mut draws);
            assert!(seen.insert(cpr));
            assert!(fails_modulus_11(cpr));
            assert!(cpr.serial.is_multiple_of(2));
            assert_ne!(born.date().ordinal(), 1);
        }
    }

    #[test]
    fn the_check_is_the_known_one() {
        // 070761-4285 is the example in the CPR office's own description of the check.
        assert!(!fails_modulus_11(Cpr {
            date: 70_761,
            serial: 4285
        }));
        assert!(fails_modulus_11(Cpr {
            date: 70_761,
            serial: 4286
        }));
    }

    #[test]
    fn the_century_digit_belongs_to_the_year() {
        let mut draws = Draws::of(3, &[1]);
        for _ in 0..500 {
            assert!(draw(Day::new(1925, 5, 5), Sex::Male, &mut draws).serial < 4000);
            assert!(draw(Day::new(2005, 5, 5), Sex::Male, &mut draws).serial >= 4000);
        }
    }
}
