//! What a StatBank table holds: its variables and their values, as the `tableinfo` call describes them.

use std::collections::HashSet;

use pejl_domain::Lang;
use serde::Deserialize;

/// A table as StatBank describes it in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableInfo {
    /// The identifier, in StatBank's spelling (`FOLK1A`).
    pub id: String,
    /// The title.
    pub text: String,
    /// The unit of the numbers; `-` where a variable of the table states it (as PRISENHED in REGK31 does).
    pub unit: String,
    /// When the table last changed, as published (`2025-08-11T08:00:00`, Danish local time); empty if not stated.
    ///
    /// Only its equality means something here: a different text means that figures may have changed.
    pub updated: String,
    /// The value that absent rows of a streamed answer stand for, as published; `None` if not stated.
    pub suppressed_value: Option<String>,
    /// The language of all texts.
    pub lang: Lang,
    /// The variables in the table's own order; never empty, each with at least one value.
    pub variables: Vec<TableVariable>,
}

/// One variable (dimension) of a table.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TableVariable {
    /// The code requests use (`OMRÅDE`, `Tid`); upper and lower case mean the same.
    pub id: String,
    /// The name, in the language of the table info.
    #[serde(default)]
    pub text: String,
    /// True when StatBank can add the variable up when it is left out of a request.
    #[serde(default)]
    pub elimination: bool,
    /// True for the variable that holds the periods; at most one per table.
    #[serde(default)]
    pub time: bool,
    /// The values in the table's own order; periods run from old to new.
    #[serde(default)]
    pub values: Vec<TableValue>,
}

/// One value (member) of a variable.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, serde::Serialize)]
pub struct TableValue {
    /// The code that requests and coded answers use (`766`, `2024K1`).
    pub id: String,
    /// The label, in the language of the table info.
    #[serde(default)]
    pub text: String,
}

/// Why an answer to `tableinfo` cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TableInfoError {
    /// The answer is not the JSON document it should be.
    #[error("the table description is not in the expected form")]
    Json(#[source] serde_json::Error),
    /// The description is of another table than the one asked for.
    #[error("asked for table `{asked}`, got a description of `{found}`")]
    OtherTable {
        /// The identifier asked for.
        asked: String,
        /// The identifier in the answer.
        found: String,
    },
    /// The table has no variables.
    #[error("table `{table}` is described without variables")]
    NoVariables {
        /// The table.
        table: String,
    },
    /// A variable has no values, so nothing can be asked for.
    #[error("variable `{variable}` is described without values")]
    NoValues {
        /// The variable.
        variable: String,
    },
    /// Two variables share a code.
    #[error("variable `{variable}` is described twice")]
    RepeatedVariable {
        /// The code.
        variable: String,
    },
    /// Two values of a variable share a code.
    #[error("value `{value}` of variable `{variable}` is described twice")]
    RepeatedValue {
        /// The variable.
        variable: String,
        /// The code that stands twice.
        value: String,
    },
    /// More than one variable claims to hold the periods.
    #[error("both `{first}` and `{second}` are described as the time variable")]
    TwoTimeVariables {
        /// The first one.
        first: String,
        /// The second one.
        second: String,
    },
}

#[derive(Deserialize)]
struct Document {
    id: String,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    unit: Option<String>,
    #[serde(default)]
    updated: Option<String>,
    #[serde(default, rename = "suppressedDataValue")]
    suppressed_value: Option<String>,
    variables: Vec<TableVariable>,
}

impl TableInfo {
    /// Reads a `tableinfo` answer in JSON.
    ///
    /// Fields Pejl does not use are ignored. `lang` is the language that was asked for; the answer does not state it.
    ///
    /// # Errors
    /// The document is not of the expected form, or contradicts itself: see [`TableInfoError`].
    pub fn parse(json: &str, lang: Lang) -> Result<TableInfo, TableInfoError> {
        let document: Document = serde_json::from_str(json.trim_start_matches('\u{feff}'))
            .map_err(TableInfoError::Json)?;
        let info = TableInfo {
            id: document.id,
            text: document.text.unwrap_or_default(),
            unit: document.unit.unwrap_or_default(),
            updated: document.updated.unwrap_or_default(),
            suppressed_value: document.suppressed_value,
            lang,
            variables: document.variables,
        };
        info.check()?;
        Ok(info)
    }

    /// Returns the variable with this code, in any letter case.
    pub fn variable(&self, id: &str) -> Option<&TableVariable> {
        self.variables
            .iter()
            .find(|variable| same_code(&variable.id, id))
    }

    /// Returns the variable that holds the periods, if the table has one.
    pub fn time(&self) -> Option<&TableVariable> {
        self.variables.iter().find(|variable| variable.time)
    }

