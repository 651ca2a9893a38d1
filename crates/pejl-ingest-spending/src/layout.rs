//! Decides what each column of a file is, from what the file says and what the user declares.

mod measure;
mod table;

use std::borrow::Cow;

use pejl_domain::{Period, cpr};
use pejl_ingest::{ColumnInfo, Described, Format, Message, Role as Said, RowIssue};

use crate::declared::Declared;
use crate::knowledge::{Dimension, Table, canonical_name, knowledge};
use crate::members::{Measure, MemberReader};

/// The columns' roles and what holds for every row of a file.
#[derive(Debug)]
pub struct Layout {
    /// Where the figures come from: `statbank` or `noegletal`.
    pub source: &'static str,
    /// The table.
    pub table_id: String,
    /// What is known of the table beforehand.
    pub table: Option<&'static Table>,
    /// Position of the column of areas.
    pub area: usize,
    /// Position of the column of numbers.
    pub value: usize,
    /// The period of each row.
    pub period: Of<Period>,
    /// Unit and price level of each row.
    pub measure: Of<Measure>,
    /// The columns that are dimensions.
    pub dimensions: Vec<DimensionColumn>,
    /// Members that hold for every row: canonical dimension and member, sorted.
    pub constants: Vec<(String, String)>,
    /// Decimal separator, where it is known.
    pub decimal: Option<char>,
}

/// Where a row has something from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of<T> {
    /// From the column at this position.
    Column(usize),
    /// It is the same for every row.
    File(T),
}

/// A column that is a dimension.
#[derive(Debug)]
pub struct DimensionColumn {
    /// Its position.
    pub index: usize,
    /// Canonical name.
    pub name: String,
    /// Spellings of its members, where the dimension is known.
    pub known: Option<&'static Dimension>,
}

/// Gathers what is wrong: rule, value and what was expected.
struct Refusals<'a> {
    file: &'a str,
    issues: Vec<RowIssue>,
}

impl Refusals<'_> {
    fn add(
        &mut self,
        rule: &'static str,
        value: Option<&str>,
        da: impl Into<String>,
        en: impl Into<String>,
    ) {
        let message = Message {
            da: da.into(),
            en: en.into(),
        };
        let issue = RowIssue::error(self.file, rule, message);
        self.issues.push(match value {
            Some(value) => issue.with_value(value),
            None => issue,
        });
    }
}

/// What one column is.
enum Role {
    Area,
    Time,
    /// PRISENHED: unit and price level of the row.
    Unit,
    Value,
    Dimension {
        name: String,
        known: Option<&'static Dimension>,
    },
    /// Carries nothing, such as a row number.
    Ignored,
}

impl Layout {
    /// Returns the layout of a file, or what must be declared before it can be read.
    ///
    /// # Errors
    /// Every statement that is missing or contradicts the file, one issue each.
    pub fn of(
        file: &str,
        described: &Described,
        declared: &Declared,
    ) -> Result<Self, Vec<RowIssue>> {
        let mut refused = Refusals {
            file,
            issues: Vec::new(),
        };
        let table_id = table::id(described, declared, &mut refused);
        let table = table_id
            .as_deref()
            .and_then(|id| knowledge().find_table(id));
        let roles: Vec<Role> = described
            .columns
            .iter()
            .map(|column| role(column, table.is_some()))
            .collect();
        let area = the_column(
            &roles,
            described,
            |role| matches!(role, Role::Area),
            ("område", "area"),
            &mut refused,
        );
        let value = the_column(
            &roles,
            described,
            |role| matches!(role, Role::Value),
            ("tal", "value"),
            &mut refused,
        );
        let period = period(&roles, described, declared, &mut refused);
        let (constants, price_unit) = constants(&roles, declared, table, &mut refused);
        let unit_column = unit_column(&roles, described, &mut refused);
        let measure = measure::of(
            unit_column,
            price_unit,
            described,
            declared,
            table,
            &mut refused,
        );
        let dimensions = dimensions(roles);
        table::check_dimensions(table, &dimensions, &constants, described, &mut refused);
        let unit = match &measure {
            Some(Of::File(measure)) => Some(measure.unit.to_string()),
            _ => None,
        };
        let named = [table_id.as_deref(), unit.as_deref()];
        refuse_persons(named, &dimensions, &constants, described, &mut refused);
        match (table_id, area, value, period, measure) {
            (Some(table_id), Some(area), Some(value), Some(period), Some(measure))
                if refused.issues.is_empty() =>
            {
                Ok(Self {
                    source: if described.format == Format::Noegletal {
                        "noegletal"
                    } else {
                        "statbank"
                    },
                    table_id,
                    table,
                    area,
                    value,
                    period,
                    measure,
                    dimensions,
                    constants,
                    decimal: described.decimal.or(declared.decimal),
                })
            }
            _ => Err(refused.issues),
        }
    }

