//! What can go wrong in a use case, sorted by who can do something about it.

use pejl_db::DbError;
use pejl_db::card::CardError;
use pejl_db::commit::CommitError;
use pejl_db::compaction::CompactionError;
use pejl_db::erasure::ErasureError;
use pejl_db::import::{BeginError, ImportError};
use pejl_db::key::KeyError;
use pejl_db::lease::TicketError;
use pejl_db::revision::RevisionError;
use pejl_db::segment::SweepError;
use pejl_lake::LakeError;
use pejl_metrics::{ComparisonError, QuantityError};

use crate::cards::Fault;
use crate::targets::TargetFault;

/// One parameter that cannot be used: its name, its value, what is allowed, and the nearest known values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParamProblem {
    /// Name of the parameter as the client wrote it.
    pub parameter: String,
    /// The value at fault.
    pub value: String,
    /// What would have been accepted.
    pub allowed: String,
    /// Known values that are spelled alike; often empty.
    pub nearest: Vec<String>,
}

/// A use case did not give its answer.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// One or more parameters cannot be used.
    #[error("{} of the parameters cannot be used", .0.len())]
    Invalid(Vec<ParamProblem>),
    /// What was asked for does not exist.
    #[error("no {what} `{id}`")]
    NotFound {
        /// Kind of thing, such as `indicator`.
        what: &'static str,
        /// The identifier asked for.
        id: String,
        /// Known identifiers that are spelled alike.
        nearest: Vec<String>,
    },
    /// A card of a municipality's own cannot be applied, or not withdrawn.
    #[error("the card has {} fault{}", .0.len(), if .0.len() == 1 { "" } else { "s" })]
    Card(Vec<Fault>),
    /// Targets cannot be set, or not withdrawn.
    #[error("the targets have {} fault{}", .0.len(), if .0.len() == 1 { "" } else { "s" })]
    Target(Vec<TargetFault>),
    /// The answer would be larger than the published limit.
    #[error("the query spans {size} cells; the limit is {limit}")]
    TooLarge {
        /// Cells the query spans.
        size: u64,
        /// The published limit.
        limit: u64,
    },
    /// Somebody else writes the same part of a dataset.
    #[error("another import holds `{scope}` of {dataset} until {until}")]
    Busy {
        /// The dataset.
        dataset: String,
        /// The part of it.
        scope: String,
        /// When the lease ends unless it is renewed.
        until: chrono::DateTime<chrono::Utc>,
    },
    /// A source refused what was asked of it.
    #[error("{0}")]
    Refused(String),
    /// The state of the catalogue forbids it.
    #[error("{0}")]
    Conflict(String),
    /// The database has not been brought up to this version.
    #[error("the database lacks {} migrations; run `pejl db migrate`", .0.len())]
    NotMigrated(Vec<String>),
    /// The catalogue failed.
    #[error("failed to use the catalogue")]
    Db(#[from] DbError),
    /// An import could not begin.
    #[error("failed to begin an import")]
    Begin(#[source] BeginError),
    /// An import lost its lease, or its lease could not be written.
    #[error("failed to keep an import's lease")]
    Ticket(#[from] TicketError),
    /// An import could not be committed.
    #[error("failed to commit an import")]
    Commit(#[source] CommitError),
    /// Files could not be put together.
    #[error("failed to compact")]
    Compaction(#[from] CompactionError),
    /// Rows could not be taken out of the revisions.
    #[error("failed to take rows out of the revisions")]
    Erasure(#[from] ErasureError),
    /// The files that an answer is read from were written anew again and again meanwhile.
    #[error("the data were written anew while they were read; ask again")]
    Rewritten,
    /// What a dead import left could not be marked as removed.
    #[error("failed to sweep")]
    Sweep(#[from] SweepError),
    /// The lake failed.
    #[error("failed to use the lake")]
    Lake(#[from] LakeError),
    /// Observations could not be read off the computed frame.
    #[error("failed to compute observations")]
    Quantity(#[from] QuantityError),
    /// A card does not fit the datasets: a fault of ours, which the check of the cards would have named.
    #[error("failed to put a question together")]
    Plan(#[from] pejl_metrics::records::PlanError),
    /// Figures of records could not be read off the computed frames.
    #[error("failed to read figures of records")]
    RecordFigures(#[from] pejl_metrics::records::RecordError),
    /// A computation does not fit the datasets: a fault of ours, which the check of the cards would have named.
    #[error("failed to put a computation together")]
    Relation(#[from] pejl_metrics::relation::RelationError),
    /// Observations could not be compared.
    #[error("failed to compare")]
    Comparison(#[source] ComparisonError),
    /// A file of the environment could not be read or written.
    #[error("failed to {action} `{path}`")]
    File {
        /// What was tried, such as `create`.
        action: &'static str,
        /// The file or folder.
        path: String,
        /// The cause.
        #[source]
        source: std::io::Error,
    },
    /// Reading an import failed for a reason outside its files.
    #[error("failed to read the import")]
    Read(#[from] pejl_ingest_spending::ReadFailure),
    /// Reading records failed for a reason outside their files.
    #[error("failed to read records")]
    Records(#[source] pejl_ingest::record::RecordFailure),
    /// StatBank's API could not be used.
    #[error("failed to fetch from StatBank")]
    Fetch(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl AppError {
    /// Returns the problem of a single parameter.
    pub fn parameter(parameter: &str, value: &str, allowed: impl Into<String>) -> Self {
        Self::Invalid(vec![ParamProblem {
            parameter: parameter.to_owned(),
            value: value.to_owned(),
            allowed: allowed.into(),
            nearest: Vec::new(),
        }])
    }

    /// What keeps a writer from beginning.
    pub(crate) fn begin(error: BeginError) -> Self {
        match error {
            BeginError::Leased {
                dataset,
                scope,
                until,
                ..
            } => Self::Busy {
                dataset,
                scope,
                until,
            },
            other => Self::Begin(other),
        }
    }

    /// Tells whether the environment failed (disk, database), rather than the input or the call.
    pub fn is_environment(&self) -> bool {
        match self {
            Self::Invalid(_)
            | Self::Card(_)
            | Self::Target(_)
            | Self::NotFound { .. }
            | Self::TooLarge { .. }
            | Self::Conflict(_)
            | Self::Refused(_) => false,
            Self::Busy { .. }
            | Self::NotMigrated(_)
            | Self::Db(_)
            | Self::Begin(_)
            | Self::Ticket(_)
            | Self::Commit(_)
            | Self::Compaction(_)
            | Self::Erasure(_)
            | Self::Rewritten
            | Self::Sweep(_)
            | Self::Lake(_)
            | Self::Quantity(_)
            | Self::Relation(_)
            | Self::Plan(_)
            | Self::RecordFigures(_)
            | Self::Comparison(_)
            | Self::File { .. }
            | Self::Read(_)
            | Self::Records(_)
            | Self::Fetch(_) => true,
        }
    }
}

impl From<RevisionError> for AppError {
    fn from(error: RevisionError) -> Self {
        match error {
            RevisionError::NotFound { n, .. } => Self::NotFound {
                what: "revision",
                id: n.to_string(),
                nearest: Vec::new(),
            },
            RevisionError::Db(error) => Self::Db(error),
        }
    }
}

impl From<ImportError> for AppError {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::NotFound { id } => Self::NotFound {
                what: "import",
                id: id.to_string(),
                nearest: Vec::new(),
            },
            ImportError::Db(error) => Self::Db(error),
        }
    }
}

impl From<CardError> for AppError {
    fn from(error: CardError) -> Self {
        match error {
            CardError::NotFound { code } => Self::NotFound {
                what: "own card in force",
                id: code,
                nearest: Vec::new(),
            },
            CardError::Overtaken | CardError::Taken { .. } => Self::Conflict(error.to_string()),
            CardError::Db(error) => Self::Db(error),
        }
    }
}

impl From<KeyError> for AppError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::NotFound { id } => Self::NotFound {
                what: "live key",
                id: id.to_string(),
                nearest: Vec::new(),
            },
            KeyError::PrefixTaken { .. } => {
                Self::Conflict("the drawn key exists already; try again".to_owned())
            }
            KeyError::Db(error) => Self::Db(error),
        }
    }
}

/// Returns the error with its causes, one line, for a log or a terminal.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}
