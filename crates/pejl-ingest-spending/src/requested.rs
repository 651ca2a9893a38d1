//! What was asked of StatBank's API, used as the declaration of a fetched file.

use std::path::Path;

use pejl_domain::area::find_area;
use pejl_domain::{Area, Period};
use pejl_ingest::{Message, RowIssue};

use crate::api::{AbsentRows, Sidecar};
use crate::covers::CoverBuilder;
use crate::declared::Declared;
use crate::knowledge::knowledge;
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
                    da: format!("en beskrivelse (.json), der hører til filen: {error}"),
                    en: format!("a description (.json) that belongs to the file: {error}"),
                };
                RowIssue::error(file, "sidecar.unusable", message)
            })
    }

    /// Fills in what the user did not state.
    pub fn declare(&self, declared: &mut Declared) {
        declared
            .table
            .get_or_insert_with(|| self.0.table.to_uppercase());
        if self.0.absent == AbsentRows::Zero {
            declared.absent_is_zero = true;
            declared.open.bulk = true;
        }
        if declared.decimal.is_none() {
            declared.decimal = Some(if self.0.language == "da" { ',' } else { '.' });
        }
    }

    /// Adds to a variant's cover every area, period and member that was asked for.
    ///
    /// Without rows for a whole member, a BULK answer still says that all its figures are zero. Values this product does
    /// not know (an area of another level, say) have no place in a cover and are left out.
    pub fn cover(&self, layout: &Layout, variant: usize, covers: &mut CoverBuilder) {
        if self.0.absent != AbsentRows::Zero {
            return;
        }
        let mut areas: Vec<&Area> = Vec::new();
        let mut periods: Vec<Period> = Vec::new();
        for variable in &self.0.variables {
            let known = knowledge().find_dimension(&variable.id);
            match known.map(|d| d.name.as_str()) {
                Some("area") => {
                    areas.extend(variable.values.iter().filter_map(|v| find_area(&v.id)))
                }
                Some("time") => periods.extend(
                    variable
                        .values
                        .iter()
                        .filter_map(|v| v.id.parse::<Period>().ok()),
                ),
                Some("price_unit" | "value") => {}
                _ => {
                    let name = known.map_or_else(|| variable.id.to_lowercase(), |d| d.name.clone());
                    if !layout.dimensions().any(|dimension| dimension == name) {
                        continue;
                    }
                    let reader = MemberReader::of(known);
                    for member in variable
                        .values
                        .iter()
                        .filter_map(|v| reader.read(&v.id).ok())
                    {
                        covers.member(variant, &name, &member);
                    }
                }
            }
        }
        for area in &areas {
            for period in &periods {
                covers.seen(variant, area.code, *period);
            }
        }
    }
}
