//! Versions of resources as rows of `kl_resource`.

use pejl_lake::{Frame, LakeError, RowBuilder, Texts, Wholes, columns};

use super::row::{Provenance, Row, corrupt, instant, needed, read_instant, read_word, word};
use crate::history::History;
use crate::identity::{Organisation, ReportKey, ResourceKey};
use crate::report::CitizenFacts;
use crate::resource::Resource;
use crate::version::{Change, Version};

const PUT: &str = "put";
const VOID: &str = "void";

/// Adds the versions of a history that arrived after `after`, each with the file and line of its report.
///
/// # Errors
/// A value does not fit its column.
pub fn push_versions(
    rows: &mut RowBuilder,
    history: &History,
    after: u64,
    import_id: i64,
    place_of: &dyn Fn(u64) -> (i32, i64),
) -> Result<usize, LakeError> {
    let mut n_versions: usize = 0;
    for chain in history.chains() {
        let states = chain.states();
        for (version, state) in chain.versions().iter().zip(states) {
            if version.arrival_no <= after {
                continue;
            }
            let (file_no, line) = place_of(version.arrival_no);
            let provenance = Provenance {
                import_id,
                file_no,
                line,
            };
            push(rows, version, state, provenance)?;
            n_versions = n_versions.saturating_add(1);
        }
    }
    Ok(n_versions)
}

fn push(
    rows: &mut RowBuilder,
    version: &Version,
    state: Option<&Version>,
    provenance: Provenance,
) -> Result<(), LakeError> {
    let json = |resource: &Resource| {
        serde_json::to_string(resource).map_err(|_| corrupt(columns::STATE, "no JSON"))
    };
    let key = key_text(version);
    let (guide, profile) = (word(&version.guide), word(&version.profile));
    let resource_type = version.key.resource_type.as_str();
    let state = state.map(|state| json(&state.resource)).transpose()?;
    let (taken_back, reported) = match version.change {
        Change::Put => (None, None),
        Change::Void { taken_back } => (taken_back, Some(json(&version.resource)?)),
    };
    let reported_at = instant(version.reported_at);
    let last_updated = version.last_updated.map(instant);
    let mut row = Row::default();
    row.text(columns::AREA, version.municipality_code.as_str());
    row.text(columns::KEY, key.as_str());
    row.whole(columns::ARRIVAL_NO, whole(version.arrival_no));
    row.text(columns::OP, if state.is_some() { PUT } else { VOID });
    row.citizen(&version.person_key, version.citizen);
    row.whole(columns::AGE, version.age.map(i64::from));
    row.text(columns::GUIDE, guide.as_str());
    row.text(columns::PROFILE, profile.as_str());
    organisation(&mut row, &version.key.organisation);
    row.text(columns::RESOURCE_TYPE, resource_type);
    row.text(columns::RESOURCE_ID, version.key.id.as_str());
    row.whole(columns::NUMBER, size(version.number));
    row.whole(columns::TAKEN_BACK, taken_back.map(size));
    row.text(columns::BUNDLE_ID, version.report.bundle_id.as_str());
    row.text(columns::CONTENT_HASH, version.report.content_hash.as_str());
    row.text(columns::REPORTED_AT, reported_at.as_str());
    row.text(columns::LAST_UPDATED, last_updated.as_deref());
    row.text(columns::STATE, state.as_deref());
    row.text(columns::REPORTED, reported.as_deref());
    row.provenance(provenance);
    row.push_to(rows)
}

/// The versions of rows of `kl_resource`, each as it was stored, in the order of the rows.
///
/// # Errors
/// A row holds what was never stored; the column is named.
pub fn versions_of(frame: &Frame) -> Result<Vec<Version>, LakeError> {
    let columns = Columns::of(frame)?;
    (0..frame.height())
        .map(|row| columns.version(row))
        .collect()
}

