//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, Parser, Subcommand, ValueEnum};
use pejl_domain::Lang;
use pejl_synth::Month;

/// Pejl shows whether a municipality's social care moves where its council decided.
///
/// Data go to stdout, everything else to stderr. Exit status: 0 done, 1 refused because of the input, 2 wrong use,
/// 3 the environment failed.
#[derive(Debug, Parser)]
#[command(name = "pejl", version, propagate_version = true)]
pub struct Arguments {
    #[command(flatten)]
    pub place: PlaceArgs,
    #[command(subcommand)]
    pub command: Command,
}

/// Where the data are.
#[derive(Debug, Clone, Args)]
pub struct PlaceArgs {
    /// Folder of this installation: the lake, and the catalogue when it is SQLite.
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "PEJL_DATA",
        default_value = "./pejl-data"
    )]
    pub data: PathBuf,
    /// URL of the catalogue (`postgres://…` or `sqlite://PATH`); SQLite in the data folder when left out.
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "PEJL_DATABASE",
        hide_env_values = true
    )]
    pub database: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a folder with an invented municipality and invented national figures, import them, and serve them.
    Demo(DemoArgs),
    /// Serve the API and the pages.
    Serve(ServeArgs),
    /// Import files: all of them, or nothing and the reasons.
    Import(Box<ImportArgs>),
    /// Fetch tables from a source.
    #[command(subcommand)]
    Fetch(FetchCommand),
    /// Compute indicators, or show facts as they were published.
    Query(QueryArgs),
    /// Compare a municipality with others on one indicator.
    Comparison(ComparisonArgs),
    /// Show the indicators.
    #[command(subcommand)]
    Indicators(IndicatorsCommand),
    /// Describe the datasets.
    #[command(subcommand)]
    Datasets(DatasetsCommand),
    /// List revisions, newest first, or tell what one changed.
    Revisions(RevisionsArgs),
    /// Take the rows of persons out of every revision of every dataset.
    Forget(ForgetArgs),
    /// List what was taken out of the revisions, newest first: persons forgotten, rows past their retention.
    Erasures(ErasuresArgs),
    /// Say how long rows on persons are kept, and remove those that are past their time.
    #[command(subcommand)]
    Retention(RetentionCommand),
    /// Make, list and close API keys.
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Import and list code lists, by version.
    #[command(subcommand)]
    Codes(CodesCommand),
    /// Look into what KL Gateway's reports say.
    #[command(subcommand)]
    KlGateway(KlGatewayCommand),
    /// Make a key for the pseudonyms of a municipality's citizens.
    PersonKey(PersonKeyArgs),
    /// Look after the database and the lake.
    #[command(subcommand)]
    Db(DbCommand),
    /// Write the files of an invented municipality, with planted effects and what they amount to.
    Synth(SynthArgs),
    /// Print the OpenAPI document.
    Openapi,
}

impl Command {
    /// Returns what is logged unless `PEJL_LOG` says otherwise.
    pub fn default_log_level(&self) -> &'static str {
        match self {
            Self::Demo(_) | Self::Serve(_) => "info",
            _ => "warn",
        }
    }
}

#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub bind: SocketAddr,
    /// Import only; do not serve.
    #[arg(long)]
    pub no_serve: bool,
}

#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:8080", env = "PEJL_BIND")]
    pub bind: SocketAddr,
    /// How callers are told apart: `none` on loopback, else `keys`.
    #[arg(long, value_enum, env = "PEJL_AUTH")]
    pub auth: Option<AuthArg>,
    /// Folder with a key for pseudonyms for each municipality, `766.key`, which uploads of records are read with;
    /// `PEJL_PERSON_KEY_<code>` or `PEJL_PERSON_KEY` hold it otherwise.
    #[arg(long, value_name = "DIR", env = "PEJL_PERSON_KEYS")]
    pub person_keys: Option<PathBuf>,
    /// Most bytes of an uploaded file.
    #[arg(long, value_name = "BYTES", default_value_t = pejl_api::Limits::PUBLISHED.upload_bytes_max, env = "PEJL_UPLOAD_BYTES_MAX")]
    pub upload_bytes_max: u64,
    /// Threads that answer requests.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub workers: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AuthArg {
    None,
    Keys,
}

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

#[derive(Debug, Args)]
pub struct PersonKeyArgs {
    /// The file to make; it must not be there.
    pub file: PathBuf,
}

