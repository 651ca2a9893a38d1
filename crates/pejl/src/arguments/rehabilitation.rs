//! Asking what comes of rehabilitation.

use clap::{Args, Subcommand};

use crate::arguments::{AsKnownArgs, LangArgs, RowFormat};

/// What comes of rehabilitation.
#[derive(Debug, Subcommand)]
pub enum RehabilitationCommand {
    /// List the courses of a municipality: how many, how they ended, how long they took, and what came of them.
    Courses(CoursesArgs),
    /// Tell how long citizens manage without help after a course, or how long courses last, as curves with intervals.
    Survival(RehabilitationSurvivalArgs),
}

/// Which courses, and who asks.
#[derive(Debug, Args)]
pub struct CoursesArgs {
    /// Code or name of a municipality.
    #[arg(long)]
    pub municipality: String,
    /// Periods: 2018, 2014..2018, latest, last:4.
    #[arg(long, value_delimiter = ',', required = true)]
    pub period: Vec<String>,
    /// Length of the periods.
    #[arg(long)]
    pub grain: Option<String>,
    /// Dimensions to tell groups apart by: course_type, service, unit, district, age_band, sex, target_group.
    #[arg(long, value_delimiter = ',')]
    pub by: Vec<String>,
    /// Filter: course_type=rehabilitation; may be repeated.
    #[arg(long, value_name = "DIMENSION=MEMBERS")]
    pub filter: Vec<String>,
    /// Answer as somebody with this role sees it: viewer, analyst, finance, steward or admin.
    #[arg(long)]
    pub role: Option<String>,
    #[command(flatten)]
    pub as_known: AsKnownArgs,
    #[command(flatten)]
    pub lang: LangArgs,
    /// How it is printed; a table shows some columns, files hold one row for each figure, JSON has all of it.
    #[arg(long, value_enum, default_value_t = RowFormat::Table)]
    pub format: RowFormat,
}

/// Periods are those in which the courses ended (of `duration`: started), one or several that follow one another; of groups at most one
/// dimension.
#[derive(Debug, Args)]
pub struct RehabilitationSurvivalArgs {
    #[command(flatten)]
    pub courses: CoursesArgs,
    /// What is followed: return (from the end of a course to new help), conclusion (from the end of all help, as O4.2) or
    /// duration (from the start of a course to its end, as O3.1); return when left out.
    #[arg(long)]
    pub of: Option<String>,
    /// Days up to which the mean counts, 1 to 3650; 365 when left out.
    #[arg(long)]
    pub horizon: Option<String>,
}
