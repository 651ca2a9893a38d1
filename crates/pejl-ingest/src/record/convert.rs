//! Turns a column of texts into a column of values, and says which cells it cannot.

use std::collections::HashMap;

use chrono::{Datelike as _, NaiveDate};
use pejl_domain::account::posting::{AccountString, Pattern};
use pejl_domain::account::{AccountCode, AccountDepth};
use pejl_domain::cpr::{Cpr, masked};
use pejl_domain::service::{find_service, parse_paragraph};
use pejl_lake::{ColumnType, columns};

use super::batch::Values;
use super::bound::BoundColumn;
use super::fault::{Fault, Problem};
use super::guard::Guard;
use super::mapping::{AmountUnit, FileForm, Sign, folded};
use crate::number::{NumberFormat, parse_number};
use crate::person::PersonKey;
use crate::text::{TextBatch, TextColumn};

/// Column of a batch with the citizens' birth dates: for rules that need an age; no dataset has it, so it is not kept.
pub const BIRTH_DATE: &str = "#birth_date";
/// Longest text that is kept.
const MAX_TEXT_CHARS: usize = 200;
/// Distinct texts whose value is remembered per column; a column with more is read anew from then on.
const MAX_CACHED: usize = 50_000;

/// Reads the cells of one column, batch after batch.
#[derive(Debug)]
pub(crate) struct Converter {
    name: &'static str,
    kind: Kind,
    at: Option<usize>,
    minus: Option<usize>,
    /// What an empty cell stands for; also the value of a constant column.
    default: String,
    /// The source's values, folded → ours.
    values: Option<HashMap<String, String>>,
    allowed: String,
    empty: Vec<String>,
}

#[derive(Debug)]
enum Kind {
    Text,
    /// An account function in any spelling, kept as 5.30.26.
    Function {
        known: HashMap<Box<str>, Option<Box<str>>>,
    },
    Int32,
    Int64,
    Float64(NumberFormat),
    Bool,
    Date {
        formats: Vec<String>,
        /// Today in each of the formats.
        example: String,
        known: HashMap<Box<str>, Option<NaiveDate>>,
    },
    Amount {
        unit: AmountUnit,
        sign: Sign,
        format: NumberFormat,
    },
    Account {
        pattern: Pattern,
        known: HashMap<Box<str>, Result<AccountString, Problem>>,
        /// Parts that the account string gives in this mapping.
        parts: Vec<(&'static str, ColumnType)>,
    },
    Person {
        known: HashMap<Box<str>, Option<Person>>,
    },
    Service {
        known: HashMap<Box<str>, ServiceText>,
        /// Whether law, paragraph and code come from this column and no other.
        gives: [bool; 3],
    },
}

/// What a service as written says; empty where it does not.
#[derive(Debug, Clone, Default)]
struct ServiceText {
    code: &'static str,
    law: &'static str,
    paragraph: String,
}

/// What is kept of a person number.
#[derive(Debug, Clone)]
struct Person {
    key: Box<str>,
    born: NaiveDate,
    sex: &'static str,
}

/// A day in each of the formats, as an example of them; a format that cannot be written is left out.
fn in_formats(day: NaiveDate, formats: &[String]) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for format in formats {
        let mut one = String::new();
        if write!(one, "{}", day.format(format)).is_ok() {
            if !text.is_empty() {
                text.push_str(", ");
            }
            text.push_str(&one);
        }
    }
    text
}

/// What a person number becomes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pseudonyms<'a> {
    pub(crate) key: &'a PersonKey,
    pub(crate) municipality: &'a str,
}

