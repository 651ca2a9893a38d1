//! What was asked of StatBank's API, used as the declaration of a fetched file.

use std::path::Path;

use pejl_domain::area::find_area;
use pejl_domain::{Area, Period};
use pejl_ingest::{Described, Message, RowIssue};

use crate::api::{AbsentRows, Sidecar, SidecarVariable};
use crate::covers::{CoverBuilder, Place};
use crate::declared::Declared;
use crate::knowledge::canonical_name;
use crate::layout::Layout;
use crate::members::MemberReader;

/// The request behind a fetched file.
#[derive(Debug, Clone)]
pub struct Requested(Sidecar);

impl Requested {
    /// Finds the request behind a file; none when the file was not fetched.
    ///
    /// # Errors
    /// The description beside the file is damaged or describes another file.
    pub fn beside(file: &str, path: &Path) -> Result<Option<Self>, RowIssue> {
        Sidecar::read_beside(path)
            .map(|found| found.map(Self))
            .map_err(|error| {
                let message = Message {
                    da: format!(
                        "beskrivelsen (.json) ved siden af filen kan ikke bruges: {error}; hent filen igen, eller fjern beskrivelsen"
                    ),
                    en: format!(
                        "the description (.json) beside the file cannot be used: {error}; fetch the file again, or remove the description"
                    ),
                };
                RowIssue::error(file, "sidecar.unusable", message)
            })
    }

    /// Fills in what the user did not state; what the user states otherwise than it was asked for is refused.
    ///
    /// # Errors
    /// The table, or what an absent row means, is declared otherwise.
    pub fn declare(&self, file: &str, declared: &mut Declared) -> Result<(), RowIssue> {
        let asked = self.0.table.to_uppercase();
        let told = declared.table.get_or_insert_with(|| asked.clone());
        if !told.trim().eq_ignore_ascii_case(&asked) {
            let message = Message {
                da: format!("filen er hentet som tabel {asked}; der er angivet {told}"),
                en: format!("the file was fetched as table {asked}; {told} is declared"),
            };
            return Err(RowIssue::error(file, "table.contradicts", message).with_value(&asked));
        }
        match self.0.absent {
            AbsentRows::Zero => {
                declared.absent_is_zero = true;
                declared.open.bulk = true;
            }
            AbsentRows::Missing if declared.absent_is_zero => {
                let message = Message {
                    da: "filen er hentet, så en række, der ikke er der, ikke er nul; udelad --bulk".into(),
                    en: "the file was fetched in a way that an absent row is not zero; leave out --bulk".into(),
                };
                return Err(RowIssue::error(file, "absent.contradicts", message));
            }
            AbsentRows::Missing => {}
        }
        Ok(())
    }

    /// Returns the decimal separator of the language that was asked for. How StatBank writes decimals is not documented, so
    /// it is not believed against the file: a number with the other separator must be clear by itself.
    pub fn usual_decimal(&self) -> char {
        if self.0.language == "da" { ',' } else { '.' }
    }

    /// Adds what the file cannot say itself, because StatBank said it beside the figures: title and unit.
    pub fn describe(&self, described: &mut Described) {
        let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        described.unit = described.unit.take().or_else(|| filled(&self.0.unit));
        described.title = described.title.take().or_else(|| filled(&self.0.title));
    }

    /// Adds to a variant's cover every area, period and member that was asked for.
    ///
    /// Without rows for a whole member, a BULK answer still says that all its figures are zero. Values this product does
    /// not know (an area of another level, say) have no place in a cover and are left out.
    pub fn cover(&self, layout: &Layout, place: Place, covers: &mut CoverBuilder) {
        if self.0.absent != AbsentRows::Zero {
            return;
        }
        let mut areas: Vec<&'static Area> = Vec::new();
        let mut periods: Vec<Period> = Vec::new();
        for variable in &self.0.variables {
            let values = variable.values.iter().map(|value| value.id.as_str());
            match canonical_name(&variable.id).as_str() {
                "area" => areas.extend(values.filter_map(find_area)),
                "time" => periods.extend(values.filter_map(|id| id.parse::<Period>().ok())),
                name => cover_members(name, variable, layout, place, covers),
            }
        }
        for area in &areas {
            for period in &periods {
                covers.seen(place, area.code, *period);
            }
        }
    }
}

/// Adds the members that were asked for, in the spelling that the rows' members get.
fn cover_members(
    name: &str,
    variable: &SidecarVariable,
    layout: &Layout,
    place: Place,
    covers: &mut CoverBuilder,
) {
    let Some(column) = layout.dimensions.iter().find(|column| column.name == name) else {
        return;
    };
    let reader = MemberReader::of(column.known);
    let members = variable.values.iter();
    for member in members.filter_map(|value| reader.read(&value.id).ok()) {
        covers.member(place, name, &member);
    }
}