    fn check(&self) -> Result<(), TableInfoError> {
        if self.variables.is_empty() {
            return Err(TableInfoError::NoVariables {
                table: self.id.clone(),
            });
        }
        let mut ids = HashSet::new();
        let mut time: Option<&TableVariable> = None;
        for variable in &self.variables {
            if !ids.insert(fold_code(&variable.id)) {
                return Err(TableInfoError::RepeatedVariable {
                    variable: variable.id.clone(),
                });
            }
            if variable.time
                && let Some(first) = time.replace(variable)
            {
                return Err(TableInfoError::TwoTimeVariables {
                    first: first.id.clone(),
                    second: variable.id.clone(),
                });
            }
            variable.check()?;
        }
        Ok(())
    }
}

impl TableVariable {
    fn check(&self) -> Result<(), TableInfoError> {
        if self.values.is_empty() {
            return Err(TableInfoError::NoValues {
                variable: self.id.clone(),
            });
        }
        let mut ids = HashSet::new();
        for value in &self.values {
            if !ids.insert(value.id.as_str()) {
                return Err(TableInfoError::RepeatedValue {
                    variable: self.id.clone(),
                    value: value.id.clone(),
                });
            }
        }
        Ok(())
    }
}

/// Returns whether two variable codes mean the same: `Tid` in the table info is `TID` in a file's heading.
pub(crate) fn same_code(a: &str, b: &str) -> bool {
    a == b || fold_code(a) == fold_code(b)
}

/// Returns a variable code in the form that is compared.
pub(crate) fn fold_code(code: &str) -> String {
    code.trim().to_uppercase()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn table(variables: &str) -> Result<TableInfo, TableInfoError> {
        TableInfo::parse(
            &format!(r#"{{"id":"X1","variables":[{variables}]}}"#),
            Lang::Da,
        )
    }

    #[test]
    fn reads_a_description_and_ignores_what_it_does_not_use() {
        let json = r#"{"id":"FOLK1A","text":"Befolkningen","unit":"Antal","suppressedDataValue":"0","updated":"2025-08-11T08:00:00",
            "active":true,"contacts":[{"name":"N"}],"documentation":null,"footnote":null,"variables":[
            {"id":"OMRÅDE","text":"område","elimination":true,"time":false,"map":"m","values":[{"id":"000","text":"Hele landet"}]},
            {"id":"Tid","text":"tid","elimination":false,"time":true,"values":[{"id":"2024K1","text":"2024K1"}]}]}"#;
        let info = TableInfo::parse(json, Lang::Da).unwrap();
        assert_eq!(
            (info.id.as_str(), info.text.as_str(), info.unit.as_str()),
            ("FOLK1A", "Befolkningen", "Antal")
        );
        assert_eq!(
            (info.updated.as_str(), info.suppressed_value.as_deref()),
            ("2025-08-11T08:00:00", Some("0"))
        );
        assert_eq!(info.time().map(|v| v.id.as_str()), Some("Tid"));
        let area = info.variable("område").unwrap();
        assert!(area.elimination);
        assert_eq!(
            area.values,
            [TableValue {
                id: "000".into(),
                text: "Hele landet".into()
            }]
        );
        assert!(info.variable("KØN").is_none());
    }

    #[test]
    fn nulls_in_the_head_are_empty_texts() {
        let json = r#"{"id":"X1","text":null,"unit":null,"updated":null,"variables":[{"id":"Tid","values":[{"id":"2024"}]}]}"#;
        let info = TableInfo::parse(json, Lang::En).unwrap();
        assert_eq!(
            (info.text, info.unit, info.updated),
            (String::new(), String::new(), String::new())
        );
    }

    #[test]
    fn contradictions_are_refused() {
        assert!(matches!(table(""), Err(TableInfoError::NoVariables { .. })));
        assert!(
            matches!(table(r#"{"id":"A","values":[]}"#), Err(TableInfoError::NoValues { variable }) if variable == "A")
        );
        let twice = r#"{"id":"Tid","values":[{"id":"1"}]},{"id":"TID","values":[{"id":"1"}]}"#;
        assert!(
            matches!(table(twice), Err(TableInfoError::RepeatedVariable { variable }) if variable == "TID")
        );
        let value = r#"{"id":"A","values":[{"id":"1"},{"id":"2"},{"id":"1"}]}"#;
        assert!(
            matches!(table(value), Err(TableInfoError::RepeatedValue { value, .. }) if value == "1")
        );
        let times = r#"{"id":"A","time":true,"values":[{"id":"1"}]},{"id":"B","time":true,"values":[{"id":"1"}]}"#;
        assert!(matches!(
            table(times),
            Err(TableInfoError::TwoTimeVariables { .. })
        ));
        assert!(matches!(
            TableInfo::parse("<html>", Lang::Da),
            Err(TableInfoError::Json(_))
        ));
    }
}
