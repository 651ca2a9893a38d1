//! Whom the municipality is compared with.

use pejl_app::comparison::nearest_asked;
use pejl_domain::group::{ALL, Group, find_group};

/// All municipalities, some with a name in common, or the nearest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Against {
    /// A group with a code; all municipalities are one.
    Group(&'static Group),
    /// So many that are most like the municipality in what it does not decide itself.
    Nearest(usize),
}

impl Against {
    /// How many of the nearest a form offers.
    pub const OFFERED: usize = 10;

    /// Reads `all`, the code of a group, or `nearest:10`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(asked) = nearest_asked(text) {
            return asked.ok().map(Self::Nearest);
        }
        let found = find_group(text).or_else(|| find_group(&text.to_uppercase()));
        found.map(Self::Group)
    }

    /// As a client names it.
    pub fn code(self) -> String {
        match self {
            Self::Group(_) if self.is_all() => "all".to_owned(),
            Self::Group(group) => group.code.clone(),
            Self::Nearest(n) => format!("nearest:{n}"),
        }
    }

    /// Whether it is all municipalities.
    pub fn is_all(self) -> bool {
        matches!(self, Self::Group(group) if group.code == ALL)
    }

    /// The group, where its code is one: figures of the nearest are asked for one by one.
    pub fn group(self) -> Option<&'static Group> {
        match self {
            Self::Group(group) => Some(group),
            Self::Nearest(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let found = Against::parse(text).map(Against::code);
        assert_eq!(found.as_deref(), expected, "{text}");
    }

    #[test]
    fn groups_and_the_nearest_are_read_and_said_again() {
        check("all", Some("all"));
        check("six_cities", Some("SIX_CITIES"));
        check("nearest:10", Some("nearest:10"));
        check(" Nearest: 6 ", Some("nearest:6"));
        let offered = Against::Nearest(Against::OFFERED).code();
        check(&offered, Some(&offered));
    }

    #[test]
    fn a_number_of_the_nearest_that_nobody_has_is_none() {
        for text in [
            "nearest:0",
            "nearest:98",
            "nearest:many",
            "nearest:",
            "nearest",
            "NOBODY",
        ] {
            check(text, None);
        }
    }
}
