//! Which members the dimensions of records have: some by a list, the others by the rows themselves.

use std::collections::BTreeSet;

use pejl_domain::AccountCode;
use pejl_domain::account::{find_function, functions};
use pejl_domain::care::{ComplaintOutcome, GoalType, ProviderType, ServiceArea, Setting, Sex};
use pejl_domain::service::{Law, parse_paragraph, services};
use pejl_lake::columns::AREA;
use pejl_lake::dataset::DatasetKind;
use pejl_lake::{DatasetSpec, LEDGER, datasets as all_datasets};

use super::cell::areas_of;
use super::dimension::{AGE_BAND, AGE_BANDS, NOT_STATED, column_of};
use super::plan::datasets;
use crate::catalogue::FigureSource;
use crate::query::{DRANST_CODES, Query};
use crate::suggest::nearest;

/// Most members that are offered for one that there is not.
pub const OFFERED_MAX: usize = 3;

/// A text that is no member of a dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoMember {
    /// Every member, where they are few and known.
    pub(crate) allowed: Vec<String>,
    /// The most alike members.
    pub(crate) nearest: Vec<String>,
}

/// The member of a dimension that a text names, as rows write it: codes of lists in any case, paragraphs in any spelling.
///
/// What only rows can tell, as the name of a unit, is a member as far as is known here.
pub(crate) fn member(dimension: &str, text: &str) -> Result<String, NoMember> {
    if text.eq_ignore_ascii_case(NOT_STATED) {
        return Ok(NOT_STATED.to_owned());
    }
    match dimension {
        "paragraph" => paragraph(text),
        "function" => function(text),
        _ => match listed(dimension) {
            Some(codes) => {
                let found = codes.iter().find(|code| code.eq_ignore_ascii_case(text));
                found
                    .map(|code| (*code).to_owned())
                    .ok_or_else(|| unlike(text, &codes))
            }
            // What other engines take for an escape is in no code.
            None if text.is_empty() || text.contains('\\') => Err(unlike(text, &[])),
            None => Ok(text.to_owned()),
        },
    }
}

/// No member, with those that may have been meant.
fn unlike(text: &str, codes: &[&str]) -> NoMember {
    /// Lists that are said whole.
    const SHORT: usize = 8;
    let owned = |codes: Vec<&str>| codes.into_iter().map(str::to_owned).collect();
    let alike = nearest(text, codes.iter().copied(), OFFERED_MAX);
    let all = codes.iter().copied().chain([NOT_STATED]);
    NoMember {
        allowed: match codes.len() {
            1..=SHORT => owned(all.collect()),
            _ => Vec::new(),
        },
        nearest: owned(alike),
    }
}

/// The members of a dimension that has no others than those of a list; none where the rows say them.
fn listed(dimension: &str) -> Option<Vec<&'static str>> {
    Some(match dimension {
        "service" => services().iter().map(|service| service.code).collect(),
        "law" => Law::ALL.iter().map(|one| one.as_str()).collect(),
        "sex" => Sex::ALL.iter().map(|one| one.as_str()).collect(),
        "setting" => Setting::ALL.iter().map(|one| one.as_str()).collect(),
        "provider_type" => ProviderType::ALL.iter().map(|one| one.as_str()).collect(),
        "goal_type" => GoalType::ALL.iter().map(|one| one.as_str()).collect(),
        "outcome" => ComplaintOutcome::ALL
            .iter()
            .map(|one| one.as_str())
            .collect(),
        "area" => ServiceArea::ALL.iter().map(|one| one.as_str()).collect(),
        "dranst" => DRANST_CODES.to_vec(),
        AGE_BAND => AGE_BANDS.iter().map(|(name, _, _)| *name).collect(),
        _ => return None,
    })
}

/// The paragraphs of the list of services, without their laws.
fn paragraphs() -> BTreeSet<String> {
    let paragraphs = services().iter().filter_map(|one| one.paragraph.as_ref());
    paragraphs.map(|one| one.without_law()).collect()
}

/// A paragraph as datasets write it; its law is a dimension of its own.
fn paragraph(text: &str) -> Result<String, NoMember> {
    let read = parse_paragraph(text).ok();
    match read {
        Some(paragraph) if paragraph.law().is_none() => Ok(paragraph.without_law()),
        Some(paragraph) => Err(NoMember {
            allowed: Vec::new(),
            nearest: vec![paragraph.without_law()],
        }),
        None => {
            let known = paragraphs();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            Err(unlike(text, &known))
        }
    }
}

/// A function of the chart of accounts as postings write it.
fn function(text: &str) -> Result<String, NoMember> {
    let read = AccountCode::parse(text).ok();
    read.map(|code| code.as_str().to_owned()).ok_or_else(|| {
        let known = functions().iter().map(|one| one.code.as_str());
        unlike(text, &known.collect::<Vec<_>>())
    })
}

/// Whether a member, as [`member`] gives it, is one whatever the rows say.
fn is_settled(dimension: &str, member: &str) -> bool {
    match dimension {
        _ if member == NOT_STATED => true,
        "paragraph" => paragraphs().contains(member),
        "function" => AccountCode::parse(member).is_ok_and(|code| find_function(&code).is_some()),
        _ => listed(dimension).is_some(),
    }
}

