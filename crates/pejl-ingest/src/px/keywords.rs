//! The keywords of the PX format (specification of 2013 and PxWeb's own), and what they are keyed by.

/// What stands in the parentheses of a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyedBy {
    /// Nothing.
    Nothing,
    /// A variable.
    Variable,
    /// A variable, and perhaps one of its values.
    VariableAndValue,
    /// Nothing or a value of the content variable.
    Content,
    /// One value per variable, or `*`.
    EveryVariable,
}

/// What a keyword's value must look like, where that can be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Any,
    YesNo,
    SmallNumber,
}

use KeyedBy::{Content, EveryVariable, Nothing, Variable, VariableAndValue};
use Kind::{Any, SmallNumber, YesNo};

const KEYWORDS: [(&str, KeyedBy, Kind); 87] = [
    ("AGGREGALLOWED", Nothing, YesNo),
    ("ATTRIBUTE-ID", Nothing, Any),
    ("ATTRIBUTE-TEXT", Nothing, Any),
    ("ATTRIBUTES", EveryVariable, Any),
    ("AUTOPEN", Nothing, YesNo),
    ("AXIS-VERSION", Nothing, Any),
    ("BASEPERIOD", Content, Any),
    ("CELLNOTE", EveryVariable, Any),
    ("CELLNOTEX", EveryVariable, Any),
    ("CFPRICES", Content, Any),
    ("CHARSET", Nothing, Any),
    ("CODEPAGE", Nothing, Any),
    ("CODES", Variable, Any),
    ("CONFIDENTIAL", Nothing, Any),
    ("CONTACT", Content, Any),
    ("CONTENTS", Nothing, Any),
    ("CONTVARIABLE", Nothing, Any),
    ("COPYRIGHT", Nothing, YesNo),
    ("CREATION-DATE", Nothing, Any),
    ("DATA", Nothing, Any),
    ("DATABASE", Nothing, Any),
    ("DATANOTE", VariableAndValue, Any),
    ("DATANOTECELL", EveryVariable, Any),
    ("DATANOTESUM", Nothing, Any),
    ("DATASYMBOL1", Nothing, Any),
    ("DATASYMBOL2", Nothing, Any),
    ("DATASYMBOL3", Nothing, Any),
    ("DATASYMBOL4", Nothing, Any),
    ("DATASYMBOL5", Nothing, Any),
    ("DATASYMBOL6", Nothing, Any),
    ("DATASYMBOLNIL", Nothing, Any),
    ("DATASYMBOLSUM", Nothing, Any),
    ("DAYADJ", Content, YesNo),
    ("DECIMALS", Nothing, SmallNumber),
    ("DEFAULT-GRAPH", Nothing, Any),
    ("DESCRIPTION", Nothing, Any),
    ("DESCRIPTIONDEFAULT", Nothing, YesNo),
    ("DIRECTORY-PATH", Nothing, Any),
    ("DOMAIN", Variable, Any),
    ("DOUBLECOLUMN", Variable, YesNo),
    ("ELIMINATION", Variable, Any),
    ("FIRST-PUBLISHED", Nothing, Any),
    ("HEADING", Nothing, Any),
    ("HIERARCHIES", Variable, Any),
    ("HIERARCHYLEVELS", Variable, Any),
    ("HIERARCHYLEVELSOPEN", Variable, Any),
    ("HIERARCHYNAMES", Variable, Any),
    ("INFO", Nothing, Any),
    ("INFOFILE", Nothing, Any),
    ("KEYS", Variable, Any),
    ("LANGUAGE", Nothing, Any),
    ("LANGUAGES", Nothing, Any),
    ("LAST-UPDATED", Content, Any),
    ("LINK", Nothing, Any),
    ("MAP", Variable, Any),
    ("MATRIX", Nothing, Any),
    ("META-ID", VariableAndValue, Any),
    ("NEXT-UPDATE", Nothing, Any),
    ("NOTE", Variable, Any),
    ("NOTEX", Variable, Any),
    ("OFFICIAL-STATISTICS", Nothing, YesNo),
    ("PARTITIONED", Variable, Any),
    ("PRECISION", VariableAndValue, Any),
    ("PRESTEXT", Variable, Any),
    ("PX-SERVER", Nothing, Any),
    ("REFPERIOD", Content, Any),
    ("ROUNDING", Nothing, Any),
    ("SEASADJ", Content, YesNo),
    ("SHOWDECIMALS", Nothing, SmallNumber),
    ("SOURCE", Nothing, Any),
    ("STOCKFA", Content, Any),
    ("STUB", Nothing, Any),
    ("SUBJECT-AREA", Nothing, Any),
    ("SUBJECT-CODE", Nothing, Any),
    ("SURVEY", Nothing, Any),
    ("SYNONYMS", Nothing, Any),
    ("TABLEID", Nothing, Any),
    ("TIMEVAL", Variable, Any),
    ("TITLE", Nothing, Any),
    ("UNITS", Content, Any),
    ("UPDATE-FREQUENCY", Nothing, Any),
    ("VALUENOTE", VariableAndValue, Any),
    ("VALUENOTEX", VariableAndValue, Any),
    ("VALUES", Variable, Any),
    ("VARIABLE-LABEL", Variable, Any),
    ("VARIABLE-TYPE", Variable, Any),
    ("VARIABLECODE", Variable, Any),
];

/// What is known of a keyword; None when it is unknown.
pub(super) fn find(keyword: &str) -> Option<(KeyedBy, Kind)> {
    KEYWORDS
        .iter()
        .find(|(name, _, _)| *name == keyword)
        .map(|(_, keyed_by, kind)| (*keyed_by, *kind))
}

/// True when a file that begins like this is PX: its first word is one of the keywords and is followed by
/// `=`, a language or a key.
pub(crate) fn starts_as_px(head: &[u8]) -> bool {
    let is_word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    let end = head.iter().take(40).position(|b| !is_word(b)).unwrap_or(0);
    let (word, rest) = head.split_at(end);
    let word = String::from_utf8_lossy(word)
        .to_ascii_uppercase()
        .replace(['.', '_'], "-");
    find(&word).is_some() && matches!(rest.trim_ascii_start().first(), Some(b'=' | b'[' | b'('))
}
