//! What can be worked out of what is told: the withheld numbers that a set of sums leaves no choice for.

use std::collections::BTreeMap;

/// Of a number of a row: what is no more than rounding. The numbers of the sums are −1 and 1.
const NOTHING: f64 = 1e-9;

/// A number and those that add up to it, by number.
pub(super) struct Sum<'a> {
    pub(super) whole: usize,
    pub(super) parts: &'a [usize],
}

/// A withheld number that can be worked out, and the told ones that it follows from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct WorkedOut {
    pub(super) place: usize,
    pub(super) from: Vec<usize>,
}

/// How often each number is in a sum that comes to nothing: the unknown ones first, then by number.
type Row = Vec<((bool, usize), f64)>;

/// Which unknown numbers follow from the known ones by these sums.
///
/// They are the unknowns of a system of linear equations; those that have a single solution are found by elimination, in which
/// the known numbers are carried along. Few numbers are in a sum, so that rows name them alone.
pub(super) fn worked_out(sums: &[Sum<'_>], is_unknown: &[bool]) -> Vec<WorkedOut> {
    let is_unknown = |no: usize| is_unknown.get(no).copied().unwrap_or_default();
    let rows = sums.iter().map(|sum| {
        let parts = sum.parts.iter().map(|no| (*no, 1.0));
        let named = parts.chain([(sum.whole, -1.0)]);
        let mut row: Row = named
            .map(|(no, times)| ((!is_unknown(no), no), times))
            .collect();
        row.sort_by_key(|(column, _)| *column);
        row
    });
    let mut echelon: BTreeMap<usize, Row> = BTreeMap::new();
    for row in rows {
        insert(&mut echelon, row);
    }
    let solved = solved(&echelon).into_values();
    let single = solved.filter_map(|row| {
        let mut named = row.into_iter().map(|(column, _)| column);
        let (_, place) = named.next()?;
        let from: Vec<(bool, usize)> = named.collect();
        let is_single = from.iter().all(|(is_known, _)| *is_known);
        is_single.then(|| WorkedOut {
            place,
            from: from.into_iter().map(|(_, no)| no).collect(),
        })
    });
    single.collect()
}

/// Takes off a row what others begin with, and adds what is left of it, if anything unknown is, under what it begins with.
fn insert(echelon: &mut BTreeMap<usize, Row>, mut row: Row) {
    while let Some(((false, first), times)) = row.first().copied() {
        let Some(pivot) = echelon.get(&first) else {
            row.iter_mut().for_each(|(_, value)| *value /= times);
            echelon.insert(first, row);
            return;
        };
        row = less(&row, times, pivot);
    }
}

/// The rows with nothing left of what another one begins with.
fn solved(echelon: &BTreeMap<usize, Row>) -> BTreeMap<usize, Row> {
    let mut done: BTreeMap<usize, Row> = BTreeMap::new();
    for (first, row) in echelon.iter().rev() {
        let mut row = row.clone();
        let later = row.iter().skip(1).filter(|((is_known, _), _)| !is_known);
        let later: Vec<(usize, f64)> = later.map(|((_, no), times)| (*no, *times)).collect();
        for (no, times) in later {
            if let Some(pivot) = done.get(&no) {
                row = less(&row, times, pivot);
            }
        }
        done.insert(*first, row);
    }
    done
}

/// A row less another one so many times.
fn less(row: &Row, times: f64, other: &Row) -> Row {
    let mut found = Row::with_capacity(row.len() + other.len());
    let (mut these, mut those) = (row.iter().peekable(), other.iter().peekable());
    loop {
        let next = match (these.peek(), those.peek()) {
            (None, None) => return found,
            (Some((one, _)), Some((other, _))) if one == other => these
                .next()
                .zip(those.next())
                .map(|(a, b)| (a.0, a.1 - times * b.1)),
            (Some((one, _)), Some((other, _))) if other < one => those
                .next()
                .map(|(column, value)| (*column, -times * value)),
            (None, Some(_)) => those
                .next()
                .map(|(column, value)| (*column, -times * value)),
            (Some(_), _) => these.next().copied(),
        };
        found.extend(next.filter(|(_, value)| value.abs() > NOTHING));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(sums: &[Sum<'_>], unknown: &[usize]) -> Vec<usize> {
        let is_unknown: Vec<bool> = (0..9).map(|no| unknown.contains(&no)).collect();
        let found = worked_out(sums, &is_unknown).into_iter();
        found.map(|one| one.place).collect()
    }

    #[test]
    fn what_a_single_sum_lacks_is_worked_out_and_of_two_neither() {
        let sums = [Sum {
            whole: 0,
            parts: &[1, 2],
        }];
        let found = worked_out(&sums, &[false, true, false]);
        let expected = WorkedOut {
            place: 1,
            from: vec![0, 2],
        };
        assert_eq!(found, [expected]);
        assert_eq!(places(&sums, &[0]), [0]);
        assert!(places(&sums, &[1, 2]).is_empty());
        assert!(places(&[], &[1]).is_empty());
    }

    #[test]
    fn several_sums_together_work_out_what_none_does_alone() {
        // Two groups in two halves of a year (0 to 3), the totals of the halves (4, 5) and of the groups (6, 7).
        let sums = [
            Sum {
                whole: 4,
                parts: &[0, 2],
            },
            Sum {
                whole: 5,
                parts: &[1, 3],
            },
            Sum {
                whole: 6,
                parts: &[0, 1],
            },
            Sum {
                whole: 7,
                parts: &[2, 3],
            },
        ];
        // Of three cells each follows, and of all four no more is known than how they add up.
        assert_eq!(places(&sums, &[0, 1, 2]), [0, 1, 2]);
        assert!(places(&sums, &[0, 1, 2, 3]).is_empty());
        // A withheld total follows from the other ones, and the cells do not follow from it.
        assert_eq!(places(&sums, &[0, 1, 2, 3, 4]), [4]);
        assert!(places(&sums, &[0, 1, 2, 3, 4, 5]).is_empty());
    }

    #[test]
    fn a_row_less_another_has_what_either_has() {
        let row = |of: &[(usize, f64)]| -> Row {
            of.iter().map(|(no, times)| ((true, *no), *times)).collect()
        };
        let one = row(&[(1, 1.0), (3, 2.0)]);
        let other = row(&[(1, 0.5), (2, 1.0)]);
        assert_eq!(less(&one, 2.0, &other), row(&[(2, -2.0), (3, 2.0)]));
    }
}
