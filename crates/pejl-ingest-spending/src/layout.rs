//! Decides what each column of a file is, from what the file says and what the user declares.

use pejl_domain::{Period, PriceLevel, Unit};
use pejl_ingest::{ColumnInfo, Described, Format, Message, Role as Said, RowIssue};

use crate::declared::Declared;
use crate::knowledge::{Dimension, Table, knowledge};
use crate::members::Measure;

/// What one column is.
#[derive(Debug, Clone)]
pub enum Role {
    /// The area of the row.
    Area,
    /// The period of the row.
    Time,
    /// PRISENHED: unit and price level of the row.
    Unit,
    /// The number.
    Value,
    /// A dimension with its canonical name and, where known, its members' spellings.
    Dimension {
        /// Canonical name.
        name: String,
        /// Spellings, where the dimension is known.
        known: Option<&'static Dimension>,
    },
    /// Carries nothing, such as a row number.
    Ignored,
}

/// The columns' roles and what holds for every row of a file.
#[derive(Debug)]
pub struct Layout {
    /// One role for each column of the file.
    pub roles: Vec<Role>,
    /// Where the figures come from: `statbank` or `noegletal`.
    pub source: &'static str,
    /// The table.
    pub table_id: String,
    /// Period of every row, where no column says it.
    pub period: Option<Period>,
    /// Unit of every row, where no column says it.
    pub measure: Option<Measure>,
    /// Members that hold for every row: canonical dimension and member, sorted.
    pub constants: Vec<(String, String)>,
    /// Decimal separator, where it is known.
    pub decimal: Option<char>,
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
        let mut issues = Vec::new();
        let mut refuse = |rule: &'static str, value: Option<String>, da: String, en: String| {
            let mut issue = RowIssue::error(file, rule, Message { da, en });
            issue.value = value;
            issues.push(issue);
        };
        let table_id = table_id(described, declared, &mut refuse);
        let table = table_id
            .as_deref()
            .and_then(|id| knowledge().find_table(id));
        let roles: Vec<Role> = described
            .columns
            .iter()
            .map(|column| role(column, table.is_some()))
            .collect();
        check_roles(&roles, described, declared, &mut refuse);
        let measure = measure(&roles, described, declared, table, &mut refuse);
        let constants = constants(&roles, declared, &mut refuse);
        if !issues.is_empty() {
            return Err(issues);
        }
        Ok(Self {
            roles,
            source: if described.format == Format::Noegletal {
                "noegletal"
            } else {
                "statbank"
            },
            table_id: table_id.unwrap_or_default(),
            period: declared.period,
            measure,
            constants,
            decimal: described.decimal.or(declared.decimal),
        })
    }

    /// Returns the canonical names of all dimensions, constants included.
    pub fn dimensions(&self) -> impl Iterator<Item = &str> {
        let columns = self.roles.iter().filter_map(|role| match role {
            Role::Dimension { name, .. } => Some(name.as_str()),
            _ => None,
        });
        columns.chain(self.constants.iter().map(|(name, _)| name.as_str()))
    }
}

type Refuse<'a> = dyn FnMut(&'static str, Option<String>, String, String) + 'a;

