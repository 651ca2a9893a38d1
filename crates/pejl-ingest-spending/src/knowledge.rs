//! What is known of StatBank's tables beforehand: dimensions, spellings of their members, units.
//!
//! The knowledge is data (`data/statbank.toml`), not code; a test proves that it can be read and is consistent.

use std::collections::HashMap;
use std::sync::LazyLock;

use pejl_domain::lang::fold;
use pejl_domain::yearly_table::digits;
use serde::Deserialize;

static TEXT: &str = include_str!("../data/statbank.toml");

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    // A malformed embedded file is caught by `embedded_knowledge_is_read_whole`; at run time it knows nothing.
    Knowledge::parse(TEXT).unwrap_or_default()
});

/// Returns the embedded knowledge of StatBank's tables.
pub fn knowledge() -> &'static Knowledge {
    &KNOWLEDGE
}

/// Tables, dimensions and price units, ready for look-up.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Knowledge {
    dimension: Vec<Dimension>,
    price_unit: Vec<PriceUnit>,
    table: Vec<Table>,
}

/// How the members of a dimension are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberKind {
    /// Any text; kept as it stands.
    #[default]
    Free,
    /// A main account, main function or function of the chart of accounts.
    Account,
    /// A digit, with or without text after it (`1 Driftskonti`).
    LeadingDigit,
    /// StatBank's kinds of expenditure (`TOT`, `S1`, `4.7 …`).
    Art,
    /// An age, an age band or the total.
    Age,
    /// Only the members listed.
    Listed,
}

/// One dimension and every way it is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dimension {
    /// The canonical name, or one of the roles `area`, `time`, `price_unit`, `value`.
    pub name: String,
    columns: Vec<String>,
    /// How members are written.
    #[serde(default)]
    pub kind: MemberKind,
    #[serde(default)]
    members: Vec<ListedMember>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListedMember {
    code: String,
    texts: Vec<String>,
}

/// Unit and price level that one member of PRISENHED stands for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceUnit {
    code: String,
    texts: Vec<String>,
    /// The unit, as `pejl_domain::Unit` writes it.
    pub unit: String,
    /// The price level, as `pejl_domain::PriceLevel` writes it.
    pub price: String,
    /// What the number is multiplied by to be in `unit`.
    pub factor: i64,
}

/// A title in two languages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// Danish.
    pub da: String,
    /// English.
    pub en: String,
}

/// One table of StatBank.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// StatBank's identifier, upper case; each `#` stands for a digit, where there is a table each year.
    pub id: String,
    /// What the table holds.
    pub title: Title,
    columns: Vec<String>,
    /// The unit of every number, where the table has just one.
    pub unit: Option<String>,
    /// The dimension whose members have different units, where there is one: such a table cannot be read as one unit.
    pub mixed_units: Option<String>,
}

impl Knowledge {
    fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// Finds a table by its identifier, whatever the case.
    pub fn find_table(&self, id: &str) -> Option<&Table> {
        self.table
            .iter()
            .find(|table| digits(&table.id, id.trim()).is_some())
    }

    /// Finds the dimension that a column heading means.
    pub fn find_dimension(&self, heading: &str) -> Option<&Dimension> {
        let folded = fold(heading);
        self.dimension.iter().find(|dimension| {
            fold(&dimension.name) == folded || dimension.columns.iter().any(|c| fold(c) == folded)
        })
    }

    /// Finds what a PRISENHED code or text stands for.
    pub fn find_price_unit(&self, text: &str) -> Option<&PriceUnit> {
        let folded = fold(text);
        self.price_unit
            .iter()
            .find(|unit| fold(&unit.code) == folded || unit.texts.iter().any(|t| fold(t) == folded))
    }

    /// Lists the known tables whose columns include all of `headings` (the value column left out).
    ///
    /// Used for a suggestion only: several tables share columns, so the user declares which one it is.
    pub fn tables_with_columns(&self, headings: &[&str]) -> Vec<&Table> {
        let wanted: Vec<String> = headings
            .iter()
            .filter(|heading| !heading.trim().is_empty())
            .filter(|heading| {
                self.find_dimension(heading)
                    .is_none_or(|d| d.name != "value")
            })
            .map(|heading| fold(heading))
            .collect();
        self.table
            .iter()
            .filter(|table| {
                let have: Vec<String> = table.columns.iter().map(|c| fold(c)).collect();
                !wanted.is_empty() && wanted.iter().all(|heading| have.contains(heading))
            })
            .collect()
    }
}

impl Table {
    /// Tells whether the table has the dimension with this canonical name.
    ///
    /// A column that no dimension is known for has its own name in lower case.
    pub fn has_dimension(&self, name: &str) -> bool {
        self.columns
            .iter()
            .any(|column| canonical_name(column) == name)
    }

    /// Returns the table's columns, joined for a message.
    pub fn columns_text(&self) -> String {
        self.columns.join(", ")
    }
}

/// Returns the canonical name of the dimension that a column heading means; its own in lower case where none is known.
pub fn canonical_name(heading: &str) -> String {
    knowledge()
        .find_dimension(heading)
        .map_or_else(|| heading.trim().to_lowercase(), |d| d.name.clone())
}

impl Dimension {
    /// Returns the members by folded code and text.
    pub fn listed(&self) -> HashMap<String, &str> {
        let mut map = HashMap::new();
        for member in &self.members {
            map.insert(fold(&member.code), member.code.as_str());
            for text in &member.texts {
                map.insert(fold(text), member.code.as_str());
            }
        }
        map
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn embedded_knowledge_is_read_whole() {
        let knowledge = Knowledge::parse(TEXT).unwrap();
        assert!(knowledge.table.len() >= 9);
        for table in &knowledge.table {
            for column in &table.columns {
                let known = knowledge.find_dimension(column).is_some();
                assert!(
                    known || table.mixed_units.is_some(),
                    "{} of {}",
                    column,
                    table.id
                );
            }
        }
        for unit in &knowledge.price_unit {
            unit.unit.parse::<pejl_domain::Unit>().unwrap();
            unit.price.parse::<pejl_domain::PriceLevel>().unwrap();
        }
    }

    #[test]
    fn every_vintage_of_a_projection_is_known() {
        let id = |id: &str| Some(knowledge().find_table(id)?.id.as_str());
        assert_eq!(id("FRKM125"), Some("FRKM1##"));
        assert_eq!(id(" frkm118 "), Some("FRKM1##"));
        assert_eq!(id("folk1a"), Some("FOLK1A"));
        for wrong in ["FRKM1##", "FRKM12", "FRKM1255", "FRKM12Å", "FRKM225", ""] {
            assert_eq!(id(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn columns_of_accounts_suggest_the_table() {
        let headings = [
            "",
            "OMRÅDE",
            "PRISENHED",
            "DRANST",
            "FUNK1",
            "ART",
            "TID",
            "INDHOLD",
        ];
        let ids: Vec<_> = knowledge()
            .tables_with_columns(&headings)
            .iter()
            .map(|t| t.id.as_str())
            .collect();
        assert_eq!(ids, ["REGK11"]);
    }
}
