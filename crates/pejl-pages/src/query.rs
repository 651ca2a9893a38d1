//! The query of an address: named values, each bounded and given once.

use std::collections::BTreeMap;

use actix_web::web;
use pejl_app::ParamProblem;
use pejl_domain::cpr::masked;
use pejl_domain::{Lang, MAX_TEXT_CHARS};

use crate::link::Link;
use crate::state::HOME;

/// Longest query that is read; the longest a page itself writes is about 300 bytes.
const QUERY_BYTES_MAX: usize = 4 * 1024;
/// Most characters of a refused value that are shown again.
const SHOWN_CHARS_MAX: usize = 60;

/// The values of a query by name, and which municipality is meant by one that names none. Names that no page knows are passed
/// over: mail and search add some of their own.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    values: BTreeMap<String, Vec<String>>,
    home: &'static str,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            values: BTreeMap::new(),
            home: HOME,
        }
    }
}

impl Query {
    /// Reads a query string.
    ///
    /// # Errors
    /// It is too long, or not form-encoded UTF-8.
    pub fn read(text: &str) -> Result<Self, ParamProblem> {
        if text.len() > QUERY_BYTES_MAX {
            return Err(problem("query", text));
        }
        let pairs = web::Query::<Vec<(String, String)>>::from_query(text)
            .map_err(|_| problem("query", text))?;
        let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in pairs.into_inner() {
            values
                .entry(name)
                .or_default()
                .push(value.trim().to_owned());
        }
        Ok(Self {
            values,
            ..Self::default()
        })
    }

    /// The same, asked of an installation of another municipality.
    #[must_use]
    pub fn at_home(self, home: &'static str) -> Self {
        Self { home, ..self }
    }

    /// The same without some of the names.
    #[must_use]
    pub fn without(&self, names: &[&str]) -> Self {
        let mut values = self.values.clone();
        values.retain(|name, _| !names.contains(&name.as_str()));
        Self { values, ..*self }
    }

    /// The municipality meant by a query that names none.
    pub fn home(&self) -> &'static str {
        self.home
    }

    /// A page with everything that was asked for, each value as it was given; without what was given twice, and without persons'
    /// numbers.
    pub fn link(&self, path: &str) -> Link {
        let link = Link::to(path, self.lang());
        let given = self.values.iter().filter(|(name, _)| *name != "lang");
        given.fold(link, |link, (name, values)| match values.as_slice() {
            [value] if is_repeatable(name) && is_repeatable(value) => link.with(name, value),
            _ => link,
        })
    }

    /// The value with this name; `None` when it was not given. A value given twice or longer than any known one is
    /// noted in `problems`, and none.
    pub fn one(&self, name: &str, problems: &mut Vec<ParamProblem>) -> Option<&str> {
        match self.values.get(name).map(Vec::as_slice) {
            None | Some([]) => None,
            Some([value]) if value.chars().count() <= MAX_TEXT_CHARS => Some(value),
            Some([value]) => {
                problems.push(problem(name, value));
                None
            }
            Some(several) => {
                problems.push(problem(name, &several.join(", ")));
                None
            }
        }
    }

    /// The value with this name as `of` understands it; none where it is not given or empty, and none with a problem noted
    /// where it is not understood.
    pub fn understood<T>(
        &self,
        name: &str,
        problems: &mut Vec<ParamProblem>,
        of: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.one(name, problems).filter(|text| !text.is_empty())?;
        let found = of(text);
        if found.is_none() {
            problems.push(problem(name, text));
        }
        found
    }

    /// The language asked for; Danish when none is, or one there is not.
    pub fn lang(&self) -> Lang {
        self.one("lang", &mut Vec::new())
            .and_then(|text| text.parse().ok())
            .unwrap_or_default()
    }
}

/// Whether a text may stand in an address that we write.
fn is_repeatable(text: &str) -> bool {
    let is_short = text.chars().count() <= MAX_TEXT_CHARS;
    !text.is_empty() && is_short && masked(text) == text
}

/// A parameter at fault with its value: shortened, without control characters, and never a person's number.
pub(crate) fn problem(parameter: &str, value: &str) -> ParamProblem {
    let mut shown: String = masked(value)
        .chars()
        .filter(|c| !c.is_control())
        .take(SHOWN_CHARS_MAX)
        .collect();
    if value.chars().count() > SHOWN_CHARS_MAX {
        shown.push('…');
    }
    ParamProblem {
        parameter: masked(parameter).into_owned(),
        value: shown,
        allowed: String::new(),
        nearest: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[track_caller]
    fn one(query: &str, name: &str) -> (Option<String>, usize) {
        let mut problems = Vec::new();
        let query = Query::read(query).unwrap();
        (
            query.one(name, &mut problems).map(str::to_owned),
            problems.len(),
        )
    }

    #[test]
    fn a_link_says_again_what_was_asked_for_and_no_number_of_a_person() {
        let asked = "lang=en&grain=year&grain=month&indicator=O3.3&x=010180-1234&y=";
        let query = Query::read(asked).unwrap();
        let link = query.link("/indikator").to_string();
        assert_eq!(link, "/indikator?lang=en&indicator=O3.3");
    }

    #[test]
    fn a_value_is_decoded_and_trimmed() {
        assert_eq!(
            one("municipality=%20K%C3%B8ge+", "municipality"),
            (Some("Køge".to_owned()), 0)
        );
        assert_eq!(one("from=", "from"), (Some(String::new()), 0));
        assert_eq!(one("utm_source=x", "from"), (None, 0));
    }

    #[test]
    fn a_value_given_twice_or_endless_is_at_fault() {
        assert_eq!(one("period=2018&period=2019", "period"), (None, 1));
        assert_eq!(
            one(&format!("period={}", "9".repeat(201)), "period"),
            (None, 1)
        );
    }

    #[test]
    fn an_endless_query_is_refused_unread() {
        assert!(Query::read(&"a=1&".repeat(2_000)).is_err());
    }

    #[test]
    fn what_is_shown_again_is_short_and_printable() {
        let shown = problem("period", &format!("\u{0}\r\n{}", "<b>".repeat(100))).value;
        assert_eq!(shown.chars().count(), SHOWN_CHARS_MAX + 1);
        assert!(!shown.chars().any(char::is_control));
    }

    #[test]
    fn a_persons_number_is_not_shown_again() {
        assert_eq!(
            problem("municipality", "010190-1234 x").value,
            "••••••-•••• x"
        );
    }

    #[test]
    fn an_unknown_language_is_danish() {
        for (query, expected) in [
            ("", Lang::Da),
            ("lang=en", Lang::En),
            ("lang=EN", Lang::En),
            ("lang=fr", Lang::Da),
        ] {
            assert_eq!(Query::read(query).unwrap().lang(), expected, "{query}");
        }
    }
}
