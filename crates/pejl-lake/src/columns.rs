//! The names of the columns, one constant each: no other file spells one.

/// Key of the variant a fact belongs to, as `pejl_domain::Variant::key` writes it.
pub const VARIANT: &str = "variant";
/// Canonical area code.
pub const AREA: &str = "area";
/// Level of the area: `municipality`, `region`, ….
pub const LEVEL: &str = "level";
/// Canonical period: `2017`, `2017-Q3`, ….
pub const PERIOD: &str = "period";
/// Members of the fact's dimensions, as `pejl_domain::cover::members_text` writes them.
pub const MEMBERS: &str = "members";
/// The number, scaled by [`SCALE`].
pub const VALUE: &str = "value";
/// Decimals of [`VALUE`]: the number is `value / 10^scale`.
pub const SCALE: &str = "scale";
/// Why the value is there or is not: `ok`, `zero`, `missing`, ….
pub const CELL: &str = "cell";

/// The import a row came with.
pub const IMPORT_ID: &str = "import_id";
/// The file within the import, from 0.
pub const FILE_NO: &str = "file_no";
/// The line within the file, from 1.
pub const LINE: &str = "line";

/// Name of a price or wage series.
pub const SERIES: &str = "series";
/// Calendar year.
pub const YEAR: &str = "year";
/// Change from the year before, as a share (0.021 is 2.1 %).
pub const PCT_CHANGE: &str = "pct_change";
/// The day the figure was published.
pub const PUBLISHED_ON: &str = "published_on";
/// Where the figure was published.
pub const SOURCE: &str = "source";

/// The year of account.
pub const FISCAL_YEAR: &str = "fiscal_year";
/// Month within the year of account, 13 for the supplementary period.
pub const FISCAL_PERIOD: &str = "fiscal_period";
/// The day a posting was booked.
pub const POSTING_DATE: &str = "posting_date";
/// Number of a voucher.
pub const DOCUMENT_NO: &str = "document_no";
/// Function of the chart of accounts.
pub const FUNCTION: &str = "function";
/// Operation, refund, capital, …
pub const DRANST: &str = "dranst";
/// Who owns what the amount is for.
pub const OWNERSHIP: &str = "ownership";
/// Grouping within a function.
pub const GROUPING: &str = "grouping";
/// Kind of expenditure or income.
pub const ART: &str = "art";
/// The municipality's own cost centre.
pub const COST_CENTRE: &str = "cost_centre";
/// The municipality's own activity.
pub const ACTIVITY: &str = "activity";
/// The municipality's own project.
pub const PROJECT: &str = "project";
/// Code of a service.
pub const SERVICE_CODE: &str = "service_code";
/// A unit of the organisation.
pub const UNIT_ID: &str = "unit_id";
/// An amount in øre.
pub const AMOUNT_OERE: &str = "amount_oere";
/// A text without persons.
pub const TEXT: &str = "text";
/// Pseudonym of a citizen.
pub const PERSON_KEY: &str = "person_key";
/// Year of birth of a citizen.
pub const BIRTH_YEAR: &str = "birth_year";
/// Sex of a citizen, `K` or `M`.
pub const SEX: &str = "sex";
/// An account string as written.
pub const ACCOUNT_RAW: &str = "account_raw";
/// The kind of a budget.
pub const BUDGET_TYPE: &str = "budget_type";
/// The day of a version.
pub const VERSION_DATE: &str = "version_date";
/// Whether an appropriation binds.
pub const BINDING_FLAG: &str = "binding_flag";

/// Key of the thing a row is a version of (append datasets).
pub const KEY: &str = "key";
/// Place in the order of arrival (append datasets).
pub const ARRIVAL_NO: &str = "arrival_no";
/// `put` or `void` (append datasets).
pub const OP: &str = "op";

/// The columns that say where a row came from. Every dataset has them.
pub const PROVENANCE: [&str; 3] = [IMPORT_ID, FILE_NO, LINE];