/// Members of one dimension that no list settles, and where rows say what members there are.
#[derive(Debug, Clone, PartialEq)]
pub struct Unsettled<'a> {
    /// The dimension.
    pub dimension: &'a str,
    /// The members that are asked for.
    pub members: Vec<&'a str>,
    /// Members that there are whatever the rows say.
    pub beside: Vec<String>,
    /// Datasets with a column of the dimension, and that column: registers first, then what the question reads.
    pub columns: Vec<(&'static DatasetSpec, String)>,
}

/// The members that a question filters by and of which only rows can tell whether there are such.
///
/// # Example
/// A question of `sex=K` has none; one of `unit=U1` has `U1`, which the register of units, deliveries or courses may have.
pub fn unsettled(query: &Query) -> Vec<Unsettled<'_>> {
    let filters = query.record_filters.iter();
    let open = filters.filter_map(|(dimension, members)| {
        let members = members.iter().map(String::as_str);
        let members: Vec<&str> = members
            .filter(|member| !is_settled(dimension, member))
            .collect();
        let column = column_of(dimension)?;
        (!members.is_empty()).then(|| of_rows(query, (dimension, column), members))
    });
    open.collect()
}

fn of_rows<'a>(
    query: &Query,
    (dimension, column): (&'a str, &'static str),
    members: Vec<&'a str>,
) -> Unsettled<'a> {
    let read = datasets(
        &query.readings_of(FigureSource::Records),
        &[dimension.to_owned()],
    );
    let has = |spec: &DatasetSpec, name: &str| spec.columns.iter().any(|one| one.name == name);
    let mut columns: Vec<(&'static DatasetSpec, String)> = all_datasets()
        .into_iter()
        .filter(|spec| spec.kind == DatasetKind::Replace && has(spec, column) && has(spec, AREA))
        .map(|spec| (spec, column.to_owned()))
        .collect();
    let beside = match dimension {
        "paragraph" => paragraphs().into_iter().collect(),
        "function" => {
            let listed = functions().iter();
            listed.map(|one| one.code.as_str().to_owned()).collect()
        }
        "package_level" => {
            let posted = query.catalogue.parts.posted_level();
            columns.push((&LEDGER, posted.column.clone()));
            posted.levels.values().cloned().collect()
        }
        _ => Vec::new(),
    };
    columns.sort_by_key(|(spec, _)| {
        let is_read = read.iter().any(|one| one.name == spec.name);
        (!spec.anchor.is_empty(), !is_read)
    });
    Unsettled {
        dimension,
        members,
        beside,
        columns,
    }
}

/// Codes of the municipalities of a question.
pub fn areas(query: &Query) -> BTreeSet<String> {
    let places = query.places.iter();
    places.flat_map(|place| areas_of(place).areas).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[track_caller]
    fn is(dimension: &str, text: &str, expected: &str) {
        assert_eq!(member(dimension, text).unwrap(), expected);
    }

    #[track_caller]
    fn offers(dimension: &str, text: &str, expected: &str) {
        let offered = member(dimension, text).unwrap_err().nearest;
        assert_eq!(offered.first().map(String::as_str), Some(expected));
    }

    #[test]
    fn codes_of_lists_are_read_in_any_case_and_paragraphs_in_any_spelling() {
        is("service", "sel-83-1", "SEL-83-1");
        is("law", "ael", "AEL");
        is("setting", "Own_Home", "own_home");
        is("goal_type", "develop", "develop");
        is("paragraph", "§83a", "§ 83 a");
        is("paragraph", "§ 83, stk. 1, nr. 2", "§ 83, stk. 1, nr. 2");
        is("function", "053026", "5.30.26");
        is("service", "NOT_STATED", NOT_STATED);
        // The municipality's own terms are as it writes them.
        is("unit", "Enhed Syd", "Enhed Syd");
    }

    #[test]
    fn what_no_list_has_is_refused_with_the_nearest() {
        offers("service", "SEL-831", "SEL-83-1");
        offers("service", "sel-83-1x", "SEL-83-1");
        offers("law", "SELL", "SEL");
        offers("goal_type", "devlop", "develop");
        offers("outcome", "upholded", "upheld");
        offers("paragraph", "SEL § 83 a", "§ 83 a");
        assert!(member("paragraph", "personlig pleje").is_err());
        assert!(member("function", "ældre").is_err());
        assert!(member("unit", "").is_err());
        assert!(member("unit", "a\\b").is_err());
    }

    #[test]
    fn every_short_list_is_said_whole() {
        let said = member("sex", "kvinde").unwrap_err().allowed;
        assert_eq!(said, ["K", "M", NOT_STATED]);
        assert!(member("service", "SEL").unwrap_err().allowed.is_empty());
    }

    #[test]
    fn a_listed_paragraph_is_settled_and_another_is_for_the_rows_to_tell() {
        assert!(is_settled("paragraph", "§ 83 a"));
        assert!(!is_settled("paragraph", "§ 83 b"));
        assert!(is_settled("function", "5.30.26"));
        assert!(!is_settled("function", "5.30.99"));
        assert!(!is_settled("target_group", "elderly"));
        assert!(is_settled("target_group", NOT_STATED));
    }
}
