//! A mapping: how one source system writes one dataset. Mappings are data (TOML), with a version.

use std::collections::{BTreeMap, BTreeSet};

use pejl_domain::account::posting::Pattern;
use pejl_domain::hex;
use pejl_domain::lang::fold;
use pejl_lake::{ColumnType, DatasetSpec, columns};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::encoding::Encoding;
use crate::issue::Message;

/// How one source system writes one dataset.
///
/// # Example
/// ```
/// use pejl_ingest::record::Mapping;
///
/// let mapping = Mapping::parse(
///     r#"
///     source = "prisme"
///     dataset = "ledger"
///     version = 1
///     title = { da = "Posteringer fra Prisme", en = "Postings from Prisme" }
///     evidence = "made up for this example"
///
///     [file]
///     decimal = ","
///     dates = ["%d-%m-%Y"]
///
///     [[column]]
///     to = "amount_oere"
///     from = ["Beløb"]
///     unit = "kr"
///     "#,
/// )?;
/// assert_eq!((mapping.source.as_str(), mapping.version), ("prisme", 1));
/// # Ok::<(), pejl_ingest::record::MappingError>(())
/// ```
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The source's name, as `--source` takes it.
    pub source: String,
    /// The dataset the rows belong to.
    pub dataset: String,
    /// Counts up when the mapping changes what it makes of a file.
    pub version: u32,
    /// What it reads.
    pub title: Title,
    /// What is known of the layout, and from where.
    pub evidence: String,
    /// How the bytes are written.
    #[serde(default)]
    pub file: FileForm,
    /// The columns.
    pub column: Vec<ColumnMapping>,
    /// Columns that are left out: free text, names, addresses.
    #[serde(default)]
    pub drop: Vec<String>,
    /// Columns that hold numbers which may look like person numbers and are none, as voucher numbers.
    #[serde(default)]
    pub identifiers: Vec<String>,
    /// What else the source promises.
    #[serde(default)]
    pub promises: Promises,
    /// SHA-256 of the text it was read from: a mapping that was edited is another one, whatever version it states.
    #[serde(skip)]
    sha256: String,
}

/// A text in two languages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// Danish.
    pub da: String,
    /// English.
    pub en: String,
}

/// How the bytes of a file are written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileForm {
    /// Decimal separator, `,` or `.`.
    pub decimal: Option<char>,
    /// Delimiter; found by content when left out.
    pub delimiter: Option<char>,
    /// Character set; found by content when left out.
    pub encoding: Option<String>,
    /// Formats of dates, tried in order, as `%d-%m-%Y`.
    #[serde(default)]
    pub dates: Vec<String>,
    /// Texts that stand for "no value", besides nothing.
    #[serde(default)]
    pub empty: Vec<String>,
    /// The line the headings stand in, from 1; rows above it are passed over. The first when left out.
    pub header_row: Option<u8>,
}

/// Rules that hold for the rows of a source beyond those of the dataset.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promises {
    /// Canonical columns of which no two rows have the same values.
    #[serde(default)]
    pub unique: Vec<String>,
    /// Canonical columns within which the amounts sum to zero: a document that balances.
    #[serde(default)]
    pub balanced: Vec<String>,
}

/// Where one canonical column comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnMapping {
    /// The canonical column.
    pub to: String,
    /// Headings it may stand under.
    #[serde(default)]
    pub from: Vec<String>,
    /// Headings of a second column whose amounts count with the other sign, as credit beside debit.
    #[serde(default)]
    pub minus: Vec<String>,
    /// Value of every row, for what the file does not say.
    #[serde(rename = "const")]
    pub constant: Option<String>,
    /// Value of rows whose cell is empty.
    pub default: Option<String>,
    /// The source's values → ours; a value that is not listed is refused. Case and blanks do not matter.
    pub values: Option<BTreeMap<String, String>>,
    /// Unit of an amount.
    pub unit: Option<AmountUnit>,
    /// Which sign expenditure has.
    #[serde(default)]
    pub sign: Sign,
    /// The cell is an account string of this pattern; it gives function, dranst and the rest of the account as well.
    pub account: Option<String>,
    /// The cell is a person number, replaced by its pseudonym.
    #[serde(default)]
    pub person: bool,
    /// The cell names a service: its code, or a paragraph in one of the ways they are cited. It gives law and paragraph
    /// as well, and the code where the cell is one; what service a paragraph is depends on the row's date.
    #[serde(default)]
    pub service: bool,
    /// Whether a file may lack the column.
    #[serde(default)]
    pub optional: bool,
}

