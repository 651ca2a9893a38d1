//! The known code most like a mistyped one.

use pejl_domain::MAX_TEXT_CHARS;
use pejl_domain::lang::fold;

/// The candidates most like `text`, at most `n`, the likest first and equal ones in the order given.
///
/// Likeness is the number of single-letter changes (insert, delete, replace, swap of neighbours)
/// between the folded texts; what needs more changes than half of the longer text is not offered,
/// and for a text longer than any name nothing is.
pub fn nearest<'a>(
    text: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    n: usize,
) -> Vec<&'a str> {
    // The work grows with the square of the length, and the text comes from outside.
    if text.len() > MAX_TEXT_CHARS {
        return Vec::new();
    }
    let wanted: Vec<char> = fold(text).chars().collect();
    let mut found: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter_map(|candidate| {
            let letters: Vec<char> = fold(candidate).chars().collect();
            let distance = distance(&wanted, &letters);
            (distance * 2 <= wanted.len().max(letters.len())).then_some((distance, candidate))
        })
        .collect();
    found.sort_by_key(|(distance, _)| *distance);
    found
        .into_iter()
        .take(n)
        .map(|(_, candidate)| candidate)
        .collect()
}

/// Optimal string alignment distance (restricted Damerau–Levenshtein), in single-letter changes.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut two_back: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut before_a: Option<char> = None;
    for (i, &letter_a) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        let mut left = i + 1;
        row.push(left);
        let mut before_b: Option<char> = None;
        for (j, &letter_b) in b.iter().enumerate() {
            let at =
                |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX / 2);
            let mut best = (left + 1).min(at(&last, j + 1) + 1);
            best = best.min(at(&last, j) + usize::from(letter_a != letter_b));
            if before_a == Some(letter_b) && before_b == Some(letter_a) && j > 0 {
                best = best.min(at(&two_back, j - 1) + 1);
            }
            row.push(best);
            left = best;
            before_b = Some(letter_b);
        }
        two_back = std::mem::replace(&mut last, row);
        before_a = Some(letter_a);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(a: &str, b: &str, expected: usize) {
        let letters = |text: &str| text.chars().collect::<Vec<_>>();
        assert_eq!(distance(&letters(a), &letters(b)), expected, "{a} {b}");
        assert_eq!(distance(&letters(b), &letters(a)), expected, "{b} {a}");
    }

    #[test]
    fn changes_are_counted() {
        check("", "", 0);
        check("abc", "", 3);
        check("elderly", "elderly", 0);
        check("edlerly", "elderly", 1);
        check("kitten", "sitting", 3);
        check("5.30.27", "5.30.72", 1);
        // Restricted: a swapped pair is not edited again.
        check("ca", "abc", 3);
    }

    #[test]
    fn the_likest_comes_first_and_the_unlike_not_at_all() {
        let known = ["elderly", "disability", "health_training"];
        assert_eq!(nearest("Eldery", known, 2), ["elderly"]);
        assert_eq!(nearest("disabilities", known, 1), ["disability"]);
        assert!(nearest("xyz", known, 3).is_empty());
    }
}
