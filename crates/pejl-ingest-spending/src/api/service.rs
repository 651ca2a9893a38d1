//! The errors that StatBank states itself: a JSON body with `errorTypeCode` and `message`.

use serde::Deserialize;

/// The most bytes of an error body that are read; StatBank's own are a few hundred.
pub(crate) const MAX_ERROR_BODY_BYTES: u64 = 64 * 1024;

/// A refusal in StatBank's own words, told apart as far as its code and text allow.
///
/// The messages are StatBank's, in Danish or English after the language asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ServiceError {
    /// There is no such table (`EXTRACT-NOTFOUND`).
    #[error("no table `{table}` in StatBank")]
    UnknownTable {
        /// The table asked for.
        table: String,
        /// StatBank's own words.
        message: String,
    },
    /// The table has no such variable (`EXTRACT-NOTFOUND`).
    #[error("unknown variable in a request for table `{table}`: {message}")]
    UnknownVariable {
        /// The table asked for.
        table: String,
        /// StatBank's own words.
        message: String,
    },
    /// The variable has no such value (`EXTRACT-NOTFOUND`).
    #[error("unknown value in a request for table `{table}`: {message}")]
    UnknownValue {
        /// The table asked for.
        table: String,
        /// The variable, where the message names it in brackets at its end.
        variable: Option<String>,
        /// StatBank's own words.
        message: String,
    },
    /// Values must be chosen for a variable that was left out (`EXTRACT-NOTALLOWED`).
    #[error("a variable of table `{table}` cannot be left out: {message}")]
    SelectionNeeded {
        /// The table asked for.
        table: String,
        /// StatBank's own words.
        message: String,
    },
    /// The answer would hold more cells than the format allows (`REQUEST-LIMIT`).
    #[error("too many cells in a request for table `{table}`: {message}")]
    TooManyCells {
        /// The table asked for.
        table: String,
        /// StatBank's own words.
        message: String,
    },
    /// Any other refusal.
    #[error("StatBank refused a request for table `{table}` with {code}: {message}")]
    Other {
        /// The table asked for.
        table: String,
        /// StatBank's error code.
        code: String,
        /// StatBank's own words.
        message: String,
    },
}

#[derive(Deserialize)]
struct Body {
    #[serde(rename = "errorTypeCode")]
    code: String,
    #[serde(default)]
    message: String,
}

impl ServiceError {
    /// Reads an error body; `None` when the text is not one.
    pub(crate) fn parse(body: &str, table: &str) -> Option<ServiceError> {
        let Body { code, message } =
            serde_json::from_str(body.trim_start_matches('\u{feff}').trim()).ok()?;
        let table = table.to_owned();
        let words = message.to_lowercase();
        Some(match code.as_str() {
            "EXTRACT-NOTFOUND" => match named_variable(&message) {
                Some(variable) => ServiceError::UnknownValue {
                    table,
                    variable: Some(variable),
                    message,
                },
                None if words.starts_with("tabel") || words.starts_with("table") => {
                    ServiceError::UnknownTable { table, message }
                }
                None if words.contains("variab") => {
                    ServiceError::UnknownVariable { table, message }
                }
                None if words.contains("værdi") || words.contains("value") => {
                    ServiceError::UnknownValue {
                        table,
                        variable: None,
                        message,
                    }
                }
                None if words.contains("table") => ServiceError::UnknownTable { table, message },
                None => ServiceError::Other {
                    table,
                    code,
                    message,
                },
            },
            // The same code also says that time cannot be sorted; only the text tells them apart.
            "EXTRACT-NOTALLOWED" if words.contains("variab") => {
                ServiceError::SelectionNeeded { table, message }
            }
            "REQUEST-LIMIT" => ServiceError::TooManyCells { table, message },
            _ => ServiceError::Other {
                table,
                code,
                message,
            },
        })
    }
}

/// The variable in `Kan ikke finde værdien: 999 (OMRÅDE)`.
fn named_variable(message: &str) -> Option<String> {
    let inside = message.trim_end().strip_suffix(')')?;
    let (_, name) = inside.rsplit_once('(')?;
    (!name.trim().is_empty()).then(|| name.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: &str, message: &str, expected: impl FnOnce(ServiceError) -> bool) {
        let body = serde_json::json!({ "errorTypeCode": code, "message": message }).to_string();
        let read = ServiceError::parse(&body, "FOLK1A");
        assert!(read.clone().is_some_and(expected), "{read:?}");
    }

    #[test]
    fn every_documented_error_has_its_type() {
        check("EXTRACT-NOTFOUND", "Tabel findes ikke: X9", |e| {
            matches!(e, ServiceError::UnknownTable { .. })
        });
        check(
            "EXTRACT-NOTFOUND",
            "Kan ikke finde værdien: 999 (OMRÅDE)",
            |e| matches!(e, ServiceError::UnknownValue { variable: Some(v), .. } if v == "OMRÅDE"),
        );
        check(
            "EXTRACT-NOTFOUND",
            "Can't find value: 999 (OMRÅDE)",
            |e| matches!(e, ServiceError::UnknownValue { variable: Some(v), .. } if v == "OMRÅDE"),
        );
        check("EXTRACT-NOTFOUND", "Værdien blev ikke fundet", |e| {
            matches!(e, ServiceError::UnknownValue { variable: None, .. })
        });
        check("EXTRACT-NOTFOUND", "Variablen blev ikke fundet", |e| {
            matches!(e, ServiceError::UnknownVariable { .. })
        });
        check(
            "EXTRACT-NOTALLOWED",
            "Der skal vælges værdier for variabel: OMRÅDE",
            |e| matches!(e, ServiceError::SelectionNeeded { message, .. } if message.ends_with("OMRÅDE")),
        );
        check(
            "REQUEST-LIMIT",
            "Forespørgslen på op mod 85.210.650 celler",
            |e| matches!(e, ServiceError::TooManyCells { .. }),
        );
        check(
            "REQUEST-MISSING",
            "Tabel ikke angivet",
            |e| matches!(e, ServiceError::Other { code, .. } if code == "REQUEST-MISSING"),
        );
    }

    #[test]
    fn other_text_is_not_an_error_body() {
        assert_eq!(ServiceError::parse("OMRÅDE;TID;INDHOLD", "X"), None);
        assert_eq!(ServiceError::parse("{\"id\":\"FOLK1A\"}", "X"), None);
        assert_eq!(ServiceError::parse("", "X"), None);
    }
}
