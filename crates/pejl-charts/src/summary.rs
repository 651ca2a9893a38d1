//! The chart in words.

use std::fmt;

/// Sentences that say the same as the chart, made from the same rows.
///
/// Printed, the sentences follow each other with a space between.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// The sentences, the most important first; each ends in a full stop.
    pub sentences: Vec<String>,
}

impl Summary {
    /// Adds a sentence, closing it with a full stop unless it ends in one, as "3.412 kr." does.
    pub(crate) fn push(&mut self, sentence: impl Into<String>) {
        let mut sentence = sentence.into();
        // The isolate that closes a right-to-left name is no end of a sentence either.
        if !sentence.trim_end_matches('\u{2069}').ends_with('.') {
            sentence.push('.');
        }
        self.sentences.push(sentence);
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentences.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_abbreviation_at_the_end_closes_the_sentence() {
        let mut summary = Summary::default();
        summary.push("Gennemsnittet er 3.834 kr.");
        summary.push("Vejle er nr. 9");
        assert_eq!(
            summary.to_string(),
            "Gennemsnittet er 3.834 kr. Vejle er nr. 9."
        );
    }
}
