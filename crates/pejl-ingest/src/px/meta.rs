//! The metadata of a PX file: variables, members, units, and what is odd about them.

use std::collections::{BTreeMap, HashMap, HashSet};

use pejl_domain::lang::Lang;

use super::lexer::{Statement, Value};
use super::problem::PxProblem;
use crate::cube::check_dimensions;
use crate::described::{ColumnInfo, OpenOptions, Role, VALUE_COLUMN};
use crate::issue::{Explain, RowIssue};
use crate::jsonstat::language_of;

/// Languages looked at; PX files have at most a handful.
const MAX_LANGUAGES: usize = 12;

/// Statements of a file, found by keyword, language and keys.
pub(super) struct Index<'a> {
    pub(super) name: &'a str,
    pub(super) statements: &'a [Statement],
    first: HashMap<(&'a str, Option<&'a str>, &'a [String]), &'a Statement>,
}

impl<'a> Index<'a> {
    /// Indexes the statements; refuses the ones that define the table when they stand there twice.
    pub(super) fn new(name: &'a str, statements: &'a [Statement]) -> Result<Self, RowIssue> {
        let mut first = HashMap::new();
        for statement in statements {
            let key = (
                statement.keyword.as_str(),
                statement.language.as_deref(),
                statement.keys.as_slice(),
            );
            let defines = matches!(
                key.0,
                "STUB" | "HEADING" | "VALUES" | "CODES" | "UNITS" | "CONTVARIABLE" | "KEYS"
            );
            if first.contains_key(&key) && defines {
                return Err(refuse(name, &PxProblem::Twice, statement));
            }
            first.entry(key).or_insert(statement);
        }
        Ok(Self {
            name,
            statements,
            first,
        })
    }

    pub(super) fn get(
        &self,
        keyword: &str,
        language: Option<&str>,
        keys: &[String],
    ) -> Option<&'a Statement> {
        self.first.get(&(keyword, language, keys)).copied()
    }

    /// The statement without keys in a language, else in the main language.
    pub(super) fn text(&self, keyword: &str, language: Option<&str>) -> Option<&'a str> {
        let own = self.get(keyword, language, &[]).and_then(Statement::text);
        own.or_else(|| self.get(keyword, None, &[]).and_then(Statement::text))
    }
}

pub(super) fn refuse(name: &str, problem: &PxProblem, statement: &Statement) -> RowIssue {
    problem
        .refuse(name)
        .at_line(statement.line)
        .in_column(statement.shown())
}

/// A variable of the table.
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) values: Vec<String>,
    pub(super) codes: Option<Vec<String>>,
}

impl Variable {
    /// What the rows hold: codes when there are any.
    pub(super) fn members(&self) -> &[String] {
        self.codes.as_deref().unwrap_or(&self.values)
    }
}

/// Names and values of the variables in one language.
pub(super) struct View {
    pub(super) names: Vec<String>,
    pub(super) values: Vec<Vec<String>>,
}

/// The table a PX file defines.
pub(super) struct Table {
    pub(super) variables: Vec<Variable>,
    /// How many of the variables stand in STUB; they come first.
    pub(super) n_stub: usize,
    /// Main language, when stated.
    pub(super) main_language: Option<String>,
    /// The declared languages other than the main one that have names and values for every variable.
    pub(super) views: BTreeMap<String, View>,
    /// Position of the content variable.
    pub(super) content: Option<usize>,
}