#[derive(Debug, Args)]
pub struct ImportArgs {
    /// What the files are: statbank, noegletal, price-index, kl-gateway, or records: ledger, budget, grant, delivery, course,
    /// assessment, goal, waiting, person, event, prevention_visit, staffing, absence, survey, complaint, unit, provider,
    /// reporting_org, structural_factor.
    pub dataset: String,
    /// The files, read in order as one import.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub declared: DeclaredArgs,
    #[command(flatten)]
    pub records: RecordArgs,
    /// Read and check everything, keep nothing; reads foreign areas too.
    #[arg(long)]
    pub dry_run: bool,
    /// How the summary is printed.
    #[arg(long, value_enum, default_value_t = SummaryFormat::Text)]
    pub format: SummaryFormat,
}

#[derive(Debug, Subcommand)]
pub enum CodesCommand {
    /// Import a version of code lists; each file is named as its list: codes_functional_levels.csv, ….
    Import(CodesImportArgs),
    /// List the versions that are known.
    List {
        #[command(flatten)]
        as_known: AsKnownArgs,
        /// How the rows are printed.
        #[arg(long, value_enum, default_value_t = RowFormat::Table)]
        format: RowFormat,
    },
}

#[derive(Debug, Args)]
pub struct CodesImportArgs {
    /// The lists: CSV with semicolons, in UTF-8.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Name of the version, as a coding writes it, such as 2024-05-30.
    // Not `--version`, which tells the program's own.
    #[arg(long, value_name = "NAME")]
    pub list_version: String,
    /// First day on which a code without a version means this one.
    #[arg(long, value_name = "DAY")]
    pub valid_from: NaiveDate,
    /// Read and check everything, keep nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// How the summary is printed.
    #[arg(long, value_enum, default_value_t = SummaryFormat::Text)]
    pub format: SummaryFormat,
}

#[derive(Debug, Subcommand)]
pub enum KlGatewayCommand {
    /// Show how things are in a municipality's reports, and what should be looked into.
    State(StateArgs),
    /// Make the rows of all reports of a municipality again.
    Project {
        /// Whose reports: code or name.
        #[arg(long, value_name = "MUNICIPALITY")]
        municipality: String,
        /// How the summary is printed.
        #[arg(long, value_enum, default_value_t = SummaryFormat::Text)]
        format: SummaryFormat,
    },
}