impl Converter {
    /// A converter for a bound column of a canonical type; `parts` are the columns an account string gives, `gives` says
    /// whether a service gives its code, law and paragraph.
    pub(crate) fn new(
        column: &BoundColumn<'_>,
        dtype: ColumnType,
        parts: Vec<(&'static str, ColumnType)>,
        gives: [bool; 3],
        form: &FileForm,
        as_of: NaiveDate,
    ) -> Self {
        let mapping = column.mapping;
        let format = NumberFormat {
            decimal: form.decimal,
        };
        // The mapping was checked: a pattern that cannot be read does not come this far.
        let pattern = mapping
            .account
            .as_deref()
            .and_then(|text| text.parse().ok());
        let kind = match (pattern, mapping.person, mapping.unit, dtype) {
            (Some(pattern), ..) => Kind::Account {
                pattern,
                known: HashMap::new(),
                parts,
            },
            (_, true, ..) => Kind::Person {
                known: HashMap::new(),
            },
            _ if mapping.service => Kind::Service {
                known: HashMap::new(),
                gives,
            },
            (_, _, Some(unit), _) => Kind::Amount {
                unit,
                sign: mapping.sign,
                format,
            },
            (.., ColumnType::Text) if column.name == columns::FUNCTION => Kind::Function {
                known: HashMap::new(),
            },
            (.., ColumnType::Text) => Kind::Text,
            (.., ColumnType::Int32) => Kind::Int32,
            (.., ColumnType::Int64) => Kind::Int64,
            (.., ColumnType::Float64) => Kind::Float64(format),
            (.., ColumnType::Bool) => Kind::Bool,
            (.., ColumnType::Date) => Kind::Date {
                formats: form.dates.clone(),
                example: in_formats(as_of, &form.dates),
                known: HashMap::new(),
            },
        };
        let default = mapping.constant.as_ref().or(mapping.default.as_ref());
        let values = mapping.values.as_ref();
        let mut allowed: Vec<&str> = values
            .into_iter()
            .flat_map(|v| v.keys())
            .map(String::as_str)
            .collect();
        allowed.sort_unstable();
        Self {
            name: column.name,
            kind,
            at: column.at,
            minus: column.minus,
            default: default.cloned().unwrap_or_default(),
            values: values.map(|values| {
                let pairs = values.iter();
                pairs
                    .map(|(theirs, ours)| (folded(theirs), ours.clone()))
                    .collect()
            }),
            allowed: allowed.join(", "),
            empty: form.empty.clone(),
        }
    }

    /// The column of the file that is read.
    pub(crate) fn source_column(&self) -> Option<usize> {
        self.at
    }

    /// The canonical column.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// The canonical columns of a batch that this column gives: itself, and the parts of an account string.
    pub(crate) fn convert(
        &mut self,
        batch: &TextBatch,
        pseudonyms: Option<Pseudonyms<'_>>,
        guard: &mut Guard,
        faults: &mut Vec<Fault>,
    ) -> Vec<(&'static str, Values)> {
        let cells = Cells {
            texts: self.at.and_then(|at| batch.columns.get(at)),
            default: &self.default,
            empty: &self.empty,
            n_rows: batch.len(),
        };
        let name = self.name;
        let mut refuse = |row: usize, problem: &Problem| faults.push(Fault::of(row, name, problem));
        if let Some(values) = &self.values {
            let ours = listed(&cells, values, &self.allowed, &mut refuse);
            let cells = Cells {
                texts: Some(&ours),
                default: "",
                empty: &[],
                n_rows: batch.len(),
            };
            let values = typed(&mut self.kind, &cells, &mut refuse);
            return vec![(name, values)];
        }
        match &mut self.kind {
            Kind::Amount { unit, sign, format } => {
                let minus = self.minus.and_then(|at| batch.columns.get(at));
                let minus = minus.map(|texts| Cells {
                    texts: Some(texts),
                    default: "",
                    empty: &self.empty,
                    n_rows: batch.len(),
                });
                let amounts = amounts(&cells, minus.as_ref(), *unit, *sign, *format, &mut refuse);
                vec![(name, Values::Int64(amounts))]
            }
            Kind::Account {
                pattern,
                known,
                parts,
            } => accounts(name, &cells, pattern, known, parts, &mut refuse),
            Kind::Service { known, gives } => services(name, &cells, known, *gives, &mut refuse),
            Kind::Person { known } => persons(name, &cells, known, pseudonyms, guard, &mut refuse),
            kind => vec![(name, typed(kind, &cells, &mut refuse))],
        }
    }
}

/// The cells of a column with what empty ones stand for.
struct Cells<'a> {
    texts: Option<&'a TextColumn>,
    default: &'a str,
    empty: &'a [String],
    n_rows: usize,
}

impl<'a> Cells<'a> {
    fn each(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let (default, empty) = (self.default, self.empty);
        let texts = self.texts.into_iter().flat_map(TextColumn::iter);
        let constant =
            std::iter::repeat_n(default, if self.texts.is_none() { self.n_rows } else { 0 });
        texts.chain(constant).map(move |text| {
            let text = text.trim();
            if text.is_empty() || empty.iter().any(|none| none == text) {
                default
            } else {
                text
            }
        })
    }
}

