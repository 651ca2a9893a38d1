//! JSON walked in place: `serde_json` has checked the text, values are found when they are asked for.
//!
//! A parsed tree of a 64 MiB file would take a gigabyte, and would turn the numbers into `f64`. Here every value
//! keeps its offset, so that issues can name the line, and its number as written.

use std::borrow::Cow;

use serde::de::IgnoredAny;

use super::problem::JsonStatProblem;

/// A value in a text that is known to be JSON.
#[derive(Clone, Copy)]
pub(crate) struct Json<'a> {
    text: &'a str,
    start: usize,
}

/// Line of a byte offset, 1-based.
pub(crate) fn line_at(text: &str, offset: usize) -> u64 {
    breaks(text, 0, offset) + 1
}

/// Line breaks between two offsets.
pub(crate) fn breaks(text: &str, from: usize, to: usize) -> u64 {
    let bytes = text.as_bytes().get(from..to).unwrap_or_default();
    bytes.iter().filter(|&&b| b == b'\n').map(|_| 1).sum()
}

impl<'a> Json<'a> {
    /// The value a whole text is, or the line and the cause why it is none.
    pub(crate) fn parse(text: &'a str) -> Result<Self, (u64, JsonStatProblem)> {
        match serde_json::from_str::<IgnoredAny>(text) {
            Ok(_) => Ok(Self {
                text,
                start: skip_blanks(text.as_bytes(), 0),
            }),
            Err(error) => {
                let line = u64::try_from(error.line()).unwrap_or(1).max(1);
                let cause = error.to_string();
                let cause = cause
                    .split(" at line ")
                    .next()
                    .unwrap_or_default()
                    .to_owned();
                let column = error.column();
                Err((
                    line,
                    JsonStatProblem::Syntax {
                        cause,
                        column,
                        cut: error.is_eof(),
                    },
                ))
            }
        }
    }

    /// The value at an offset that [`Self::offset`] gave.
    pub(crate) fn at(text: &'a str, start: usize) -> Self {
        Self { text, start }
    }

    pub(crate) fn offset(self) -> usize {
        self.start
    }

    fn first(self) -> u8 {
        self.text.as_bytes().get(self.start).copied().unwrap_or(0)
    }

    pub(crate) fn is_object(self) -> bool {
        self.first() == b'{'
    }

    pub(crate) fn is_array(self) -> bool {
        self.first() == b'['
    }

    pub(crate) fn is_null(self) -> bool {
        self.first() == b'n'
    }

    pub(crate) fn is_string(self) -> bool {
        self.first() == b'"'
    }

    pub(crate) fn is_number(self) -> bool {
        matches!(self.first(), b'-' | b'0'..=b'9')
    }

    /// The value as written.
    pub(crate) fn raw(self) -> &'a str {
        let end = skip_value(self.text.as_bytes(), self.start);
        self.text.get(self.start..end).unwrap_or_default()
    }

    /// The text of a string; None for anything else and for one with half a surrogate pair.
    pub(crate) fn text(self) -> Option<Cow<'a, str>> {
        if !self.is_string() {
            return None;
        }
        let raw = self.raw();
        let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
        if inner.contains('\\') {
            serde_json::from_str(raw).ok().map(Cow::Owned)
        } else {
            Some(Cow::Borrowed(inner))
        }
    }

    /// A whole number, also one written as a string.
    pub(crate) fn whole_number(self) -> Option<usize> {
        let raw = self.raw();
        raw.strip_prefix('"')
            .and_then(|r| r.strip_suffix('"'))
            .unwrap_or(raw)
            .parse()
            .ok()
    }

    /// The elements of an array; none for anything else.
    pub(crate) fn items(self) -> Items<'a> {
        let position = if self.is_array() {
            self.start + 1
        } else {
            self.text.len()
        };
        Items {
            text: self.text,
            position,
        }
    }

    /// The members of an object; none for anything else. A key with half a surrogate pair is left out.
    pub(crate) fn entries(self) -> Entries<'a> {
        let position = if self.is_object() {
            self.start + 1
        } else {
            self.text.len()
        };
        Entries(Items {
            text: self.text,
            position,
        })
    }
}

/// The elements of an array. Its position can be kept and the walk resumed later.
#[derive(Clone, Copy)]
pub(crate) struct Items<'a> {
    text: &'a str,
    position: usize,
}

impl<'a> Items<'a> {
    pub(crate) fn resume(text: &'a str, position: usize) -> Self {
        Self { text, position }
    }

    pub(crate) fn position(self) -> usize {
        self.position
    }
}

