//! Groups of municipalities to compare with, as data with validity and source.

use std::sync::LazyLock;

use chrono::NaiveDate;

use crate::area::{Area, AreaLevel, areas, municipalities, region_members};
use crate::lang::Lang;
use crate::list::{List, date, filled, read};

/// Code of the group of all municipalities.
pub const ALL: &str = "ALL";

/// A named set of municipalities; a figure of a group is the sum of numerators over the sum of denominators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Stable code: `ALL`, `REGION_1081`, `LANDSDEL_01`, `STATBANK_910`, `SIX_CITIES`, …
    pub code: String,
    /// Danish name.
    pub name_da: String,
    /// English name.
    pub name_en: String,
    /// Canonical codes of the municipalities, in code order.
    pub members: Vec<&'static str>,
    /// First day the group is defined for; `None` when it has no dates.
    pub valid_from: Option<NaiveDate>,
    /// Last day the group is defined for; `None` when no end is known.
    pub valid_to: Option<NaiveDate>,
    /// Where the membership is from.
    pub source: &'static str,
}

impl Group {
    /// The name in `lang`.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_da, &self.name_en)
    }
}

/// Every group: all municipalities, the regions, then Statistics Denmark's groups and provinces and the others.
#[must_use]
pub fn groups() -> &'static [Group] {
    static GROUPS: LazyLock<Vec<Group>> = LazyLock::new(|| {
        std::iter::once(all())
            .chain(regions())
            .chain(listed())
            .collect()
    });
    &GROUPS
}

/// The group with this code.
///
/// ```
/// use pejl_domain::group::find_group;
/// assert_eq!(find_group("STATBANK_920").map(|group| group.members.clone()), Some(vec!["461", "751", "851"]));
/// assert!(find_group("REGION_1082").is_some_and(|group| group.members.contains(&"766")));
/// ```
#[must_use]
pub fn find_group(code: &str) -> Option<&'static Group> {
    groups().iter().find(|group| group.code == code)
}

fn all() -> Group {
    Group {
        code: ALL.to_owned(),
        name_da: "Alle kommuner".to_owned(),
        name_en: "All municipalities".to_owned(),
        members: municipalities().iter().map(|area| area.code).collect(),
        valid_from: municipalities().first().and_then(|area| area.valid_from),
        valid_to: None,
        source: municipalities().first().map_or("", |area| area.source),
    }
}

fn regions() -> impl Iterator<Item = Group> {
    areas()
        .iter()
        .filter(|area| area.level == AreaLevel::Region)
        .map(|region: &Area| Group {
            code: format!("REGION_{}", region.code),
            name_da: format!("Kommunerne i {}", region.name_da),
            name_en: format!("Municipalities of {}", region.name_en),
            members: region_members()
                .iter()
                .filter(|member| member.region == region.code)
                .map(|member| member.municipality)
                .collect(),
            valid_from: region.valid_from,
            valid_to: region.valid_to,
            source: region.source,
        })
}

fn listed() -> impl Iterator<Item = Group> {
    let members = read_members().rows;
    read_groups().rows.into_iter().map(move |mut group| {
        group.members = members
            .iter()
            .filter(|(code, _)| *code == group.code)
            .map(|(_, municipality)| *municipality)
            .collect();
        group
    })
}

fn read_groups() -> List<Group> {
    let header = [
        "code",
        "name_da",
        "name_en",
        "valid_from",
        "valid_to",
        "source",
    ];
    read(
        include_str!("../data/groups.csv"),
        header,
        |[code, name_da, name_en, from, to, source]| {
            Ok(Group {
                code: filled(code)?.to_owned(),
                name_da: filled(name_da)?.to_owned(),
                name_en: filled(name_en)?.to_owned(),
                members: Vec::new(),
                valid_from: date(from)?,
                valid_to: date(to)?,
                source: filled(source)?,
            })
        },
    )
}

fn read_members() -> List<(&'static str, &'static str)> {
    read(
        include_str!("../data/group_members.csv"),
        ["group", "municipality"],
        |[group, municipality]| Ok((filled(group)?, filled(municipality)?)),
    )
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::collections::BTreeSet;

    use super::*;
    use crate::area::get_area;

    #[test]
    fn every_row_of_the_lists_is_good() {
        assert_eq!(read_groups().issues, []);
        assert_eq!(read_members().issues, []);
        let codes: BTreeSet<&str> = groups().iter().map(|group| group.code.as_str()).collect();
        assert_eq!((codes.len(), groups().len()), (28, 28));
        for (group, _) in read_members().rows {
            assert!(codes.contains(group), "{group}");
        }
    }

    #[test]
    fn members_are_municipalities_once_and_in_order() {
        for group in groups() {
            assert!(!group.members.is_empty(), "{}", group.code);
            assert!(group.members.is_sorted_by(|a, b| a < b), "{}", group.code);
            for member in &group.members {
                assert_eq!(
                    get_area(member).map(|area| area.level),
                    Some(AreaLevel::Municipality),
                    "{}",
                    group.code
                );
            }
        }
    }

    #[track_caller]
    fn check(codes: &[&str], sizes: &[usize]) {
        let found: Vec<usize> = codes
            .iter()
            .map(|code| find_group(code).unwrap().members.len())
            .collect();
        assert_eq!(found, sizes);
    }

    #[test]
    fn groups_have_their_published_sizes() {
        check(
            &[
                "ALL",
                "NORTH_ZEALAND_8",
                "SIX_CITIES",
                "LAND_NEIGHBOURS_766",
                "LANDSDEL_03",
            ],
            &[98, 8, 6, 3, 11],
        );
        check(
            &[
                "REGION_1081",
                "REGION_1082",
                "REGION_1083",
                "REGION_1084",
                "REGION_1085",
            ],
            &[11, 19, 22, 29, 17],
        );
        check(
            &[
                "STATBANK_910",
                "STATBANK_920",
                "STATBANK_930",
                "STATBANK_940",
                "STATBANK_960",
            ],
            &[24, 3, 16, 24, 31],
        );
        assert_eq!(find_group("STATBANK_950"), None);
    }

    #[test]
    fn each_classification_holds_every_municipality_once() {
        for prefix in ["REGION_", "LANDSDEL_", "STATBANK_"] {
            let mut members: Vec<&str> = groups()
                .iter()
                .filter(|group| group.code.starts_with(prefix))
                .flat_map(|group| group.members.iter().copied())
                .collect();
            members.sort_unstable();
            assert_eq!(members, find_group(ALL).unwrap().members, "{prefix}");
        }
    }

    #[test]
    fn statbank_groups_are_of_the_classification_from_2018_and_carry_the_areas_names() {
        for group in groups() {
            let Some(code) = group.code.strip_prefix("STATBANK_") else {
                continue;
            };
            let area = get_area(code).unwrap();
            assert_eq!(
                (group.name(Lang::Da), group.name(Lang::En)),
                (area.name_da, area.name_en)
            );
            assert_eq!(group.valid_from, NaiveDate::from_ymd_opt(2018, 1, 1));
            assert!(group.source.contains("v1:2018-"), "{}", group.source);
        }
    }

    #[test]
    fn merged_regions_end_with_2026() {
        let end = NaiveDate::from_ymd_opt(2026, 12, 31);
        let ends: Vec<_> = ["REGION_1083", "REGION_1084", "REGION_1085"]
            .map(|code| find_group(code).unwrap().valid_to)
            .to_vec();
        assert_eq!(ends, [None, end, end]);
    }
}
