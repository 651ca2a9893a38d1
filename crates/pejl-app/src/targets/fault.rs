//! What is wrong with a target that was to be set.

use std::fmt;

use pejl_domain::Lang;
use pejl_domain::target::TargetProblem;
use pejl_metrics::Text;

/// Something that is wrong with a target, and in which field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetFault {
    /// Line of the file, where it came in one.
    pub line: Option<u64>,
    /// Name of the field.
    pub field: &'static str,
    /// What stands there.
    pub value: String,
    /// What is wrong and what was expected, as a fragment.
    pub text: Text,
}

impl TargetFault {
    /// A fault of a field, with its Danish and its English text.
    pub fn new(
        field: &'static str,
        value: impl Into<String>,
        (da, en): (impl Into<String>, impl Into<String>),
    ) -> Self {
        Self {
            line: None,
            field,
            value: value.into(),
            text: Text {
                da: da.into(),
                en: en.into(),
            },
        }
    }

    /// What contradicts itself in a target; `value_of` is what stands in a field.
    pub(super) fn of_problem(problem: &TargetProblem, value_of: impl Fn(&str) -> String) -> Self {
        let field = problem.field();
        let texts = (problem.to_lang(Lang::Da), problem.to_lang(Lang::En));
        Self::new(field, value_of(field), texts)
    }

    /// The same fault at a line.
    pub(super) fn at(self, line: Option<u64>) -> Self {
        Self { line, ..self }
    }
}

impl fmt::Display for TargetFault {
    /// `deadline `2013`: the deadline … is not after …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}, ")?;
        }
        write!(f, "{} `{}`: {}", self.field, self.value, self.text.en)
    }
}
