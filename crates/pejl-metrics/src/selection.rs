//! What a query selects of the chart of accounts, and which functions that is in a given year.

use pejl_domain::AccountCode;
use pejl_domain::account::{self, Existence};
use pejl_domain::lang::fold;

use crate::reason;
use crate::suggest::nearest;
use crate::text::Reason;

/// Main functions of which the product knows every function, so that their sum is the whole.
///
/// Outside them the list of functions holds the ones social care needs and no more: a main
/// function such as 4.62 is answered only by a fact at 4.62 itself, never by the sum of those.
const COMPLETE_MAIN_FUNCTIONS: [&str; 4] = ["5.30", "5.32", "5.35", "5.38"];

/// An account at any depth, or a named area of accounts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Selection {
    /// A main account, main function or function.
    Account(AccountCode),
    /// The functions of an area in the year asked about, by the area's code: `elderly`.
    AccountArea(&'static str),
}

impl Selection {
    /// The selection a client names: an account in any spelling, or an area by code or name.
    ///
    /// # Errors
    /// The known names most like the one given.
    ///
    /// # Example
    /// ```
    /// use pejl_metrics::Selection;
    /// assert_eq!(Selection::parse("053027").unwrap().label(), "5.30.27");
    /// assert_eq!(Selection::parse("Ældre").unwrap().label(), "elderly");
    /// assert_eq!(Selection::parse("eldery").unwrap_err(), ["elderly"]);
    /// ```
    pub fn parse(text: &str) -> Result<Self, Vec<String>> {
        let folded = fold(text);
        let areas = account::areas();
        let named = areas.iter().find(|area| {
            area.code == folded || fold(area.name_da) == folded || fold(area.name_en) == folded
        });
        if let Some(area) = named {
            return Ok(Selection::AccountArea(area.code));
        }
        AccountCode::parse(text)
            .map(Selection::Account)
            .map_err(|_| nearest_selections(text, 3))
    }

    /// The account code, or the area's code: what stands as `function` in the members.
    pub fn label(&self) -> &str {
        match self {
            Selection::Account(code) => code.as_str(),
            Selection::AccountArea(area) => area,
        }
    }

    /// Whether what is booked on this account is inside the selection.
    pub(crate) fn contains(&self, account: &AccountCode) -> bool {
        match self {
            Selection::Account(code) => code.contains(account),
            Selection::AccountArea(area) => {
                account::find_function(account).is_some_and(|function| function.area == *area)
            }
        }
    }

    /// Whether everything that another selection holds is inside this one.
    ///
    /// ```
    /// use pejl_metrics::Selection;
    /// let parse = |text| Selection::parse(text).unwrap();
    /// assert!(parse("5.30").includes(&parse("5.30.27")) && parse("elderly").includes(&parse("5.30.27")));
    /// assert!(!parse("5.30.27").includes(&parse("5.28.24")) && !parse("5.30.27").includes(&parse("elderly")));
    /// ```
    pub fn includes(&self, other: &Selection) -> bool {
        match (self, other) {
            (_, Selection::Account(account)) => self.contains(account),
            (Selection::AccountArea(one), Selection::AccountArea(two)) => one == two,
            (Selection::Account(code), Selection::AccountArea(area)) => account::functions()
                .iter()
                .filter(|function| function.area == *area)
                .all(|function| code.contains(&function.code)),
        }
    }

    /// Whether some account is in both, so that adding them up would count it twice.
    pub(crate) fn overlaps(&self, other: &Selection) -> bool {
        match (self, other) {
            (Selection::Account(one), Selection::Account(two)) => {
                one.contains(two) || two.contains(one)
            }
            (Selection::AccountArea(one), Selection::AccountArea(two)) => one == two,
            (Selection::Account(code), Selection::AccountArea(area))
            | (Selection::AccountArea(area), Selection::Account(code)) => account::functions()
                .iter()
                .any(|function| function.area == *area && code.contains(&function.code)),
        }
    }

