//! The projection of the population that the year after goes by, where nobody says a change of it.

use std::collections::{BTreeMap, BTreeSet};

use pejl_domain::cover::Absent;
use pejl_domain::{AgeMember, Cell, Cover, Grain, Period};
use pejl_lake::STAT_FACT;
use pejl_lake::typed::{FactFilter, PublishedFact, facts_plan, published_facts};
use pejl_metrics::Text;
use pejl_metrics::frame::Line;
use pejl_metrics::frame::projection::{self, AreaChange, Residents};

use crate::error::AppError;
use crate::snapshot::{AsKnown, Known, known, read_again};
use crate::store::Store;

/// Where projections are from.
const SOURCE: &str = "statbank";
const SEX: &str = "sex";
const AGE: &str = "age";
/// What stands for all members of a dimension that a file leaves out.
const TOTAL: &str = "TOT";

/// What a projection says of the residents of a municipality in the year after.
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    /// The table, such as `FRKM125`.
    pub table: String,
    /// The year it was made in.
    pub vintage: i32,
    /// The year that the change is from; it is to the year after, both on 1 January.
    pub from_year: i32,
    /// Each area with spending, with the ages it serves.
    pub areas: Vec<AreaChange>,
    /// The change of the total: those of the areas, weighted by what each is expected to spend.
    pub change: f64,
}

/// The change of residents from a year to the next, by the newest projection known at a revision that has both years; or why it
/// cannot be told.
///
/// # Errors
/// The store fails.
pub(super) fn projected(
    store: &Store,
    (revision, municipality): (i64, &str),
    (lines, year): (&[Line], i32),
) -> Result<Result<Projection, Text>, AppError> {
    let Some(next) = year.checked_add(1) else {
        return Ok(Err(not_imported()));
    };
    let look_up = || known(store, STAT_FACT.name, AsKnown::Revision(revision));
    let found = look_up()?;
    let of_place = tables(&found, municipality);
    let Some((newest, covers)) = of_place.last_key_value() else {
        return Ok(Err(not_imported()));
    };
    let years = years(covers);
    let has_both = |covers: &Vec<&Cover>| {
        let years = self::years(covers);
        years.contains(&year) && years.contains(&next)
    };
    let mut newest_first = of_place.iter().rev();
    let Some(((vintage, table), covers)) = newest_first.find(|(_, covers)| has_both(covers)) else {
        return Ok(Err(not_covered(&newest.1, &years, (year, next))));
    };
    let filter = FactFilter {
        variants: covers.iter().map(|cover| cover.variant.key()).collect(),
        areas: vec![municipality.to_owned()],
        periods: [year, next].map(|year| year.to_string()).to_vec(),
        limit: n_facts(covers),
        ..FactFilter::default()
    };
    let facts = read_again(look_up, |known| {
        let view = store.lake.view(&STAT_FACT, &known.view)?;
        Ok(published_facts(&pejl_lake::run(facts_plan(
            view, &filter,
        ))?)?)
    })?;
    let residents = residents(covers, &facts, &[year, next]);
    let told = projection::changes(lines, (table, &residents), year);
    Ok(told.map(|(areas, change)| Projection {
        table: table.clone(),
        vintage: *vintage,
        from_year: year,
        areas,
        change,
    }))
}

/// The covers of each projection that has the municipality, by vintage and table.
fn tables<'a>(known: &'a Known, municipality: &str) -> BTreeMap<(i32, String), Vec<&'a Cover>> {
    let mut tables: BTreeMap<(i32, String), Vec<&Cover>> = BTreeMap::new();
    for cover in &known.covers {
        let variant = &cover.variant;
        let is_meant = variant.source == SOURCE
            && variant.grain == Grain::Year
            && variant
                .dimensions
                .iter()
                .all(|one| one == SEX || one == AGE)
            && cover.areas.contains(municipality);
        if let Some(vintage) = projection::vintage(&variant.table_id).filter(|_| is_meant) {
            let key = (vintage, variant.table_id.clone());
            tables.entry(key).or_default().push(cover);
        }
    }
    tables
}

