//! Where units stand among others.

use pejl_app::AppError;
use pejl_app::analyse::Group;
use pejl_stats::peer::{PeerError, distances, nearest, robust_scores, scores};
use pejl_stats::{Order, Sample, SampleError, percentile, quartile_of, quartiles, ranks};
use serde_json::{Value, json};

use super::{answer, check_once, columns, refused};
use crate::arguments::{DirectionArg, PeersArgs, RankArgs};
use crate::exit::Failure;

/// Ranks, quartiles and scores within each set.
pub(super) fn rank(args: &RankArgs) -> Result<Value, Failure> {
    let found = columns(&args.file)?;
    let values = found.numbers_or_missing(&args.value)?;
    let units = found.optional(args.unit.as_deref(), "unit")?;
    let order = match args.direction {
        DirectionArg::Up => Order::HighestFirst,
        DirectionArg::Down | DirectionArg::Context => Order::LowestFirst,
    };
    let mut items = Vec::new();
    for group in found.groups(args.set.as_deref(), "set")? {
        if units.is_some() {
            let unit = args.unit.as_deref().unwrap_or("unit");
            found.check_once(&group.rows, unit)?;
        }
        let unit = |row: usize| units.and_then(|units| units.get(row)).map(String::as_str);
        let item = set(&group, &values, unit, order);
        items.push(item.map_err(|error| refused(&args.file, error))?);
    }
    let options = json!({
        "set": args.set, "unit": args.unit, "value": args.value,
        "direction": args.direction.as_str(),
    });
    Ok(answer("rank", &options, items))
}

/// One set; a unit without a number is told, and changes nothing for the others.
fn set<'a>(
    group: &Group,
    values: &[Option<f64>],
    unit: impl Fn(usize) -> Option<&'a str>,
    order: Order,
) -> Result<Value, SampleError> {
    let value = |row: &usize| values.get(*row).copied().flatten();
    let there: Vec<f64> = group.rows.iter().filter_map(value).collect();
    let cuts = match Sample::new(&there) {
        Ok(sample) => Some(quartiles(&sample)),
        Err(SampleError::Empty) => None,
        Err(error) => return Err(error),
    };
    let (of_rank, of_percentile) = (ranks(&there, order)?, percentile(&there)?);
    let (z, robust_z) = (scores(&there), robust_scores(&there));
    let at = |found: &Result<Vec<f64>, PeerError>, no: usize| {
        found.as_ref().ok().and_then(|found| found.get(no)).copied()
    };
    let mut no = 0;
    let mut told = Vec::new();
    for row in &group.rows {
        let Some(value) = value(row) else {
            told.push(json!({
                "unit": unit(*row), "value": null, "rank": null, "tied": null, "percentile": null,
                "quartile": null, "z": null, "robust_z": null, "reason": "no value",
            }));
            continue;
        };
        let rank = of_rank.get(no);
        told.push(json!({
            "unit": unit(*row),
            "value": value,
            "rank": rank.map(|rank| rank.rank),
            "tied": rank.map(|rank| rank.is_tied()),
            "percentile": of_percentile.get(no).copied().flatten(),
            "quartile": cuts.as_ref().map(|cuts| quartile_of(value, cuts).number()),
            "z": at(&z, no),
            "robust_z": at(&robust_z, no),
            "reason": without_score(&z, &robust_z),
        }));
        no += 1;
    }
    let cuts = cuts.map(|cuts| [cuts.lower, cuts.median, cuts.upper]);
    let reason = cuts.is_none().then_some("quartiles: no value");
    Ok(json!({
        "set": group.name, "n": there.len(), "quartiles": cuts, "units": told, "reason": reason,
    }))
}

/// Why a score is missing.
fn without_score<T>(z: &Result<T, PeerError>, robust_z: &Result<T, PeerError>) -> Option<String> {
    match (z, robust_z) {
        (Err(error), _) => Some(format!("z: {error}")),
        (_, Err(error)) => Some(format!("robust_z: {error}")),
        (Ok(_), Ok(_)) => None,
    }
}

/// Who is nearest to one of the rows, and how far it is from the others in each factor.
pub(super) fn peers(args: &PeersArgs) -> Result<Value, Failure> {
    let found = columns(&args.file)?;
    let names = found.texts(&args.unit)?;
    let rows: Vec<usize> = (0..names.len()).collect();
    found.check_once(&rows, &args.unit)?;
    check_once("factors", &args.factors)?;
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
        .map(|no| json!({"unit": name(no), "distance": away.get(no)}))
        .collect();
    let mut of_factors = Vec::new();
    for (factor, values) in args.factors.iter().zip(&factors) {
        // A factor that does not differ has no scores; it counts for nothing in the distance.
        let (z, robust_z) = (scores(values), robust_scores(values));
        let at = |found: &Result<Vec<f64>, PeerError>| found.as_ref().ok()?.get(own).copied();
        of_factors.push(json!({
            "factor": factor, "z": at(&z), "robust_z": at(&robust_z),
            "reason": without_score(&z, &robust_z),
        }));
    }
    let options = json!({
        "unit": args.unit, "own": args.own, "factors": args.factors, "weights": weights,
        "nearest": args.nearest,
    });
    let item = json!({
        "unit": args.own, "n": names.len(), "factors": of_factors, "nearest": nearest,
    });
    Ok(answer("peers", &options, vec![item]))
}
