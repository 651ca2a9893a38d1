//! Changes of amounts and of prices.

use std::collections::BTreeMap;

use pejl_app::analyse::{Columns, Group, Times, Unread};
use pejl_stats::bridge::{Bridge, DecimalBridge, Factors, Method, bridge_of_products};
use pejl_stats::price_index::{IndexError, Item, PriceIndices, price_indices};
use serde_json::{Map, Value, json};

use super::{answer, columns, refused};
use crate::arguments::{BridgeArgs, IndexArgs, MethodArg, ProductArgs};
use crate::exit::Failure;

/// The factors of each product of a dataset in each period, periods in the order of time.
struct Dataset {
    name: Option<String>,
    periods: Vec<(String, BTreeMap<String, Vec<f64>>)>,
}

impl Dataset {
    /// The products of two periods, by name.
    fn products<'a>(
        before: &'a BTreeMap<String, Vec<f64>>,
        after: &'a BTreeMap<String, Vec<f64>>,
    ) -> Vec<&'a String> {
        let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
        names.sort();
        names.dedup();
        names
    }
}

fn datasets(args: &ProductArgs, factors: &[String]) -> Result<Vec<Dataset>, Failure> {
    let found = columns(&args.file)?;
    let (periods, products) = (found.texts(&args.period)?, found.texts(&args.product)?);
    let numbers = factors.iter().map(|name| found.not_negative(name));
    let numbers: Vec<Vec<f64>> = numbers.collect::<Result<_, _>>()?;
    let times = found.times(Some(&args.period), "period", Unread::InOrder)?;
    let mut all = Vec::new();
    for group in found.groups(args.dataset.as_deref(), "dataset")? {
        let mut of_dataset: Vec<(String, BTreeMap<String, Vec<f64>>)> = Vec::new();
        let mut places: BTreeMap<&String, usize> = BTreeMap::new();
        for row in in_order(&group, &times) {
            let (Some(period), Some(product)) = (periods.get(row), products.get(row)) else {
                continue;
            };
            let place = *places.entry(period).or_insert(of_dataset.len());
            if place == of_dataset.len() {
                of_dataset.push((period.clone(), BTreeMap::new()));
            }
            let of_row = numbers
                .iter()
                .filter_map(|numbers| numbers.get(row))
                .copied();
            let of_period = of_dataset.get_mut(place).map(|(_, products)| products);
            let earlier = of_period.and_then(|all| all.insert(product.clone(), of_row.collect()));
            if earlier.is_some() {
                return Err(twice(&found, row, &args.product));
            }
        }
        if of_dataset.len() < 2 {
            return Err(refused(&args.file, "one period: at least 2 are needed"));
        }
        all.push(Dataset {
            name: group.name,
            periods: of_dataset,
        });
    }
    Ok(all)
}

fn in_order(group: &Group, times: &Times) -> Vec<usize> {
    let mut rows = group.rows.clone();
    rows.sort_by(|one, other| times.at(*one).total_cmp(&times.at(*other)));
    rows
}

fn twice(found: &Columns, row: usize, column: &str) -> Failure {
    let said = ("stands twice in one period", "står to gange i én periode");
    found.refusal(row, column, said.0, said.1).into()
}

/// What a change of amounts comes of, from each period to the next.
pub(super) fn bridge(args: &BridgeArgs) -> Result<Value, Failure> {
    let products = &args.products;
    let factors = match args.factors.is_empty() {
        true => vec![products.price.clone(), products.quantity.clone()],
        false => args.factors.clone(),
    };
    let default = if args.factors.is_empty() {
        MethodArg::Bennet
    } else {
        MethodArg::Lmdi
    };
    let named = args.method.unwrap_or(default);
    if named == MethodArg::Bennet && factors.len() != 2 {
        let n = factors.len();
        return Err(Failure::Usage(format!(
            "--method bennet: expected two factors, found {n}"
        )));
    }
    let method = match named {
        MethodArg::Lmdi => Method::Lmdi,
        // The mean over both orders of two factors is Bennet's.
        MethodArg::Bennet | MethodArg::Shapley => Method::Shapley,
    };
    // Price and quantity are told as such, whatever their columns are called.
    let names = match args.factors.is_empty() {
        true => vec!["price".to_owned(), "quantity".to_owned()],
        false => factors.clone(),
    };
    let mut items = Vec::new();
    for dataset in datasets(products, &factors)? {
        let pairs = dataset.periods.iter().zip(dataset.periods.iter().skip(1));
        for ((from, before), (to, after)) in pairs {
            let of_products = Dataset::products(before, after);
            let sides = of_products.iter().map(|name| {
                // What costs nothing is not there.
                let side = |of: &BTreeMap<String, Vec<f64>>| {
                    let factors = of.get(*name).cloned();
                    factors.filter(|factors| factors.iter().all(|factor| *factor > 0.0))
                };
                (side(before), side(after))
            });
            let sides: Vec<Factors> = sides.collect();
            let there = sides.iter().zip(&of_products);
            let there: Vec<(Factors, &String)> = there
                .filter(|((before, after), _)| before.is_some() || after.is_some())
                .map(|(sides, name)| (sides.clone(), *name))
                .collect();
            let (sides, of_products): (Vec<Factors>, Vec<&String>) = there.into_iter().unzip();
            let found = bridge_of_products(&sides, method).map_err(|error| {
                refused(&products.file, format!("from `{from}` to `{to}`: {error}"))
            })?;
            let of_products = of_products.iter().zip(&found.products).map(|(name, one)| {
                let mut item = Map::new();
                item.insert("product".to_owned(), json!(name));
                item.extend(told(&found, one, &names));
                Value::Object(item)
            });
            let mut item = Map::new();
            item.insert("dataset".to_owned(), json!(dataset.name));
            item.insert("from".to_owned(), json!(from));
            item.insert("to".to_owned(), json!(to));
            item.extend(told(&found, &found.whole, &names));
            item.insert("products".to_owned(), of_products.collect());
            items.push(Value::Object(item));
        }
    }
    let options = json!({
        "dataset": products.dataset, "period": products.period, "product": products.product,
        "factors": factors, "method": named.as_str(),
    });
    Ok(answer("bridge", &options, items))
}