    /// Returns the canonical names of all dimensions, constants included.
    pub fn dimension_names(&self) -> impl Iterator<Item = &str> {
        let columns = self.dimensions.iter().map(|column| column.name.as_str());
        columns.chain(self.constants.iter().map(|(name, _)| name.as_str()))
    }
}

/// Table, unit and headings are kept and shown with every figure; none of them may look like a person number.
fn refuse_persons(
    named: [Option<&str>; 2],
    dimensions: &[DimensionColumn],
    constants: &[(String, String)],
    described: &Described,
    refused: &mut Refusals<'_>,
) {
    let headings = dimensions
        .iter()
        .filter_map(|dimension| described.columns.get(dimension.index))
        .map(|column| column.name.as_str());
    let names = dimensions.iter().map(|dimension| dimension.name.as_str());
    let stated = constants
        .iter()
        .flat_map(|(name, member)| [name.as_str(), member.as_str()]);
    let [table, unit] = named;
    // Publishers number their tables, and ten digits within the name of one are no person.
    let is_person = table.is_some_and(cpr::has_shape);
    let table = table.filter(|_| is_person);
    let kept = [table, unit].into_iter().flatten();
    let kept = kept.chain(headings).chain(names).chain(stated);
    for text in kept {
        if matches!(cpr::masked(text), Cow::Owned(_)) {
            refused.add(
                "file.person_number",
                Some(text),
                "tabellens navn, enheden eller en overskrift ligner et CPR-nummer; statistik har ingen personer",
                "the name of the table, the unit or a heading looks like a person number; statistics have no persons",
            );
        }
    }
}

/// The columns of a table that is not known may have names that mean something else there: its members are kept as they stand.
fn role(column: &ColumnInfo, table_is_known: bool) -> Role {
    let name = column.name.trim();
    if name.is_empty() || is_only_contents(column) {
        return Role::Ignored;
    }
    let known = knowledge().find_dimension(name);
    match known.map(|d| d.name.as_str()) {
        Some("area") => Role::Area,
        Some("time") => Role::Time,
        Some("price_unit") => Role::Unit,
        Some("value") => Role::Value,
        Some(canonical) => Role::Dimension {
            name: canonical.to_owned(),
            known: known.filter(|_| table_is_known),
        },
        None if column.role == Some(Said::Time) => Role::Time,
        None if column.role == Some(Said::Value) => Role::Value,
        None if column.role == Some(Said::Status) => Role::Ignored,
        None => Role::Dimension {
            name: canonical_name(name),
            known: None,
        },
    }
}

/// StatBank's JSON-stat has a dimension that names the content, of which a table there has just one. CSV and BULK
/// have no such column: kept, it would make another variant of the same figures.
fn is_only_contents(column: &ColumnInfo) -> bool {
    column.name.trim().eq_ignore_ascii_case("ContentsCode")
        && column.members.as_ref().is_some_and(|m| m.len() == 1)
}

/// The position of the one column with a role.
fn the_column(
    roles: &[Role],
    described: &Described,
    wanted: fn(&Role) -> bool,
    (what_da, what_en): (&str, &str),
    refused: &mut Refusals<'_>,
) -> Option<usize> {
    let found: Vec<usize> = positions(roles, wanted).collect();
    if let [only] = found.as_slice() {
        return Some(*only);
    }
    let n = found.len();
    refused.add(
        "columns.role",
        Some(&column_names(described)),
        format!("forventede netop én kolonne med {what_da}, fandt {n}; angiv --columns"),
        format!("expected exactly one {what_en} column, found {n}; declare --columns"),
    );
    None
}

