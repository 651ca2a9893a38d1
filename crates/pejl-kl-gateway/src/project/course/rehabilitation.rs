//! Courses of § 83 a, which are not reported: one person's interventions, with short gaps between them bridged.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Part;
use crate::identity::Organisation;
use crate::when::plus_days;

/// Groups of interventions that make one course each, every group in the order of its starts.
///
/// An intervention goes on with a course when it begins no more than `bridge_days` after the last of the course ended,
/// also when that is still running. After one that ended on a day that is not said, a gap cannot be seen, and none is
/// made up.
pub(super) fn unions(parts: Vec<Part<'_>>, bridge_days: u32) -> Vec<Vec<Part<'_>>> {
    let mut by_person: BTreeMap<(&Organisation, &str), Vec<(NaiveDate, Part<'_>)>> =
        BTreeMap::new();
    for part in parts {
        if let Some(start) = part.start() {
            let person = (
                &part.version.key.organisation,
                part.version.person_key.as_str(),
            );
            by_person.entry(person).or_default().push((start, part));
        }
    }
    let mut unions = Vec::new();
    for mut parts in by_person.into_values() {
        parts.sort_by_key(|(start, part)| (*start, &part.version.key));
        let mut union: Vec<Part<'_>> = Vec::new();
        for (start, part) in parts {
            if !goes_on(&union, start, bridge_days) {
                unions.push(std::mem::take(&mut union));
            }
            union.push(part);
        }
        unions.push(union);
    }
    unions.retain(|union| !union.is_empty());
    unions
}

fn goes_on(union: &[Part<'_>], start: NaiveDate, bridge_days: u32) -> bool {
    union.iter().any(|part| {
        part.ending
            .end
            .is_none_or(|end| start <= plus_days(end, bridge_days))
    })
}