fn told(of: &DecimalBridge, one: &Bridge, names: &[String]) -> Map<String, Value> {
    // Without a product on both sides no factor has changed anything.
    let parts = one.parts.iter().copied().chain(std::iter::repeat(0));
    let parts: Map<String, Value> = names
        .iter()
        .zip(parts)
        .map(|(name, part)| (name.clone(), json!(of.amount(part))))
        .collect();
    let mut item = Map::new();
    item.insert("before".to_owned(), json!(of.amount(one.before)));
    item.insert("after".to_owned(), json!(of.amount(one.after)));
    item.insert(
        "change".to_owned(),
        json!(of.amount(one.after - one.before)),
    );
    item.insert("parts".to_owned(), Value::Object(parts));
    item.insert("new".to_owned(), json!(of.amount(one.new)));
    item.insert("ceased".to_owned(), json!(of.amount(one.ceased)));
    item
}

/// One of the four, of its name.
type Formula = (&'static str, fn(&PriceIndices) -> f64);

const FORMULAS: [Formula; 4] = [
    ("laspeyres", |found| found.laspeyres),
    ("paasche", |found| found.paasche),
    ("fisher", |found| found.fisher),
    ("tornqvist", |found| found.tornqvist),
];

/// Four price indices of each period.
pub(super) fn index(args: &IndexArgs) -> Result<Value, Failure> {
    let products = &args.products;
    let factors = [products.price.clone(), products.quantity.clone()];
    let mut items = Vec::new();
    for dataset in datasets(products, &factors)? {
        let Some((_, base)) = dataset.periods.first() else {
            continue;
        };
        let mut excluded = Vec::new();
        let mut against = |from: &BTreeMap<String, Vec<f64>>, to: &BTreeMap<String, Vec<f64>>| {
            let (matched, left_out) = matched(from, to);
            excluded.extend(left_out);
            price_indices(&matched)
        };
        let of_base: Vec<_> = dataset
            .periods
            .iter()
            .map(|(_, to)| against(base, to))
            .collect();
        let links = dataset.periods.iter().zip(dataset.periods.iter().skip(1));
        let links: Vec<_> = links
            .map(|((_, from), (_, to))| against(from, to))
            .collect();
        excluded.sort();
        excluded.dedup();
        let errors = of_base
            .iter()
            .chain(&links)
            .filter_map(|found| found.as_ref().err());
        let reason = errors.map(IndexError::to_string).next();
        if of_base.iter().skip(1).all(Result::is_err) {
            return Err(refused(&products.file, reason.unwrap_or_default()));
        }
        let periods: Vec<&String> = dataset.periods.iter().map(|(period, _)| period).collect();
        for (name, formula) in FORMULAS {
            let fixed_base: Vec<Option<f64>> = of_base
                .iter()
                .map(|found| found.as_ref().ok().map(formula))
                .collect();
            let mut chained = vec![Some(1.0)];
            let mut so_far = Some(1.0);
            for link in &links {
                let step = link.as_ref().ok().map(formula);
                let product = so_far.zip(step).map(|(so_far, step)| so_far * step);
                so_far = product.filter(|product: &f64| product.is_finite());
                chained.push(so_far);
            }
            items.push(json!({
                "dataset": dataset.name, "formula": name, "periods": periods,
                "fixed_base": fixed_base, "chained": chained,
                "excluded": excluded, "reason": reason,
            }));
        }
    }
    let options = json!({
        "dataset": products.dataset, "period": products.period, "product": products.product,
        "price": products.price, "quantity": products.quantity,
    });
    Ok(answer("index", &options, items))
}

/// What has a price in both periods, and the names of what has not.
fn matched(
    from: &BTreeMap<String, Vec<f64>>,
    to: &BTreeMap<String, Vec<f64>>,
) -> (Vec<Item>, Vec<String>) {
    let (mut items, mut left_out) = (Vec::new(), Vec::new());
    for name in Dataset::products(from, to) {
        let side = |of: &BTreeMap<String, Vec<f64>>| match of.get(name).map(Vec::as_slice) {
            Some([price, quantity]) if *price > 0.0 => Some((*price, *quantity)),
            _ => None,
        };
        match side(from).zip(side(to)) {
            Some(((price_base, quantity_base), (price, quantity))) => items.push(Item {
                price_base,
                quantity_base,
                price,
                quantity,
            }),
            None => left_out.push(name.clone()),
        }
    }
    (items, left_out)
}