fn table_id(described: &Described, declared: &Declared, refuse: &mut Refuse<'_>) -> Option<String> {
    let stated = described
        .table
        .as_deref()
        .map(|t| t.trim().to_uppercase())
        .filter(|t| !t.is_empty());
    let stated =
        stated.or_else(|| (described.format == Format::Noegletal).then(|| "NOEGLETAL".to_owned()));
    let told = declared
        .table
        .as_deref()
        .map(|t| t.trim().to_uppercase())
        .filter(|t| !t.is_empty());
    match (stated, told) {
        (Some(stated), Some(told)) if stated != told => {
            refuse(
                "table.contradicts",
                Some(stated.clone()),
                format!("filen siger selv, at den er tabel {stated}; der er angivet {told}"),
                format!("the file itself says it is table {stated}; {told} is declared"),
            );
            None
        }
        (_, Some(told)) => Some(told),
        (Some(stated), None) => Some(stated),
        (None, None) => {
            let headings: Vec<&str> = described.columns.iter().map(|c| c.name.as_str()).collect();
            let fits: Vec<_> = knowledge()
                .tables_with_columns(&headings)
                .iter()
                .map(|table| table.id.as_str())
                .collect();
            let fits = if fits.is_empty() {
                "-".to_owned()
            } else {
                fits.join(", ")
            };
            refuse(
                "table.not_declared",
                None,
                format!(
                    "filen siger ikke, hvilken tabel den er; angiv --table (kolonnerne passer til: {fits})"
                ),
                format!(
                    "the file does not say which table it is; declare --table (the columns fit: {fits})"
                ),
            );
            None
        }
    }
}

/// The columns of a table that is not known may have names that mean something else there: its members are kept as they stand.
fn role(column: &ColumnInfo, table_is_known: bool) -> Role {
    let name = column.name.trim();
    if name.is_empty() {
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
            name: name.to_lowercase(),
            known: None,
        },
    }
}

fn check_roles(
    roles: &[Role],
    described: &Described,
    declared: &Declared,
    refuse: &mut Refuse<'_>,
) {
    let count = |wanted: fn(&Role) -> bool| roles.iter().filter(|role| wanted(role)).count();
    let columns = described
        .columns
        .iter()
        .map(|c| c.name.as_str())
        .collect::<Vec<_>>()
        .join(", ");
    for (found, what_da, what_en) in [
        (count(|r| matches!(r, Role::Area)), "område", "area"),
        (count(|r| matches!(r, Role::Value)), "tal", "value"),
    ] {
        if found != 1 {
            refuse(
                "columns.role",
                Some(columns.clone()),
                format!("netop en kolonne med {what_da}, fundet {found}; angiv --columns"),
                format!("exactly one {what_en} column, found {found}; declare --columns"),
            );
        }
    }
    match (count(|r| matches!(r, Role::Time)), declared.period) {
        (1, None) | (0, Some(_)) => {}
        (0, None) => refuse(
            "period.not_declared",
            None,
            "filen har ingen periode; angiv --period".into(),
            "the file has no period; declare --period".into(),
        ),
        (1, Some(period)) => refuse(
            "period.contradicts",
            Some(period.to_string()),
            "filen har selv en kolonne med perioder; udelad --period".into(),
            "the file has a column of periods itself; leave out --period".into(),
        ),
        (more, _) => refuse(
            "columns.role",
            Some(columns.clone()),
            format!("netop en kolonne med perioder, fundet {more}"),
            format!("exactly one period column, found {more}"),
        ),
    }
    let mut names: Vec<_> = roles
        .iter()
        .filter_map(|role| match role {
            Role::Dimension { name, .. } => Some(name.as_str()),
            _ => None,
        })
        .collect();
    names.sort_unstable();
    for pair in names.windows(2) {
        if let [a, b] = pair
            && a == b
        {
            refuse(
                "columns.twice",
                Some((*a).to_owned()),
                "hver dimension i netop en kolonne".into(),
                "each dimension in exactly one column".into(),
            );
        }
    }
}

