//! `pejl fetch statbank`: ask StatBank, then import the answers as what was asked for.

use indicatif::ProgressBar;
use pejl_app::fetch::{Event, FetchRequest, Progress, fetch, import_fetched, prepare};

use super::{import, open};
use crate::arguments::{FetchStatbankArgs, PlaceArgs};
use crate::exit::Failure;
use crate::output;

/// Fetches a table and imports it.
pub fn statbank(place: &PlaceArgs, args: &FetchStatbankArgs) -> Result<(), Failure> {
    let request = FetchRequest {
        table: args.table.clone(),
        select: args.select.clone(),
        base_url: args.base_url.clone(),
    };
    let mut prepared = prepare(&request)?;
    if args.plan {
        return output::lines(&[prepared.plan.to_string()]);
    }
    let store = open(place)?;
    let temporary = tempfile::tempdir()?;
    let folder = args.out.as_deref().unwrap_or(temporary.path());
    let bar = import::rows_bar();
    let files = fetch(&store, &mut prepared, folder, &mut |progress| {
        show(&bar, progress)
    });
    bar.finish_and_clear();
    let files = files?;
    if args.no_import {
        return output::lines(
            &files
                .iter()
                .map(|file| file.display().to_string())
                .collect::<Vec<_>>(),
        );
    }
    let bar = import::rows_bar();
    let summary = import_fetched(&store, &prepared, files, "command line", &mut |n_rows| {
        bar.set_position(n_rows)
    });
    bar.finish_and_clear();
    import::report(summary?, args.format)
}

fn show(bar: &ProgressBar, progress: &Progress<'_>) {
    match &progress.event {
        Event::Asking { .. } => bar.set_message(format!(
            "request {} of {}",
            progress.request_no, progress.n_requests
        )),
        Event::Receiving { rows, .. } | Event::Received { rows, .. } => bar.set_position(*rows),
        Event::Waiting {
            wait,
            attempt,
            cause,
        } => {
            bar.println(format!(
                "attempt {attempt} failed ({cause}); next in {} s",
                wait.as_secs()
            ));
        }
    }
}
