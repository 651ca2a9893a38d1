//! What a user states about a file because the file does not say it.

use std::collections::BTreeMap;

use pejl_domain::{Period, PriceLevel, Unit};
use pejl_ingest::OpenOptions;

/// Statements about the files of one import. Everything left out must be said by the files themselves.
#[derive(Debug, Clone, Default)]
pub struct Declared {
    /// How the bytes are to be opened: encoding, delimiter, format, column names of a file without header, limits.
    pub open: OpenOptions,
    /// StatBank's table identifier, such as `REGK31`.
    pub table: Option<String>,
    /// The one period all rows belong to.
    pub period: Option<Period>,
    /// Constant members: dimension → member (`dranst` → `1`).
    pub set: BTreeMap<String, String>,
    /// The unit of every number.
    pub unit: Option<Unit>,
    /// The price level of every number.
    pub price: Option<PriceLevel>,
    /// The decimal separator (`,` or `.`).
    pub decimal: Option<char>,
    /// Absent combinations are zero, as in BULK answers.
    pub absent_is_zero: bool,
    /// Read only: foreign areas and files without area or period are reported, not refused.
    pub dry_run: bool,
}

impl Declared {
    /// Returns the statements as text, for the catalogue: two imports of the same bytes with different statements differ.
    pub fn describe(&self) -> serde_json::Value {
        serde_json::json!({
            "table": self.table,
            "period": self.period.map(|p| p.to_string()),
            "set": self.set,
            "unit": self.unit.as_ref().map(ToString::to_string),
            "price": self.price.as_ref().map(ToString::to_string),
            "decimal": self.decimal,
            "absent_is_zero": self.absent_is_zero,
            "open": format!("{:?}", self.open),
        })
    }
}