fn listed(
    cells: &Cells<'_>,
    values: &HashMap<String, String>,
    allowed: &str,
    refuse: &mut dyn FnMut(usize, &Problem),
) -> TextColumn {
    let mut ours = TextColumn::new();
    let mut last: (&str, &str) = ("", "");
    for (row, text) in cells.each().enumerate() {
        if text.is_empty() {
            ours.push("");
            continue;
        }
        if text != last.0 {
            match values.get(&folded(text)) {
                Some(value) => last = (text, value),
                None => {
                    let allowed = allowed.to_owned();
                    refuse(row, &Problem::NotListed { allowed });
                    ours.push("");
                    continue;
                }
            }
        }
        ours.push(last.1);
    }
    ours
}

fn typed(kind: &mut Kind, cells: &Cells<'_>, refuse: &mut dyn FnMut(usize, &Problem)) -> Values {
    /// Reads every cell that holds something.
    fn each<T>(
        cells: &Cells<'_>,
        refuse: &mut dyn FnMut(usize, &Problem),
        mut read: impl FnMut(&str) -> Result<T, Problem>,
    ) -> Vec<Option<T>> {
        let cell = |(row, text): (usize, &str)| {
            if text.is_empty() {
                return None;
            }
            read(text).map_err(|problem| refuse(row, &problem)).ok()
        };
        cells.each().enumerate().map(cell).collect()
    }
    match kind {
        Kind::Int32 => Values::Int32(each(cells, refuse, |text| {
            text.parse::<i32>().map_err(|_| Problem::NotWhole)
        })),
        Kind::Int64 => Values::Int64(each(cells, refuse, |text| {
            text.parse::<i64>().map_err(|_| Problem::NotWhole)
        })),
        Kind::Float64(format) => Values::Float64(each(cells, refuse, |text| {
            let number = parse_number(text, *format).map_err(Problem::Number)?;
            #[expect(clippy::cast_precision_loss, reason = "measured quantities, not money")]
            let value = number.value as f64 / 10_f64.powi(number.scale);
            Ok(value)
        })),
        Kind::Bool => Values::Bool(each(cells, refuse, |text| match text {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err(Problem::NotBool),
        })),
        Kind::Date {
            formats,
            example,
            known,
        } => Values::Date(each(cells, refuse, |text| {
            day(text, formats, known).ok_or_else(|| Problem::NotDate {
                formats: example.clone(),
            })
        })),
        Kind::Function { known } => {
            let mut functions = TextColumn::new();
            for (row, text) in cells.each().enumerate() {
                match function(text, known) {
                    Some(function) => functions.push(function),
                    None => {
                        refuse(row, &Problem::NotFunction);
                        functions.push("");
                    }
                }
            }
            Values::Text(functions)
        }
        Kind::Text
        | Kind::Amount { .. }
        | Kind::Account { .. }
        | Kind::Person { .. }
        | Kind::Service { .. } => {
            let mut texts = TextColumn::new();
            for (row, text) in cells.each().enumerate() {
                if text.len() > MAX_TEXT_CHARS && text.chars().count() > MAX_TEXT_CHARS {
                    refuse(
                        row,
                        &Problem::TooLong {
                            most: MAX_TEXT_CHARS,
                        },
                    );
                    texts.push("");
                } else {
                    texts.push(&masked(text));
                }
            }
            Values::Text(texts)
        }
    }
}

/// The function as we write it; empty for an empty cell, none for what is no function.
fn function<'k>(text: &str, known: &'k mut HashMap<Box<str>, Option<Box<str>>>) -> Option<&'k str> {
    if text.is_empty() {
        return Some("");
    }
    if !known.contains_key(text) {
        if known.len() >= MAX_CACHED {
            known.clear();
        }
        let code = AccountCode::parse(text).ok();
        let function = code.filter(|code| code.depth() == AccountDepth::Function);
        known.insert(text.into(), function.map(|code| code.as_str().into()));
    }
    known.get(text)?.as_deref()
}

fn day(
    text: &str,
    formats: &[String],
    known: &mut HashMap<Box<str>, Option<NaiveDate>>,
) -> Option<NaiveDate> {
    if let Some(found) = known.get(text) {
        return *found;
    }
    let read = |format: &String| NaiveDate::parse_from_str(text, format).ok();
    let found = formats.iter().find_map(read);
    if known.len() >= MAX_CACHED {
        known.clear();
    }
    known.insert(text.into(), found);
    found
}

