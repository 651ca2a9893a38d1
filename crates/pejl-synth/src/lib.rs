//! An invented municipality with planted effects, written as the files its systems would send.
//!
//! Lives are drawn from a seed: citizens apply, get help and courses, move and die. What is delivered, times what an
//! hour or a day costs, becomes the ledger; the budget follows the ledger roughly. `truth.json` states what is
//! planted, what came of it against the same seed without the programme, and what every file holds, so that importer
//! and indicators can be held to it. Nobody in the files exists: see [`Options`] and `docs/synth.md`.
//!
//! Invariants: the same options give the same bytes; money is whole øre; every draw depends on its key alone, so that
//! two runs differ by the effect and nothing else; the folder holds every file or none.
//!
//! ```no_run
//! let options = pejl_synth::Options { seed: 7, ..pejl_synth::Options::new("out") };
//! let truth = pejl_synth::write(&options, &mut |progress| eprintln!("{}: {}", progress.file, progress.n_rows))?;
//! assert!(truth.files.iter().any(|file| file.path == "766/ledger-2017.csv"));
//! # Ok::<(), pejl_synth::SynthError>(())
//! ```

mod account;
mod budget;
mod calendar;
mod cpr;
mod draw;
mod effects;
mod error;
mod files;
mod ledger;
mod load;
mod model;
mod options;
mod outcome;
mod place;
mod price;
mod resent;
mod run;
mod service;
mod truth;

pub use calendar::{Month, MonthError};
pub use effects::{Effects, MixShift, PriceRise, Programme, Results};
pub use error::SynthError;
pub use options::Options;
pub use run::{Progress, write};
pub use truth::{
    BudgetSum, CaseloadTruth, CaseloadYear, CellTruth, CourseFigures, CourseTruth, Exact,
    FileTruth, LedgerSum, MunicipalityTruth, OwnHomeHelp, Parameters, PriceFrom, Resent,
    ShortStays, TableTruth, Truth, YearCount,
};
