//! What the English outcomes framework for adult social care (ASCOF) would call the help that a citizen is granted.
//!
//! Which service is of which kind stands in lists of `parts.toml`. A service in none of them may be of any kind, and is
//! taken for one that is not known.

use pejl_lake::columns::{AREA, PERSON_KEY, SERVICE_CODE, SETTING};

use super::help::help;
use super::{FIRST_DAY, LAST_DAY};
use crate::records::scope::Scope;
use crate::relation::{Literal, Relation, RelationError, Term, Type};

/// The kind of help as a rank: the lowest open after a course is what came of it.
pub(super) const RANK: &str = "support_rank";
/// Whether the grant is of equipment.
pub(super) const IS_EQUIPMENT: &str = "is_equipment";
/// First and last day of a grant, beside those of a course.
pub(super) const FROM: &str = "support_first_day";
pub(super) const TO: &str = "support_last_day";

/// A kind of help, its name as a sequel, and the list of its services.
struct Kind {
    name: &'static str,
    set: &'static str,
    /// The setting in which any help is of the kind.
    setting: Option<&'static str>,
}

/// The kinds in the order of precedence; the one that is not known stands where it could be any above the next.
const KINDS: [Kind; 7] = [
    Kind {
        name: "nursing",
        set: "ascof_nursing",
        setting: Some("care_housing"),
    },
    Kind {
        name: "residential",
        set: "ascof_residential",
        setting: Some("residential"),
    },
    Kind {
        name: "community",
        set: "ascof_community",
        setting: None,
    },
    Kind {
        name: UNKNOWN,
        set: "",
        setting: None,
    },
    Kind {
        name: "low_level",
        set: "ascof_low_level",
        setting: None,
    },
    Kind {
        name: "short_term_stay",
        set: STAYS,
        setting: None,
    },
    Kind {
        name: "other_short_term",
        set: "ascof_other_short_term",
        setting: None,
    },
];
/// Stays that are short, wherever they are.
const STAYS: &str = "ascof_short_term_stay";
/// The kind of what is in no list, and the sequel that cannot be told.
pub(super) const UNKNOWN: &str = "unknown";
/// Services that are the courses themselves, and such as are no social support.
const NO_KIND: [&str; 2] = ["ascof_short_term_max", "ascof_no_social_support"];
const EQUIPMENT: &str = "ascof_equipment";

/// Ranks up to this are long-term support, or may be.
pub(super) const LONG_TERM: i64 = 4;
/// Ranks up to this are long-term places in residential or nursing care.
pub(super) const PLACES: i64 = 2;

fn rank(no: usize) -> Term {
    Term::literal(i64::try_from(no).unwrap_or(i64::MAX).saturating_add(1))
}

/// The rank of a grant's kind; null of what is no social support, or the course itself.
fn kind(scope: &Scope<'_>) -> Term {
    let service = |set: &str| {
        Term::column(SERVICE_CODE)
            .one_of(scope.set(set))
            .or_else(Term::literal(false))
    };
    let none = || Term::null(Type::Int);
    let stays = KINDS.iter().position(|kind| kind.set == STAYS);
    let mut cases: Vec<(Term, Term)> = stays
        .map(|no| (service(STAYS), rank(no)))
        .into_iter()
        .collect();
    // Whoever lives in care is there, whatever else is granted.
    for (no, kind) in KINDS.iter().enumerate() {
        if let Some(setting) = kind.setting {
            let lives_there = Term::column(SETTING)
                .equals(Term::literal(setting))
                .or_else(Term::literal(false));
            cases.push((service(kind.set).or(lives_there), rank(no)));
        }
    }
    cases.extend(NO_KIND.map(|set| (service(set), none())));
    let rest = KINDS.iter().enumerate();
    let rest = rest.filter(|(_, kind)| kind.setting.is_none() && !["", STAYS].contains(&kind.set));
    cases.extend(rest.map(|(no, kind)| (service(kind.set), rank(no))));
    let unknown = KINDS.iter().position(|kind| kind.set.is_empty());
    Term::Case(cases, Box::new(unknown.map_or_else(none, rank)))
}

/// Grants in force that are social support: `area`, `person_key`, first and last day, rank, and whether of equipment.
pub(super) fn support(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let column = |name: &str| Term::column(name);
    let is_equipment = column(SERVICE_CODE)
        .one_of(scope.set(EQUIPMENT))
        .or_else(Term::literal(false));
    let of_kind = help(scope)?.select([
        (AREA, column(AREA)),
        (PERSON_KEY, column(PERSON_KEY)),
        (FROM, column(FIRST_DAY)),
        (TO, column(LAST_DAY)),
        (RANK, kind(scope)),
        (IS_EQUIPMENT, is_equipment),
    ])?;
    let is_support = column(RANK).is_null().not();
    of_kind
        .filter(is_support)
        .map(|support| support.named("social_support"))
}

/// The name of the kind with a rank; null for null.
pub(super) fn name_of(rank_column: &str) -> Term {
    let named = KINDS.iter().enumerate().map(|(no, kind)| {
        let is_it = Term::column(rank_column).equals(rank(no));
        (is_it, Term::Literal(Literal::from(kind.name)))
    });
    Term::Case(named.collect(), Box::new(Term::null(Type::Text)))
}
