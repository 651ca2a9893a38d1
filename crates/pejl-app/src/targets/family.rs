//! Targets that are parts of others: from the council to an area to a unit.

use std::collections::{BTreeMap, BTreeSet};

use pejl_db::target::{NewTarget, Subject};

use pejl_metrics::Selection;

use super::fault::TargetFault;
use super::reading_name;

/// The dimensions that say which accounts a target is of.
const OF_ACCOUNTS: [&str; 2] = ["function", "dranst"];

/// What contradicts itself between targets and the ones they are parts of; each fault with the number of the part.
///
/// `all` are the targets as they will be in force, by number.
pub(super) fn contradictions(all: &BTreeMap<i64, NewTarget>) -> Vec<(i64, TargetFault)> {
    let mut found = Vec::new();
    for (number, part) in all {
        let Some(parent) = part.parent else { continue };
        let faults = match all.get(&parent) {
            Some(whole) => between(part, (parent, whole)),
            None => vec![TargetFault::new(
                "parent",
                parent.to_string(),
                (
                    format!("mål {parent}, som mål {number} er en del af, gælder ikke"),
                    format!("target {parent}, which target {number} is a part of, is not in force"),
                ),
            )],
        };
        found.extend(faults.into_iter().map(|fault| (*number, fault)));
    }
    found
}

fn between(part: &NewTarget, (number, whole): (i64, &NewTarget)) -> Vec<TargetFault> {
    let (one, other) = (&part.subject, &whole.subject);
    let mut found = Vec::new();
    let mut fault = |field, value: String, da: String, en: String| {
        found.push(TargetFault::new(field, value, (da, en)));
    };
    if one.municipality != other.municipality {
        fault(
            "municipality",
            one.municipality.clone(),
            format!(
                "det overordnede mål {number} er for kommune {}",
                other.municipality
            ),
            format!(
                "its parent, target {number}, is of municipality {}",
                other.municipality
            ),
        );
    }
    let (name, of_whole) = (reading_name(one), reading_name(other));
    if name != of_whole {
        fault(
            "indicator",
            name,
            format!("det overordnede mål {number} er for {of_whole}"),
            format!("its parent, target {number}, is of {of_whole}"),
        );
    }
    let (way, of_whole) = (part.target.direction(), whole.target.direction());
    if way != of_whole {
        fault(
            "direction",
            way.to_string(),
            format!("det overordnede mål {number} har retningen {of_whole}"),
            format!("its parent, target {number}, has the direction {of_whole}"),
        );
    }
    let (day, of_whole) = (part.target.parts().deadline, whole.target.parts().deadline);
    if day > of_whole {
        fault(
            "deadline",
            day.to_string(),
            format!("ligger efter fristen {of_whole} for det overordnede mål {number}"),
            format!("is after the deadline {of_whole} of its parent, target {number}"),
        );
    }
    let (prices, of_whole) = (part.price_level, whole.price_level);
    if prices != of_whole {
        fault(
            "price_level",
            prices.to_string(),
            format!("det overordnede mål {number} er i prisniveauet {of_whole}"),
            format!("its parent, target {number}, is in the prices {of_whole}"),
        );
    }
    for name in OF_ACCOUNTS {
        let (account, of_whole) = (one.members.get(name), other.members.get(name));
        if !is_inside(name, account, of_whole) {
            let said = |account: Option<&String>| account.map_or("", String::as_str).to_owned();
            let of_whole = said(of_whole);
            fault(
                "members",
                format!("{name}={}", said(account)),
                format!("ligger ikke inden for {name}={of_whole} i det overordnede mål {number}"),
                format!("is not within {name}={of_whole} of its parent, target {number}"),
            );
        }
    }
    if depth(one) <= depth(other) && one.members.get("function") == other.members.get("function") {
        fault(
            "parent",
            number.to_string(),
            format!("mål {number} dækker ikke mere end dette: byråd over område over enhed"),
            format!("target {number} covers no more than this one: council above area above unit"),
        );
    }
    found
}

/// Whether what a part says of accounts is within what the whole says; a whole that says nothing is of all.
fn is_inside(name: &str, part: Option<&String>, whole: Option<&String>) -> bool {
    match (part, whole) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(part), Some(whole)) if name == "function" => {
            let (part, whole) = (Selection::parse(part), Selection::parse(whole));
            matches!((part, whole), (Ok(part), Ok(whole)) if whole.includes(&part))
        }
        (Some(part), Some(whole)) => part == whole,
    }
}

/// How far below the council a target is: an area is any cut but a unit.
fn depth(subject: &Subject) -> u8 {
    let cut = cut(subject);
    match (cut.contains("unit"), cut.is_empty()) {
        (true, _) => 2,
        (false, false) => 1,
        (false, true) => 0,
    }
}

/// The dimensions that say which part of the municipality a cut is.
fn cut(subject: &Subject) -> BTreeSet<&str> {
    let names = subject.members.keys().map(String::as_str);
    names.filter(|name| !OF_ACCOUNTS.contains(name)).collect()
}
