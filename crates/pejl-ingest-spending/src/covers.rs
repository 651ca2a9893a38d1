//! Gathers what an import covers while its rows go by.
//!
//! Every file of an import is a box of its own: the areas and periods it has, times the members it has. Files often fill
//! one larger box together, as the chunks of a fetch do, and then become one cover. Where they do not, the difference
//! matters: a member that only the file of 2019 has says nothing about 2018.

use std::collections::{BTreeMap, BTreeSet};

use pejl_domain::{Absent, Cover, Period, Variant};

/// Members of each dimension.
type Members = BTreeMap<String, BTreeSet<String>>;
/// Periods of each area.
type Extent = BTreeMap<&'static str, BTreeSet<Period>>;

/// Collects variants, areas, periods and members file by file and gives the covers at the end.
///
/// Covers of one import never share an area and a period within a variant, so a row belongs to exactly one.
#[derive(Debug, Default)]
pub struct CoverBuilder {
    /// By the variant's number within the import.
    variants: BTreeMap<u32, Gathered>,
}

#[derive(Debug)]
struct Gathered {
    variant: Variant,
    /// By the file's number within the import.
    boxes: BTreeMap<i32, FileBox>,
}

/// What one file has of one variant.
#[derive(Debug)]
struct FileBox {
    absent: Absent,
    extent: Extent,
    members: Members,
}

/// Why the files of an import do not say together what an absent row means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unclear {
    /// Key of the variant concerned.
    pub variant: String,
    /// Numbers of the files, ascending.
    pub files: Vec<i32>,
    /// What is wrong with them.
    pub cause: UnclearCause,
}

/// What is wrong with files that cover the same areas and periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnclearCause {
    /// An absent row is zero in one and missing in another.
    MixedAbsent,
    /// Absent rows are zero, and the files leave out some combination of members that none of them was asked for.
    Gap,
}

/// A part of a variant in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// The variant's number within the import.
    pub variant: u32,
    /// The file's number within the import.
    pub file: i32,
}

impl CoverBuilder {
    /// Notes that a file has rows of a variant, and what an absent row means there.
    pub fn begin(&mut self, place: Place, variant: &Variant, absent: Absent) {
        let gathered = self
            .variants
            .entry(place.variant)
            .or_insert_with(|| Gathered {
                variant: variant.clone(),
                boxes: BTreeMap::new(),
            });
        gathered.boxes.entry(place.file).or_insert_with(|| FileBox {
            absent,
            extent: Extent::new(),
            members: variant
                .dimensions
                .iter()
                .map(|dimension| (dimension.clone(), BTreeSet::new()))
                .collect(),
        });
    }

    fn at(&mut self, place: Place) -> Option<&mut FileBox> {
        self.variants
            .get_mut(&place.variant)?
            .boxes
            .get_mut(&place.file)
    }

    /// Notes that the area has a row in the period.
    pub fn seen(&mut self, place: Place, area: &'static str, period: Period) {
        if let Some(file) = self.at(place) {
            file.extent.entry(area).or_default().insert(period);
        }
    }

    /// Notes a member of a dimension.
    pub fn member(&mut self, place: Place, dimension: &str, member: &str) {
        let members = self
            .at(place)
            .and_then(|file| file.members.get_mut(dimension));
        if let Some(members) = members
            && !members.contains(member)
        {
            members.insert(member.to_owned());
        }
    }

    /// Returns the covers, areas with the same periods and members in one box, and what is not clear about them.
    pub fn finish(self) -> (Vec<Cover>, Vec<Unclear>) {
        let (mut covers, mut unclear) = (Vec::new(), Vec::new());
        for gathered in self.variants.into_values() {
            gathered.finish(&mut covers, &mut unclear);
        }
        (covers, unclear)
    }
}