fn positions(roles: &[Role], wanted: fn(&Role) -> bool) -> impl Iterator<Item = usize> {
    roles
        .iter()
        .enumerate()
        .filter(move |(_, role)| wanted(role))
        .map(|(index, _)| index)
}

fn column_names(described: &Described) -> String {
    let names: Vec<&str> = described.columns.iter().map(|c| c.name.as_str()).collect();
    names.join(", ")
}

fn period(
    roles: &[Role],
    described: &Described,
    declared: &Declared,
    refused: &mut Refusals<'_>,
) -> Option<Of<Period>> {
    let found: Vec<usize> = positions(roles, |role| matches!(role, Role::Time)).collect();
    match (found.as_slice(), declared.period) {
        ([column], None) => return Some(Of::Column(*column)),
        ([], Some(period)) => return Some(Of::File(period)),
        ([], None) => refused.add(
            "period.not_declared",
            None,
            "filen har ingen periode; angiv --period",
            "the file has no period; declare --period",
        ),
        ([_], Some(period)) => refused.add(
            "period.contradicts",
            Some(&period.to_string()),
            "filen har selv en kolonne med perioder; udelad --period",
            "the file has a column of periods itself; leave out --period",
        ),
        (several, _) => {
            let n = several.len();
            refused.add(
                "columns.role",
                Some(&column_names(described)),
                format!("forventede netop én kolonne med perioder, fandt {n}"),
                format!("expected exactly one period column, found {n}"),
            );
        }
    }
    None
}

fn unit_column(roles: &[Role], described: &Described, refused: &mut Refusals<'_>) -> Option<usize> {
    let found: Vec<usize> = positions(roles, |role| matches!(role, Role::Unit)).collect();
    if found.len() > 1 {
        let n = found.len();
        refused.add(
            "columns.role",
            Some(&column_names(described)),
            format!("forventede højst én kolonne med enhed (PRISENHED), fandt {n}"),
            format!("expected at most one unit column (PRISENHED), found {n}"),
        );
    }
    found.first().copied()
}

fn dimensions(roles: Vec<Role>) -> Vec<DimensionColumn> {
    roles
        .into_iter()
        .enumerate()
        .filter_map(|(index, role)| match role {
            Role::Dimension { name, known } => Some(DimensionColumn { index, name, known }),
            _ => None,
        })
        .collect()
}

/// Members and the price unit that the user states for every row.
fn constants(
    roles: &[Role],
    declared: &Declared,
    table: Option<&'static Table>,
    refused: &mut Refusals<'_>,
) -> (Vec<(String, String)>, Option<Measure>) {
    let mut constants: Vec<(String, String)> = Vec::new();
    let mut price_unit = None;
    for (dimension, member) in &declared.set {
        let known = knowledge().find_dimension(dimension);
        let name = canonical_name(dimension);
        let statement = format!("{dimension}={member}");
        let result = match name.as_str() {
            "area" | "time" | "value" => {
                refused.add(
                    "set.not_a_dimension",
                    Some(&statement),
                    "område, periode og tal er ikke dimensioner; de står i kolonner, og perioden kan angives med --period",
                    "area, period and value are no dimensions; they stand in columns, and --period declares the period",
                );
                continue;
            }
            "price_unit" => crate::members::price_unit(member).map(|measure| {
                price_unit = Some(measure);
            }),
            _ => MemberReader::of(known.filter(|_| table.is_some()))
                .read(member)
                .map(|member| constants.push((name.clone(), member))),
        };
        if let Err(rejected) = result {
            refused.add("set.invalid", Some(&statement), rejected.da, rejected.en);
            continue;
        }
        let stands = roles.iter().any(|role| match role {
            Role::Dimension { name: column, .. } => *column == name,
            Role::Unit => name == "price_unit",
            _ => false,
        });
        if stands {
            refused.add(
                "set.contradicts",
                Some(&statement),
                "filen har selv denne dimension; udelad den i --set",
                "the file has this dimension itself; leave it out of --set",
            );
        }
    }
    constants.sort_unstable();
    for pair in constants.windows(2) {
        if let [(first, _), (second, _)] = pair
            && first == second
        {
            refused.add(
                "set.twice",
                Some(first),
                "forventede hver dimension højst én gang i --set",
                "expected each dimension at most once in --set",
            );
        }
    }
    (constants, price_unit)
}
