//! Tables of texts in both languages, and what is put into them.

use std::collections::BTreeSet;

/// Writes the tables of both languages from one list, so that neither language can lack a text.
///
/// Each text stands as `key: "dansk", "English";`. What comes of it is a `Texts` with a field for each key, a function
/// `texts(lang)`, and in tests `ALL`, each key with both texts.
#[macro_export]
macro_rules! texts {
    ($(#[$attribute:meta])* $($key:ident: $da:literal, $en:literal;)*) => {
        /// The texts of one language by key. `{name}` stands for what `fill` puts there.
        $(#[$attribute])*
        #[derive(Debug)]
        pub(crate) struct Texts { $(pub $key: &'static str,)* }

        const DA: Texts = Texts { $($key: $da,)* };
        const EN: Texts = Texts { $($key: $en,)* };

        /// Each key with its text in Danish and English.
        #[cfg(test)]
        const ALL: &[(&str, &str, &str)] = &[$((stringify!($key), $da, $en),)*];

        /// The texts of a language.
        pub(crate) fn texts(lang: pejl_domain::Lang) -> &'static Texts {
            match lang {
                pejl_domain::Lang::Da => &DA,
                pejl_domain::Lang::En => &EN,
            }
        }
    };
}

/// The text with each `{name}` replaced by its value. What a value holds is never taken for a name, and a name
/// without a value stays as it is.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let found = after.split_once('}').and_then(|(name, behind)| {
            values
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value, behind))
        });
        match found {
            Some((value, behind)) => {
                filled.push_str(value);
                rest = behind;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// The keys of a table whose texts are empty, name other values in one language than in the other, or stand twice.
pub fn table_faults(all: &[(&str, &str, &str)]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for (key, da, en) in all {
        let is_empty = da.trim().is_empty() || en.trim().is_empty();
        if is_empty || names(da) != names(en) || !seen.insert(*key) {
            faults.push((*key).to_owned());
        }
    }
    faults
}

/// The names of the values of a text.
fn names(text: &str) -> BTreeSet<&str> {
    let parts = text.split('{').skip(1);
    parts
        .filter_map(|part| part.split_once('}'))
        .map(|(name, _)| name)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_never_taken_for_a_name() {
        let values = [("a", "{b}"), ("b", "x")];
        assert_eq!(fill("{a} og {b}", &values), "{b} og x");
        assert_eq!(fill("{ukendt} {a", &values), "{ukendt} {a");
        assert_eq!(fill("", &values), "");
    }

    #[test]
    fn a_text_that_lacks_a_value_in_one_language_is_named() {
        let all = [
            ("one", "{n} tal", "{n} figures"),
            ("two", "{n} tal", "figures"),
            ("three", "", "x"),
            ("one", "a", "b"),
        ];
        assert_eq!(table_faults(&all), ["two", "three", "one"]);
    }
}
