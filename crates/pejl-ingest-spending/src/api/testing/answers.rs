//! What the test server answers to a request for figures.

use std::io::{self, Write};

use pejl_domain::Lang;
use pejl_domain::lang::format_integer;
use serde::Deserialize;

use super::tables;
use crate::api::table_info::same_code;
use crate::api::{Format, TableInfo, TableValue, TableVariable};

/// StatBank's limit on cells of a format that is not streamed.
const SERVICE_CELL_LIMIT: u64 = 1_000_000;

/// A value the test server makes up for a combination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MadeUp {
    /// Zero: no row in BULK, `0` in CSV.
    Zero,
    /// Not known: a row with `..`.
    Unknown,
    /// This number.
    Number(i64),
}

/// Returns the value that the test server makes up for a combination of `(variable code, value code)`.
///
/// It depends on nothing but the table and the combination, in whichever order that is given: one combination in eleven is
/// zero, one in thirteen unknown, some numbers are negative.
pub fn made_up_value(table: &str, members: &[(&str, &str)]) -> MadeUp {
    let mut members = members.to_vec();
    members.sort_unstable();
    // FNV-1a with a last mixing step; any function would do that spreads well and never changes.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut add = |text: &str| {
        for byte in text.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    };
    add(table);
    for (variable, value) in members {
        add(variable);
        add(value);
    }
    hash = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 24;
    if hash.is_multiple_of(11) {
        return MadeUp::Zero;
    }
    if hash.is_multiple_of(13) {
        return MadeUp::Unknown;
    }
    let size = i64::try_from(hash % 99_999).unwrap_or(0) + 1;
    MadeUp::Number(if hash.is_multiple_of(17) { -size } else { size })
}

/// How values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presentation {
    Code,
    Value,
}

/// A request that the service would answer.
#[derive(Debug)]
pub(super) struct DataRequest {
    pub(super) info: TableInfo,
    pub(super) format: Format,
    pub(super) presentation: Presentation,
    /// The variables in the order of the request, which is the order of the columns.
    pub(super) columns: Vec<Column>,
}

#[derive(Debug)]
pub(super) struct Column {
    pub(super) variable: TableVariable,
    pub(super) values: Vec<TableValue>,
}

/// A refusal as the service states it.
#[derive(Debug)]
pub(super) struct Refusal {
    code: &'static str,
    message: String,
}

#[derive(Deserialize)]
struct Posted {
    #[serde(default)]
    table: Option<String>,
    #[serde(default)]
    format: Option<String>,
    #[serde(default)]
    lang: Option<String>,
    #[serde(default, rename = "valuePresentation")]
    presentation: Option<String>,
    #[serde(default, rename = "timeOrder")]
    time_order: Option<String>,
    #[serde(default)]
    variables: Vec<PostedVariable>,
}

#[derive(Deserialize)]
struct PostedVariable {
    code: String,
    #[serde(default)]
    values: Vec<String>,
}

impl Refusal {
    fn new(code: &'static str, lang: Lang, da: String, en: String) -> Refusal {
        let message = match lang {
            Lang::Da => da,
            Lang::En => en,
        };
        Refusal { code, message }
    }

    /// The body that is sent with status 400.
    pub(super) fn body(&self) -> String {
        serde_json::json!({ "errorTypeCode": self.code, "message": self.message }).to_string()
    }

    fn unknown_table(table: &str, lang: Lang) -> Refusal {
        let (da, en) = (
            format!("Tabel findes ikke: {table}"),
            format!("Table not found: {table}"),
        );
        Refusal::new("EXTRACT-NOTFOUND", lang, da, en)
    }
}

/// The description of the table asked for.
pub(super) fn describe(body: &serde_json::Value) -> Result<serde_json::Value, Refusal> {
    let posted = posted(body)?;
    let lang = lang_of(&posted);
    let Some(table) = posted.table else {
        let da = "Der er ikke angivet nogen tabel-id.".to_owned();
        return Err(Refusal::new(
            "REQUEST-MISSING",
            lang,
            da,
            "No table id is given.".to_owned(),
        ));
    };
    let text =
        tables::description(&table, lang).ok_or_else(|| Refusal::unknown_table(&table, lang))?;
    serde_json::from_str(text).map_err(|error| Refusal {
        code: "INTERNAL",
        message: error.to_string(),
    })
}

fn posted(body: &serde_json::Value) -> Result<Posted, Refusal> {
    Posted::deserialize(body).map_err(|_| Refusal {
        code: "REQUEST-EMPTY",
        message: "Forespørgslen er tom".to_owned(),
    })
}

fn lang_of(posted: &Posted) -> Lang {
    if posted.lang.as_deref() == Some("en") {
        Lang::En
    } else {
        Lang::Da
    }
}