impl Gathered {
    fn finish(self, covers: &mut Vec<Cover>, unclear: &mut Vec<Unclear>) {
        let mut boxes: BTreeMap<(bool, Members), Extent> = BTreeMap::new();
        for (files, extent) in self.extents_by_files() {
            let parts: Vec<&FileBox> = files
                .iter()
                .filter_map(|file| self.boxes.get(file))
                .collect();
            let whole = union(&parts);
            let n_zero = parts.iter().filter(|p| p.absent == Absent::Zero).count();
            let members: Vec<&Members> = parts.iter().map(|part| &part.members).collect();
            let cause = if n_zero > 0 && n_zero < parts.len() {
                Some(UnclearCause::MixedAbsent)
            } else if n_zero > 0 && !fills(&members, &whole.iter().collect::<Vec<_>>()) {
                Some(UnclearCause::Gap)
            } else {
                None
            };
            if let Some(cause) = cause {
                unclear.push(Unclear {
                    variant: self.variant.key(),
                    files,
                    cause,
                });
                continue;
            }
            let merged = boxes.entry((n_zero > 0, whole)).or_default();
            for (area, periods) in extent {
                merged.entry(area).or_default().extend(periods);
            }
        }
        for ((is_zero, members), extent) in boxes {
            for (periods, areas) in areas_by_periods(extent) {
                covers.push(Cover {
                    variant: self.variant.clone(),
                    areas,
                    periods,
                    members: members.clone(),
                    absent: if is_zero {
                        Absent::Zero
                    } else {
                        Absent::Missing
                    },
                });
            }
        }
    }