impl<'a> Iterator for Items<'a> {
    type Item = Json<'a>;

    fn next(&mut self) -> Option<Json<'a>> {
        let bytes = self.text.as_bytes();
        let mut start = skip_blanks(bytes, self.position);
        if bytes.get(start) == Some(&b',') {
            start = skip_blanks(bytes, start + 1);
        }
        if matches!(bytes.get(start), None | Some(b']' | b'}')) {
            self.position = bytes.len();
            return None;
        }
        self.position = skip_value(bytes, start);
        Some(Json {
            text: self.text,
            start,
        })
    }
}

/// The members of an object.
pub(crate) struct Entries<'a>(Items<'a>);

impl<'a> Iterator for Entries<'a> {
    type Item = (Cow<'a, str>, Json<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let key = self.0.next()?;
            let bytes = self.0.text.as_bytes();
            let colon = skip_blanks(bytes, self.0.position);
            let start = skip_blanks(bytes, colon + 1);
            self.0.position = skip_value(bytes, start);
            if let Some(key) = key.text() {
                return Some((
                    key,
                    Json {
                        text: self.0.text,
                        start,
                    },
                ));
            }
        }
    }
}

fn skip_blanks(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest
        .iter()
        .take_while(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n'))
        .count()
}

/// The end of the value that starts at an offset, in checked JSON.
fn skip_value(bytes: &[u8], start: usize) -> usize {
    let mut depth = 0_u32;
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => at = skip_string(bytes, at),
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                at += 1;
            }
            b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' => at += 1,
            _ => {
                at += bytes
                    .iter()
                    .skip(at)
                    .take_while(|b| is_scalar(**b))
                    .count()
                    .max(1)
            }
        }
        if depth == 0 {
            return at;
        }
    }
    at
}

fn is_scalar(byte: u8) -> bool {
    matches!(byte, b'-' | b'+' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z')
}

fn skip_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    loop {
        match bytes.get(at) {
            Some(b'\\') => at += 2,
            Some(b'"') => return at + 1,
            Some(_) => at += 1,
            None => return bytes.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    /// Rebuilds the tree from the walk.
    fn rebuilt(json: Json<'_>) -> Value {
        if json.is_object() {
            Value::Object(
                json.entries()
                    .map(|(key, value)| (key.into_owned(), rebuilt(value)))
                    .collect(),
            )
        } else if json.is_array() {
            Value::Array(json.items().map(rebuilt).collect())
        } else if let Some(text) = json.text() {
            Value::String(text.into_owned())
        } else {
            serde_json::from_str(json.raw()).unwrap()
        }
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(Value::from),
            any::<i32>().prop_map(|n| Value::from(f64::from(n) / 8.0)),
            "[a-zæ\"\\\\\n\u{1F600}{}\\[\\],:]{0,6}".prop_map(Value::String),
        ];
        leaf.prop_recursive(4, 40, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
                prop::collection::btree_map("[a-zø\"\\\\ ]{0,4}", inner, 0..5)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_walk_sees_the_whole_tree(value in any_json(), pretty: bool) {
            let text = if pretty { serde_json::to_string_pretty(&value)? } else { value.to_string() };
            let json = Json::parse(&text).map_err(|(line, problem)| format!("{line}: {problem}")).unwrap();
            prop_assert_eq!(rebuilt(json), value);
        }
    }

    #[test]
    fn numbers_stay_as_written() {
        let json = Json::parse(" [1.10, -0, 1e400,\n \"2\"] ").ok().unwrap();
        assert_eq!(
            json.items().map(Json::raw).collect::<Vec<_>>(),
            ["1.10", "-0", "1e400", "\"2\""]
        );
        assert_eq!(
            json.items().map(Json::whole_number).collect::<Vec<_>>(),
            [None, None, None, Some(2)]
        );
        assert_eq!(
            line_at(
                " [1.10, -0, 1e400,\n \"2\"] ",
                json.items().last().unwrap().offset()
            ),
            2
        );
    }

    #[test]
    fn a_syntax_error_has_its_line() {
        let (line, problem) = Json::parse("{\n\"a\": [1,\n x]}").err().unwrap();
        assert_eq!(line, 3);
        assert!(matches!(
            problem,
            JsonStatProblem::Syntax { cut: false, .. }
        ));
        let (line, problem) = Json::parse("{\n\"a\": [1,").err().unwrap();
        assert_eq!(line, 2);
        assert!(matches!(problem, JsonStatProblem::Syntax { cut: true, .. }));
    }
}
