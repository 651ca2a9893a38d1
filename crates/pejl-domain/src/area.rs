//! Areas: the country, regions, provinces, StatBank's municipality groups and the 98 municipalities.
//!
//! Codes are text and canonical: country `000`, regions `1081`–`1085`, provinces `01`–`11`, municipality groups
//! `910`–`960`, municipalities `101`–`860`, and Christiansø `411`, which is not a municipality. Which region a
//! municipality belongs to has dates: Hovedstaden and Sjælland end on 31 December 2026, and until the code of
//! Region Østdanmark is published their municipalities have no region after that day.

mod lookup;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::Range;
use std::str::FromStr;
use std::sync::LazyLock;

use chrono::NaiveDate;

use crate::lang::Lang;
use crate::limit::{MAX_TEXT_CHARS, fits};
use crate::list::{List, date, filled, read};
use crate::serde_text::serde_as_text;

pub use lookup::{find_area, nearest_areas};

/// Code of the whole country.
pub const COUNTRY: &str = "000";

/// What kind of area a code is; figures of two levels are never added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AreaLevel {
    /// The whole country.
    Country,
    /// One of the regions.
    Region,
    /// One of Statistics Denmark's eleven provinces (`landsdele`).
    Province,
    /// One of StatBank's groups of municipalities (capital, big-city, provincial, commuter, rural).
    MunicipalityGroup,
    /// One of the 98 municipalities.
    Municipality,
    /// In the lists but none of the above: Christiansø.
    Other,
}

/// A text that names no level.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AreaError {
    /// None of the six levels.
    #[error("`{text}` is no area level")]
    UnknownLevel {
        /// The text as given.
        text: String,
    },
    /// Longer than [`MAX_TEXT_CHARS`] characters.
    #[error("area level is longer than {MAX_TEXT_CHARS} characters")]
    TooLong,
}

/// One area of the reference list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Area {
    /// Canonical code.
    pub code: &'static str,
    /// Kind of area.
    pub level: AreaLevel,
    /// Danish name as Statistics Denmark writes it.
    pub name_da: &'static str,
    /// English name as Statistics Denmark writes it.
    pub name_en: &'static str,
    /// First day the area exists; `None` when not known.
    pub valid_from: Option<NaiveDate>,
    /// Last day the area exists; `None` when no end is known.
    pub valid_to: Option<NaiveDate>,
    /// Where the row is from.
    pub source: &'static str,
}

impl Area {
    /// The name in `lang`.
    #[must_use]
    pub const fn name(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Da => self.name_da,
            Lang::En => self.name_en,
        }
    }

    /// Whether the area exists on `day`.
    #[must_use]
    pub fn is_valid_at(&self, day: NaiveDate) -> bool {
        is_within(day, self.valid_from, self.valid_to)
    }
}

impl AreaLevel {
    /// Every level, the widest first.
    pub const ALL: [Self; 6] = [
        Self::Country,
        Self::Region,
        Self::Province,
        Self::MunicipalityGroup,
        Self::Municipality,
        Self::Other,
    ];

    /// The level as it is stored and sent, for example `municipality_group`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Region => "region",
            Self::Province => "province",
            Self::MunicipalityGroup => "municipality_group",
            Self::Municipality => "municipality",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for AreaLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for AreaLevel {
    type Err = AreaError;

    fn from_str(text: &str) -> Result<Self, AreaError> {
        if !fits(text, MAX_TEXT_CHARS) {
            return Err(AreaError::TooLong);
        }
        Self::ALL
            .into_iter()
            .find(|level| level.as_str() == text)
            .ok_or_else(|| AreaError::UnknownLevel {
                text: text.to_owned(),
            })
    }
}

serde_as_text!(AreaLevel);

/// Every area, ordered by level and then by code.
#[must_use]
pub fn areas() -> &'static [Area] {
    &AREAS.all
}

/// The 98 municipalities in code order.
#[must_use]
pub fn municipalities() -> &'static [Area] {
    AREAS
        .all
        .get(AREAS.municipalities.clone())
        .unwrap_or_default()
}

/// The area with this canonical code, and no other spelling of it; see [`find_area`] for the others.
#[must_use]
pub fn get_area(code: &str) -> Option<&'static Area> {
    lookup::by_code(code)
}

/// The region `municipality` (canonical code) belongs to on day `at`.
///
/// `None` for what is not a municipality, before 2007, and for the municipalities of Hovedstaden and Sjælland from
/// 1 January 2027, until the code of the merged region is in the list.
///
/// ```
/// use pejl_domain::area::region_of;
/// let day = |text: &str| text.parse().unwrap_or_default();
/// assert_eq!(region_of("766", day("2017-01-01")).map(|region| region.code), Some("1082"));
/// assert_eq!(region_of("101", day("2027-01-01")), None);
/// ```
#[must_use]
pub fn region_of(municipality: &str, at: NaiveDate) -> Option<&'static Area> {
    region_members()
        .iter()
        .find(|member| {
            member.municipality == municipality && is_within(at, member.valid_from, member.valid_to)
        })
        .and_then(|member| get_area(member.region))
}

/// A municipality's membership of a region.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RegionMember {
    pub(crate) region: &'static str,
    pub(crate) municipality: &'static str,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
}

/// Every membership, ordered by region and municipality.
pub(crate) fn region_members() -> &'static [RegionMember] {
    static MEMBERS: LazyLock<List<RegionMember>> = LazyLock::new(read_members);
    &MEMBERS.rows
}

/// Whether `day` lies between two days, both included; `None` is no limit.
pub(crate) fn is_within(day: NaiveDate, from: Option<NaiveDate>, to: Option<NaiveDate>) -> bool {
    from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
}

struct Areas {
    all: Vec<Area>,
    /// Where the municipalities stand in `all`.
    municipalities: Range<usize>,
}

static AREAS: LazyLock<Areas> = LazyLock::new(|| {
    let mut all = read_areas().rows;
    all.sort_by_key(|area| (area.level, area.code));
    let municipalities = all.partition_point(|area| area.level < AreaLevel::Municipality)
        ..all.partition_point(|area| area.level <= AreaLevel::Municipality);
    Areas {
        all,
        municipalities,
    }
});

fn read_areas() -> List<Area> {
    let header = [
        "code",
        "level",
        "name_da",
        "name_en",
        "valid_from",
        "valid_to",
        "source",
    ];
    read(
        include_str!("../data/areas.csv"),
        header,
        |[code, level, name_da, name_en, from, to, source]| {
            Ok(Area {
                code: filled(code)?,
                level: level.parse().map_err(|_| "unknown level")?,
                name_da: filled(name_da)?,
                name_en: filled(name_en)?,
                valid_from: date(from)?,
                valid_to: date(to)?,
                source: filled(source)?,
            })
        },
    )
}

fn read_members() -> List<RegionMember> {
    let header = ["region", "municipality", "valid_from", "valid_to", "source"];
    read(
        include_str!("../data/region_members.csv"),
        header,
        |[region, municipality, from, to, source]| {
            filled(source)?;
            Ok(RegionMember {
                region: filled(region)?,
                municipality: filled(municipality)?,
                valid_from: date(from)?,
                valid_to: date(to)?,
            })
        },
    )
}
