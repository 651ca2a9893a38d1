//! `pejl demo`: an invented municipality and national figures through the real importers, then the server.

use pejl_api::{Auth, Limits};
use pejl_app::StoreOptions;
use pejl_app::import::records::PersonKeySource;

use super::import::rows_bar;
use super::serve::Serving;
use crate::arguments::{DemoArgs, PlaceArgs};
use crate::exit::Failure;

/// Makes the demo folder, imports it, and serves it.
pub fn demo(place: &PlaceArgs, args: &DemoArgs) -> Result<(), Failure> {
    if !args.bind.ip().is_loopback() {
        return Err(Failure::Usage(format!(
            "the demo listens on loopback only, not on {}",
            args.bind
        )));
    }
    // Beside a real installation, never in it.
    let data = place.data.join("demo");
    let options = StoreOptions {
        database: place.database.clone(),
        ..StoreOptions::embedded(&data)
    };
    let store = pejl_app::Store::open(&options)?;
    let bar = rows_bar();
    let summaries = pejl_app::demo::load(&store, &data.join("files"), &mut |table, n_rows| {
        bar.set_message(table.to_owned());
        bar.set_position(n_rows);
    })?;
    bar.finish_and_clear();
    for summary in &summaries {
        let table = summary
            .files
            .first()
            .and_then(|file| file.table_id.as_deref())
            .unwrap_or_default();
        eprintln!(
            "{table}: {} rows, {}",
            summary.n_rows,
            summary.state.as_str()
        );
    }
    // The first page that is asked for is then looked up, and not computed.
    pejl_app::kept::keep_up(&store, "demo")?;
    eprintln!(
        "All figures of the demo are invented. Data folder: {}",
        data.display()
    );
    if args.no_serve {
        return Ok(());
    }
    let serving = Serving {
        bind: args.bind,
        auth: Auth::None,
        workers: 2,
        person_keys: PersonKeySource::default(),
        upload_bytes_max: Limits::PUBLISHED.upload_bytes_max,
        contact: None,
        municipality: None,
        deliver: None,
        mail: None,
    };
    super::serve::run(store, serving)
}
