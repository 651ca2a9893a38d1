//! PX text cut into statements: `KEYWORD[language]("key","key")=values;`.

use super::problem::PxProblem;

/// One statement.
#[derive(Debug, Clone)]
pub(super) struct Statement {
    pub(super) keyword: String,
    /// Language in square brackets; None for the main language.
    pub(super) language: Option<String>,
    /// Texts in parentheses.
    pub(super) keys: Vec<String>,
    pub(super) values: Vec<Value>,
    /// Line of the keyword.
    pub(super) line: u64,
}

/// A value after the equals sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// A quoted text; pieces on several lines are one text.
    Text(String),
    /// Anything unquoted: `YES`, `2`, `TLIST`, `-`.
    Bare(String),
}

impl Value {
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Text(text) | Self::Bare(text) => text,
        }
    }
}

impl Statement {
    /// The keyword with language and keys, as written in issues: `VALUES[da]("sex")`.
    pub(super) fn shown(&self) -> String {
        let mut shown = self.keyword.clone();
        if let Some(language) = &self.language {
            shown.push_str(&format!("[{language}]"));
        }
        if !self.keys.is_empty() {
            let keys: Vec<String> = self.keys.iter().map(|key| format!("\"{key}\"")).collect();
            shown.push_str(&format!("({})", keys.join(",")));
        }
        shown
    }

    /// The first value, trimmed; None when it is empty.
    pub(super) fn text(&self) -> Option<&str> {
        self.values
            .first()
            .map(|value| value.as_str().trim())
            .filter(|text| !text.is_empty())
    }

    /// The quoted texts and bare words that are not punctuation.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(Value::as_str)
    }
}

/// A problem and the line it is on.
pub(super) type LexError = (u64, String, PxProblem);

/// Everything before the data, and where the data begins.
pub(super) struct Lexed {
    pub(super) statements: Vec<Statement>,
    /// Byte offset after `DATA=` and its line; None when there is no DATA.
    pub(super) data: Option<(usize, u64)>,
}