/// Unit of amounts in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AmountUnit {
    /// Whole øre.
    Oere,
    /// Kroner.
    Kr,
    /// Thousand kroner.
    Tkr,
    /// Million kroner.
    Mkr,
}

impl AmountUnit {
    /// Øre in one of the unit.
    pub(crate) const fn oere(self) -> i64 {
        match self {
            Self::Oere => 1,
            Self::Kr => 100,
            Self::Tkr => 100_000,
            Self::Mkr => 100_000_000,
        }
    }
}

/// The sign that expenditure has in a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// Expenditure is positive, as we keep it.
    #[default]
    ExpenditurePositive,
    /// Expenditure is negative.
    ExpenditureNegative,
}

/// Why a mapping cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    /// Not the TOML of a mapping.
    #[error("mapping cannot be read: {}", .0.message())]
    Toml(#[from] toml::de::Error),
    /// It is of another dataset.
    #[error("mapping `{source_name}` is of dataset `{found}`, not `{expected}`")]
    OtherDataset {
        /// The mapping.
        source_name: String,
        /// Its dataset.
        found: String,
        /// The dataset asked for.
        expected: &'static str,
    },
    /// A column that contradicts the dataset or itself.
    #[error("mapping `{source_name}`, column `{column}`: {problem}")]
    Column {
        /// The mapping.
        source_name: String,
        /// The canonical column.
        column: String,
        /// What is wrong.
        problem: String,
    },
}

