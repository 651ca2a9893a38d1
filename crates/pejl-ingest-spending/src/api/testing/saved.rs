//! Answers that others saved from the real service, sent again where a request asks for exactly what they hold.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::path::Path;

use pejl_domain::Lang;

use super::answers::{DataRequest, Presentation};
use super::tables;
use crate::api::{Format, TableVariable};

/// Saved answers with the table they are of; the lists of files stand in the data folder's own README.
const FILES: [(&str, &str); 6] = [
    ("FOLK1A", "dst-folk1a-api-csv/FOLK1A.csv"),
    ("FOLK1A", "dst-folk1a-api-csv/FOLK1A-1.csv"),
    ("FOLK1A", "dst-folk1a-api-csv/FOLK1A-2.csv"),
    ("FOLK1A", "dst-folk1a-api-csv/FOLK1A-3.csv"),
    ("FOLK1A", "dst-folk1a-koder/FOLK1A.csv"),
    ("FOLK1AM", "dst-folk1am/FOLK1AM.csv"),
];

/// One saved answer and what it holds.
#[derive(Debug)]
pub(super) struct SavedAnswer {
    pub(super) name: String,
    table: String,
    bytes: Vec<u8>,
    in_codes: bool,
    /// Column by column: the variable, and the code of each cell text.
    columns: Vec<(String, HashMap<String, String>)>,
}

/// Reads the saved answers below a folder.
pub(super) fn load(folder: &Path) -> io::Result<Vec<SavedAnswer>> {
    FILES
        .iter()
        .map(|(table, name)| SavedAnswer::read(folder, table, name))
        .collect()
}

impl SavedAnswer {
    fn read(folder: &Path, table: &str, name: &str) -> io::Result<SavedAnswer> {
        let path = folder.join(name);
        let named =
            |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        let odd = |what: &str| {
            io::Error::new(
                io::ErrorKind::InvalidData,
                format!("{}: {what}", path.display()),
            )
        };
        let bytes = std::fs::read(&path).map_err(named)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| odd("not UTF-8"))?;
        let info = tables::table(table, Lang::Da).ok_or_else(|| odd("no such table"))?;
        let mut lines = text.trim_start_matches('\u{feff}').lines();
        let heading: Vec<&str> = lines.next().unwrap_or_default().split(';').collect();
        let (_, names) = heading.split_last().ok_or_else(|| odd("no heading"))?;
        let mut cells: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); names.len()];
        for line in lines {
            for (cell, seen) in line.split(';').zip(&mut cells) {
                seen.insert(cell);
            }
        }
        let mut in_codes = true;
        let mut columns = Vec::with_capacity(names.len());
        for (name, cells) in names.iter().zip(&cells) {
            let variable = info.variable(name).ok_or_else(|| odd("unknown column"))?;
            let coded = cells
                .iter()
                .all(|cell| variable.values.iter().any(|value| value.id == *cell));
            in_codes &= coded;
            let codes = cells
                .iter()
                .map(|cell| Some(((*cell).to_owned(), code_of(variable, cell, coded)?)));
            let codes: Option<HashMap<String, String>> = codes.collect();
            columns.push((
                variable.id.clone(),
                codes.ok_or_else(|| odd("unknown label"))?,
            ));
        }
        Ok(SavedAnswer {
            name: name.to_owned(),
            table: table.to_owned(),
            in_codes,
            columns,
            bytes,
        })
    }

    /// The bytes to send, if the request asks for exactly the combinations this answer holds.
    ///
    /// An answer saved with labels is sent as it is where labels are asked for; where codes are asked for, its labels are
    /// replaced by codes and all else (order, byte order mark, line breaks) stays.
    pub(super) fn answer(&self, request: &DataRequest) -> Option<Vec<u8>> {
        if request.format != Format::Csv || request.info.id != self.table {
            return None;
        }
        let wanted: BTreeMap<&str, BTreeSet<&str>> = request
            .columns
            .iter()
            .map(|column| {
                (
                    column.variable.id.as_str(),
                    column
                        .values
                        .iter()
                        .map(|value| value.id.as_str())
                        .collect(),
                )
            })
            .collect();
        let held: BTreeMap<&str, BTreeSet<&str>> = self
            .columns
            .iter()
            .map(|(id, codes)| (id.as_str(), codes.values().map(String::as_str).collect()))
            .collect();
        if wanted != held {
            return None;
        }
        match (request.presentation, self.in_codes) {
            (Presentation::Code, true) => Some(self.bytes.clone()),
            (Presentation::Code, false) => Some(self.coded()),
            (Presentation::Value, false) if request.info.lang == Lang::Da => {
                Some(self.bytes.clone())
            }
            (Presentation::Value, _) => None,
        }
    }

    fn coded(&self) -> Vec<u8> {
        let text = String::from_utf8_lossy(&self.bytes);
        let mut out = String::with_capacity(text.len());
        for (number, line) in text.split_inclusive('\n').enumerate() {
            if number == 0 {
                out.push_str(line);
                continue;
            }
            let mut cells = line.split(';');
            for (_, codes) in &self.columns {
                let cell = cells.next().unwrap_or_default();
                out.push_str(codes.get(cell).map_or(cell, String::as_str));
                out.push(';');
            }
            out.push_str(cells.next().unwrap_or_default());
        }
        out.into_bytes()
    }
}

fn code_of(variable: &TableVariable, cell: &str, coded: bool) -> Option<String> {
    if coded {
        return Some(cell.to_owned());
    }
    variable
        .values
        .iter()
        .find(|value| value.text == cell)
        .map(|value| value.id.clone())
}
