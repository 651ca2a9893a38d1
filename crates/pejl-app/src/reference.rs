//! Reference lists as a client reads them: sorted by name, valid at a date.

use chrono::NaiveDate;
use pejl_calendar::day_of;
use pejl_domain::area::{areas, find_area, get_area, municipalities, region_of};
use pejl_domain::group::groups;
use pejl_domain::lang::collate;
use pejl_domain::{Area, AreaLevel, Lang};

use crate::error::AppError;
use crate::store::Store;

/// One municipality.
#[derive(Debug, Clone)]
pub struct MunicipalityEntry {
    /// Three digits.
    pub code: &'static str,
    /// Name in the language asked for.
    pub name: &'static str,
    /// Code and name of its region at the date.
    pub region: Option<(&'static str, &'static str)>,
    /// First day it exists, where the list says so.
    pub valid_from: Option<NaiveDate>,
    /// Last day it exists.
    pub valid_to: Option<NaiveDate>,
}

/// One region.
#[derive(Debug, Clone)]
pub struct RegionEntry {
    /// Four digits.
    pub code: &'static str,
    /// Name in the language asked for.
    pub name: &'static str,
    /// Its municipalities at the date.
    pub members: Vec<&'static str>,
    /// First day it exists, where the list says so.
    pub valid_from: Option<NaiveDate>,
    /// Last day it exists.
    pub valid_to: Option<NaiveDate>,
}

/// One municipality group.
#[derive(Debug, Clone)]
pub struct GroupEntry {
    /// Its code.
    pub code: &'static str,
    /// Name in the language asked for.
    pub name: &'static str,
    /// Its municipalities.
    pub members: Vec<&'static str>,
    /// First day the membership holds, where it is known.
    pub valid_from: Option<NaiveDate>,
    /// Last day the membership holds.
    pub valid_to: Option<NaiveDate>,
    /// Where the membership is from.
    pub source: &'static str,
}

/// Returns the name of an area or a group by its code; the code itself when there is no such place.
pub fn place_name(code: &str, lang: Lang) -> String {
    if let Some(area) = get_area(code) {
        return area.name(lang).to_owned();
    }
    pejl_domain::group::find_group(code)
        .map_or_else(|| code.to_owned(), |group| group.name(lang).to_owned())
}

/// Returns the municipality of a code or name.
///
/// # Errors
/// It is none of the 98.
pub(crate) fn municipality(text: &str) -> Result<&'static Area, AppError> {
    find_area(text)
        .filter(|area| area.level == AreaLevel::Municipality)
        .ok_or_else(|| {
            let allowed = "code or name of one of the 98 municipalities";
            AppError::parameter("municipality", text, allowed)
        })
}

fn holds(from: Option<NaiveDate>, to: Option<NaiveDate>, at: NaiveDate) -> bool {
    from.is_none_or(|from| from <= at) && to.is_none_or(|to| at <= to)
}

/// Lists the municipalities that exist at the date (today when none is given), sorted by name.
pub fn list_municipalities(
    store: &Store,
    at: Option<NaiveDate>,
    lang: Lang,
) -> Vec<MunicipalityEntry> {
    let at = at.unwrap_or_else(|| day_of(store.now()));
    let entry = |area: &'static Area| MunicipalityEntry {
        code: area.code,
        name: area.name(lang),
        region: region_of(area.code, at).map(|region| (region.code, region.name(lang))),
        valid_from: area.valid_from,
        valid_to: area.valid_to,
    };
    let mut entries: Vec<_> = municipalities()
        .iter()
        .filter(|a| holds(a.valid_from, a.valid_to, at))
        .map(entry)
        .collect();
    entries.sort_by(|a, b| collate(a.name, b.name, lang));
    entries
}

/// Lists the regions that exist at the date (today when none is given), in the order of their codes.
pub fn list_regions(store: &Store, at: Option<NaiveDate>, lang: Lang) -> Vec<RegionEntry> {
    let at = at.unwrap_or_else(|| day_of(store.now()));
    let entry = |area: &'static Area| {
        let of_region = |m: &&'static Area| {
            region_of(m.code, at).is_some_and(|region| region.code == area.code)
        };
        RegionEntry {
            code: area.code,
            name: area.name(lang),
            members: municipalities()
                .iter()
                .filter(of_region)
                .map(|m| m.code)
                .collect(),
            valid_from: area.valid_from,
            valid_to: area.valid_to,
        }
    };
    let is_region = |a: &&'static Area| a.level == AreaLevel::Region;
    areas()
        .iter()
        .filter(is_region)
        .filter(|a| holds(a.valid_from, a.valid_to, at))
        .map(entry)
        .collect()
}

/// Lists the groups whose membership holds at the date (today when none is given), in the order of their codes.
pub fn list_groups(store: &Store, at: Option<NaiveDate>, lang: Lang) -> Vec<GroupEntry> {
    let at = at.unwrap_or_else(|| day_of(store.now()));
    groups()
        .iter()
        .filter(|g| holds(g.valid_from, g.valid_to, at))
        .map(|g| GroupEntry {
            code: &g.code,
            name: g.name(lang),
            members: g.members.clone(),
            valid_from: g.valid_from,
            valid_to: g.valid_to,
            source: g.source,
        })
        .collect()
}