fn measure(
    roles: &[Role],
    described: &Described,
    declared: &Declared,
    table: Option<&'static Table>,
    refuse: &mut Refuse<'_>,
) -> Option<Measure> {
    if let Some(dimension) = table.and_then(|t| t.mixed_units.as_deref()) {
        refuse(
            "unit.mixed",
            Some(dimension.to_owned()),
            format!(
                "tal med en og samme enhed; tabellens {dimension} blander antal, procent og dage"
            ),
            format!("numbers of one unit; the table's {dimension} mixes counts, per cent and days"),
        );
        return None;
    }
    let in_column = roles.iter().any(|role| matches!(role, Role::Unit));
    if in_column {
        if let Some(unit) = &declared.unit {
            refuse(
                "unit.contradicts",
                Some(unit.to_string()),
                "filen har selv en kolonne med enhed (PRISENHED); udelad --unit".into(),
                "the file has a unit column itself (PRISENHED); leave out --unit".into(),
            );
        }
        return None;
    }
    if let Some(column) = described.columns.iter().find(|column| n_units(column) > 1) {
        refuse(
            "unit.mixed",
            Some(column.name.clone()),
            format!("tal med en og samme enhed; {} blander flere", column.name),
            format!("numbers of one unit; {} mixes several", column.name),
        );
        return None;
    }
    let by_table = table
        .and_then(|t| t.unit.as_deref())
        .and_then(|unit| unit.parse::<Unit>().ok());
    let of_member = described
        .columns
        .iter()
        .find_map(|c| c.units.as_ref()?.values().next());
    let by_file = described
        .unit
        .as_ref()
        .or(of_member)
        .and_then(|text| unit_of_text(text));
    let mut said: Vec<Unit> = [declared.unit.clone(), by_table, by_file]
        .into_iter()
        .flatten()
        .collect();
    said.dedup();
    match said.as_slice() {
        [unit] => Some(Measure {
            price: declared.price.unwrap_or(default_price(unit)),
            unit: unit.clone(),
            factor: 1,
        }),
        [] => {
            refuse(
                "unit.not_declared",
                described.unit.clone(),
                "filen siger ikke, hvilken enhed tallene har; angiv --unit".into(),
                "the file does not say which unit its numbers have; declare --unit".into(),
            );
            None
        }
        several => {
            let several = several
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(", ");
            refuse(
                "unit.contradicts",
                Some(several),
                "en og samme enhed fra fil, tabel og --unit".into(),
                "one and the same unit from file, table and --unit".into(),
            );
            None
        }
    }
}

fn n_units(column: &ColumnInfo) -> usize {
    let units = column.units.iter().flat_map(|units| units.values());
    units.collect::<std::collections::BTreeSet<_>>().len()
}

fn default_price(unit: &Unit) -> PriceLevel {
    match unit {
        Unit::Oere | Unit::DkkPerResident => PriceLevel::Current,
        _ => PriceLevel::NotApplicable,
    }
}

/// Units as StatBank writes them above its tables; `-` says that the unit stands elsewhere.
fn unit_of_text(text: &str) -> Option<Unit> {
    let folded = pejl_domain::lang::fold(text);
    match folded.as_str() {
        "" | "-" | "." => None,
        "antal" | "number" | "personer" | "persons" => Some(Unit::Persons),
        "per cent" | "percent" | "procent" | "pct." | "%" => Some(Unit::Percent),
        "km2" | "km²" => Some(Unit::Km2),
        _ => Some(Unit::Other(text.trim().to_owned())),
    }
}

fn constants(
    roles: &[Role],
    declared: &Declared,
    refuse: &mut Refuse<'_>,
) -> Vec<(String, String)> {
    let mut constants = Vec::new();
    for (dimension, member) in &declared.set {
        let known = knowledge().find_dimension(dimension);
        let name = known.map_or_else(|| dimension.trim().to_lowercase(), |d| d.name.clone());
        let stands = roles
            .iter()
            .any(|role| matches!(role, Role::Dimension { name: n, .. } if *n == name));
        if stands {
            refuse(
                "set.contradicts",
                Some(dimension.clone()),
                "en dimension, som filen ikke selv har".into(),
                "a dimension that the file does not have itself".into(),
            );
            continue;
        }
        match crate::members::MemberReader::of(known).read(member) {
            Ok(member) => constants.push((name, member)),
            Err(rejected) => refuse(
                "set.invalid",
                Some(format!("{dimension}={member}")),
                rejected.da,
                rejected.en,
            ),
        }
    }
    constants
}