struct Columns {
    texts: Vec<(&'static str, Texts)>,
    wholes: Vec<(&'static str, Wholes)>,
}

impl Columns {
    fn of(frame: &Frame) -> Result<Self, LakeError> {
        let texts = [
            columns::AREA,
            columns::PERSON_KEY,
            columns::SEX,
            columns::GUIDE,
            columns::PROFILE,
            columns::ORGANISATION_SYSTEM,
            columns::ORGANISATION_VALUE,
            columns::RESOURCE_TYPE,
            columns::RESOURCE_ID,
            columns::BUNDLE_ID,
            columns::CONTENT_HASH,
            columns::REPORTED_AT,
            columns::LAST_UPDATED,
            columns::STATE,
            columns::REPORTED,
        ];
        let wholes = [
            columns::ARRIVAL_NO,
            columns::BIRTH_YEAR,
            columns::AGE,
            columns::NUMBER,
            columns::TAKEN_BACK,
        ];
        let texts = texts.map(|name| Ok((name, Texts::of(frame, name)?)));
        let wholes = wholes.map(|name| Ok((name, Wholes::of(frame, name)?)));
        Ok(Self {
            texts: texts.into_iter().collect::<Result<_, LakeError>>()?,
            wholes: wholes.into_iter().collect::<Result<_, LakeError>>()?,
        })
    }

    fn text(&self, name: &'static str, row: usize) -> Option<&str> {
        let (_, texts) = self.texts.iter().find(|(known, _)| *known == name)?;
        texts.get(row)
    }

    fn whole(&self, name: &'static str, row: usize) -> Option<i64> {
        let (_, wholes) = self.wholes.iter().find(|(known, _)| *known == name)?;
        wholes.get(row)
    }

    fn version(&self, row: usize) -> Result<Version, LakeError> {
        let needed_text = |name| needed(name, self.text(name, row)).map(str::to_owned);
        let needed_whole = |name| self.whole(name, row).ok_or_else(|| corrupt(name, "null"));
        let reported = self.text(columns::REPORTED, row);
        // What stands here is of a citizen, and no error repeats it.
        let json = |name, text: Option<&str>| {
            let read = text.and_then(|text| serde_json::from_str::<Resource>(text).ok());
            read.ok_or_else(|| corrupt(name, "no resource"))
        };
        let (change, resource) = match reported {
            None => (
                Change::Put,
                json(columns::STATE, self.text(columns::STATE, row))?,
            ),
            Some(_) => (
                Change::Void {
                    taken_back: match self.whole(columns::TAKEN_BACK, row) {
                        None => None,
                        Some(number) => Some(read_size(columns::TAKEN_BACK, number)?),
                    },
                },
                json(columns::REPORTED, reported)?,
            ),
        };
        let guide = read_word(columns::GUIDE, self.text(columns::GUIDE, row))?;
        let birth_year = needed_whole(columns::BIRTH_YEAR)?;
        let last_updated = self.text(columns::LAST_UPDATED, row);
        let arrival_no = needed_whole(columns::ARRIVAL_NO)?;
        Ok(Version {
            key: ResourceKey {
                organisation: Organisation {
                    system: needed_text(columns::ORGANISATION_SYSTEM)?,
                    value: needed_text(columns::ORGANISATION_VALUE)?,
                },
                resource_type: read_word(
                    columns::RESOURCE_TYPE,
                    self.text(columns::RESOURCE_TYPE, row),
                )?,
                id: needed_text(columns::RESOURCE_ID)?,
            },
            number: read_size(columns::NUMBER, needed_whole(columns::NUMBER)?)?,
            change,
            guide,
            profile: read_word(columns::PROFILE, self.text(columns::PROFILE, row))?,
            municipality_code: needed_text(columns::AREA)?,
            person_key: needed_text(columns::PERSON_KEY)?,
            citizen: CitizenFacts {
                birth_year: i32::try_from(birth_year)
                    .map_err(|_| corrupt(columns::BIRTH_YEAR, "out of range"))?,
                sex: read_word(columns::SEX, self.text(columns::SEX, row))?,
            },
            age: self
                .whole(columns::AGE, row)
                .and_then(|age| u32::try_from(age).ok()),
            arrival_no: u64::try_from(arrival_no)
                .map_err(|_| corrupt(columns::ARRIVAL_NO, &arrival_no.to_string()))?,
            report: ReportKey {
                guide,
                bundle_id: needed_text(columns::BUNDLE_ID)?,
                content_hash: needed_text(columns::CONTENT_HASH)?,
            },
            reported_at: read_instant(columns::REPORTED_AT, self.text(columns::REPORTED_AT, row))?,
            last_updated: match last_updated {
                None => None,
                Some(text) => Some(read_instant(columns::LAST_UPDATED, Some(text))?),
            },
            resource,
        })
    }
}

pub(super) fn organisation<'a>(row: &mut Row<'a>, organisation: &'a Organisation) {
    row.text(columns::ORGANISATION_SYSTEM, organisation.system.as_str());
    row.text(columns::ORGANISATION_VALUE, organisation.value.as_str());
}

/// Municipality and citizen, system and number of the organisation, type and id of the resource: arrivals are numbered
/// within a municipality, and each citizen has versions of their own.
fn key_text(version: &Version) -> String {
    let Version {
        key,
        municipality_code,
        person_key,
        ..
    } = version;
    let Organisation { system, value } = &key.organisation;
    let resource = key.reference();
    format!("{municipality_code}|{person_key}|{system}|{value}|{resource}")
}

/// Arrivals are counted from 1 by the store, which has 64-bit numbers.
pub(super) fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(super) fn size(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn read_size(column: &'static str, number: i64) -> Result<usize, LakeError> {
    usize::try_from(number).map_err(|_| corrupt(column, &number.to_string()))
}
