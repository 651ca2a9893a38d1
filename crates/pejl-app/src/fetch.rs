//! Fetches tables from StatBank's API and imports them as declared by the request.

use std::path::PathBuf;

use pejl_domain::Lang;
use pejl_ingest_spending::Declared;
use pejl_ingest_spending::api::{
    Client, ClientError, ClientOptions, DEFAULT_BASE_URL, Fault, FetchError, Plan, PlanOptions,
    Selection, plan,
};
pub use pejl_ingest_spending::api::{Event, Progress};

use crate::error::AppError;
use crate::import::{ImportKind, ImportRequest, ImportSummary, import};
use crate::store::Store;

/// What to fetch.
#[derive(Debug, Clone)]
pub struct FetchRequest {
    /// StatBank's table.
    pub table: String,
    /// Values of variables, each `VARIABLE=VALUES`; all values of a variable that is not named.
    pub select: Vec<String>,
    /// Address of the API; Statistics Denmark's own when not given.
    pub base_url: Option<String>,
}

/// A client and the requests it will make.
#[derive(Debug)]
pub struct Prepared {
    client: Client,
    /// The requests, which can be printed.
    pub plan: Plan,
}

/// Reads what the table holds and plans the requests.
///
/// # Errors
/// The table, a variable or a value does not exist, or StatBank cannot be reached.
pub fn prepare(request: &FetchRequest) -> Result<Prepared, AppError> {
    let base_url = request.base_url.as_deref().unwrap_or(DEFAULT_BASE_URL);
    let mut client = Client::new(base_url, ClientOptions::default()).map_err(client_error)?;
    let selection = Selection::parse(&request.select).map_err(|error| {
        AppError::parameter("select", &request.select.join(" "), error.to_string())
    })?;
    let info = client
        .table_info(&request.table, Lang::Da)
        .map_err(client_error)?;
    let plan = plan(&info, &selection, &PlanOptions::default()).map_err(|error| {
        AppError::parameter("select", &request.select.join(" "), error.to_string())
    })?;
    Ok(Prepared { client, plan })
}

/// Makes the requests and leaves the answers in `folder`; returns the data files.
///
/// # Errors
/// A request failed for good, or the disk did; nothing is left then.
pub fn fetch(
    store: &Store,
    prepared: &mut Prepared,
    folder: &std::path::Path,
    progress: &mut dyn FnMut(&Progress<'_>),
) -> Result<Vec<PathBuf>, AppError> {
    let fetched = prepared
        .client
        .fetch(&prepared.plan, folder, store.now(), progress)
        .map_err(fetch_error)?;
    Ok(fetched.files.into_iter().map(|file| file.data).collect())
}

/// Imports fetched files: table, cover and meaning of absent rows are those of the requests that were prepared.
///
/// # Errors
/// As [`import`].
pub fn import_fetched(
    store: &Store,
    prepared: &Prepared,
    files: Vec<PathBuf>,
    actor: &str,
    progress: &mut dyn FnMut(u64),
) -> Result<ImportSummary, AppError> {
    let request = ImportRequest {
        kind: ImportKind::Statbank,
        files,
        declared: Declared {
            // Known before the files are read, so that only this table is kept from others.
            table: Some(prepared.plan.table.to_uppercase()),
            ..Declared::default()
        },
        dry_run: false,
        actor: actor.to_owned(),
    };
    import(store, &request, progress)
}

fn client_error(error: ClientError) -> AppError {
    match error.fault() {
        Fault::Use => AppError::parameter("base_url", "", error.to_string()),
        Fault::Input => AppError::Refused(crate::error::chain(&error)),
        Fault::Environment => AppError::Fetch(Box::new(error)),
    }
}

fn fetch_error(error: FetchError) -> AppError {
    match error.fault() {
        Fault::Use => AppError::parameter("base_url", "", error.to_string()),
        Fault::Input => AppError::Refused(crate::error::chain(&error)),
        Fault::Environment => AppError::Fetch(Box::new(error)),
    }
}
