//! The areas of account that the frame is told by.

use pejl_domain::account::{self, Existence, existed_in};
use pejl_domain::{AccountCode, Lang};

use crate::text::Text;

/// The accounts that an area is inside, in the order told.
const INSIDE: [&str; 4] = ["5.30", "5.32", "5.35.40", "5.38"];
/// Code of the sum of all areas.
pub const TOTAL: &str = "total";

/// An area of account, or the total of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// `5.30`, `5.32`, `5.35.40`, `5.38` or `total`.
    pub code: &'static str,
    /// Its name.
    pub name: Text,
    /// Its functions, of all years.
    pub functions: Vec<AccountCode>,
}

impl Area {
    /// Whether it is the total.
    pub fn is_total(&self) -> bool {
        self.code == TOTAL
    }

    /// Whether some account of it could be booked on in a year.
    pub(super) fn exists_in(&self, year: i32) -> bool {
        let mut functions = self.functions.iter();
        functions.any(|code| !matches!(existed_in(code, year), Existence::No { .. }))
    }

    /// Whether a function is one of its accounts.
    pub(super) fn holds(&self, function: &str) -> bool {
        self.functions.iter().any(|code| code.as_str() == function)
    }
}

/// The areas of these functions of account, and the total of them last.
///
/// An area is what is inside 5.30, 5.32, 5.35.40 or 5.38; that 5.32.30 is not in 5.32 is said by the functions, which are those of
/// F1. The total holds every function, also where an own card of F1 names others.
///
/// ```
/// use pejl_domain::AccountCode;
/// use pejl_metrics::frame::areas;
/// let functions: Vec<AccountCode> =
///     ["5.30.26", "5.38.50"].iter().map(|code| AccountCode::parse(code).unwrap()).collect();
/// let codes: Vec<&str> = areas(&functions).iter().map(|area| area.code).collect();
/// assert_eq!(codes, ["5.30", "5.38", "total"]);
/// ```
pub fn areas(functions: &[AccountCode]) -> Vec<Area> {
    let inside = INSIDE.iter().filter_map(|code| {
        let account = AccountCode::parse(code).ok()?;
        let held = functions.iter().filter(|one| account.contains(one));
        let held: Vec<AccountCode> = held.cloned().collect();
        (!held.is_empty()).then(|| Area {
            name: name(&account),
            code,
            functions: held,
        })
    });
    let total = Area {
        code: TOTAL,
        name: Text {
            da: "I alt".to_owned(),
            en: "Total".to_owned(),
        },
        functions: functions.to_vec(),
    };
    inside.chain([total]).collect()
}

fn name(account: &AccountCode) -> Text {
    let of = |lang| account::name(account, lang).unwrap_or(account.as_str());
    let mut name = Text {
        da: of(Lang::Da).to_owned(),
        en: of(Lang::En).to_owned(),
    };
    if account.as_str() == "5.32" {
        name.da.push_str(", uden 5.32.30");
        name.en.push_str(", without 5.32.30");
    }
    name
}