/// Reads STUB, HEADING, VALUES, CODES and CONTVARIABLE in every language. What is missing is missed on the line
/// that needs it: where the variable is named, or where the data begin.
pub(super) fn table(index: &Index<'_>, data_line: u64) -> Result<Table, RowIssue> {
    let missing = |keyword: String, line| {
        PxProblem::MissingKeyword { keyword }
            .refuse(index.name)
            .at_line(line)
    };
    let names = |language: Option<&str>, keyword: &str| -> Vec<String> {
        let statement = index.get(keyword, language, &[]);
        let texts = statement.into_iter().flat_map(Statement::texts);
        texts
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let mut all = names(None, "STUB");
    let n_stub = all.len();
    all.extend(names(None, "HEADING"));
    if all.is_empty() {
        return Err(missing("STUB / HEADING".into(), data_line).in_column("DATA"));
    }
    check_dimensions(all.len()).map_err(|p| p.refuse(index.name).at_line(data_line))?;
    let mut seen = HashSet::new();
    let mut variables = Vec::with_capacity(all.len());
    for (i, name) in all.iter().enumerate() {
        let key = std::slice::from_ref(name);
        let Some(values) = index.get("VALUES", None, key) else {
            let named_in = if i < n_stub { "STUB" } else { "HEADING" };
            let line = index
                .get(named_in, None, &[])
                .map_or(data_line, |statement| statement.line);
            return Err(missing(format!("VALUES(\"{name}\")"), line).in_column(named_in));
        };
        if !seen.insert(name.as_str()) {
            return Err(refuse(index.name, &PxProblem::VariableTwice, values).with_value(name));
        }
        variables.push(variable(index, name, values)?);
    }
    let content = match index.get("CONTVARIABLE", None, &[]) {
        Some(statement) => match statement.text() {
            Some(named) => match all.iter().position(|name| name == named) {
                Some(position) => Some(position),
                None => {
                    let problem = PxProblem::UnknownContentVariable {
                        variable: named.to_owned(),
                    };
                    return Err(refuse(index.name, &problem, statement));
                }
            },
            None => None,
        },
        None => None,
    };
    let main_language = index.text("LANGUAGE", None).map(str::to_ascii_lowercase);
    let languages = index
        .get("LANGUAGES", None, &[])
        .into_iter()
        .flat_map(Statement::texts);
    let mut views = BTreeMap::new();
    for language in languages.take(MAX_LANGUAGES) {
        let language = language.trim().to_ascii_lowercase();
        if main_language.as_ref() != Some(&language)
            && let Some(view) = view(index, &language, n_stub, &variables, &names)
        {
            views.insert(language, view);
        }
    }
    Ok(Table {
        variables,
        n_stub,
        main_language,
        views,
        content,
    })
}

fn variable(index: &Index<'_>, name: &str, values: &Statement) -> Result<Variable, RowIssue> {
    let key = [name.to_owned()];
    let texts: Vec<String> = values.texts().map(str::to_owned).collect();
    let codes = index.get("CODES", None, &key);
    if let Some(statement) = codes
        && statement.values.len() != texts.len()
    {
        let problem = PxProblem::CodesDiffer {
            codes: statement.values.len(),
            values: texts.len(),
        };
        return Err(refuse(index.name, &problem, statement));
    }
    let variable = Variable {
        name: name.to_owned(),
        values: texts,
        codes: codes.map(|statement| statement.texts().map(str::to_owned).collect()),
    };
    let mut seen = HashSet::new();
    match variable
        .members()
        .iter()
        .find(|member| !seen.insert(member.as_str()))
    {
        Some(twice) => Err(
            refuse(index.name, &PxProblem::SameMember, codes.unwrap_or(values)).with_value(twice),
        ),
        None => Ok(variable),
    }
}

/// Names and values in another language, when they are complete and fit the main language.
fn view(
    index: &Index<'_>,
    language: &str,
    n_stub: usize,
    variables: &[Variable],
    names: &dyn Fn(Option<&str>, &str) -> Vec<String>,
) -> Option<View> {
    let mut all = names(Some(language), "STUB");
    if all.len() != n_stub {
        return None;
    }
    all.extend(names(Some(language), "HEADING"));
    if all.len() != variables.len() {
        return None;
    }
    let mut values = Vec::with_capacity(all.len());
    for (name, variable) in all.iter().zip(variables) {
        let statement = index.get("VALUES", Some(language), std::slice::from_ref(name))?;
        let texts: Vec<String> = statement.texts().map(str::to_owned).collect();
        if texts.len() != variable.values.len() {
            return None;
        }
        values.push(texts);
    }
    Some(View { names: all, values })
}

/// The language whose texts are used: the wanted one when the file has it in full, else the main one.
pub(super) fn choose_language(
    table: &Table,
    options: &OpenOptions,
) -> (Option<String>, Option<PxProblem>) {
    let Some(wanted) = options
        .language
        .map(|lang| if lang == Lang::Da { "da" } else { "en" })
    else {
        return (None, None);
    };
    if table.main_language.as_deref() == Some(wanted) {
        return (None, None);
    }
    if table.views.contains_key(wanted) {
        return (Some(wanted.to_owned()), None);
    }
    let used = table.main_language.clone().unwrap_or_else(|| "?".into());
    (None, Some(PxProblem::LanguageAbsent { wanted, used }))
}

/// The columns of the rows: one per variable, then the value.
pub(super) fn columns(
    index: &Index<'_>,
    table: &Table,
    language: Option<&str>,
    units: Option<BTreeMap<String, String>>,
) -> Vec<ColumnInfo> {
    let view = language.and_then(|language| table.views.get(language));
    let mut units = units;
    let mut columns = Vec::with_capacity(table.variables.len() + 1);
    for (i, variable) in table.variables.iter().enumerate() {
        let key = std::slice::from_ref(&variable.name);
        let code = index
            .get("VARIABLECODE", None, key)
            .and_then(Statement::text);
        let shown = view
            .and_then(|view| view.names.get(i))
            .unwrap_or(&variable.name);
        let labels = view
            .and_then(|view| view.values.get(i))
            .unwrap_or(&variable.values);
        // Without codes the rows hold the main language's texts; another language's are then labels.
        let members = (variable.codes.is_some() || view.is_some()).then(|| {
            variable
                .members()
                .iter()
                .cloned()
                .zip(labels.iter().cloned())
                .collect()
        });
        let is_time = index.get("TIMEVAL", None, key).is_some()
            || index
                .get("VARIABLE-TYPE", None, key)
                .and_then(Statement::text)
                .is_some_and(|t| t.eq_ignore_ascii_case("time") || t.eq_ignore_ascii_case("t"));
        columns.push(ColumnInfo {
            name: code.unwrap_or(&variable.name).trim().to_owned(),
            label: (code.is_some_and(|code| code != shown) || shown != &variable.name)
                .then(|| shown.clone()),
            members,
            units: if table.content == Some(i) {
                units.take()
            } else {
                None
            },
            role: Some(if is_time { Role::Time } else { Role::Dimension }),
        });
    }
    columns.push(ColumnInfo::named(VALUE_COLUMN).with_role(Role::Value));
    columns
}

/// The unit of each member of the content variable, when units are given per content.
pub(super) fn content_units(
    index: &Index<'_>,
    table: &Table,
    language: Option<&str>,
) -> Result<Option<BTreeMap<String, String>>, RowIssue> {
    let Some((position, variable)) = table
        .content
        .and_then(|i| table.variables.get(i).map(|v| (i, v)))
    else {
        return Ok(None);
    };
    let keyed: Vec<&Statement> = index
        .statements
        .iter()
        .filter(|s| s.keyword == "UNITS" && s.language.is_none() && !s.keys.is_empty())
        .collect();
    let known: HashSet<&str> = variable.values.iter().map(String::as_str).collect();
    let unknown = keyed.iter().find_map(|s| {
        s.keys
            .iter()
            .find(|key| !known.contains(key.as_str()))
            .map(|key| (*s, key))
    });
    if let Some((statement, key)) = unknown {
        let problem = PxProblem::UnitOfUnknownContent {
            variable: variable.name.clone(),
            value: key.clone(),
        };
        return Err(refuse(index.name, &problem, statement));
    }
    if keyed.is_empty() {
        return Ok(None);
    }
    let general = index.text("UNITS", language);
    let view = language
        .and_then(|language| table.views.get(language))
        .and_then(|view| view.values.get(position));
    let mut units = BTreeMap::new();
    for (i, (member, value)) in variable.members().iter().zip(&variable.values).enumerate() {
        let translated = view.and_then(|values| values.get(i));
        let own =
            translated.and_then(|value| index.get("UNITS", language, std::slice::from_ref(value)));
        let own = own
            .or_else(|| index.get("UNITS", None, std::slice::from_ref(value)))
            .and_then(Statement::text);
        match own.or(general) {
            Some(unit) => units.insert(member.clone(), unit.to_owned()),
            None => {
                let problem = PxProblem::NoUnit {
                    variable: variable.name.clone(),
                    value: value.clone(),
                };
                return Err(problem.refuse(index.name).in_column("UNITS"));
            }
        };
    }
    Ok(Some(units))
}

/// Notes, source and contact, in the order of the file, for people to read.
pub(super) fn notes(index: &Index<'_>, language: Option<&str>) -> Vec<String> {
    let mut notes = Vec::new();
    for statement in index
        .statements
        .iter()
        .filter(|s| s.language.as_deref() == language)
    {
        let is_note = matches!(
            statement.keyword.as_str(),
            "NOTE"
                | "NOTEX"
                | "VALUENOTE"
                | "VALUENOTEX"
                | "CELLNOTE"
                | "CELLNOTEX"
                | "SOURCE"
                | "INFO"
        );
        let Some(text) = statement.text().filter(|_| is_note) else {
            continue;
        };
        // In PX texts `#` is a line break.
        let text = text.replace('#', "\n");
        match statement.keys.as_slice() {
            [] => notes.push(text),
            keys => notes.push(format!("{}: {text}", keys.join(", "))),
        }
    }
    notes
}

/// Declared meaning of the symbols in the cells.
pub(super) fn symbols(index: &Index<'_>, language: Option<&str>) -> BTreeMap<String, String> {
    let named = (1..=6_usize).map(|n| (".".repeat(n), format!("DATASYMBOL{n}")));
    let nil = std::iter::once(("-".to_owned(), "DATASYMBOLNIL".to_owned()));
    named
        .chain(nil)
        .filter_map(|(symbol, keyword)| Some((symbol, index.text(&keyword, language)?.to_owned())))
        .collect()
}

/// The language of the texts, when it is one of ours.
pub(super) fn language(table: &Table, chosen: Option<&str>) -> Option<Lang> {
    language_of(chosen.or(table.main_language.as_deref())?)
}

/// Number of points in time TIMEVAL lists; None for a range or when it lists none.
pub(super) fn n_times(statement: &Statement) -> Option<usize> {
    let is_range = statement
        .values
        .iter()
        .any(|v| *v == Value::Bare("-".into()));
    let n = statement
        .values
        .iter()
        .filter(|value| matches!(value, Value::Text(_)))
        .count();
    (!is_range && n > 0).then_some(n)
}
