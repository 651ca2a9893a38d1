//! Order of the table of municipalities.

use std::cmp::Ordering;

use pejl_app::Standing;
use pejl_app::reference::place_name;
use pejl_domain::Lang;
use pejl_domain::lang::collate;

/// Which column the rows are ordered by, and which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sort {
    /// The column.
    pub by: SortBy,
    /// Whether the order is turned round.
    pub descending: bool,
}

/// A column that rows can be ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum SortBy {
    /// Rank.
    #[default]
    Rank,
    /// Name, as a Dane or an Englishman sorts.
    Name,
    /// Change in the unit of the values, the largest fall first.
    Change,
    /// Change as a share, the largest fall first.
    Share,
}

impl SortBy {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Rank, "rank"),
        (Self::Name, "name"),
        (Self::Change, "change"),
        (Self::Share, "share"),
    ];
}

impl Sort {
    /// Reads `rank` or `-change`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (descending, name) = text
            .strip_prefix('-')
            .map_or((false, text), |name| (true, name));
        SortBy::ALL
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(by, _)| Self {
                by: *by,
                descending,
            })
    }

    /// The order as an address holds it.
    pub fn text(self) -> String {
        let name = SortBy::ALL
            .iter()
            .find(|(by, _)| *by == self.by)
            .map_or("rank", |(_, name)| name);
        format!("{}{name}", if self.descending { "-" } else { "" })
    }

    /// The order that the heading of a column leads to: that column, and turned round when it is the one already.
    pub fn toggled(self, by: SortBy) -> Self {
        Self {
            by,
            descending: self.by == by && !self.descending,
        }
    }

    /// Puts standings in order; who has nothing to be ordered by comes last either way.
    pub fn apply(self, standings: &mut [&Standing], lang: Lang) {
        standings.sort_by(|a, b| {
            let known = match self.by {
                SortBy::Rank => directed(a.rank, b.rank, Ord::cmp, self.descending),
                SortBy::Name => {
                    let order = by_name(a, b, lang);
                    if self.descending {
                        order.reverse()
                    } else {
                        order
                    }
                }
                SortBy::Change => directed(change(a), change(b), f64::total_cmp, self.descending),
                SortBy::Share => directed(share(a), share(b), f64::total_cmp, self.descending),
            };
            known.then_with(|| by_name(a, b, lang))
        });
    }
}

fn change(standing: &Standing) -> Option<f64> {
    standing.change.as_ref()?.absolute
}

fn share(standing: &Standing) -> Option<f64> {
    standing.change.as_ref()?.share
}

fn by_name(a: &Standing, b: &Standing, lang: Lang) -> Ordering {
    collate(
        &place_name(&a.municipality, lang),
        &place_name(&b.municipality, lang),
        lang,
    )
}

fn directed<T>(
    a: Option<T>,
    b: Option<T>,
    compare: impl Fn(&T, &T) -> Ordering,
    descending: bool,
) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if descending => compare(&b, &a),
        (Some(a), Some(b)) => compare(&a, &b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use pejl_domain::Cell;

    use super::*;

    fn standing(code: &str, rank: Option<usize>) -> Standing {
        Standing {
            funnel: None,
            municipality: code.to_owned(),
            value: None,
            cell: Cell::Missing,
            reason: None,
            rank,
            shared_by: None,
            percentile: None,
            quartile: None,
            change: None,
        }
    }

    #[track_caller]
    fn check(sort: &str, expected: [&str; 4]) {
        // Aarhus and Odense share a rank; Køge has no value.
        let all = [
            standing("751", Some(2)),
            standing("461", Some(2)),
            standing("259", None),
            standing("766", Some(1)),
        ];
        let mut order: Vec<&Standing> = all.iter().collect();
        Sort::parse(sort).unwrap().apply(&mut order, Lang::Da);
        let codes: Vec<&str> = order.iter().map(|one| one.municipality.as_str()).collect();
        assert_eq!(codes, expected, "{sort}");
    }

    #[test]
    fn ties_go_by_name_and_the_unranked_stay_last() {
        check("rank", ["766", "461", "751", "259"]);
        check("-rank", ["461", "751", "766", "259"]);
        check("name", ["766", "259", "461", "751"]);
        check("-name", ["751", "461", "259", "766"]);
        check("change", ["766", "259", "461", "751"]);
    }

    #[test]
    fn orders_print_and_parse() {
        for (by, _) in SortBy::ALL {
            for descending in [false, true] {
                let sort = Sort { by, descending };
                assert_eq!(Sort::parse(&sort.text()), Some(sort));
            }
        }
        assert_eq!(Sort::parse("--rank"), None);
    }

    #[test]
    fn a_heading_turns_its_own_column_round() {
        let sort = Sort::default();
        assert_eq!(sort.toggled(SortBy::Rank).text(), "-rank");
        assert_eq!(sort.toggled(SortBy::Change).text(), "change");
        assert_eq!(
            sort.toggled(SortBy::Change).toggled(SortBy::Change).text(),
            "-change"
        );
    }
}
