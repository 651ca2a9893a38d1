//! Which facts of a variant add up to what is wanted: a total member, or parts that tile it.

use std::collections::{BTreeMap, BTreeSet};

use pejl_domain::cover::members_text;
use pejl_domain::{Absent, AgeBand, AgeMember, Cover};

use crate::coverage::{absent_at, members_of};

/// The member that stands for all members of a dimension.
const TOTAL: &str = "TOT";
/// Parts that add up to the total, for the dimensions where they are known.
const PARTS: [(&str, &[&str]); 2] = [
    ("sex", &["M", "K"]),
    ("marital_status", &["U", "G", "E", "F"]),
];
const AGE: &str = "age";
/// StatBank's last single year of age: nobody is older, so it closes an open band.
const LAST_SINGLE_AGE: u8 = 125;
/// All ages, as a band.
const ALL_AGES_FROM: u8 = 0;

/// What is wanted of one dimension. A dimension that is not named is wanted as a total.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Want {
    /// The sum of exactly these members.
    Exactly(BTreeSet<String>),
    /// The sum over the ages of a band.
    Ages(AgeKey),
}

/// An age band as a key: first age and last age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct AgeKey {
    from: u8,
    to: Option<u8>,
}

impl From<AgeBand> for AgeKey {
    fn from(band: AgeBand) -> Self {
        Self {
            from: band.from(),
            to: band.to(),
        }
    }
}

/// What is wanted of the named dimensions.
pub(crate) type Wanted = BTreeMap<String, Want>;

/// The facts to add up: their members as text, and what an absent one means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tile {
    pub(crate) parts: Vec<Part>,
}

/// One fact of a tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// As the facts carry it.
    pub(crate) members: String,
    /// Whether a fact absent from the file stands for zero.
    pub(crate) absent_is_zero: bool,
}

/// Why the facts at hand do not add up to what is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Hole {
    /// Nothing is covered, or the variant cannot answer.
    NotCovered,
    /// The ages leave this one out.
    Age(u8),
}

/// The facts of a variant with these dimensions, under these covers, that add up to what is wanted.
///
/// Of several ways the one with the fewest facts is taken: a total member before its parts.
pub(crate) fn tile(
    dimensions: &BTreeSet<String>,
    covers: &[&Cover],
    wanted: &Wanted,
) -> Result<Tile, Hole> {
    if covers.is_empty()
        || wanted
            .keys()
            .any(|dimension| !dimensions.contains(dimension))
    {
        return Err(Hole::NotCovered);
    }
    let mut ways: Vec<(&str, Vec<Vec<String>>)> = Vec::new();
    for dimension in dimensions {
        let found = ways_of(dimension, covers, wanted.get(dimension))?;
        if found.is_empty() {
            return Err(Hole::NotCovered);
        }
        ways.push((dimension, found));
    }
    for choice in choices(&ways) {
        if let Some(parts) = covered_parts(&choice, covers) {
            return Ok(Tile { parts });
        }
    }
    Err(Hole::NotCovered)
}

/// The ways to put one dimension together from the members at hand, each a list of members.
fn ways_of(
    dimension: &str,
    covers: &[&Cover],
    want: Option<&Want>,
) -> Result<Vec<Vec<String>>, Hole> {
    let at_hand = members_of(covers, dimension);
    match want {
        Some(Want::Exactly(members)) => {
            let all_there = members
                .iter()
                .all(|member| at_hand.contains(member.as_str()));
            Ok(if all_there {
                vec![members.iter().cloned().collect()]
            } else {
                Vec::new()
            })
        }
        Some(Want::Ages(band)) => age_ways(covers, *band),
        None => {
            let mut ways = Vec::new();
            if at_hand.contains(TOTAL) {
                ways.push(vec![TOTAL.to_owned()]);
            }
            if let Some((_, parts)) = PARTS.iter().find(|(name, _)| *name == dimension)
                && parts.iter().all(|part| at_hand.contains(part))
            {
                ways.push(parts.iter().map(|part| (*part).to_owned()).collect());
            }
            if dimension == AGE && ways.is_empty() {
                ways = age_ways(
                    covers,
                    AgeKey {
                        from: ALL_AGES_FROM,
                        to: None,
                    },
                )?;
            }
            Ok(ways)
        }
    }
}

/// The ways to put an age band together: from all covers at once, and from each by itself.
///
/// The second matters when the covers split another dimension too, so that ages of one do not
/// stand beside the members of another.
fn age_ways(covers: &[&Cover], band: AgeKey) -> Result<Vec<Vec<String>>, Hole> {
    let together = shortest_tiling(&members_of(covers, AGE), band);
    let mut ways: Vec<Vec<String>> = together.clone().into_iter().collect();
    for cover in covers {
        if let Ok(way) = shortest_tiling(&members_of(&[cover], AGE), band)
            && !ways.contains(&way)
        {
            ways.push(way);
        }
    }
    match (ways.is_empty(), together) {
        (true, Err(age)) => Err(Hole::Age(age)),
        _ => Ok(ways),
    }
}

