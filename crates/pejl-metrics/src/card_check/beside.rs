//! What cards of one set must agree on beside each other: versions of what they are made of, and persons that two readings
//! tell of together.

use std::collections::{BTreeMap, BTreeSet};

use pejl_domain::Unit;

use super::CardFault;
use crate::catalogue::{Catalogue, Indicator, Reading};
use crate::records::Measure;

/// Sources whose rows are of no person that could be told of, and what is no source.
const OF_NO_PERSON: [&str; 12] = [
    "absence",
    "answer",
    "asked",
    "band_cost",
    "budget",
    "complaint",
    "days",
    "forecast",
    "ledger",
    "months",
    "residents",
    "staffing",
];

/// The cards that are made of readings of another card and do not say, as `made_of`, of which version of it: so that whoever
/// gives a card a new version is led to every figure that changes with it, whose card must have a new version as well.
///
/// It is about cards that are written together, as those of the program. A municipality's own card that takes the place of one
/// changes what is made of it for as long as it is in force.
pub fn other_versions(catalogue: &Catalogue) -> Vec<CardFault> {
    let mut faults = Vec::new();
    for indicator in &catalogue.indicators {
        let of: BTreeMap<&str, i32> = parts_of(catalogue, indicator);
        let mut fault = |text: String| {
            faults.push(CardFault {
                indicator: indicator.code.clone(),
                reading: None,
                text,
            });
        };
        for (code, version) in &of {
            match indicator.made_of.get(*code) {
                Some(said) if said == version => {}
                Some(said) => fault(format!(
                    "it was written for version {said} of `{code}`, which has version {version}: give it a \
`definition_version` of its own for that"
                )),
                None => fault(format!(
                    "`made_of` does not name `{code}`, of which it is made, with its version {version}"
                )),
            }
        }
        let said = indicator.made_of.keys();
        for code in said.filter(|code| !of.contains_key(code.as_str())) {
            fault(format!(
                "`made_of` names `{code}`, of which nothing in it is made"
            ));
        }
    }
    faults
}

/// The versions of the other cards whose readings those of an indicator are made of.
fn parts_of<'a>(catalogue: &'a Catalogue, indicator: &Indicator) -> BTreeMap<&'a str, i32> {
    let readings = indicator.readings.iter();
    let named = readings.flat_map(|reading| {
        let components = reading.index.iter().flat_map(|one| &one.components);
        let terms = reading.composite.iter().flat_map(|one| &one.terms);
        components.chain(terms.map(|term| &term.of))
    });
    let parts = named.filter_map(|name| catalogue.find_reading(name));
    let others = parts.filter(|part| part.indicator != indicator.code);
    others
        .map(|part| (part.indicator.as_str(), part.definition_version))
        .collect()
}

/// Two readings of a card of which one counts some of those that the other counts, where neither says who stands in one of
/// them alone (`told`): the difference of the two can be told from both, and nothing withholds it where it is of few.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Untold {
    /// Code of the indicator.
    pub indicator: String,
    /// The reading that counts some.
    pub some: String,
    /// The reading that counts them and others.
    pub all: String,
}

/// Every such pair, in the order of the cards' codes.
///
/// A share whose own line has the others below it is none: the gate looks at who is left of a share.
pub fn untold(catalogue: &Catalogue) -> BTreeSet<Untold> {
    let mut found = BTreeSet::new();
    for indicator in &catalogue.indicators {
        for some in &indicator.readings {
            for all in &indicator.readings {
                if some.code != all.code && is_untold(some, all) {
                    found.insert(Untold {
                        indicator: indicator.code.clone(),
                        some: some.code.clone(),
                        all: all.code.clone(),
                    });
                }
            }
        }
    }
    found
}

fn is_untold(some: &Reading, all: &Reading) -> bool {
    let (Some(of_some), Some(of_all)) = (&some.measures, &all.measures) else {
        return false;
    };
    let is_said = !(of_some.told.is_empty() && of_all.told.is_empty());
    if is_said || of_some.is_put_together || of_all.is_put_together {
        return false;
    }
    let is_left_looked_at =
        |wide: &Measure| some.unit == Unit::Share && of_some.bottom.contains(wide);
    let narrow = of_some.top.iter().chain(&of_some.bottom);
    narrow.into_iter().any(|narrow| {
        let mut wide = of_all.top.iter().chain(&of_all.bottom);
        wide.any(|wide| is_some_of(narrow, wide) && !is_left_looked_at(wide))
    })
}

/// Whether a measure counts some of what another counts, and not all.
fn is_some_of(narrow: &Measure, wide: &Measure) -> bool {
    let holds = |code: &String| narrow.when.contains(code);
    let same = Measure {
        when: wide.when.clone(),
        is_subtracted: wide.is_subtracted,
        ..narrow.clone()
    };
    !OF_NO_PERSON.contains(&narrow.of.as_str())
        && same == *wide
        && narrow.when.len() > wide.when.len()
        && wide.when.iter().all(holds)
}
