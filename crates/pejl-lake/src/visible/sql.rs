//! Which rows of a segment count, as a condition that any engine reads.

use std::collections::{BTreeMap, BTreeSet};

use pejl_domain::Cover;
use pejl_domain::cover::members_text;

use crate::columns;
use crate::view::{VisiblePart, VisibleSegment};

/// Most members texts that are listed whole; more are compared dimension by dimension.
const MAX_LISTED: usize = 256;

impl VisibleSegment {
    /// The condition that the rows of the file must meet to count, as SQL over the columns of its dataset.
    ///
    /// It says the same as the plan that [`crate::Lake::view`] makes of a dataset whose covers are boxes.
    pub fn condition_sql(&self) -> String {
        let parts: Vec<String> = self.parts.iter().map(part).collect();
        match parts.is_empty() {
            true => "FALSE".to_owned(),
            false => parts.join("\n  OR "),
        }
    }
}

fn part(part: &VisiblePart) -> String {
    let import = format!("{} = {}", quoted(columns::IMPORT_ID), part.import_id);
    match &part.cover {
        None => import,
        Some(cover) => {
            let mut all = vec![import];
            all.extend(in_cover(cover));
            format!("({})", all.join(" AND "))
        }
    }
}

fn in_cover(cover: &Cover) -> Vec<String> {
    let periods = cover.periods.iter().map(ToString::to_string).collect();
    vec![
        format!(
            "{} = {}",
            quoted(columns::VARIANT),
            text(&cover.variant.key())
        ),
        one_of(columns::AREA, &cover.areas),
        one_of(columns::PERIOD, &periods),
        in_members(&cover.members),
    ]
}

fn in_members(members: &BTreeMap<String, BTreeSet<String>>) -> String {
    let n_texts = members
        .values()
        .map(BTreeSet::len)
        .try_fold(1_usize, usize::checked_mul);
    let pair = |dimension: &String, member: &String| {
        members_text(&BTreeMap::from([(dimension.clone(), member.clone())]))
    };
    if n_texts.is_some_and(|n| n <= MAX_LISTED) {
        let mut texts = BTreeSet::from([String::new()]);
        for (dimension, of_dimension) in members {
            let longer = texts.iter().flat_map(|text| {
                of_dimension
                    .iter()
                    .map(move |member| match text.is_empty() {
                        true => pair(dimension, member),
                        false => format!("{text};{}", pair(dimension, member)),
                    })
            });
            texts = longer.collect();
        }
        return one_of(columns::MEMBERS, &texts);
    }
    let each = members.iter().map(|(dimension, of_dimension)| {
        let any = of_dimension.iter().map(|member| {
            let needle = format!("%;{};%", like(&pair(dimension, member)));
            let whole = format!("CONCAT(';', {}, ';')", quoted(columns::MEMBERS));
            format!("{whole} LIKE {} ESCAPE '!'", text(&needle))
        });
        format!("({})", any.collect::<Vec<_>>().join(" OR "))
    });
    each.collect::<Vec<_>>().join(" AND ")
}

/// A text in which no letter stands for others.
fn like(text: &str) -> String {
    text.replace('!', "!!")
        .replace('%', "!%")
        .replace('_', "!_")
}

fn one_of(column: &str, values: &BTreeSet<String>) -> String {
    let values: Vec<String> = values.iter().map(|value| text(value)).collect();
    match values.as_slice() {
        [one] => format!("{} = {one}", quoted(column)),
        _ => format!("{} IN ({})", quoted(column), values.join(", ")),
    }
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use pejl_domain::{Absent, Variant};

    use super::*;

    fn segment(members: &[(&str, usize)]) -> VisibleSegment {
        let names = members.iter().map(|(name, _)| *name).collect::<Vec<_>>();
        let key = format!("statbank/REGK31/oere/current/year/{}", names.join(","));
        let of = |n: usize| (0..n).map(|no| format!("m{no}")).collect();
        VisibleSegment {
            path: "stat_fact/1.parquet".to_owned(),
            sha256: None,
            parts: vec![VisiblePart {
                import_id: 3,
                cover: Some(Cover {
                    variant: Variant::parse_key(&key).unwrap(),
                    areas: ["766".to_owned()].into(),
                    periods: ["2018".parse().unwrap(), "2019".parse().unwrap()].into(),
                    members: members
                        .iter()
                        .map(|(name, n)| ((*name).to_owned(), of(*n)))
                        .collect(),
                    absent: Absent::Zero,
                }),
            }],
        }
    }

    #[test]
    fn a_box_is_said_by_its_sides() {
        let few = segment(&[("art", 1), ("function", 2)]).condition_sql();
        assert_eq!(
            few,
            "(\"import_id\" = 3 AND \"variant\" = 'statbank/REGK31/oere/current/year/art,function' AND \"area\" = '766' \
             AND \"period\" IN ('2018', '2019') AND \"members\" IN ('art=m0;function=m0', 'art=m0;function=m1'))"
        );
        let many = segment(&[("art", 20), ("function", 20)]).condition_sql();
        assert!(many.contains("LIKE '%;function=m7;%' ESCAPE '!'"), "{many}");
        assert_eq!(
            VisibleSegment {
                parts: vec![],
                ..segment(&[])
            }
            .condition_sql(),
            "FALSE"
        );
    }
}