fn amounts(
    cells: &Cells<'_>,
    minus: Option<&Cells<'_>>,
    unit: AmountUnit,
    sign: Sign,
    format: NumberFormat,
    refuse: &mut dyn FnMut(usize, &Problem),
) -> Vec<Option<i64>> {
    let signed = |amount: i64, flips: bool| {
        if flips == (sign == Sign::ExpenditureNegative) {
            Ok(amount)
        } else {
            amount.checked_neg().ok_or(Problem::AmountTooLarge)
        }
    };
    let read = |text: &str, flips: bool| {
        if text.is_empty() {
            return Ok(None);
        }
        let amount = oere(text, unit, format)?;
        signed(amount, flips).map(Some)
    };
    let mut minus = minus.map(|cells| cells.each());
    let mut amounts = Vec::with_capacity(cells.n_rows);
    for (row, text) in cells.each().enumerate() {
        let other = minus.as_mut().and_then(Iterator::next).unwrap_or_default();
        let amount = match (read(text, false), read(other, true)) {
            (Ok(Some(one)), Ok(Some(two))) if one != 0 && two != 0 => Err(Problem::DebitAndCredit),
            (Ok(Some(one)), Ok(Some(two))) => Ok(Some(if one == 0 { two } else { one })),
            (Ok(one), Ok(two)) => Ok(one.or(two)),
            (Err(problem), _) | (_, Err(problem)) => Err(problem),
        };
        amounts.push(
            amount
                .map_err(|problem| refuse(row, &problem))
                .ok()
                .flatten(),
        );
    }
    amounts
}

/// The exact amount in øre.
fn oere(text: &str, unit: AmountUnit, format: NumberFormat) -> Result<i64, Problem> {
    let number = parse_number(text, format).map_err(Problem::Number)?;
    let scale = u32::try_from(number.scale).map_err(|_| Problem::AmountTooLarge)?;
    let divisor = 10_i128.checked_pow(scale).ok_or(Problem::AmountTooLarge)?;
    // At most 2^63 × 10^8: far from the limits of 128 bits.
    let scaled = i128::from(number.value) * i128::from(unit.oere());
    if scaled % divisor != 0 {
        return Err(Problem::FractionOfOere);
    }
    i64::try_from(scaled / divisor).map_err(|_| Problem::AmountTooLarge)
}

