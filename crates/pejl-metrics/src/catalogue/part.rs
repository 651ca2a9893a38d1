//! The named conditions that cards are made of, each with the words that stand for it.
//!
//! A card says in words what its computation says in parts: a text names each part in braces, and is refused when it names
//! one that is not counted, or leaves out one that is.

use std::collections::{BTreeMap, BTreeSet};

use super::Standard;
use crate::condition::Sets;
use crate::records::Measure;
use crate::text::Text;

/// A named condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The code, as cards write it.
    pub code: String,
    /// The condition, see [`crate::condition`].
    pub when: String,
    /// The words that stand for it in a text.
    pub text: Text,
}

/// How a posting tells the level of the package it is for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PostedLevel {
    /// The column of the ledger that it stands in, as grants write it.
    pub column: String,
    /// The level of each value that is written otherwise.
    pub levels: BTreeMap<String, String>,
}

/// The parts, named lists of codes and standard populations there are.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parts {
    sets: Sets,
    parts: Vec<Part>,
    posted_level: PostedLevel,
    standards: Vec<Standard>,
}

impl Parts {
    pub(super) fn new(
        (sets, parts): (Sets, Vec<Part>),
        posted_level: PostedLevel,
        standards: Vec<Standard>,
    ) -> Self {
        Self {
            sets,
            parts,
            posted_level,
            standards,
        }
    }

    /// The standard population with that code.
    pub fn find_standard(&self, code: &str) -> Option<&Standard> {
        self.standards.iter().find(|one| one.code == code)
    }

    /// How postings tell the level of a package.
    pub fn posted_level(&self) -> &PostedLevel {
        &self.posted_level
    }

    /// The named lists of codes.
    pub fn sets(&self) -> &Sets {
        &self.sets
    }

    /// The part with that code.
    pub fn find(&self, code: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.code == code)
    }

    /// Every part.
    pub fn all(&self) -> &[Part] {
        &self.parts
    }

    /// A text with the words of the parts it names, once it names exactly those of the measures.
    ///
    /// # Errors
    /// What is named and not counted, counted and not named, or no part at all.
    pub(super) fn filled(&self, text: &Text, measures: &[Measure]) -> Result<Text, String> {
        let counted: BTreeSet<&str> = measures.iter().flat_map(Measure::parts).collect();
        let fill = |text: &str, words: fn(&Text) -> &str| self.fill(text, &counted, words);
        Ok(Text {
            da: fill(&text.da, |text| &text.da)?,
            en: fill(&text.en, |text| &text.en)?,
        })
    }

    fn fill(
        &self,
        text: &str,
        counted: &BTreeSet<&str>,
        words: fn(&Text) -> &str,
    ) -> Result<String, String> {
        let mut filled = String::new();
        let mut named = BTreeSet::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((code, after)) = after.split_once('}') else {
                return Err(format!("`{text}` has a brace that is not closed"));
            };
            let Some(part) = self.find(code) else {
                return Err(format!("there is no part `{code}`"));
            };
            if !counted.contains(code) {
                return Err(format!("`{text}` names `{code}`, which is not counted"));
            }
            named.insert(part.code.as_str());
            filled.push_str(before);
            filled.push_str(words(&part.text));
            rest = after;
        }
        filled.push_str(rest);
        match counted.difference(&named).next() {
            Some(left_out) => Err(format!(
                "`{text}` does not name `{left_out}`, which is counted"
            )),
            None => Ok(filled),
        }
    }
}