fn years(covers: &[&Cover]) -> BTreeSet<i32> {
    let periods = covers.iter().flat_map(|cover| &cover.periods);
    periods.map(|period| period.year_number()).collect()
}

/// How many facts the covers can have at one place in two years. The engine makes room for as many as are asked for.
fn n_facts(covers: &[&Cover]) -> u32 {
    let of_cover = |cover: &&Cover| {
        let members = cover.members.values().map(BTreeSet::len);
        members.fold(2, usize::saturating_mul)
    };
    let n_facts = covers.iter().map(of_cover).fold(0, usize::saturating_add);
    u32::try_from(n_facts).unwrap_or(u32::MAX)
}

/// What the covers say of each sex and age in these years: a fact, zero where the file leaves zeros out, or nothing.
fn residents(covers: &[&Cover], facts: &[PublishedFact], years: &[i32]) -> Vec<Residents> {
    type Key = (String, Period, BTreeMap<String, String>);
    let told: BTreeMap<Key, Option<f64>> = facts
        .iter()
        .map(|one| {
            let persons = one
                .value
                // There are no fewer than none.
                .filter(|persons| matches!(one.cell, Cell::Ok | Cell::Zero) && *persons >= 0.0);
            (
                (one.variant.clone(), one.period, one.members.clone()),
                persons,
            )
        })
        .collect();
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for cover in covers {
        let variant = cover.variant.key();
        let periods = cover.periods.iter();
        let periods = periods.filter(|period| years.contains(&period.year_number()));
        for (period, members) in
            periods.flat_map(|one| combinations(cover).map(move |of| (*one, of)))
        {
            let sex = members.get(SEX).map_or(TOTAL, String::as_str).to_owned();
            let age = members.get(AGE).map_or(TOTAL, String::as_str).to_owned();
            let Ok(age) = age.parse::<AgeMember>() else {
                continue;
            };
            // Files of one table may tell the same by other dimensions.
            if !seen.insert((period, sex.clone(), age)) {
                continue;
            }
            let absent = (cover.absent == Absent::Zero).then_some(0.0);
            let key = (variant.clone(), period, members);
            found.push(Residents {
                year: period.year_number(),
                sex,
                age,
                persons: told.get(&key).copied().unwrap_or(absent),
            });
        }
    }
    found
}

/// Every combination of the members of a cover, by sex and age.
fn combinations(cover: &Cover) -> impl Iterator<Item = BTreeMap<String, String>> + '_ {
    let of = |name: &str| -> Vec<Option<(String, String)>> {
        match cover.members.get(name) {
            None => vec![None],
            Some(members) => {
                let members = members.iter();
                members
                    .map(|member| Some((name.to_owned(), member.clone())))
                    .collect()
            }
        }
    };
    let ages = of(AGE);
    of(SEX).into_iter().flat_map(move |sex| {
        let ages = ages.clone().into_iter();
        ages.map(move |age| sex.clone().into_iter().chain(age).collect())
    })
}

fn not_imported() -> Text {
    Text {
        da: "ingen befolkningsfremskrivning (FRKM1xx) er indlæst for kommunen; angiv selv, hvor mange flere borgere der ventes"
            .to_owned(),
        en: "no projection of the population (FRKM1xx) is imported for the municipality; say how many more residents are expected"
            .to_owned(),
    }
}

fn not_covered(table: &str, years: &BTreeSet<i32>, (from, to): (i32, i32)) -> Text {
    let first = years.first().map(ToString::to_string).unwrap_or_default();
    let last = years.last().map(ToString::to_string).unwrap_or_default();
    Text {
        da: format!(
            "ingen indlæst befolkningsfremskrivning har både {from} og {to}; den nyeste, {table}, går fra {first} til {last}"
        ),
        en: format!(
            "no imported projection of the population has both {from} and {to}; the newest, {table}, is of {first} to {last}"
        ),
    }
}
