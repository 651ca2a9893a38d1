//! Names of sheets.

use crate::plain::{clean, cut, length};

/// Most UTF-16 units of a name.
const MOST: usize = 31;
/// What no name may have.
const FORBIDDEN: [char; 7] = ['[', ']', ':', '*', '?', '/', '\\'];
/// What Excel keeps for itself, in any case of letters.
const RESERVED: &str = "history";
/// The name of what has none.
const NAMELESS: &str = "–";

/// A name for each heading: of what a name may have, no longer than it may be, and none twice whatever the case of its letters.
pub(crate) fn names<'a>(headings: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut taken = vec![RESERVED.to_owned()];
    for heading in headings {
        let name = free(&allowed(heading), &taken);
        taken.push(name.to_lowercase());
        names.push(name);
    }
    names
}

/// A heading as a name.
fn allowed(heading: &str) -> String {
    let text = clean(heading).replace(FORBIDDEN, " ");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let trimmed = |text: &str| text.trim_matches(['\'', ' ']).to_owned();
    match trimmed(&cut(&trimmed(&text), MOST)) {
        name if name.is_empty() => NAMELESS.to_owned(),
        name => name,
    }
}

/// The name, with a number behind it where it is taken.
fn free(name: &str, taken: &[String]) -> String {
    let is_free = |name: &String| !taken.contains(&name.to_lowercase());
    let numbered = (2..).map(|no: usize| {
        let number = format!(" ({no})");
        cut(name, MOST - length(&number)) + &number
    });
    let mut all = std::iter::once(name.to_owned()).chain(numbered);
    all.find(is_free).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(headings: &[&str], expected: &[&str]) {
        assert_eq!(names(headings.iter().copied()), expected);
    }

    #[test]
    fn a_heading_that_can_be_a_name_is_one() {
        check(
            &["Sammenfatning", "Økonomisk ramme"],
            &["Sammenfatning", "Økonomisk ramme"],
        );
    }

    #[test]
    fn what_a_name_may_not_have_is_left_out() {
        check(
            &["'a/b: [c]*?\\'", "History", "", "'''", "\u{7}"],
            &["a b c", "History (2)", "–", "– (2)", "– (3)"],
        );
    }

    #[test]
    fn names_are_cut_and_told_apart() {
        let long = "Borgerne klarer sig selv længere end før";
        check(
            &[long, long, "TAVLEN", "Tavlen"],
            &[
                "Borgerne klarer sig selv længe…",
                "Borgerne klarer sig selv l… (2)",
                "TAVLEN",
                "Tavlen (2)",
            ],
        );
        for name in names([long, &"🎉".repeat(40)].into_iter()) {
            assert!(length(&name) <= MOST, "{name}");
        }
    }

    #[test]
    fn a_name_that_is_cut_at_an_apostrophe_ends_in_none() {
        let name = names([format!("{}'", "x".repeat(30)).as_str()].into_iter());
        assert_eq!(name, ["x".repeat(30)]);
    }
}
