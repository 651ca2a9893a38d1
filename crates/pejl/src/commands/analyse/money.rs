//! Changes of spending and of prices.

use pejl_stats::bridge::{self, Method, Service, Spent};
use pejl_stats::price_index::{Item, price_indices};
use serde_json::{Map, Value, json};

use super::{columns, refused};
use crate::arguments::{BridgeArgs, IndexArgs, MethodArg};
use crate::exit::Failure;

/// What a change in spending comes of.
pub(super) fn bridge(args: &BridgeArgs) -> Result<Value, Failure> {
    let found = columns(&args.file)?;
    let mut sides = Vec::new();
    for (amounts, when) in args.amounts.iter().zip(["before", "after"]) {
        let amounts = found.whole(amounts)?;
        let factors = args.factors.iter();
        let factors = factors.map(|factor| found.numbers(&format!("{factor}_{when}")));
        let factors: Vec<Vec<f64>> = factors.collect::<Result<_, _>>()?;
        let spent = amounts.into_iter().enumerate().map(|(row, oere)| {
            let of_row = factors.iter().filter_map(|values| values.get(row));
            let factors = of_row.copied().collect();
            (oere != 0).then_some(Spent { oere, factors })
        });
        sides.push(spent.collect::<Vec<_>>());
    }
    let mut sides = sides.into_iter();
    let (before, after) = (
        sides.next().unwrap_or_default(),
        sides.next().unwrap_or_default(),
    );
    let services = before.into_iter().zip(after);
    let services: Vec<Service> = services
        .map(|(before, after)| Service { before, after })
        .collect();
    let method = match args.method {
        MethodArg::Lmdi => Method::Lmdi,
        MethodArg::Shapley => Method::Shapley,
    };
    let found = bridge::bridge(&services, method).map_err(|error| refused(&args.file, error))?;
    let parts = args.factors.iter().zip(&found.parts);
    let parts: Map<String, Value> = parts
        .map(|(factor, part)| (factor.clone(), json!(part)))
        .collect();
    Ok(json!({
        "before": found.before,
        "after": found.after,
        "parts": parts,
        "new": found.new,
        "ceased": found.ceased,
    }))
}

/// Four price indices.
pub(super) fn price_index(args: &IndexArgs) -> Result<Value, Failure> {
    let found = columns(&args.file)?;
    let base = found.numbers(&args.price_base)?.into_iter();
    let base = base.zip(found.numbers(&args.quantity_base)?);
    let now = found.numbers(&args.price)?.into_iter();
    let now = now.zip(found.numbers(&args.quantity)?);
    let items = base.zip(now);
    let items: Vec<Item> = items
        .map(|((price_base, quantity_base), (price, quantity))| Item {
            price_base,
            quantity_base,
            price,
            quantity,
        })
        .collect();
    let found = price_indices(&items).map_err(|error| refused(&args.file, error))?;
    Ok(json!({
        "laspeyres": found.laspeyres,
        "paasche": found.paasche,
        "fisher": found.fisher,
        "tornqvist": found.tornqvist,
    }))
}
