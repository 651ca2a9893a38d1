//! Query parameters as they were sent: named, repeated, and refused when nobody asked for them.

use std::collections::BTreeMap;

use pejl_app::{AppError, ParamProblem};

use crate::problem::ApiError;

/// Longest query string that is read.
const QUERY_BYTES_MAX: usize = 16 * 1024;

/// Parameters of one request, each with every value it was given, as it was written and in order.
#[derive(Debug, Default)]
pub struct Params {
    values: BTreeMap<String, Vec<String>>,
}

impl Params {
    /// Reads a query string.
    ///
    /// `known` names the parameters of the path; `filter.` with a dimension is allowed when `filter.` is among them.
    ///
    /// # Errors
    /// The string is too long or badly encoded, or names a parameter the path does not know.
    pub fn read(query: &str, known: &[&str]) -> Result<Self, ApiError> {
        if query.len() > QUERY_BYTES_MAX {
            return Err(ApiError::Malformed(format!(
                "The query may be at most {QUERY_BYTES_MAX} bytes."
            )));
        }
        let pairs =
            actix_web::web::Query::<Vec<(String, String)>>::from_query(query).map_err(|_| {
                ApiError::Malformed("The query string is not form-encoded UTF-8.".to_owned())
            })?;
        let mut params = Self::default();
        let mut problems = Vec::new();
        for (name, value) in pairs.into_inner() {
            let expected = known
                .iter()
                .any(|k| *k == name || (*k == "filter." && name.starts_with("filter.")));
            if !expected {
                problems.push(ParamProblem {
                    parameter: name,
                    value,
                    allowed: format!(
                        "one of {}",
                        known.join(", ").replace("filter.", "filter.<dimension>")
                    ),
                    nearest: Vec::new(),
                });
                continue;
            }
            params.values.entry(name).or_default().push(value);
        }
        if problems.is_empty() {
            Ok(params)
        } else {
            Err(AppError::Invalid(problems).into())
        }
    }

    /// Returns all values of a parameter; one with commas is a list of values. None when it was not sent.
    pub fn list(&self, name: &str) -> Vec<String> {
        self.items(name).map(str::to_owned).collect()
    }

    /// Returns the one value of a parameter; `None` when it was not sent or is empty.
    ///
    /// # Errors
    /// It was sent with several values.
    pub fn one(&self, name: &str) -> Result<Option<&str>, ApiError> {
        let mut items = self.items(name);
        let first = items.next();
        if items.next().is_none() {
            return Ok(first);
        }
        let several: Vec<&str> = self.items(name).collect();
        Err(AppError::parameter(name, &several.join(","), "one value").into())
    }

    /// Returns the one text of a parameter, commas and all.
    ///
    /// # Errors
    /// It was sent twice.
    pub fn text(&self, name: &str) -> Result<Option<&str>, ApiError> {
        match self.values.get(name).map(Vec::as_slice) {
            None | Some([]) => Ok(None),
            Some([text]) => Ok(Some(text)),
            Some(several) => Err(AppError::parameter(name, &several.join(" "), "one value").into()),
        }
    }

    /// Returns every text of a parameter, commas and all.
    pub fn texts(&self, name: &str) -> Vec<String> {
        self.values.get(name).cloned().unwrap_or_default()
    }

    fn items(&self, name: &str) -> impl Iterator<Item = &str> {
        let values = self.values.get(name).map(Vec::as_slice).unwrap_or_default();
        values.iter().flat_map(|value| split(value))
    }

    /// Returns the one value of a parameter, read as a `T`.
    ///
    /// # Errors
    /// It has several values, or one that is no `T`; `allowed` says what would be.
    pub fn parsed<T: std::str::FromStr>(
        &self,
        name: &str,
        allowed: &str,
    ) -> Result<Option<T>, ApiError> {
        let Some(text) = self.one(name)? else {
            return Ok(None);
        };
        text.parse()
            .map(Some)
            .map_err(|_| AppError::parameter(name, text, allowed).into())
    }

    /// Returns the filters: dimension → members.
    pub fn filters(&self) -> BTreeMap<String, Vec<String>> {
        let filter = |name: &String| {
            let dimension = name.strip_prefix("filter.")?;
            Some((dimension.to_owned(), self.list(name)))
        };
        self.values.keys().filter_map(filter).collect()
    }
}

fn split(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(str::trim).filter(|v| !v.is_empty())
}

/// Reads the number that a path ends in; `allowed` says what it is of.
///
/// # Errors
/// It is none.
pub(crate) fn number(text: &str, allowed: &str) -> Result<i64, ApiError> {
    text.parse()
        .map_err(|_| AppError::parameter("id", text, allowed).into())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn lists_filters_and_single_values_are_told_apart() {
        let params = Params::read(
            "municipality=766,630&municipality=461&filter.function=5.30.27&limit=10",
            &["municipality", "filter.", "limit"],
        )
        .unwrap();
        assert_eq!(params.list("municipality"), ["766", "630", "461"]);
        assert_eq!(params.filters().get("function").unwrap(), &["5.30.27"]);
        assert_eq!(params.parsed::<u32>("limit", "a number").unwrap(), Some(10));
        assert!(params.one("municipality").is_err());
        assert!(params.text("municipality").is_err());
        assert_eq!(params.text("filter.function").unwrap(), Some("5.30.27"));
        assert!(params.parsed::<Vec2>("limit", "x").is_err());
    }

    struct Vec2;
    impl std::str::FromStr for Vec2 {
        type Err = ();
        fn from_str(_: &str) -> Result<Self, ()> {
            Err(())
        }
    }

    #[test]
    fn a_parameter_nobody_asked_for_is_named() {
        let error = Params::read("muncipality=766", &["municipality"]).unwrap_err();
        assert_eq!(error.problem().status, 400);
        assert_eq!(
            error.problem().errors.first().unwrap().parameter,
            "muncipality"
        );
    }
}