fn accounts(
    name: &'static str,
    cells: &Cells<'_>,
    pattern: &Pattern,
    known: &mut HashMap<Box<str>, Result<AccountString, Problem>>,
    parts: &[(&'static str, ColumnType)],
    refuse: &mut dyn FnMut(usize, &Problem),
) -> Vec<(&'static str, Values)> {
    let mut raw = TextColumn::new();
    let mut columns: Vec<(&'static str, Values)> = parts
        .iter()
        .map(|(part, dtype)| {
            let values = match dtype {
                ColumnType::Int32 => Values::Int32(Vec::with_capacity(cells.n_rows)),
                _ => Values::Text(TextColumn::new()),
            };
            (*part, values)
        })
        .collect();
    for (row, text) in cells.each().enumerate() {
        raw.push(text);
        if known.len() >= MAX_CACHED && !known.contains_key(text) {
            known.clear();
        }
        let account = if text.is_empty() {
            None
        } else {
            let found = match known.get(text) {
                Some(found) => found,
                None => known.entry(text.into()).or_insert_with(|| {
                    AccountString::parse(text, pattern).map_err(|error| Problem::Account {
                        why: error.to_string(),
                        why_da: error.danish(),
                    })
                }),
            };
            found.as_ref().map_err(|problem| refuse(row, problem)).ok()
        };
        for (part, values) in &mut columns {
            match values {
                Values::Int32(numbers) => {
                    numbers.push(account.and_then(|account| number_part(account, part)));
                }
                Values::Text(texts) => {
                    texts.push(account.map_or("", |account| text_part(account, part)));
                }
                _ => {}
            }
        }
    }
    columns.push((name, Values::Text(raw)));
    columns
}

fn number_part(account: &AccountString, part: &str) -> Option<i32> {
    match part {
        columns::DRANST => Some(account.dranst()),
        columns::OWNERSHIP => account.ownership(),
        _ => None,
    }
}

fn text_part<'a>(account: &'a AccountString, part: &str) -> &'a str {
    let text = match part {
        columns::FUNCTION => Some(account.function().as_str()),
        columns::GROUPING => account.grouping(),
        columns::ART => account.art(),
        columns::COST_CENTRE => account.cost_centre(),
        columns::ACTIVITY => account.activity(),
        _ => None,
    };
    text.unwrap_or_default()
}

/// The service as written, with its code, law and paragraph where they can be read; what cannot is kept as it stands.
fn services(
    name: &'static str,
    cells: &Cells<'_>,
    known: &mut HashMap<Box<str>, ServiceText>,
    gives: [bool; 3],
    refuse: &mut dyn FnMut(usize, &Problem),
) -> Vec<(&'static str, Values)> {
    let (mut raw, mut codes) = (TextColumn::new(), TextColumn::new());
    let (mut laws, mut paragraphs) = (TextColumn::new(), TextColumn::new());
    for (row, text) in cells.each().enumerate() {
        if text.chars().count() > MAX_TEXT_CHARS {
            let most = MAX_TEXT_CHARS;
            refuse(row, &Problem::TooLong { most });
            for column in [&mut raw, &mut codes, &mut laws, &mut paragraphs] {
                column.push("");
            }
            continue;
        }
        if !known.contains_key(text) {
            if known.len() >= MAX_CACHED {
                known.clear();
            }
            known.insert(text.into(), service_text(text));
        }
        let found = known.get(text);
        raw.push(&masked(text));
        codes.push(found.map_or("", |found| found.code));
        laws.push(found.map_or("", |found| found.law));
        paragraphs.push(found.map_or("", |found| &found.paragraph));
    }
    let parts = [
        (columns::SERVICE_CODE, codes),
        (columns::LAW, laws),
        (columns::PARAGRAPH, paragraphs),
    ];
    let parts = parts.into_iter().zip(gives).filter(|(_, gives)| *gives);
    let parts = parts.map(|((name, texts), _)| (name, Values::Text(texts)));
    std::iter::once((name, Values::Text(raw)))
        .chain(parts)
        .collect()
}

/// A code of the list, or a paragraph: the whole text, or what stands from its last `§` on, as in
/// `Hjemmetræning § 83 a`. A paragraph with words after it is not read: they may change what it means.
fn service_text(text: &str) -> ServiceText {
    if let Some(service) = find_service(text) {
        let paragraph = service.paragraph.as_ref();
        return ServiceText {
            code: service.code,
            law: service.law.as_str(),
            paragraph: paragraph
                .map_or_else(|| service.paragraph_text.to_owned(), |it| it.without_law()),
        };
    }
    let from_sign = text.rfind('§').and_then(|at| text.get(at..));
    let paragraph = std::iter::once(text)
        .chain(from_sign)
        .find_map(|text| parse_paragraph(text).ok());
    paragraph.map_or_else(ServiceText::default, |paragraph| ServiceText {
        code: "",
        law: paragraph.law().map_or("", |law| law.as_str()),
        paragraph: paragraph.without_law(),
    })
}

/// Pseudonym, birth year and sex; and the birth date, which rules may look at and nobody keeps.
fn persons(
    name: &'static str,
    cells: &Cells<'_>,
    known: &mut HashMap<Box<str>, Option<Person>>,
    pseudonyms: Option<Pseudonyms<'_>>,
    guard: &mut Guard,
    refuse: &mut dyn FnMut(usize, &Problem),
) -> Vec<(&'static str, Values)> {
    let (mut keys, mut sexes) = (TextColumn::new(), TextColumn::new());
    let mut births = Vec::with_capacity(cells.n_rows);
    for (row, text) in cells.each().enumerate() {
        if !text.is_empty() && !known.contains_key(text) {
            known.insert(text.into(), person(text, pseudonyms, guard));
        }
        let person = known.get(text).and_then(Option::as_ref);
        if person.is_none() && !text.is_empty() {
            refuse(row, &Problem::NotPerson);
        }
        keys.push(person.map_or("", |person| &person.key));
        sexes.push(person.map_or("", |person| person.sex));
        births.push(person.map(|person| person.born));
    }
    let years = births.iter().map(|born| born.map(|born| born.year()));
    vec![
        (name, Values::Text(keys)),
        (columns::BIRTH_YEAR, Values::Int32(years.collect())),
        (columns::SEX, Values::Text(sexes)),
        (BIRTH_DATE, Values::Date(births)),
    ]
}

fn person(text: &str, pseudonyms: Option<Pseudonyms<'_>>, guard: &mut Guard) -> Option<Person> {
    let with = pseudonyms?;
    let cpr = Cpr::parse_lenient(text).ok()?;
    guard.person(&cpr);
    Some(Person {
        key: with.key.pseudonym(with.municipality, &cpr).into_boxed_str(),
        born: cpr.birth_date(),
        sex: cpr.sex().as_str(),
    })
}