    /// The areas and periods of each set of files that has them.
    fn extents_by_files(&self) -> BTreeMap<Vec<i32>, Extent> {
        let mut files_of: BTreeMap<(&'static str, Period), Vec<i32>> = BTreeMap::new();
        for (file, part) in &self.boxes {
            for (area, periods) in &part.extent {
                for period in periods {
                    files_of.entry((area, *period)).or_default().push(*file);
                }
            }
        }
        let mut extents: BTreeMap<Vec<i32>, Extent> = BTreeMap::new();
        for ((area, period), files) in files_of {
            let extent = extents.entry(files).or_default();
            extent.entry(area).or_default().insert(period);
        }
        extents
    }
}

fn union(parts: &[&FileBox]) -> Members {
    let mut whole = Members::new();
    for part in parts {
        for (dimension, members) in &part.members {
            let all = whole.entry(dimension.clone()).or_default();
            all.extend(members.iter().cloned());
        }
    }
    whole
}

fn areas_by_periods(extent: Extent) -> BTreeMap<BTreeSet<Period>, BTreeSet<String>> {
    let mut areas: BTreeMap<BTreeSet<Period>, BTreeSet<String>> = BTreeMap::new();
    for (area, periods) in extent {
        areas.entry(periods).or_default().insert(area.to_owned());
    }
    areas
}

/// Whether the boxes hold every combination of members of `whole`, the union of each dimension.
///
/// Dimension by dimension: for each member, the boxes that have it must fill what is left.
fn fills(boxes: &[&Members], whole: &[(&String, &BTreeSet<String>)]) -> bool {
    let Some(((dimension, all), rest)) = whole.split_first() else {
        return !boxes.is_empty();
    };
    let has = |members: &Members, member: &String| {
        members
            .get(*dimension)
            .is_some_and(|members| members.contains(member))
    };
    // Members with the same boxes need one look.
    let with: BTreeSet<Vec<usize>> = all
        .iter()
        .map(|member| {
            let having = boxes.iter().enumerate();
            having
                .filter(|(_, members)| has(members, member))
                .map(|(index, _)| index)
                .collect()
        })
        .collect();
    with.iter().all(|having| {
        let left: Vec<&Members> = having
            .iter()
            .filter_map(|index| boxes.get(*index).copied())
            .collect();
        fills(&left, rest)
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use pejl_domain::{Grain, PriceLevel, Unit};

    use super::*;

    /// Function, kind of expenditure and years of one file about Vejle.
    type File = (
        &'static [&'static str],
        &'static [&'static str],
        &'static [i32],
    );

    fn variant() -> Variant {
        Variant {
            source: "statbank".into(),
            table_id: "REGK31".into(),
            unit: Unit::Oere,
            price: PriceLevel::Current,
            grain: Grain::Year,
            dimensions: BTreeSet::from(["art".to_owned(), "function".to_owned()]),
        }
    }

    fn finished(files: &[(Absent, File)]) -> (Vec<String>, Vec<(Vec<i32>, UnclearCause)>) {
        let mut builder = CoverBuilder::default();
        for (number, (absent, (functions, arts, years))) in (0..).zip(files) {
            let place = Place {
                variant: 0,
                file: number,
            };
            builder.begin(place, &variant(), *absent);
            for year in *years {
                builder.seen(place, "630", Period::year(*year).unwrap());
            }
            for (dimension, members) in [("function", functions), ("art", arts)] {
                for member in *members {
                    builder.member(place, dimension, member);
                }
            }
        }
        let (covers, unclear) = builder.finish();
        let shown = |cover: &Cover| {
            cover.check().unwrap();
            let periods: Vec<String> = cover.periods.iter().map(ToString::to_string).collect();
            let functions: Vec<&str> = cover.members["function"].iter().map(|m| &**m).collect();
            let absent = if cover.absent == Zero { "0" } else { "?" };
            format!("{} {} {absent}", periods.join(","), functions.join(","))
        };
        (
            covers.iter().map(shown).collect(),
            unclear.into_iter().map(|u| (u.files, u.cause)).collect(),
        )
    }

    #[track_caller]
    fn check(files: &[(Absent, File)], covers: &[&str], unclear: &[(&[i32], UnclearCause)]) {
        let unclear: Vec<(Vec<i32>, UnclearCause)> = unclear
            .iter()
            .map(|(files, cause)| (files.to_vec(), *cause))
            .collect();
        assert_eq!(
            finished(files),
            (
                covers.iter().map(|cover| (*cover).to_owned()).collect(),
                unclear
            )
        );
    }

    use Absent::{Missing, Zero};

    #[test]
    fn chunks_of_one_request_are_one_cover() {
        check(
            &[
                (Zero, (&["4", "5"], &["TOT"], &[2018])),
                (Zero, (&["4", "5"], &["TOT"], &[2019])),
            ],
            &["2018,2019 4,5 0"],
            &[],
        );
        check(
            &[
                (Zero, (&["4"], &["TOT", "UE"], &[2018, 2019])),
                (Zero, (&["5"], &["TOT", "UE"], &[2018, 2019])),
            ],
            &["2018,2019 4,5 0"],
            &[],
        );
    }

    #[test]
    fn a_member_of_one_year_says_nothing_about_another() {
        // In one box, 5 of 2018 would be a zero that nobody stated.
        check(
            &[
                (Zero, (&["4"], &["TOT"], &[2018])),
                (Zero, (&["5"], &["TOT"], &[2019])),
            ],
            &["2018 4 0", "2019 5 0"],
            &[],
        );
        check(
            &[
                (Missing, (&["4"], &["TOT"], &[2018, 2019])),
                (Missing, (&["5"], &["TOT"], &[2019, 2020])),
            ],
            &["2018 4 ?", "2019 4,5 ?", "2020 5 ?"],
            &[],
        );
    }

    #[test]
    fn zeros_that_no_file_states_are_not_clear() {
        let files = [
            (Zero, (&["4"][..], &["TOT"][..], &[2018, 2019][..])),
            (Zero, (&["5"][..], &["UE"][..], &[2019][..])),
        ];
        check(&files, &["2018 4 0"], &[(&[0, 1], UnclearCause::Gap)]);
        let missing = files.map(|(_, file)| (Missing, file));
        check(&missing, &["2018 4 ?", "2019 4,5 ?"], &[]);
    }

    #[test]
    fn zero_and_missing_do_not_mix() {
        check(
            &[
                (Zero, (&["4"], &["TOT"], &[2018])),
                (Missing, (&["5"], &["TOT"], &[2018])),
            ],
            &[],
            &[(&[0, 1], UnclearCause::MixedAbsent)],
        );
        check(
            &[
                (Zero, (&["4"], &["TOT"], &[2018])),
                (Missing, (&["4"], &["TOT"], &[2019])),
            ],
            &["2019 4 ?", "2018 4 0"],
            &[],
        );
    }
}
