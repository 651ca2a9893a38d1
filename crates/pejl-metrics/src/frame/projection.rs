//! The residents to be expected in the year after, by the projection of the population.
//!
//! Which tables are projections and which ages an area of account serves is data (`data/projection.toml`). A change is that
//! between two years of one projection: a projection is never held against a count, since the difference of the two is no change.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use pejl_domain::age::tiles;
use pejl_domain::yearly_table::digits;
use pejl_domain::{AgeBand, AgeMember};
use serde::Deserialize;

use super::{Line, reason};
use crate::text::Reason;

static TEXT: &str = include_str!("../../data/projection.toml");

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    // A malformed embedded file is caught by a test; at run time it knows no projection.
    toml::from_str(TEXT).unwrap_or_default()
});

/// The century that vintages are of.
const CENTURY: i32 = 2000;
/// The member of both sexes.
const BOTH: &str = "TOT";
/// The members of each.
const EACH: [&str; 2] = ["K", "M"];

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    tables: String,
    areas: Vec<Served>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Served {
    account: String,
    ages: AgeBand,
    #[expect(dead_code, reason = "whoever reads the file wants it")]
    evidence: String,
}

/// The year a table's projection was made in; none where the table is no projection.
///
/// ```
/// use pejl_metrics::frame::projection::vintage;
/// assert_eq!(vintage("FRKM125"), Some(2025));
/// assert_eq!(vintage("FRKM1250"), None);
/// assert_eq!(vintage("FOLK1A"), None);
/// ```
pub fn vintage(table: &str) -> Option<i32> {
    let year = digits(&KNOWN.tables, table)?.parse::<i32>().ok()?;
    Some(CENTURY + year)
}

/// The ages that an area of account serves; none where it serves all residents.
pub fn ages_of(area: &str) -> Option<AgeBand> {
    let mut areas = KNOWN.areas.iter();
    areas.find(|one| one.account == area).map(|one| one.ages)
}

/// Residents of one sex and age on 1 January of a year, as projected.
#[derive(Debug, Clone, PartialEq)]
pub struct Residents {
    /// The year.
    pub year: i32,
    /// `K`, `M` or `TOT`.
    pub sex: String,
    /// The age, a band, or all.
    pub age: AgeMember,
    /// How many; none where the projection does not say.
    pub persons: Option<f64>,
}

/// How many residents an area serves in a year and the year after, by one projection.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaChange {
    /// Code of the area of account.
    pub area: &'static str,
    /// The ages that it serves; none: all residents.
    pub ages: Option<AgeBand>,
    /// Residents of these ages on 1 January of the year.
    pub from: f64,
    /// And of the year after.
    pub to: f64,
}

impl AreaChange {
    /// By which share residents are more in the year after.
    pub fn change(&self) -> f64 {
        self.to / self.from - 1.0
    }
}

/// The change of each area with spending, and of the total: the changes of the areas, each weighted by what it is expected to spend.
///
/// In: the lines of a frame, and what one projection, named by its table, says of the municipality in `year` and the year after.
///
/// # Errors
/// A reason where the projection lacks an age, an area has spending that nothing is expected of or is expected to end with net income, or no money is expected at all.
///
/// # Example
/// 300 expected of an area whose residents rise by 2 %, and 100 of one whose fall by 2 %: 4 of 400, which is 1 %.
pub fn changes(
    lines: &[Line],
    (table, residents): (&str, &[Residents]),
    year: i32,
) -> Result<(Vec<AreaChange>, f64), Reason> {
    let mut areas = Vec::new();
    let (mut moved, mut all) = (0.0, 0.0);
    for line in lines.iter().filter(|line| !line.area.is_total()) {
        let expected = match &line.expected {
            Ok(expected) if expected.oere == 0 => continue,
            // A mean lies between its parts only where each of them weighs something.
            Ok(expected) if expected.oere < 0 => return Err(reason::income_ahead()),
            Ok(expected) => expected.oere as f64,
            Err(_) if matches!(line.actual, Err(_) | Ok(0)) => continue,
            Err(why) => return Err(why.clone()),
        };
        let ages = ages_of(line.area.code);
        let of = |year| count(residents, year, ages);
        let sides = of(year).filter(|from| *from > 0.0);
        let (Some(from), Some(to)) = (sides, of(year.saturating_add(1))) else {
            return Err(reason::ages_not_projected(table, ages, year));
        };
        let area = AreaChange {
            area: line.area.code,
            ages,
            from,
            to,
        };
        moved += expected * area.change();
        all += expected;
        areas.push(area);
    }
    match all > 0.0 {
        true => Ok((areas, moved / all)),
        false => Err(reason::nothing_to_weight()),
    }
}

