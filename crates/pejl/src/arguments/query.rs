//! Asking for indicators, facts and sums, and comparing municipalities.

use clap::Args;

use crate::arguments::{AsKnownArgs, LangArgs, RowFormat, SubjectArgs};

/// What of an answer is wanted, beside the indicators.
#[derive(Debug, Args)]
pub struct QuestionArgs {
    /// Municipalities, regions, groups, or `*` for the 98.
    #[arg(long, value_delimiter = ',')]
    pub municipality: Vec<String>,
    /// Periods: 2018, 2014..2018, latest, last:5.
    #[arg(long, value_delimiter = ',')]
    pub period: Vec<String>,
    /// Length of the periods.
    #[arg(long)]
    pub grain: Option<String>,
    /// Dimensions (with --dataset: columns) to split by: function, dranst, service, age_band, ….
    #[arg(long, value_delimiter = ',')]
    pub by: Vec<String>,
    /// Filter: function=5.30.27, service=SEL-83a; may be repeated.
    #[arg(long, value_name = "DIMENSION=MEMBERS")]
    pub filter: Vec<String>,
    /// Which months a period of own records stands for: period, year_to_date, rolling_12 or
    /// year_to_date_compared, which puts the same months of the year before and the change beside it.
    #[arg(long)]
    pub window: Option<String>,
    /// Price level: current or fixed:2018; fixed:2018:SERIES where several price series are imported.
    #[arg(long)]
    pub price: Vec<String>,
}

#[derive(Debug, Args)]
pub struct QueryArgs {
    /// Indicators: F2.net_per_resident, O3.1, O4.0.new_persons, ….
    #[arg(long, value_delimiter = ',', required_unless_present_any = ["table", "dataset", "changed_since"])]
    pub indicator: Vec<String>,
    /// Show the published facts of this table instead.
    #[arg(long, conflicts_with_all = ["indicator", "grain", "by", "price", "window"])]
    pub table: Option<String>,
    /// Count and sum the records of this dataset instead (ledger, grant, delivery, …), by its own columns: function,
    /// service_code, valid_from.year, date.month, ….
    #[arg(long, conflicts_with_all = ["indicator", "table", "grain", "price", "window"])]
    pub dataset: Option<String>,
    #[command(flatten)]
    pub question: QuestionArgs,
    /// With --dataset: only what is in force on this day, such as 2018-01-31.
    #[arg(long, value_name = "DAY", requires = "dataset")]
    pub on: Option<String>,
    /// The period in which an index is 100; when left out, the first of those asked for in which the most can be told and be compared with the last.
    #[arg(long, conflicts_with_all = ["table", "dataset"])]
    pub base: Option<String>,
    /// Answer as somebody with this role sees it: viewer, analyst, finance, steward or admin.
    #[arg(long, conflicts_with_all = ["table", "dataset"])]
    pub role: Option<String>,
    /// What rows are put in order by: indicator, municipality, period, value, n; with - before it the greatest first.
    #[arg(long, value_delimiter = ',', allow_hyphen_values = true, conflicts_with_all = ["table", "dataset"])]
    pub order: Vec<String>,
    /// Only so many rows, the first in their order.
    #[arg(long, conflicts_with_all = ["table", "dataset"])]
    pub top: Option<usize>,
    /// Totals over the dimensions of own records beside their members; computed from the rows, never added up.
    #[arg(long, conflicts_with_all = ["table", "dataset"])]
    pub totals: bool,
    /// Only kept figures that changed since this revision or instant, with withdrawn ones marked deleted.
    #[arg(long, value_name = "REVISION", conflicts_with_all = ["table", "dataset", "order", "top", "totals"])]
    pub changed_since: Option<String>,
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

/// Who is compared on what.
#[derive(Debug, Args)]
pub struct ComparedArgs {
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
    /// Whom to compare with: ALL (the 98), a group code, municipalities (461,751,851) or nearest:10.
    #[arg(long, default_value = "ALL")]
    pub group: String,
    /// With nearest: structural factors and how much each weighs, share_80_plus:2,density; all that are imported when left out.
    #[arg(long, value_delimiter = ',')]
    pub factors: Vec<String>,
    /// Filter: function=5.30.27, service=SEL-83a; may be repeated.
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

#[derive(Debug, Args)]
pub struct ComparisonArgs {
    #[command(flatten)]
    pub compared: ComparedArgs,
    /// The indicator that counts the units of the service (persons, hours, days), by which the potential is told apart into
    /// price and use.
    #[arg(long)]
    pub volume: Option<String>,
}

/// `--from` must be said.
#[derive(Debug, Args)]
pub struct InspirationArgs {
    #[command(flatten)]
    pub compared: ComparedArgs,
    /// Which way is better, down or up; the indicator's own way when left out, and down where it has none.
    #[arg(long)]
    pub better: Option<String>,
}

#[derive(Debug, Args)]
pub struct LineageArgs {
    #[command(flatten)]
    pub subject: SubjectArgs,
    /// The period.
    #[arg(long)]
    pub period: String,
}
