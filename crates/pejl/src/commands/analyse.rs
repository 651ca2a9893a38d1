//! `pejl analyse`: a statistic on the columns of any file, as JSON.

mod money;
mod rates;
mod series;
mod survival;

use std::fmt::Display;

use pejl_app::AppError;
use pejl_app::analyse::Columns;
use pejl_stats::peer::{PeerError, distances, nearest, robust_scores, scores};
use pejl_stats::rate::{CONFIDENCE_MAX, Confidence, Interval};
use serde_json::{Value, json};

use crate::arguments::{AnalyseCommand, FileArgs, PeersArgs};
use crate::exit::Failure;
use crate::output;

/// Prints what a statistic finds.
pub fn analyse(command: &AnalyseCommand) -> Result<(), Failure> {
    let found = match command {
        AnalyseCommand::Spc(args) => series::spc(args),
        AnalyseCommand::Trend(args) => series::trend(args),
        AnalyseCommand::Forecast(args) => series::forecast(args),
        AnalyseCommand::Changes(args) => series::changes(args),
        AnalyseCommand::Rates(args) => rates::rates(args),
        AnalyseCommand::Shares(args) => rates::shares(args),
        AnalyseCommand::Standardise(args) => rates::standardise(args),
        AnalyseCommand::Bridge(args) => money::bridge(args),
        AnalyseCommand::PriceIndex(args) => money::price_index(args),
        AnalyseCommand::Survival(args) => survival::survival(args),
        AnalyseCommand::Peers(args) => peers(args),
    };
    output::json(&found?)
}

fn columns(args: &FileArgs) -> Result<Columns, Failure> {
    Ok(Columns::read(&args.file, args.decimal, args.delimiter)?)
}

/// Why a statistic found nothing: the input is refused.
fn refused(args: &FileArgs, error: impl Display) -> Failure {
    AppError::Refused(format!("{}: {error}", args.file.display())).into()
}

fn confidence(share: f64) -> Result<Confidence, Failure> {
    let found = Confidence::new(share);
    found.map_err(|_| {
        Failure::Usage(format!(
            "--confidence {share}: expected above 0 and at most {CONFIDENCE_MAX}"
        ))
    })
}

fn interval(of: &Interval) -> Value {
    json!({"value": of.value, "lower": of.lower, "upper": of.upper})
}

/// Who is nearest to one of the rows, and how far each is from the others in each factor.
fn peers(args: &PeersArgs) -> Result<Value, Failure> {
    let found = columns(&args.file)?;
    let names = found.texts(&args.name)?;
    let factors = args.factors.iter();
    let factors = factors.map(|name| found.numbers(name));
    let factors: Vec<Vec<f64>> = factors.collect::<Result<_, _>>()?;
    let Some(own) = names.iter().position(|name| *name == args.own) else {
        let known = names.join(", ");
        return Err(AppError::parameter("own", &args.own, format!("one of {known}")).into());
    };
    let row = |no: usize| -> Vec<f64> {
        let of_factor = factors.iter().filter_map(|values| values.get(no));
        of_factor.copied().collect()
    };
    let others: Vec<usize> = (0..names.len()).filter(|no| *no != own).collect();
    let of_others: Vec<Vec<f64>> = others.iter().map(|no| row(*no)).collect();
    let weights = match args.weights.is_empty() {
        true => vec![1.0; factors.len()],
        false => args.weights.clone(),
    };
    let refused = |error: PeerError| refused(&args.file, error);
    let away = distances(&row(own), &of_others, &weights).map_err(refused)?;
    let order = nearest(&row(own), &of_others, &weights, args.nearest).map_err(refused)?;
    let name = |no: usize| others.get(no).and_then(|row| names.get(*row));
    let nearest: Vec<Value> = order
        .into_iter()
        .map(|no| json!({"name": name(no), "distance": away.get(no)}))
        .collect();
    let mut of_factors = Vec::new();
    for (factor, values) in args.factors.iter().zip(&factors) {
        // A factor that does not differ has no scores; it counts for nothing in the distance.
        let at = |found: Result<Vec<f64>, PeerError>| found.ok()?.get(own).copied();
        of_factors.push(json!({
            "factor": factor,
            "score": at(scores(values)),
            "robust_score": at(robust_scores(values)),
        }));
    }
    Ok(json!({"own": args.own, "n": names.len(), "factors": of_factors, "nearest": nearest}))
}