/// Residents of these ages in a year; none unless every age is told for both sexes.
fn count(residents: &[Residents], year: i32, ages: Option<AgeBand>) -> Option<f64> {
    let mut of_sex: BTreeMap<&str, Vec<&Residents>> = BTreeMap::new();
    for one in residents.iter().filter(|one| one.year == year) {
        of_sex.entry(one.sex.as_str()).or_default().push(one);
    }
    // The sum of both, where it is told, is not added to its parts.
    let both = of_sex.get(BOTH).and_then(|all| of_ages(all, ages));
    both.or_else(|| {
        let each = EACH.iter().map(|sex| of_ages(of_sex.get(sex)?, ages));
        each.sum::<Option<f64>>()
    })
}

fn of_ages(residents: &[&Residents], ages: Option<AgeBand>) -> Option<f64> {
    let total = residents.iter().find(|one| one.age == AgeMember::Total);
    if let (None, Some(total)) = (ages, total) {
        return total.persons;
    }
    let whole = match ages {
        Some(ages) => ages,
        None => AgeBand::new(0, None).ok()?,
    };
    let parts = residents.iter().filter_map(|one| match one.age {
        AgeMember::Band(band) if whole.contains(band) => Some((band, one.persons)),
        _ => None,
    });
    let (bands, persons): (Vec<AgeBand>, Vec<Option<f64>>) = parts.unzip();
    match tiles(&bands, whole) {
        true => persons.into_iter().sum(),
        false => None,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn one(year: i32, sex: &str, age: &str, persons: impl Into<Option<f64>>) -> Residents {
        Residents {
            year,
            sex: sex.to_owned(),
            age: age.parse().unwrap(),
            persons: persons.into(),
        }
    }

    #[test]
    fn the_embedded_file_is_read_whole_and_its_ages_are_those_of_f2() {
        let known: Known = toml::from_str(TEXT).unwrap();
        assert_eq!(known.areas.len(), 2);
        let f2 = crate::catalogue().find_indicator("F2").unwrap();
        let ages: Vec<String> = f2
            .readings
            .iter()
            .filter_map(|one| one.ages.map(|ages| ages.to_string()))
            .collect();
        let held: Vec<pejl_domain::AccountCode> = known
            .areas
            .iter()
            .map(|one| pejl_domain::AccountCode::parse(&one.account).unwrap())
            .collect();
        let areas = super::super::areas(&held);
        for one in &known.areas {
            assert!(ages.contains(&one.ages.to_string()), "{}", one.account);
            assert!(areas.iter().any(|area| area.code == one.account));
        }
        assert_eq!(ages_of("5.32"), None);
        for wrong in ["FRKM12", "FRKM12X", "FRKM225", "frdk125", ""] {
            assert_eq!(vintage(wrong), None, "{wrong}");
        }
        assert_eq!(vintage("frkm119"), Some(2019));
    }

    #[test]
    fn ages_are_counted_only_where_all_of_them_are_told() {
        let band = |text: &str| Some(text.parse::<AgeBand>().unwrap());
        let all = [
            one(2025, "M", "TOT", 10.0),
            one(2025, "M", "0-66", 7.0),
            one(2025, "M", "67", 1.0),
            one(2025, "M", "68+", 2.0),
            one(2025, "K", "0-66", 5.0),
            one(2025, "K", "67", 0.0),
            one(2025, "K", "68+", 4.0),
            one(2026, "M", "67+", 3.0),
            one(2026, "K", "67+", None),
        ];
        let check = |year, ages, expected| assert_eq!(count(&all, year, ages), expected);
        check(2025, None, Some(19.0));
        check(2025, band("67+"), Some(7.0));
        check(2025, band("18-66"), None);
        check(2026, band("67+"), None);
        check(2027, None, None);
        // Both sexes together, and no longer each of them.
        let total = [one(2025, "TOT", "TOT", 20.0), one(2025, "M", "TOT", 10.0)];
        assert_eq!(count(&total, 2025, None), Some(20.0));
    }
}
