//! The filters of a question: accounts, dranst, and members of dimensions of records.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::parse::{Request, asks_accounts, push_new, values};
use super::{By, DRANST_CODES, QueryError};
use crate::catalogue::Reading;
use crate::records::member::member;
use crate::selection::Selection;

/// Accounts, dranst, and dimensions of records with the members wanted of them.
type Filters = (Vec<Selection>, BTreeSet<String>, Vec<(String, Vec<String>)>);

/// Which accounts, which dranst and which members of records the filters of a request keep.
pub(super) fn filters(
    request: &Request,
    (by, readings, allowed): (&BTreeSet<By>, &[Arc<Reading>], &[String]),
    errors: &mut Vec<QueryError>,
) -> Filters {
    let mut selections: Vec<Selection> = Vec::new();
    let mut dranst = BTreeSet::new();
    let mut of_records = Vec::new();
    // Of an indicator that there is not, no filter can be told right or wrong.
    let is_unknown = readings.is_empty() && values(&request.indicators).next().is_some();
    if is_unknown {
        return (selections, dranst, of_records);
    }
    let of_facts = asks_accounts(readings) || readings.is_empty();
    for (dimension, members) in &request.filters {
        let dimension = dimension.trim();
        match dimension {
            "function" if of_facts => accounts(members, &mut selections, errors),
            "dranst" if of_facts => {
                for text in values(members) {
                    if DRANST_CODES.contains(&text) {
                        dranst.insert(text.to_owned());
                    } else {
                        errors.push(QueryError::UnknownDranst {
                            text: text.to_owned(),
                        });
                    }
                }
            }
            other if allowed.iter().any(|known| known == other) => {
                record_filter(other, members, &mut of_records, errors);
            }
            other => errors.push(QueryError::UnknownDimension {
                parameter: "filter",
                text: other.to_owned(),
                allowed: allowed.to_vec(),
            }),
        }
    }
    let names_account = request.filters.iter().any(|(dimension, members)| {
        dimension.trim() == "function" && values(members).next().is_some()
    });
    if of_facts && !names_account {
        errors.push(QueryError::Absent {
            parameter: "filter.function",
        });
    }
    if !by.contains(&By::Function) {
        errors.extend(first_overlap(&selections));
    }
    (selections, dranst, of_records)
}

/// Adds the members of a dimension of records; those given before stand beside them.
fn record_filter(
    dimension: &str,
    members: &[String],
    filters: &mut Vec<(String, Vec<String>)>,
    errors: &mut Vec<QueryError>,
) {
    // A paragraph is written with commas in it, so that each text is one.
    let members: Vec<String> = match dimension {
        "paragraph" => vec![members.join(",").trim().to_owned()],
        _ => values(members).map(str::to_owned).collect(),
    };
    // A dimension without a member is a question about nothing.
    let given: Vec<&str> = match members.is_empty() {
        true => vec![""],
        false => members.iter().map(String::as_str).collect(),
    };
    let mut found = Vec::new();
    for text in given {
        match member(dimension, text) {
            Ok(member) => push_new(&mut found, member),
            Err(none) => errors.push(QueryError::UnknownMember {
                dimension: dimension.to_owned(),
                text: text.to_owned(),
                allowed: none.allowed,
                nearest: none.nearest,
            }),
        }
    }
    match filters.iter_mut().find(|(name, _)| name == dimension) {
        Some((_, before)) => found.into_iter().for_each(|one| push_new(before, one)),
        None => filters.push((dimension.to_owned(), found)),
    }
}

fn accounts(members: &[String], selections: &mut Vec<Selection>, errors: &mut Vec<QueryError>) {
    for text in values(members) {
        match Selection::parse(text) {
            Ok(selection) => push_new(selections, selection),
            Err(nearest) => errors.push(QueryError::UnknownAccount {
                text: text.to_owned(),
                nearest,
            }),
        }
    }
}

fn first_overlap(selections: &[Selection]) -> Option<QueryError> {
    for (no, second) in selections.iter().enumerate() {
        if let Some(first) = selections
            .iter()
            .take(no)
            .find(|first| first.overlaps(second))
        {
            return Some(QueryError::Overlap {
                first: first.label().to_owned(),
                second: second.label().to_owned(),
            });
        }
    }
    None
}
