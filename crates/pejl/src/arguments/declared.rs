//! What is stated about the files of an import that they do not say themselves.

use std::path::PathBuf;

use clap::Args;

/// What a file does not say itself.
#[derive(Debug, Clone, Default, Args)]
pub struct DeclaredArgs {
    /// StatBank's table, such as REGK31.
    #[arg(long, value_name = "TABLE")]
    pub table: Option<String>,
    /// Period of all rows, such as 2019 or 2019-Q3.
    #[arg(long)]
    pub period: Option<String>,
    /// Names of the columns of a file without header: price_unit,art,function,area,value.
    #[arg(long, value_delimiter = ',', value_name = "NAME,…")]
    pub columns: Vec<String>,
    /// A member that holds for every row, such as dranst=1; may be repeated.
    #[arg(long, value_name = "DIMENSION=MEMBER")]
    pub set: Vec<String>,
    /// Unit of all numbers: persons, percent, oere, dkk_per_resident, other:TEXT.
    #[arg(long)]
    pub unit: Option<String>,
    /// Price level of all numbers: current or fixed:YEAR.
    #[arg(long)]
    pub price: Option<String>,
    /// Decimal separator: comma or point.
    #[arg(long)]
    pub decimal: Option<String>,
    /// Character encoding: utf-8, windows-1252 or iso-8859-1.
    #[arg(long)]
    pub encoding: Option<String>,
    /// CSV delimiter: semicolon, comma or tab.
    #[arg(long)]
    pub delimiter: Option<String>,
    /// File format: csv, px, json-stat, xlsx or noegletal; recognised by content when left out.
    #[arg(long, value_name = "FORMAT")]
    pub file_format: Option<String>,
    /// Dataset of a JSON-stat bundle, or sheet of a workbook.
    #[arg(long)]
    pub part: Option<String>,
    /// The file is a BULK answer: absent rows are zero.
    #[arg(long)]
    pub bulk: bool,
}

/// What is stated about records of a municipality's own.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Records (ledger, budget, grant, delivery, …)")]
pub struct RecordArgs {
    /// Source system, such as prisme; `canonical` is the program's own layout.
    #[arg(long, value_name = "SOURCE")]
    pub source: Option<String>,
    /// A mapping file of one's own instead of a shipped one.
    #[arg(long, value_name = "FILE", conflicts_with = "source")]
    pub mapping: Option<PathBuf>,
    /// Whose data these are: code or name.
    #[arg(long, value_name = "MUNICIPALITY")]
    pub municipality: Option<String>,
    /// File with the key for pseudonyms; `PEJL_PERSON_KEY_<code>` or `PEJL_PERSON_KEY` hold it otherwise.
    #[arg(
        long,
        value_name = "FILE",
        env = "PEJL_PERSON_KEY_FILE",
        hide_env_values = true
    )]
    pub person_key: Option<PathBuf>,
    /// Total of a year that the rows must meet, such as 2018=1.234.567,89; may be repeated.
    #[arg(long, value_name = "YEAR=KRONER")]
    pub control_total: Vec<String>,
    /// How many rows may be refused: 20, or 1%; none of ledger and budget, 1% of the others when left out.
    #[arg(long, value_name = "ROWS")]
    pub max_refused: Option<String>,
    /// Show what was made of the first rows.
    #[arg(long, value_name = "ROWS", num_args = 0..=1, default_missing_value = "5")]
    pub explain: Option<usize>,
}

impl DeclaredArgs {
    /// The options said that records do not take: what a source writes stands in its mapping. The period they take.
    pub fn said_for_figures(&self) -> Vec<&'static str> {
        said([
            ("--table", self.table.is_some()),
            ("--columns", !self.columns.is_empty()),
            ("--set", !self.set.is_empty()),
            ("--unit", self.unit.is_some()),
            ("--price", self.price.is_some()),
            ("--decimal", self.decimal.is_some()),
            ("--encoding", self.encoding.is_some()),
            ("--delimiter", self.delimiter.is_some()),
            ("--file-format", self.file_format.is_some()),
            ("--part", self.part.is_some()),
            ("--bulk", self.bulk),
        ])
    }
}

impl RecordArgs {
    /// The options said that reports do not take: they say themselves what they hold.
    pub fn said_for_mappings(&self) -> Vec<&'static str> {
        said([
            ("--source", self.source.is_some()),
            ("--mapping", self.mapping.is_some()),
            ("--control-total", !self.control_total.is_empty()),
            ("--explain", self.explain.is_some()),
        ])
    }

    /// The options said that figures do not take. The key may come from the environment and is not among them.
    pub fn said_for_records(&self) -> Vec<&'static str> {
        said([
            ("--source", self.source.is_some()),
            ("--mapping", self.mapping.is_some()),
            ("--municipality", self.municipality.is_some()),
            ("--control-total", !self.control_total.is_empty()),
            ("--max-refused", self.max_refused.is_some()),
            ("--explain", self.explain.is_some()),
        ])
    }
}

fn said<const N: usize>(options: [(&'static str, bool); N]) -> Vec<&'static str> {
    let said = options.into_iter().filter(|(_, said)| *said);
    said.map(|(name, _)| name).collect()
}