impl Mapping {
    /// Reads a mapping from TOML; [`check`](Self::check) says whether it fits a dataset.
    ///
    /// # Errors
    /// [`MappingError::Toml`].
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        let mut mapping: Self = toml::from_str(text)?;
        mapping.sha256 = hex(Sha256::digest(text.as_bytes()));
        Ok(mapping)
    }

    /// Proves the mapping against the schema of its dataset: every column exists and is given once, every column the
    /// dataset needs is given, and what is said of a column fits its type.
    ///
    /// # Errors
    /// The first contradiction.
    pub fn check(&self, spec: &'static DatasetSpec) -> Result<(), MappingError> {
        if self.dataset != spec.name {
            return Err(MappingError::OtherDataset {
                source_name: self.source.clone(),
                found: self.dataset.clone(),
                expected: spec.name,
            });
        }
        if self.source == RESERVED_SOURCE {
            return Err(self.wrong(
                "source",
                format!("`{RESERVED_SOURCE}` is the source of rows made from reports"),
            ));
        }
        if let Some(text) = &self.file.encoding
            && let Err(error) = text.parse::<Encoding>()
        {
            return Err(self.wrong("[file]", error.to_string()));
        }
        if self.file.header_row == Some(0) {
            return Err(self.wrong("[file]", "`header_row` counts from 1".to_owned()));
        }
        let mut given = BTreeSet::new();
        for column in &self.column {
            self.check_column(column, spec)?;
            let parts = match (column.account.is_some(), column.person, column.service) {
                (true, ..) => ACCOUNT_PARTS,
                (_, true, _) => PERSON_PARTS,
                (.., true) => SERVICE_PARTS,
                _ => &[],
            };
            let gives = [column.to.as_str()].into_iter().chain(
                // A column of its own overrules the account string and the person number.
                parts
                    .iter()
                    .copied()
                    .filter(|part| spec.column(part).is_some() && !self.gives(part)),
            );
            for name in gives {
                if !given.insert(name) {
                    return Err(self.wrong(name, "is given twice".to_owned()));
                }
            }
        }
        let missing = spec.columns.iter().find(|column| {
            !column.nullable
                && !ENGINE_COLUMNS.contains(&column.name)
                && !given.contains(column.name)
        });
        if let Some(column) = missing {
            return Err(self.wrong(column.name, "is needed and not given".to_owned()));
        }
        let promised = self.promises.unique.iter().chain(&self.promises.balanced);
        for name in promised {
            if !given.contains(name.as_str()) {
                return Err(self.wrong(name, "is promised and not given".to_owned()));
            }
        }
        Ok(())
    }

    fn check_column(
        &self,
        column: &ColumnMapping,
        spec: &'static DatasetSpec,
    ) -> Result<(), MappingError> {
        let wrong = |problem: &str| Err(self.wrong(&column.to, problem.to_owned()));
        let Some(target) = spec.column(&column.to) else {
            return wrong("is no column of the dataset");
        };
        if ENGINE_COLUMNS.contains(&target.name) {
            return wrong("is filled by the import itself");
        }
        match (column.from.is_empty(), column.constant.is_some()) {
            (true, false) => return wrong("has neither `from` nor `const`"),
            (false, true) => return wrong("has both `from` and `const`"),
            _ => {}
        }
        let is_amount = target.unit == Some(OERE);
        if is_amount != column.unit.is_some() {
            return wrong("an amount, and only an amount, has a `unit`");
        }
        if !is_amount && !column.minus.is_empty() {
            return wrong("only an amount has `minus`");
        }
        if column.person != (column.to == columns::PERSON_KEY) {
            return wrong("a person's key, and only that, is made with `person`");
        }
        let is_read_whole =
            column.unit.is_some() || column.account.is_some() || column.person || column.service;
        if column.values.is_some() && is_read_whole {
            return wrong("an amount, account, person or service has no `values`");
        }
        let has_value = column.constant.is_some();
        if column.optional && !target.nullable && !has_value {
            return wrong("is needed, so no file may lack it");
        }
        if target.dtype == ColumnType::Date
            && column.constant.is_none()
            && self.file.dates.is_empty()
        {
            return wrong("needs the formats of dates in `[file]`");
        }
        if let Some(pattern) = &column.account
            && let Err(error) = pattern.parse::<Pattern>()
        {
            return Err(self.wrong(&column.to, error.to_string()));
        }
        if column.service != (column.to == columns::SERVICE_RAW) {
            return wrong(
                "a service as the source writes it, and only that, is read with `service`",
            );
        }
        if column.account.is_some() && column.to != columns::ACCOUNT_RAW {
            return wrong("an account string is kept as `account_raw`");
        }
        Ok(())
    }

    fn wrong(&self, column: &str, problem: String) -> MappingError {
        MappingError::Column {
            source_name: self.source.clone(),
            column: column.to_owned(),
            problem,
        }
    }

    /// Whether a column is mapped on its own, apart from account strings.
    pub(crate) fn gives(&self, name: &str) -> bool {
        self.column.iter().any(|column| column.to == name)
    }

    /// What the mapping is, for the catalogue.
    pub fn describe(&self) -> serde_json::Value {
        serde_json::json!({
            "source": self.source,
            "dataset": self.dataset,
            "version": self.version,
            "sha256": self.sha256,
        })
    }
}

impl Title {
    /// The title as a message.
    pub fn message(&self) -> Message {
        Message {
            da: self.da.clone(),
            en: self.en.clone(),
        }
    }
}

/// The source of rows that are made from KL Gateway's reports: a file under its name would replace them.
pub const RESERVED_SOURCE: &str = "kl_gateway";

/// Columns that the import fills, whatever the source.
pub(crate) const ENGINE_COLUMNS: [&str; 7] = [
    columns::VARIANT,
    columns::AREA,
    columns::PERIOD,
    columns::MEMBERS,
    columns::IMPORT_ID,
    columns::FILE_NO,
    columns::LINE,
];

/// Columns that an account string gives where the dataset has them and no column of its own does.
pub(crate) const ACCOUNT_PARTS: &[&str] = &[
    columns::FUNCTION,
    columns::DRANST,
    columns::OWNERSHIP,
    columns::GROUPING,
    columns::ART,
    columns::COST_CENTRE,
    columns::ACTIVITY,
];

/// Columns that a service as written gives where the dataset has them and no column of its own does.
pub(crate) const SERVICE_PARTS: &[&str] =
    &[columns::SERVICE_CODE, columns::LAW, columns::PARAGRAPH];

/// The unit of columns that hold money.
const OERE: &str = "øre";

/// Columns that a person number gives where the dataset has them and no column of its own does.
pub(crate) const PERSON_PARTS: &[&str] = &[columns::BIRTH_YEAR, columns::SEX];

/// A heading or value as compared: case, blanks and dots at the ends do not matter.
pub(crate) fn folded(text: &str) -> String {
    fold(text.trim().trim_end_matches('.'))
}