    /// What the selection is made of in a year.
    pub(crate) fn in_year(&self, year: i32) -> InYear {
        match self {
            Selection::AccountArea(area) => {
                let parts: Vec<AccountCode> = account::functions_of_area(area, year)
                    .iter()
                    .map(|function| function.code.clone())
                    .collect();
                if parts.is_empty() {
                    return InYear::NotInForce(reason::area_without_functions(area, year));
                }
                InYear::Exists(Expansion {
                    whole: None,
                    parts: Some(parts),
                })
            }
            Selection::Account(code) => {
                // An unlisted account is kept; what is covered decides.
                if let Existence::No { from, to } = account::existed_in(code, year) {
                    return InYear::NotInForce(reason::account_not_in_force(code, year, from, to));
                }
                let parts = COMPLETE_MAIN_FUNCTIONS
                    .contains(&code.as_str())
                    .then(|| functions_inside(code, year))
                    .filter(|parts| !parts.is_empty());
                InYear::Exists(Expansion {
                    whole: Some(code.clone()),
                    parts,
                })
            }
        }
    }
}

/// The parts a selection has in one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expansion {
    /// The account itself, when a fact at its own depth answers.
    pub(crate) whole: Option<AccountCode>,
    /// All the functions that add up to it; `None` when they are not all known.
    pub(crate) parts: Option<Vec<AccountCode>>,
}

/// Whether a selection exists in a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum InYear {
    /// It does, with these parts.
    Exists(Expansion),
    /// None of its accounts is in force.
    NotInForce(Reason),
}

/// Accounts and areas most like the text, at most `n`.
pub(crate) fn nearest_selections(text: &str, n: usize) -> Vec<String> {
    let mut known: Vec<&str> = account::areas().iter().map(|area| area.code).collect();
    known.extend(
        account::functions()
            .iter()
            .map(|function| function.code.as_str()),
    );
    nearest(text, known, n)
        .into_iter()
        .map(str::to_owned)
        .collect()
}

/// The listed functions of a main function that are in force in the year, in code order.
fn functions_inside(code: &AccountCode, year: i32) -> Vec<AccountCode> {
    let mut inside: Vec<AccountCode> = account::functions()
        .iter()
        .filter(|function| code.contains(&function.code))
        .filter(|function| matches!(account::existed_in(&function.code, year), Existence::Yes))
        .map(|function| function.code.clone())
        .collect();
    inside.sort();
    inside.dedup();
    inside
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]
    use super::*;

    fn select(text: &str) -> Selection {
        Selection::parse(text).unwrap()
    }

    #[track_caller]
    fn parts(text: &str, year: i32) -> Vec<String> {
        match select(text).in_year(year) {
            InYear::Exists(expansion) => expansion
                .parts
                .unwrap_or_default()
                .iter()
                .map(|code| code.as_str().to_owned())
                .collect(),
            InYear::NotInForce(reason) => panic!("{}", reason.en),
        }
    }

    #[test]
    fn the_elderly_area_is_six_functions_from_2018_and_none_before() {
        let elderly = [
            "5.30.26", "5.30.27", "5.30.28", "5.30.29", "5.30.31", "5.30.36",
        ];
        assert_eq!(parts("elderly", 2018), elderly);
        assert_eq!(parts("5.30", 2018), elderly);
        assert!(matches!(
            select("elderly").in_year(2017),
            InYear::NotInForce(_)
        ));
        assert!(matches!(
            select("5.30").in_year(2017),
            InYear::NotInForce(_)
        ));
    }

    #[test]
    fn the_old_main_function_ends_with_2017() {
        assert_eq!(parts("5.35", 2017), ["5.35.40"]);
        assert!(matches!(
            select("5.32").in_year(2018),
            InYear::NotInForce(_)
        ));
    }

    #[test]
    fn a_main_function_known_only_in_part_has_no_sum() {
        assert!(parts("4.62", 2019).is_empty());
        assert!(parts("4", 2019).is_empty());
    }

    #[test]
    fn a_function_outside_its_years_is_not_in_force() {
        assert!(matches!(
            select("5.30.27").in_year(2017),
            InYear::NotInForce(_)
        ));
        assert!(matches!(
            select("5.32.32").in_year(2018),
            InYear::NotInForce(_)
        ));
        assert!(matches!(select("5.30.27").in_year(2018), InYear::Exists(_)));
    }

    #[test]
    fn selections_that_share_an_account_overlap() {
        assert!(select("5.30").overlaps(&select("5.30.27")));
        assert!(select("elderly").overlaps(&select("5.30.27")));
        assert!(select("5").overlaps(&select("elderly")));
        assert!(!select("elderly").overlaps(&select("disability")));
        assert!(!select("5.38").overlaps(&select("elderly")));
    }
}