/// Cuts a whole file into statements.
pub(super) fn lex(text: &str) -> Result<Lexed, LexError> {
    let mut lexer = Lexer {
        text,
        at: 0,
        line: 1,
    };
    let mut statements = Vec::new();
    loop {
        lexer.skip_blanks();
        if lexer.peek().is_none() {
            return Ok(Lexed {
                statements,
                data: None,
            });
        }
        let mut statement = lexer.head()?;
        if statement.keyword == "DATA" {
            return Ok(Lexed {
                statements,
                data: Some((lexer.at, lexer.line)),
            });
        }
        lexer.values(&mut statement)?;
        statements.push(statement);
    }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take(&mut self, taken: &str) {
        self.at += taken.len();
        self.line += taken
            .bytes()
            .filter(|&b| b == b'\n')
            .map(|_| 1)
            .sum::<u64>();
    }

    fn take_while(&mut self, keep: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c: char| !keep(c)).unwrap_or(rest.len());
        let taken = rest.get(..end).unwrap_or_default();
        self.take(taken);
        taken
    }

    fn skip_blanks(&mut self) {
        self.take_while(char::is_whitespace);
    }

    fn accept(&mut self, expected: char) -> bool {
        let found = self.rest().strip_prefix(expected).is_some();
        if found {
            self.at += expected.len_utf8();
        }
        found
    }

    fn fail<T>(&self, keyword: &str, problem: PxProblem) -> Result<T, LexError> {
        Err((self.line, keyword.to_owned(), problem))
    }

    /// What stands here, for an error message.
    fn found(&self) -> String {
        let piece: String = self
            .rest()
            .chars()
            .take_while(|c| *c != '\n' && *c != '\r')
            .take(20)
            .collect();
        if piece.is_empty() {
            "—".into()
        } else {
            piece
        }
    }

    /// Keyword, language, keys and the equals sign.
    fn head(&mut self) -> Result<Statement, LexError> {
        let line = self.line;
        let keyword =
            self.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
        if keyword.is_empty() {
            return self.fail(
                "",
                PxProblem::ExpectedKeyword {
                    found: self.found(),
                },
            );
        }
        let keyword = keyword.to_ascii_uppercase();
        let mut statement = Statement {
            keyword,
            language: None,
            keys: Vec::new(),
            values: Vec::new(),
            line,
        };
        self.skip_blanks();
        if self.accept('[') {
            let language = self.take_while(|c| !matches!(c, ']' | ';' | '=' | '\n'));
            statement.language = Some(language.trim().trim_matches('"').to_owned());
            if !self.accept(']') {
                return self.fail(
                    &statement.keyword,
                    PxProblem::Expected {
                        expected: "]",
                        found: self.found(),
                    },
                );
            }
            self.skip_blanks();
        }
        if self.accept('(') {
            loop {
                self.skip_blanks();
                if self.peek() != Some('"') {
                    return self.fail(
                        &statement.keyword,
                        PxProblem::Expected {
                            expected: "\"",
                            found: self.found(),
                        },
                    );
                }
                let key = self.quoted(&statement.keyword)?;
                statement.keys.push(key.to_owned());
                self.skip_blanks();
                if self.accept(')') {
                    break;
                }
                if !self.accept(',') {
                    return self.fail(
                        &statement.keyword,
                        PxProblem::AfterText {
                            found: self.found(),
                        },
                    );
                }
            }
            self.skip_blanks();
        }
        if !self.accept('=') {
            return self.fail(
                &statement.shown(),
                PxProblem::Expected {
                    expected: "=",
                    found: self.found(),
                },
            );
        }
        Ok(statement)
    }

    /// A quoted text; it ends on its own line.
    fn quoted(&mut self, keyword: &str) -> Result<&'a str, LexError> {
        self.accept('"');
        let rest = self.rest();
        match rest.find(['"', '\n']) {
            Some(end) if rest.as_bytes().get(end) == Some(&b'"') => {
                let text = rest.get(..end).unwrap_or_default();
                self.at += end + 1;
                Ok(text)
            }
            _ => self.fail(keyword, PxProblem::UnterminatedText),
        }
    }

    /// The values up to the semicolon.
    fn values(&mut self, statement: &mut Statement) -> Result<(), LexError> {
        // Whether a value is complete, so that a comma or the end must follow.
        let mut complete = false;
        loop {
            self.skip_blanks();
            match self.peek() {
                None => return self.fail(&statement.shown(), PxProblem::UnterminatedStatement),
                Some(';') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(',') => {
                    self.at += 1;
                    complete = false;
                }
                Some('"') => {
                    let text = self.quoted(&statement.shown())?;
                    match statement.values.last_mut() {
                        // `"a"` and `"b"` on the next line are one long text.
                        Some(Value::Text(before)) if complete => before.push_str(text),
                        _ => statement.values.push(Value::Text(text.to_owned())),
                    }
                    complete = true;
                    if !self.rest().starts_with([';', ',', ')', '-', ':'])
                        && !self.rest().starts_with(char::is_whitespace)
                    {
                        if self.rest().is_empty() {
                            continue;
                        }
                        return self.fail(
                            &statement.shown(),
                            PxProblem::AfterText {
                                found: self.found(),
                            },
                        );
                    }
                }
                Some(c @ ('(' | ')' | '-' | ':')) if c != '-' || complete => {
                    self.at += 1;
                    statement.values.push(Value::Bare(c.to_string()));
                    complete = c == ')';
                }
                Some(_) => {
                    if complete {
                        return self.fail(
                            &statement.shown(),
                            PxProblem::Expected {
                                expected: ";",
                                found: self.found(),
                            },
                        );
                    }
                    let word = self.take_while(|c| {
                        !c.is_whitespace() && !matches!(c, ';' | ',' | '"' | '(' | ')')
                    });
                    statement.values.push(Value::Bare(word.to_owned()));
                    complete = true;
                    if self.peek() == Some('"') {
                        return self.fail(
                            &statement.shown(),
                            PxProblem::Expected {
                                expected: ";",
                                found: self.found(),
                            },
                        );
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::issue::Explain;

    #[track_caller]
    fn check(text: &str, shown: &str, values: &[&str]) {
        let lexed = lex(text).ok().unwrap();
        let statement = lexed.statements.first().unwrap();
        assert_eq!(statement.shown(), shown);
        assert_eq!(statement.texts().collect::<Vec<_>>(), values);
    }

    #[track_caller]
    fn check_refused(text: &str, rule: &str, line: u64) {
        let (at, _, problem) = lex(text).err().unwrap();
        assert_eq!((problem.rule(), at), (rule, line), "{problem}");
    }

    #[test]
    fn statements_of_every_shape() {
        check("TITLE=\"a; b\";", "TITLE", &["a; b"]);
        check(
            "NOTE[da](\"køn\")=\"en \"\n\"lang\"\r\n\" note\";",
            "NOTE[da](\"køn\")",
            &["en lang note"],
        );
        check(
            "VALUES(\"a\")=\"x\",\r\n\"y, z\";",
            "VALUES(\"a\")",
            &["x", "y, z"],
        );
        check("COPYRIGHT=YES;", "COPYRIGHT", &["YES"]);
        check(
            "TIMEVAL(\"t\")=TLIST(A1,\"2019\"-\"2022\");",
            "TIMEVAL(\"t\")",
            &["TLIST", "(", "A1", "2019", "-", "2022", ")"],
        );
        check(
            "TIMEVAL(\"t\")=TLIST(A1),\"2003\";",
            "TIMEVAL(\"t\")",
            &["TLIST", "(", "A1", ")", "2003"],
        );
        check(
            "CELLNOTE(\"*\", \"20\")=\"x\";",
            "CELLNOTE(\"*\",\"20\")",
            &["x"],
        );
        check(
            "HIERARCHIES(\"r\")=\"a\",\"a\":\"b\";",
            "HIERARCHIES(\"r\")",
            &["a", "a", ":", "b"],
        );
        check("DECIMALS=-1;", "DECIMALS", &["-1"]);
        check("NOTE=\"\";", "NOTE", &[""]);
    }

    #[test]
    fn the_data_begin_after_the_equals_sign() {
        let lexed = lex("A=1;\nDATA=\n1 2;").ok().unwrap();
        assert_eq!(lexed.data, Some((10, 2)));
        assert_eq!(lex("A=1;\n").ok().unwrap().data, None);
    }

    #[test]
    fn broken_statements_have_their_line() {
        check_refused("A=1;\nSOURCE=\"Stati\"stics\";", "px.after_text", 2);
        check_refused("A=1;\nSOURCE=\"Stati\n", "px.unterminated_text", 2);
        check_refused("A=1;\nSOURCE=\"x\"\nB=2;", "px.expected", 3);
        check_refused("A=YES\nB=2;", "px.expected", 2);
        check_refused("A=1;\nVALUES(\"a\"=\"x\";", "px.after_text", 2);
        check_refused("A=1;\nB=\"x\"", "px.unterminated_statement", 2);
        check_refused("A=1;\n\"x\";", "px.expected_keyword", 2);
        check_refused("A;", "px.expected", 1);
        check_refused("A[da=1;", "px.expected", 1);
    }
}