#[derive(Debug, Args)]
pub struct StateArgs {
    /// Whose reports: code or name.
    #[arg(long, value_name = "MUNICIPALITY")]
    pub municipality: String,
    /// Of what was imported by then, only what had been reported by the end of this day, by the time reports carry.
    #[arg(long, value_name = "DAY")]
    pub reported_on: Option<NaiveDate>,
    /// The same by an instant (RFC 3339).
    #[arg(long, value_name = "INSTANT", conflicts_with = "reported_on")]
    pub reported_by: Option<DateTime<Utc>>,
    /// The day that is called today; the computer's own when left out.
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<NaiveDate>,
    #[command(flatten)]
    pub as_known: AsKnownArgs,
    /// How the answer is printed.
    #[arg(long, value_enum, default_value_t = SummaryFormat::Text)]
    pub format: SummaryFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SummaryFormat {
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
pub enum FetchCommand {
    /// Fetch a table from StatBank's API and import it.
    Statbank(FetchStatbankArgs),
}

#[derive(Debug, Args)]
pub struct FetchStatbankArgs {
    /// StatBank's table, such as REGK31.
    pub table: String,
    /// Values of a variable: `OMRÅDE=630,766`, `Tid=>=2018`, `FUNKTION=530*`; may be repeated. All values when left out.
    #[arg(long = "select", value_name = "VARIABLE=VALUES")]
    pub select: Vec<String>,
    /// Address of the API.
    #[arg(long, value_name = "URL", env = "PEJL_STATBANK_URL")]
    pub base_url: Option<String>,
    /// Folder for the fetched files; a temporary one when left out.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Print what would be asked for, and stop.
    #[arg(long)]
    pub plan: bool,
    /// Fetch only; do not import.
    #[arg(long, requires = "out")]
    pub no_import: bool,
    /// How the summary is printed.
    #[arg(long, value_enum, default_value_t = SummaryFormat::Text)]
    pub format: SummaryFormat,
}

/// When the question is asked at.
#[derive(Debug, Clone, Default, Args)]
pub struct AsKnownArgs {
    /// Answer as known at this revision.
    #[arg(long)]
    pub revision: Option<String>,
    /// Answer as known at this instant (RFC 3339).
    #[arg(long, value_name = "INSTANT", conflicts_with = "revision")]
    pub as_known_at: Option<String>,
}

/// The language of names and reasons.
#[derive(Debug, Clone, Copy, Args)]
pub struct LangArgs {
    /// Language of names and reasons: da or en.
    #[arg(long, default_value = "da")]
    pub lang: Lang,
}

#[derive(Debug, Args)]
pub struct QueryArgs {
    /// Indicators: F2.net_per_resident, F2.published_per_resident, ….
    #[arg(long, value_delimiter = ',', required_unless_present_any = ["table", "dataset"])]
    pub indicator: Vec<String>,
    /// Show the published facts of this table instead.
    #[arg(long, conflicts_with_all = ["indicator", "grain", "by", "price"])]
    pub table: Option<String>,
    /// Count and sum the records of this dataset instead (ledger, grant, delivery, …), by its own columns: function,
    /// service_code, valid_from.year, date.month, ….
    #[arg(long, conflicts_with_all = ["indicator", "table", "grain", "price"])]
    pub dataset: Option<String>,
    /// Municipalities, regions, groups, or `*` for the 98.
    #[arg(long, value_delimiter = ',')]
    pub municipality: Vec<String>,
    /// Periods: 2018, 2014..2018, latest, last:5.
    #[arg(long, value_delimiter = ',')]
    pub period: Vec<String>,
    /// With --dataset: only what is in force on this day, such as 2018-01-31.
    #[arg(long, value_name = "DAY", requires = "dataset")]
    pub on: Option<String>,
    /// Length of the periods.
    #[arg(long)]
    pub grain: Option<String>,
    /// Dimensions (with --dataset: columns) to split by: function, dranst.
    #[arg(long, value_delimiter = ',')]
    pub by: Vec<String>,
    /// Filter: function=5.30.27; may be repeated.
    #[arg(long, value_name = "DIMENSION=MEMBERS")]
    pub filter: Vec<String>,
    /// Price level: current or fixed:2018; fixed:2018:SERIES where several price series are imported.
    #[arg(long)]
    pub price: Vec<String>,
    /// At most this many rows.
    #[arg(long, default_value_t = 50_000)]
    pub limit: usize,
    #[command(flatten)]
    pub as_known: AsKnownArgs,
    #[command(flatten)]
    pub lang: LangArgs,
    /// How the rows are printed.
    #[arg(long, value_enum, default_value_t = RowFormat::Table)]
    pub format: RowFormat,
}

#[derive(Debug, Subcommand)]
pub enum DatasetsCommand {
    /// Print what every dataset holds, as Markdown.
    Docs,
}

#[derive(Debug, Args)]
pub struct ComparisonArgs {
    /// The indicator, such as F2.published_per_resident.
    pub indicator: String,
    /// The municipality to mark.
    #[arg(long)]
    pub municipality: String,
    /// The period.
    #[arg(long)]
    pub period: String,
    /// An earlier period to measure the change from.
    #[arg(long)]
    pub from: Option<String>,
    /// Whom to compare with: ALL (the 98) or a group code.
    #[arg(long, default_value = "ALL")]
    pub group: String,
    /// Filter: function=5.30.27; may be repeated.
    #[arg(long, value_name = "DIMENSION=MEMBERS")]
    pub filter: Vec<String>,
    /// Price level: current or fixed:2018; fixed:2018:SERIES where several price series are imported.
    #[arg(long)]
    pub price: Vec<String>,
    #[command(flatten)]
    pub as_known: AsKnownArgs,
    #[command(flatten)]
    pub lang: LangArgs,
    /// How the rows are printed.
    #[arg(long, value_enum, default_value_t = RowFormat::Table)]
    pub format: RowFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RowFormat {
    Table,
    Json,
    Csv,
    CsvDa,
}

#[derive(Debug, Subcommand)]
pub enum IndicatorsCommand {
    /// List the indicators and their readings.
    List {
        #[command(flatten)]
        lang: LangArgs,
    },
    /// Show one indicator.
    Show {
        /// Its code.
        code: String,
        #[command(flatten)]
        lang: LangArgs,
    },
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct RevisionsArgs {
    #[command(subcommand)]
    pub command: Option<RevisionsCommand>,
    /// At most this many.
    #[arg(long, default_value_t = 50)]
    pub limit: u32,
    /// How the rows are printed.
    #[arg(long, value_enum, default_value_t = RowFormat::Table)]
    pub format: RowFormat,
}

#[derive(Debug, Subcommand)]
pub enum RevisionsCommand {
    /// Tell what a revision changed: rows added, changed and removed.
    Changes(ChangesArgs),
}

#[derive(Debug, Args)]
pub struct ChangesArgs {
    /// Number of the revision.
    pub revision: i64,
    /// Show the rows themselves; those of persons are only counted.
    #[arg(long)]
    pub rows: bool,
    /// Datasets; all when left out.
    #[arg(long, value_delimiter = ',')]
    pub dataset: Vec<String>,
    /// Municipalities or other areas; all when left out.
    #[arg(long, value_delimiter = ',')]
    pub municipality: Vec<String>,
    /// Periods with their parts: 2018, 2018-03, 2014..2018; all when left out.
    #[arg(long, value_delimiter = ',')]
    pub period: Vec<String>,
    /// At most this many lines.
    #[arg(long, default_value_t = 50_000)]
    pub limit: usize,
    /// How the lines are printed.
    #[arg(long, value_enum, default_value_t = RowFormat::Table)]
    pub format: RowFormat,
}

#[derive(Debug, Args)]
pub struct ForgetArgs {
    /// File with one person number (CPR) per line.
    #[arg(long, value_name = "FILE")]
    pub person_file: PathBuf,
    /// Whose data it is: code or name.
    #[arg(long, value_name = "MUNICIPALITY")]
    pub municipality: String,
    /// File with the key for pseudonyms; `PEJL_PERSON_KEY_<code>` or `PEJL_PERSON_KEY` hold it otherwise.
    #[arg(
        long,
        value_name = "FILE",
        env = "PEJL_PERSON_KEY_FILE",
        hide_env_values = true
    )]
    pub person_key: Option<PathBuf>,
    /// What the record says of the case, such as its number; it stays, so nothing of the person.
    #[arg(long, value_name = "TEXT")]
    pub case: Option<String>,
    /// Say what would go, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// How the summary is printed.
    #[arg(long, value_enum, default_value_t = SummaryFormat::Text)]
    pub format: SummaryFormat,
}

#[derive(Debug, Args)]
pub struct ErasuresArgs {
    /// At most this many.
    #[arg(long, default_value_t = 50)]
    pub limit: u32,
    /// How the rows are printed.
    #[arg(long, value_enum, default_value_t = RowFormat::Table)]
    pub format: RowFormat,
}

#[derive(Debug, Subcommand)]
pub enum RetentionCommand {
    /// List how long rows are kept, and what their age counts from.
    List {
        /// How the rows are printed.
        #[arg(long, value_enum, default_value_t = RowFormat::Table)]
        format: RowFormat,
    },
    /// Keep the rows of a dataset so many months after their last day.
    Set {
        /// The dataset, such as delivery.
        dataset: String,
        /// How many months.
        #[arg(long, value_name = "N")]
        months: u32,
        /// Whose rows: code or name; those of all that have no time of their own when left out.
        #[arg(long, value_name = "MUNICIPALITY")]
        municipality: Option<String>,
    },
    /// Keep the rows of a dataset for good again.
    Clear {
        /// The dataset.
        dataset: String,
        /// Whose time is cleared; that of all when left out.
        #[arg(long, value_name = "MUNICIPALITY")]
        municipality: Option<String>,
    },
    /// Remove what is past its time now; a server does so by itself every day.
    Run {
        /// Say what would go, and change nothing.
        #[arg(long)]
        dry_run: bool,
        /// How the summary is printed.
        #[arg(long, value_enum, default_value_t = SummaryFormat::Text)]
        format: SummaryFormat,
    },
}

#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Make a key; it is shown this once.
    Create {
        /// Who will use it.
        name: String,
    },
    /// List the keys.
    List,
    /// Close a key.
    Close {
        /// Its number.
        id: i64,
    },
}

#[derive(Debug, Subcommand)]
pub enum DbCommand {
    /// Bring the catalogue up to this version.
    Migrate,
    /// Re-hash every segment and re-check every invariant, of this installation or of a backup.
    Verify(VerifyArgs),
    /// Take a backup while the installation is in use.
    Backup(BackupArgs),
    /// Make an installation from a backup: the data folder is new or empty, and the database without tables.
    Restore(RestoreArgs),
    /// Put small segments together and remove what nothing refers to.
    Compact,
}

#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Look at the length of segments only, and do not read what is in them.
    #[arg(long)]
    pub quick: bool,
    /// Check this backup instead, without restoring it.
    #[arg(long, value_name = "DIR", conflicts_with = "quick")]
    pub backup: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct BackupArgs {
    /// Folder to make; it must not be there.
    #[arg(long, value_name = "DIR")]
    pub to: PathBuf,
    /// Read everything again when it is written.
    #[arg(long)]
    pub verify: bool,
}

#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// The backup.
    #[arg(long, value_name = "DIR")]
    pub from: PathBuf,
}

#[derive(Debug, Args)]
pub struct SynthArgs {
    /// Folder for the files: new or empty.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Number of municipalities: Hedensted first, then the others in code order.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub scale: u16,
    /// Same seed, same bytes.
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// First month.
    #[arg(long, value_name = "YYYY-MM", default_value = "2014-01")]
    pub from: Month,
    /// Last month.
    #[arg(long, value_name = "YYYY-MM", default_value = "2018-12")]
    pub to: Month,
    /// Write this many ledger rows and nothing else, for load tests.
    #[arg(long, value_name = "ROWS")]
    pub rows: Option<u64>,
    /// Leave the rehabilitation programme out; everything else is drawn the same.
    #[arg(long)]
    pub without_programme: bool,
}
