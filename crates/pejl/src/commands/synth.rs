//! `pejl synth`: the files of an invented municipality, and on stderr what is in them.

use std::error::Error;

use pejl_synth::{MunicipalityTruth, Options, SynthError, Truth, write};

use super::import::rows_bar;
use crate::arguments::SynthArgs;
use crate::exit::Failure;

/// Municipalities that are summed up one by one; of more only the first.
const SHOWN_MAX: usize = 3;

/// Writes the files and says what was planted.
pub fn synth(args: &SynthArgs) -> Result<(), Failure> {
    let options = Options {
        out: args.out.clone(),
        seed: args.seed,
        scale: args.scale,
        from: args.from,
        to: args.to,
        with_programme: !args.without_programme,
        programme_from: args.programme_from,
        rows: args.rows,
    };
    let bar = rows_bar();
    let truth = write(&options, &mut |progress| {
        bar.set_message(progress.file.to_owned());
        bar.set_position(progress.n_rows);
    });
    bar.finish_and_clear();
    let truth = truth.map_err(failure)?;
    eprintln!(
        "{} rows in {} files below {}; every person and every figure is invented",
        truth.n_rows(),
        truth.files.len(),
        args.out.display()
    );
    for municipality in truth.municipalities.iter().take(SHOWN_MAX) {
        eprintln!("{}", summary(&truth, municipality));
    }
    let n_more = truth.municipalities.len().saturating_sub(SHOWN_MAX);
    if n_more > 0 {
        eprintln!("{n_more} more municipalities in truth.json");
    }
    Ok(())
}

/// What the programme did in the window's last year.
fn summary(truth: &Truth, municipality: &MunicipalityTruth) -> String {
    let place = format!("{} {}", municipality.code, municipality.name);
    let Some(last) = municipality.caseload_by_year.last() else {
        return place;
    };
    let programme = match truth.effects.programme {
        Some(programme) => format!(
            "the programme from {} lowers it by {:.1}",
            programme.from, last.lowered_by
        ),
        None => "no programme".to_owned(),
    };
    format!(
        "{place}: {} residents, {:.1} with help at home in {}; {programme}",
        municipality.residents, last.mean_persons, last.year
    )
}

fn failure(error: SynthError) -> Failure {
    let cause = error
        .source()
        .map_or_else(String::new, |cause| format!(": {cause}"));
    let message = format!("{error}{cause}");
    match error {
        SynthError::Option { .. } | SynthError::Occupied { .. } => Failure::Usage(message),
        SynthError::File { .. } | SynthError::Truth(_) => Failure::Environment(message),
    }
}