/// The fewest members that cover the band without gap or overlap, or the first age they cannot reach.
fn shortest_tiling(members: &BTreeSet<&str>, band: AgeKey) -> Result<Vec<String>, u8> {
    // One past the last age; an open band ends past every age.
    const END: u16 = u16::MAX;
    let end = band.to.map_or(END, |to| u16::from(to) + 1);
    let mut steps: BTreeMap<u16, Vec<(u16, &str)>> = BTreeMap::new();
    for member in members {
        let Ok(AgeMember::Band(part)) = member.parse::<AgeMember>() else {
            continue;
        };
        let after = match part.to() {
            None => END,
            Some(to) if to >= LAST_SINGLE_AGE && end == END => END,
            Some(to) => u16::from(to) + 1,
        };
        if part.from() >= band.from && after <= end {
            steps
                .entry(u16::from(part.from()))
                .or_default()
                .push((after, member));
        }
    }
    // Ages are visited upwards, so each is final when its turn comes: `best` holds the fewest
    // members that reach an age from the band's first, and the last of them.
    let start = u16::from(band.from);
    let mut best: BTreeMap<u16, (usize, u16, &str)> = BTreeMap::new();
    let mut reached: BTreeSet<u16> = BTreeSet::from([start]);
    let mut farthest = start;
    while let Some(age) = reached.pop_first() {
        if age == end {
            break;
        }
        farthest = age;
        let n = best.get(&age).map_or(0, |(n, _, _)| *n);
        for (after, member) in steps.get(&age).into_iter().flatten() {
            if best.get(after).is_none_or(|(known, _, _)| n + 1 < *known) {
                best.insert(*after, (n + 1, age, member));
                reached.insert(*after);
            }
        }
    }
    let mut way = Vec::new();
    let mut age = end;
    while age != start {
        match best.get(&age) {
            Some((_, before, member)) => {
                way.push((*member).to_owned());
                age = *before;
            }
            None => return Err(u8::try_from(farthest).unwrap_or(u8::MAX)),
        }
    }
    way.reverse();
    Ok(way)
}

/// Every choice of one way per dimension, the preferred ways first.
fn choices<'a>(ways: &'a [(&'a str, Vec<Vec<String>>)]) -> Vec<Vec<(&'a str, &'a [String])>> {
    let mut all: Vec<Vec<(&str, &[String])>> = vec![Vec::new()];
    for (dimension, found) in ways {
        all = found
            .iter()
            .flat_map(|way| {
                all.iter().map(move |choice| {
                    let mut longer = choice.clone();
                    longer.push((*dimension, way.as_slice()));
                    longer
                })
            })
            .collect();
    }
    all.sort_by_key(|choice| choice.iter().map(|(_, way)| way.len()).product::<usize>());
    all
}

/// The facts of a choice, or `None` when a combination of its members lies outside every cover.
fn covered_parts(choice: &[(&str, &[String])], covers: &[&Cover]) -> Option<Vec<Part>> {
    let mut combinations: Vec<BTreeMap<String, String>> = vec![BTreeMap::new()];
    for (dimension, members) in choice {
        combinations = combinations
            .iter()
            .flat_map(|known| {
                members.iter().map(|member| {
                    let mut longer = known.clone();
                    longer.insert((*dimension).to_owned(), member.clone());
                    longer
                })
            })
            .collect();
    }
    combinations
        .iter()
        .map(|members| {
            let absent = absent_at(covers, members)?;
            Some(Part {
                members: members_text(members),
                absent_is_zero: absent == Absent::Zero,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(members: &[&str], band: &str, expected: Result<&[&str], u8>) {
        let band: AgeBand = band.parse().unwrap();
        let found = shortest_tiling(&members.iter().copied().collect(), band.into());
        let expected =
            expected.map(|way| way.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>());
        assert_eq!(found, expected);
    }

    #[test]
    fn single_ages_and_an_open_top_tile_a_band() {
        check(
            &["TOT", "66", "67", "68", "69+"],
            "67+",
            Ok(&["67", "68", "69+"]),
        );
        check(&["17", "18", "19", "20"], "18-19", Ok(&["18", "19"]));
    }

    #[test]
    fn the_last_single_age_closes_an_open_band_and_the_hundredth_does_not() {
        let to = |last: u8| (67..=last).map(|age| age.to_string()).collect::<Vec<_>>();
        let ages = to(125);
        let ages: Vec<&str> = ages.iter().map(String::as_str).collect();
        check(&ages, "67+", Ok(&ages));
        let ages = to(100);
        let ages: Vec<&str> = ages.iter().map(String::as_str).collect();
        check(&ages, "67+", Err(101));
    }

    #[test]
    fn a_hole_names_the_first_age_that_is_missing() {
        check(&["67", "69", "70+"], "67+", Err(68));
        check(&["65-69", "70-74", "75+"], "67+", Err(67));
        check(&["18-64"], "18-66", Err(65));
        check(&[], "80+", Err(80));
    }

    #[test]
    fn the_fewest_members_are_taken() {
        check(
            &["65", "66", "67", "68", "69", "65-69", "70+"],
            "65+",
            Ok(&["65-69", "70+"]),
        );
        check(&["65+", "65-69", "70+"], "65+", Ok(&["65+"]));
        // The long first step leads nowhere.
        check(&["65-69", "65", "66+"], "65+", Ok(&["65", "66+"]));
    }

    proptest! {
        #[test]
        fn a_tiling_covers_every_age_once(
            cuts in prop::collection::btree_set(0u8..110, 0..12), extra in prop::collection::btree_set("[0-9]{1,2}", 0..20),
        ) {
            let mut members: BTreeSet<String> = extra;
            let cuts: Vec<u8> = cuts.into_iter().collect();
            for pair in cuts.windows(2) {
                if let [from, next] = pair { members.insert(format!("{from}-{}", next - 1)); }
            }
            let band: AgeBand = "18-66".parse().unwrap();
            if let Ok(way) = shortest_tiling(&members.iter().map(String::as_str).collect(), band.into()) {
                let parts: Vec<AgeBand> = way.iter().map(|text| text.parse().unwrap()).collect();
                prop_assert!(pejl_domain::age::tiles(&parts, band), "{way:?}");
            }
        }
    }
}
