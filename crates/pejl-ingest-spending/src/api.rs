//! A client of Statistics Denmark's StatBank API: what a table holds, what to ask for, and the answers as files.
//!
//! The order of work is always the same: [`Client::table_info`] reads what the table holds, [`plan`] turns a
//! [`Selection`] into requests that the service accepts, and [`Client::fetch`] writes each answer to a file with a
//! [`Sidecar`] beside it. The sidecar says what was asked for, so that the importer declares its cover from the request
//! and not from the rows: in StatBank's BULK format a row that is absent means zero.
//!
//! What holds throughout:
//! - every value is named by its code in every request; `*` or `>=2018` is expanded here, against the table info, so that a
//!   period published between planning and asking cannot slip in undeclared;
//! - one request at a time (requests take `&mut Client`), with a pause between them, and waits that grow when the service
//!   asks for patience;
//! - a file stands under its final name only when its answer was proven whole.
//!
//! ```no_run
//! use pejl_domain::Lang;
//! use pejl_ingest_spending::api::{Client, ClientOptions, DEFAULT_BASE_URL, PlanOptions, Selection, plan};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut client = Client::new(DEFAULT_BASE_URL, ClientOptions::default())?;
//! let info = client.table_info("REGK31", Lang::Da)?;
//! let selection = Selection::new()
//!     .with("OMRÅDE", ["630", "766"])
//!     .with("FUNKTION", ["5*"])
//!     .with("Tid", [">=2018"]);
//! let plan = plan(&info, &selection, &PlanOptions::default())?;
//! println!("{plan}");
//! let fetched = client.fetch(&plan, "downloads".as_ref(), chrono::Utc::now(), &mut |_| ())?;
//! println!("{} files", fetched.files.len());
//! # Ok(())
//! # }
//! ```

mod answer;
mod client;
mod fetch;
mod plan;
mod plan_text;
mod retry;
mod selection;
mod service;
mod sidecar;
mod table_info;
pub mod testing;

pub use answer::AnswerError;
pub use client::{BaseUrlProblem, Client, ClientError, ClientOptions, DEFAULT_BASE_URL, Fault};
pub use fetch::{Event, FetchError, Fetched, FetchedFile, Progress};
pub use plan::{
    CELL_LIMIT, Format, How, Plan, PlanError, PlanOptions, PlannedRequest, PlannedVariable, plan,
};
pub use selection::{Selection, SelectionError};
pub use service::ServiceError;
pub use sidecar::{AbsentRows, Sidecar, SidecarError, SidecarVariable};
pub use table_info::{TableInfo, TableInfoError, TableValue, TableVariable};
