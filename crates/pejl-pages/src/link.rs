//! Addresses of pages and of the API, with their parameters written as a browser would.

use std::fmt;

use pejl_domain::Lang;

/// Path of the comparison.
pub(crate) const COMPARISON: &str = "/sammenligning";
/// Path of the overview.
pub(crate) const OVERVIEW: &str = "/overblik";
/// Path of the page of one indicator.
pub(crate) const INDICATOR: &str = "/indikator";
/// Path of the targets, and of what is one of them.
pub(crate) const TARGETS: &str = "/maal";
/// Path of the form of a new target.
pub(crate) const NEW_TARGET: &str = "/maal/nyt";
/// Path of the economic frame.
pub(crate) const FINANCE: &str = "/okonomi";
/// Path of what comes of rehabilitation.
pub(crate) const REHABILITATION: &str = "/rehabilitering";
/// Path of the monthly report.
pub(crate) const REPORTS: &str = "/rapporter";
/// Path of the report as a file.
pub(crate) const REPORT_FILE: &str = "/rapporter/fil";
/// Path of the data page, and of what is an import.
pub(crate) const DATA: &str = "/data";
/// Path of the form that a file is imported by.
pub(crate) const UPLOAD: &str = "/data/indlaes";
/// Path of the accessibility statement.
pub(crate) const ACCESSIBILITY: &str = "/tilgaengelighed";

/// A path with parameters, in the order they were added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    path: String,
    parameters: Vec<(String, String)>,
}

impl Link {
    /// A link without parameters.
    pub fn plain(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            parameters: Vec::new(),
        }
    }

    /// A link to a page in a language. Danish, the first language, is not named.
    pub fn to(path: &str, lang: Lang) -> Self {
        Self::plain(path).in_language(lang)
    }

    /// The same parameters at another path.
    #[must_use]
    pub fn at(&self, path: &str) -> Self {
        Self {
            path: path.to_owned(),
            parameters: self.parameters.clone(),
        }
    }

    /// Adds a parameter, or replaces its value.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        match self.parameters.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => value.clone_into(old),
            None => self.parameters.push((name.to_owned(), value.to_owned())),
        }
        self
    }

    /// The value of a parameter.
    pub fn value(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Adds a parameter as another link has it, where it has it.
    #[must_use]
    pub fn with_same(self, name: &str, other: &Self) -> Self {
        match other.value(name) {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Leaves a parameter out.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.parameters.retain(|(known, _)| known != name);
        self
    }

    /// The same page in a language.
    #[must_use]
    pub fn in_language(&self, lang: Lang) -> Self {
        let here = self.clone();
        if lang == Lang::Da {
            here.without("lang")
        } else {
            here.with("lang", lang.as_str())
        }
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        for (n, (name, value)) in self.parameters.iter().enumerate() {
            write!(
                f,
                "{}{}={}",
                if n == 0 { '?' } else { '&' },
                Encoded(name),
                Encoded(value)
            )?;
        }
        Ok(())
    }
}

/// A text percent-encoded for a query, with what is harmless there left readable.
struct Encoded<'a>(&'a str);

impl fmt::Display for Encoded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~:,*".contains(&byte) {
                write!(f, "{}", char::from(byte))?;
            } else {
                write!(f, "%{byte:02X}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_encoded_and_replaced() {
        let link = Link::plain("/x")
            .with("a", "1 & <2>")
            .with("b", "æ")
            .with("a", "fixed:2018,5.30.27");
        assert_eq!(link.to_string(), "/x?a=fixed:2018,5.30.27&b=%C3%A6");
        assert_eq!(
            Link::plain("/x").with("q", "\"'<>&").to_string(),
            "/x?q=%22%27%3C%3E%26"
        );
    }

    #[test]
    fn a_parameter_is_taken_over_where_the_other_link_has_it() {
        let other = Link::plain("/y").with("a", "1");
        let link = Link::plain("/x");
        let link = link.with_same("a", &other).with_same("b", &other);
        assert_eq!(link.to_string(), "/x?a=1");
    }

    #[test]
    fn danish_is_not_named() {
        let link = Link::to("/x", Lang::En).with("a", "1");
        assert_eq!(link.to_string(), "/x?lang=en&a=1");
        assert_eq!(link.in_language(Lang::Da).to_string(), "/x?a=1");
        assert_eq!(link.in_language(Lang::En), link);
    }
}
