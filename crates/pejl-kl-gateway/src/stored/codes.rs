//! Codes as rows of `code`.

use std::collections::{BTreeMap, BTreeSet};

use pejl_domain::cover::members_text;
use pejl_domain::{Absent, Cover, Grain, Period, PriceLevel, Unit, Variant};
use pejl_lake::{Days, Frame, LakeError, REGISTER_YEAR, RowBuilder, Texts, Wholes, columns};

use super::row::{Provenance, Row, corrupt, needed};
use super::versions::whole;
use crate::codes::{CodeEntry, CodeVersion, Codes, ListKind};

/// Who publishes the lists.
const SOURCE: &str = "kl";
/// The whole country: a list is nobody's own.
const COUNTRY: &str = "000";

/// Adds the codes of one version of a list, and yields the box that they are all of.
///
/// # Errors
/// A value does not fit its column.
pub fn push_codes(
    rows: &mut RowBuilder,
    list: ListKind,
    version: &CodeVersion,
    codes: &[CodeEntry],
    import_id: i64,
    file_no: i32,
) -> Result<Cover, LakeError> {
    let cover = cover(list, version)?;
    let variant = cover.variant.key();
    let members: BTreeMap<String, String> = cover
        .members
        .iter()
        .filter_map(|(dimension, members)| Some((dimension.clone(), members.first()?.clone())))
        .collect();
    let members = members_text(&members);
    let period = REGISTER_YEAR.to_string();
    for code in codes {
        let mut row = Row::default();
        row.text(columns::VARIANT, variant.as_str());
        row.text(columns::AREA, COUNTRY);
        row.text(columns::PERIOD, period.as_str());
        row.text(columns::MEMBERS, members.as_str());
        row.text(columns::LIST, list.as_str());
        row.text(columns::VERSION, version.name.as_str());
        row.day(columns::VALID_FROM, version.valid_from);
        row.text(columns::SYSTEM, code.system.as_str());
        row.text(columns::CODE, code.code.as_str());
        row.text(columns::LEGACY_CODE, code.legacy_code.as_deref());
        row.text(columns::DISPLAY_DA, code.display_da.as_str());
        row.text(columns::GROUP, code.group.as_deref());
        row.text(columns::PARAGRAPH, code.paragraph.as_deref());
        row.text(columns::KIND, code.kind.as_deref());
        row.whole(columns::FUNCTION_LEVEL, code.level.map(i64::from));
        row.text(columns::MEANING, code.meaning.as_deref());
        row.text(columns::VALID_INFO, code.valid_info.as_str());
        row.provenance(Provenance {
            import_id,
            file_no,
            line: whole(code.line),
        });
        row.push_to(rows)?;
    }
    Ok(cover)
}

fn cover(list: ListKind, version: &CodeVersion) -> Result<Cover, LakeError> {
    let member =
        |dimension: &str, member: &str| (dimension.to_owned(), BTreeSet::from([member.to_owned()]));
    let year = Period::year(REGISTER_YEAR)
        .map_err(|_| corrupt(columns::PERIOD, &REGISTER_YEAR.to_string()))?;
    Ok(Cover {
        variant: Variant {
            source: SOURCE.to_owned(),
            table_id: pejl_lake::CODE.name.to_owned(),
            unit: Unit::Other("records".to_owned()),
            price: PriceLevel::Current,
            grain: Grain::Year,
            dimensions: BTreeSet::from([columns::LIST.to_owned(), columns::VERSION.to_owned()]),
        },
        areas: BTreeSet::from([COUNTRY.to_owned()]),
        periods: BTreeSet::from([year]),
        members: BTreeMap::from([
            member(columns::LIST, list.as_str()),
            member(columns::VERSION, &version.name),
        ]),
        absent: Absent::Missing,
    })
}

/// The codes of rows of `code`, whatever the order of the rows.
///
/// # Errors
/// A row holds what was never stored; the column is named.
pub fn codes_of(frame: &Frame) -> Result<Codes, LakeError> {
    let text = |name| Texts::of(frame, name);
    let (lists, versions, valid_from) = (
        text(columns::LIST)?,
        text(columns::VERSION)?,
        Days::of(frame, columns::VALID_FROM)?,
    );
    let (systems, codes, legacy, displays) = (
        text(columns::SYSTEM)?,
        text(columns::CODE)?,
        text(columns::LEGACY_CODE)?,
        text(columns::DISPLAY_DA)?,
    );
    let (groups, paragraphs, kinds) = (
        text(columns::GROUP)?,
        text(columns::PARAGRAPH)?,
        text(columns::KIND)?,
    );
    let (levels, meanings, infos) = (
        Wholes::of(frame, columns::FUNCTION_LEVEL)?,
        text(columns::MEANING)?,
        text(columns::VALID_INFO)?,
    );
    let lines = Wholes::of(frame, columns::LINE)?;
    let owned = |cell: Option<&str>| cell.map(str::to_owned);
    let one = |row| {
        let list = needed(columns::LIST, lists.get(row))?;
        let entry = CodeEntry {
            list: ListKind::find(list).ok_or_else(|| corrupt(columns::LIST, list))?,
            line: lines
                .get(row)
                .and_then(|line| u64::try_from(line).ok())
                .unwrap_or_default(),
            version: CodeVersion {
                valid_from: valid_from
                    .get(row)
                    .ok_or_else(|| corrupt(columns::VALID_FROM, "null"))?,
                name: needed(columns::VERSION, versions.get(row))?.to_owned(),
            },
            system: needed(columns::SYSTEM, systems.get(row))?.to_owned(),
            code: needed(columns::CODE, codes.get(row))?.to_owned(),
            legacy_code: owned(legacy.get(row)),
            display_da: needed(columns::DISPLAY_DA, displays.get(row))?.to_owned(),
            group: owned(groups.get(row)),
            paragraph: owned(paragraphs.get(row)),
            kind: owned(kinds.get(row)),
            level: levels.get(row).and_then(|level| u8::try_from(level).ok()),
            role: None,
            meaning: owned(meanings.get(row)),
            valid_info: owned(infos.get(row)).unwrap_or_default(),
        };
        Ok(entry.with_role())
    };
    let entries: Vec<CodeEntry> = (0..frame.height())
        .map(one)
        .collect::<Result<_, LakeError>>()?;
    let mut found = Codes::default();
    found
        .add(entries)
        .map_err(|twice| corrupt(columns::CODE, &twice.code))?;
    Ok(found)
}
