//! Elements that many resources share: codes, periods, references, extensions.

use super::fault::Fault;
use super::guard;
use super::node::{Node, Reading};
use crate::identity::{Organisation, Reference, ResourceType};
use crate::resource::{Coding, Concept, Period, RankedReference};
use crate::system;

/// What a required element says; its absence is noted.
pub(super) fn required<T>(
    value: Option<T>,
    node: &Node<'_>,
    name: &str,
    reading: &Reading<'_>,
) -> Option<T> {
    if value.is_none() {
        reading.note(Fault::Required, &format!("{}/{name}", node.at));
    }
    value
}

/// A code with its system; one without either is no code.
pub(super) fn coding(node: &Node<'_>, reading: &Reading<'_>) -> Option<Coding> {
    Some(Coding {
        system: node.text("system", reading)?,
        code: node.text("code", reading)?,
        version: node.text("version", reading),
    })
}

/// The codes of a `CodeableConcept`.
fn codings(concept: &Node<'_>, reading: &Reading<'_>) -> Vec<Coding> {
    let list = concept.list("coding", reading);
    list.iter()
        .filter_map(|node| coding(node, reading))
        .collect()
}

/// The first national and the first local code of a member.
pub(super) fn concept(node: &Node<'_>, name: &str, reading: &Reading<'_>) -> Concept {
    let Some(concept) = node.get(name) else {
        return Concept::default();
    };
    let mut all = Concept::default();
    for coding in codings(&concept, reading) {
        let slot = if system::is_national(&coding.system) {
            &mut all.code
        } else {
            &mut all.local
        };
        slot.get_or_insert(coding);
    }
    all
}

/// The national code of a member.
pub(super) fn code(node: &Node<'_>, name: &str, reading: &Reading<'_>) -> Option<Coding> {
    concept(node, name, reading).code
}

/// The national codes of a member that is a list of concepts.
pub(super) fn codes(node: &Node<'_>, name: &str, reading: &Reading<'_>) -> Vec<Coding> {
    let concepts = node.list(name, reading);
    let all = concepts
        .iter()
        .flat_map(|concept| codings(concept, reading));
    all.filter(|coding| system::is_national(&coding.system))
        .collect()
}

/// The period of a member.
pub(super) fn period(node: &Node<'_>, name: &str, reading: &Reading<'_>) -> Period {
    let Some(period) = node.get(name) else {
        return Period::default();
    };
    Period {
        start: period.when("start", reading),
        end: period.when("end", reading),
    }
}

/// The reference a node is; only what stands in reports can be pointed at.
pub(super) fn reference(node: &Node<'_>, reading: &Reading<'_>) -> Option<Reference> {
    let text = node.text("reference", reading)?;
    // `https://server/CarePlan/<id>` and `CarePlan/<id>/_history/2` say the same as `CarePlan/<id>`.
    let text = text
        .split_once("/_history")
        .map_or(text.as_str(), |(before, _)| before);
    let mut segments = text.rsplit('/');
    let id = segments.next().filter(|id| !id.is_empty());
    let resource_type = segments.next().and_then(ResourceType::find);
    let (Some(id), Some(resource_type)) = (id, resource_type) else {
        reading.note_value(Fault::BadReference, node, text);
        return None;
    };
    Some(Reference {
        resource_type,
        id: id.to_owned(),
    })
}

/// The references of a member that is a list.
pub(super) fn references(node: &Node<'_>, name: &str, reading: &Reading<'_>) -> Vec<Reference> {
    let list = node.list(name, reading);
    list.iter()
        .filter_map(|node| reference(node, reading))
        .collect()
}

/// The references of a member that is a list, each with the rank its extension says.
pub(super) fn ranked(node: &Node<'_>, name: &str, reading: &Reading<'_>) -> Vec<RankedReference> {
    let list = node.list(name, reading);
    let ranked = list.iter().filter_map(|node| {
        let ranks = extensions(node, &["ConditionRank"], reading);
        Some(RankedReference {
            reference: reference(node, reading)?,
            rank: ranks
                .iter()
                .find_map(|rank| rank.rank("valuePositiveInt", reading)),
        })
    });
    ranked.collect()
}

/// The extensions whose URL ends in one of the names; a base may change, and does.
pub(super) fn extensions<'a>(
    node: &Node<'a>,
    names: &[&str],
    reading: &Reading<'_>,
) -> Vec<Node<'a>> {
    let mut list = node.list("extension", reading);
    list.retain(|extension| {
        let url = extension.get("url");
        let last = url
            .as_ref()
            .and_then(Node::raw)
            .and_then(|url| url.rsplit('/').next());
        last.is_some_and(|last| names.iter().any(|name| last.eq_ignore_ascii_case(name)))
    });
    list
}

/// The references that extensions hold.
pub(super) fn extension_references(
    node: &Node<'_>,
    names: &[&str],
    reading: &Reading<'_>,
) -> Vec<Reference> {
    let found = extensions(node, names, reading);
    let values = found
        .iter()
        .filter_map(|extension| extension.get("valueReference"));
    values
        .filter_map(|value| reference(&value, reading))
        .collect()
}

/// The municipality's own case number, an extension within an extension.
pub(super) fn case_number(node: &Node<'_>, reading: &Reading<'_>) -> Option<String> {
    let outer = extensions(node, &["kl-reporting-ffb-municipalityCaseNumber"], reading);
    let inner = outer
        .iter()
        .flat_map(|outer| extensions(outer, &["municipalitySpecific"], reading));
    let mut values = inner.filter_map(|inner| inner.get("valueIdentifier"));
    values.find_map(|value| value.text("value", reading))
}

/// The number of an organisation, with its register: SOR, or KOMBIT's.
///
/// SOR numbers have more digits than a person's and hold what looks like one by chance, so that they are not looked at
/// as other texts are.
pub(super) fn organisation(identifier: &Node<'_>, reading: &Reading<'_>) -> Option<Organisation> {
    let text = |name: &str| identifier.get(name).as_ref().and_then(Node::raw);
    let (system, value) = match (text("system")?, text("value")?) {
        (system::SOR, value) if is_sor(value) => (system::SOR, value),
        (system::KOMBIT, value) if guard::is_uuid(value) => (system::KOMBIT, value),
        _ => return None,
    };
    (!reading.is_own(value)).then(|| Organisation {
        system: system.to_owned(),
        value: value.to_owned(),
    })
}

fn is_sor(value: &str) -> bool {
    (11..=18).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit())
}