impl DataRequest {
    /// Checks a request as the service does.
    pub(super) fn read(body: &serde_json::Value) -> Result<DataRequest, Refusal> {
        let posted = posted(body)?;
        let lang = lang_of(&posted);
        let table = posted.table.clone().unwrap_or_default();
        let info =
            tables::table(&table, lang).ok_or_else(|| Refusal::unknown_table(&table, lang))?;
        let format = match posted.format.as_deref() {
            Some("CSV") => Format::Csv,
            Some("BULK") => Format::Bulk,
            _ => {
                let da = "Format ikke angivet, eller ikke gyldigt".to_owned();
                return Err(Refusal::new(
                    "REQUEST-MISSING",
                    lang,
                    da,
                    "Format not found or not valid.".to_owned(),
                ));
            }
        };
        if format == Format::Bulk && posted.time_order.is_some() {
            let da = "Der kan ikke vælges sortering af tid for streamede formater.".to_owned();
            let en = "Time cannot be sorted in streamed formats.".to_owned();
            return Err(Refusal::new("EXTRACT-STREAMINGTIMESORT", lang, da, en));
        }
        let mut columns = Vec::new();
        for wanted in posted
            .variables
            .iter()
            .filter(|wanted| !wanted.values.is_empty())
        {
            // The real service passes over a variable that it does not know.
            let Some(variable) = info
                .variables
                .iter()
                .find(|variable| same_code(&variable.id, &wanted.code))
            else {
                continue;
            };
            columns.push(Column {
                values: values(variable, &wanted.values, lang)?,
                variable: variable.clone(),
            });
        }
        for variable in &info.variables {
            if columns
                .iter()
                .any(|column| column.variable.id == variable.id)
            {
                continue;
            }
            if format == Format::Csv && variable.time {
                let newest = variable.values.last().cloned().into_iter().collect();
                columns.push(Column {
                    values: newest,
                    variable: variable.clone(),
                });
            } else if format == Format::Bulk || !variable.elimination {
                let da = format!("Der skal vælges værdier for variabel: {}", variable.id);
                let en = format!("Values must be selected for variable: {}", variable.id);
                return Err(Refusal::new("EXTRACT-NOTALLOWED", lang, da, en));
            }
        }
        let presentation = if posted.presentation.as_deref() == Some("Code") {
            Presentation::Code
        } else {
            Presentation::Value
        };
        let request = DataRequest {
            info,
            format,
            presentation,
            columns,
        };
        let cells = request.cells();
        if format == Format::Csv && cells > SERVICE_CELL_LIMIT {
            let grouped = |lang| format_integer(i64::try_from(cells).unwrap_or(i64::MAX), lang);
            let da = format!(
                "Forespørgslen på op mod {} celler er over begrænsningen på 1.000.000 celler for denne filtype. Anvend BULK \
                 eller andet streaming format i stedet.",
                grouped(Lang::Da)
            );
            let en = format!(
                "The request for up to {} cells is above the limit of 1,000,000 cells for this file type. Use BULK or \
                 another streaming format instead.",
                grouped(Lang::En)
            );
            return Err(Refusal::new("REQUEST-LIMIT", lang, da, en));
        }
        Ok(request)
    }

    fn cells(&self) -> u64 {
        let n = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        let rows = self.columns.iter().fold(1, |rows: u64, column| {
            rows.saturating_mul(n(column.values.len()))
        });
        rows.saturating_mul(n(self.columns.len()).saturating_add(1))
    }

    /// Writes made-up figures as the service would write real ones.
    pub(super) fn write_made_up(&self, out: &mut dyn Write) -> io::Result<()> {
        // CSV has a byte order mark and BULK has none, as observed in answers of the real service.
        let mut line = if self.format == Format::Csv {
            String::from('\u{feff}')
        } else {
            String::new()
        };
        for column in &self.columns {
            line.push_str(&column.variable.id.to_uppercase());
            line.push(';');
        }
        line.push_str("INDHOLD\r\n");
        out.write_all(line.as_bytes())?;
        let mut at = vec![0_usize; self.columns.len()];
        loop {
            self.write_row(&at, &mut line, out)?;
            if !advance(&mut at, &self.columns) {
                return Ok(());
            }
        }
    }

    fn write_row(&self, at: &[usize], line: &mut String, out: &mut dyn Write) -> io::Result<()> {
        line.clear();
        let mut members = Vec::with_capacity(at.len());
        for (column, position) in self.columns.iter().zip(at) {
            let Some(value) = column.values.get(*position) else {
                return Ok(());
            };
            line.push_str(match self.presentation {
                Presentation::Code => &value.id,
                Presentation::Value => &value.text,
            });
            line.push(';');
            members.push((column.variable.id.as_str(), value.id.as_str()));
        }
        match made_up_value(&self.info.id, &members) {
            MadeUp::Zero if self.format == Format::Bulk => return Ok(()),
            MadeUp::Zero => line.push('0'),
            MadeUp::Unknown => line.push_str(".."),
            MadeUp::Number(number) => line.push_str(&number.to_string()),
        }
        line.push_str("\r\n");
        out.write_all(line.as_bytes())
    }
}

/// Moves to the next combination, the last column fastest; false after the last.
fn advance(at: &mut [usize], columns: &[Column]) -> bool {
    for (position, column) in at.iter_mut().zip(columns).rev() {
        *position += 1;
        if *position < column.values.len() {
            return true;
        }
        *position = 0;
    }
    false
}

fn values(
    variable: &TableVariable,
    wanted: &[String],
    lang: Lang,
) -> Result<Vec<TableValue>, Refusal> {
    let mut values = Vec::new();
    for code in wanted {
        if code == "*" {
            values.extend(variable.values.iter().cloned());
            continue;
        }
        let Some(value) = variable.values.iter().find(|value| value.id == *code) else {
            let da = format!("Kan ikke finde værdien: {code} ({})", variable.id);
            let en = format!("Can't find value: {code} ({})", variable.id);
            return Err(Refusal::new("EXTRACT-NOTFOUND", lang, da, en));
        };
        values.push(value.clone());
    }
    Ok(values)
}
