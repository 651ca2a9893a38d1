//! Changes of amounts and of prices.

use std::collections::BTreeMap;

use pejl_app::analyse::{Columns, Group, Times, Unread};
use pejl_stats::bridge::{
    Bridge, BridgeError, Decimal, DecimalBridge, Factors, Method, bridge_of_products,
};
use pejl_stats::price_index::{IndexError, Item, PriceIndices, price_indices};
use serde_json::{Map, Value, json};

use super::{Items, answer, check_once, columns};
use crate::arguments::{BridgeArgs, IndexArgs, MethodArg, ProductArgs};
use crate::exit::Failure;

/// The factors of each product in a period.
type Products = BTreeMap<String, Vec<Decimal>>;

/// The products of a dataset in each period, periods in the order of time.
struct Dataset {
    name: Option<String>,
    periods: Vec<(String, Products)>,
}

/// The products of two periods, by name.
fn names_of<'a>(before: &'a Products, after: &'a Products) -> Vec<&'a String> {
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort();
    names.dedup();
    names
}

/// The datasets of a file; a dataset may have one period alone.
fn datasets(args: &ProductArgs, factors: &[String]) -> Result<Vec<Dataset>, Failure> {
    let found = columns(&args.file)?;
    let (periods, products) = (found.texts(&args.period)?, found.texts(&args.product)?);
    let numbers = factors.iter().map(|name| decimals(&found, name));
    let numbers: Vec<Vec<Decimal>> = numbers.collect::<Result<_, _>>()?;
    let unread = match args.in_order {
        true => Unread::Always,
        false => Unread::InOrder,
    };
    let times = found.times(Some(&args.period), "period", unread)?;
    let mut all = Vec::new();
    for group in found.groups(args.dataset.as_deref(), "dataset")? {
        let mut of_dataset: Vec<(String, Products)> = Vec::new();
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
        all.push(Dataset {
            name: group.name,
            periods: of_dataset,
        });
    }
    Ok(all)
}

impl Dataset {
    fn item(&self) -> Map<String, Value> {
        let mut item = Map::new();
        item.insert("dataset".to_owned(), json!(self.name));
        item
    }

    /// What it is called where nothing is told of it, with what else says where.
    fn called(&self, rest: &str) -> String {
        match (&self.name, rest.is_empty()) {
            (None, _) => rest.to_owned(),
            (Some(name), true) => format!("dataset `{name}`"),
            (Some(name), false) => format!("dataset `{name}`, {rest}"),
        }
    }
}

fn decimals(found: &Columns, name: &str) -> Result<Vec<Decimal>, Failure> {
    let digits = found.digits(name)?.into_iter().enumerate();
    let of_row = |(row, (digits, scale))| {
        Decimal::new(digits, scale).ok_or_else(|| {
            let said = ("more than 18 decimals", "mere end 18 decimaler");
            Failure::from(found.refusal(row, name, said.0, said.1))
        })
    };
    digits.map(of_row).collect()
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
    check_once("factors", &args.factors)?;
    let is_default = args.factors.is_empty();
    // Price and quantity are told as such, whatever their columns are called.
    let (factors, names, default) = match is_default {
        true => (
            vec![products.price.clone(), products.quantity.clone()],
            vec!["price".to_owned(), "quantity".to_owned()],
            MethodArg::Bennet,
        ),
        false => (args.factors.clone(), args.factors.clone(), MethodArg::Lmdi),
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
    let mut items = Items::default();
    for dataset in datasets(products, &factors)? {
        if let [(period, _)] = dataset.periods.as_slice() {
            let mut item = dataset.item();
            item.insert("from".to_owned(), json!(period));
            let fields = [&["to"], FIELDS.as_slice()].concat();
            items.leave(item, &fields, ONE_PERIOD, &dataset.called(""));
        }
        let pairs = dataset.periods.iter().zip(dataset.periods.iter().skip(1));
        for ((from, before), (to, after)) in pairs {
            let mut item = dataset.item();
            item.insert("from".to_owned(), json!(from));
            item.insert("to".to_owned(), json!(to));
            match change((before, after), &names, method) {
                Ok(parts) => {
                    item.extend(parts);
                    items.tell(item);
                }
                Err(error) => {
                    let called = dataset.called(&format!("from `{from}` to `{to}`"));
                    items.leave(item, &FIELDS, &error.to_string(), &called);
                }
            }
        }
    }
    let options = json!({
        "dataset": products.dataset, "period": products.period, "in_order": products.in_order,
        "product": products.product, "factors": factors, "method": named.as_str(),
    });
    Ok(answer("bridge", &options, items.all(&products.file)?))
}

/// What is told of a change.
const FIELDS: [&str; 7] = [
    "before", "after", "change", "parts", "new", "ceased", "products",
];
const ONE_PERIOD: &str = "one period: at least 2 are needed";

/// What the change from one period to another comes of, of all products and of each.
fn change(
    (before, after): (&Products, &Products),
    names: &[String],
    method: Method,
) -> Result<Map<String, Value>, BridgeError> {
    // What costs nothing is not there.
    let side = |of: &Products, name: &String| {
        let factors = of.get(name).cloned();
        factors.filter(|factors| factors.iter().all(|factor| factor.number() > 0.0))
    };
    let both = names_of(before, after).into_iter();
    let both = both.map(|name| (name, (side(before, name), side(after, name))));
    let (of_products, sides): (Vec<&String>, Vec<Factors>) = both
        .filter(|(_, (before, after))| before.is_some() || after.is_some())
        .unzip();
    let found = bridge_of_products(&sides, method)?;
    let of_products = of_products.iter().zip(&found.products).map(|(name, one)| {
        let mut item = Map::new();
        item.insert("product".to_owned(), json!(name));
        item.extend(told(&found, one, names));
        Value::Object(item)
    });
    let mut item = told(&found, &found.whole, names);
    item.insert("products".to_owned(), of_products.collect());
    Ok(item)
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
    let mut items = Items::default();
    for dataset in datasets(products, &factors)? {
        indices(&dataset, &mut items);
    }
    let options = json!({
        "dataset": products.dataset, "period": products.period, "in_order": products.in_order,
        "product": products.product, "price": products.price, "quantity": products.quantity,
    });
    Ok(answer("index", &options, items.all(&products.file)?))
}

/// An index of a period, or why there is none.
type Found = Result<PriceIndices, String>;

/// An item for each formula; one of nulls where no period can be compared with another.
fn indices(dataset: &Dataset, items: &mut Items) {
    let mut excluded = Vec::new();
    let mut against = |(base, from): &(String, Products), (period, to): &(String, Products)| {
        let (matched, left_out) = matched(from, to);
        excluded.extend(left_out);
        price_indices(&matched).map_err(|error| match error {
            IndexError::Empty => {
                format!("from `{base}` to `{period}`: no product has a price above 0 in both")
            }
            error => format!("from `{base}` to `{period}`: {error}"),
        })
    };
    let periods = &dataset.periods;
    let of_base: Vec<Found> = match periods.split_first() {
        Some((base, later)) => later.iter().map(|period| against(base, period)).collect(),
        None => Vec::new(),
    };
    let pairs = periods.iter().zip(periods.iter().skip(1));
    let links: Vec<Found> = pairs.map(|(one, next)| against(one, next)).collect();
    excluded.sort();
    excluded.dedup();
    let names: Vec<&String> = periods.iter().map(|(period, _)| period).collect();
    let first_reason = || {
        of_base
            .iter()
            .chain(&links)
            .find_map(|found| found.as_ref().err())
    };
    let is_none = of_base.iter().chain(&links).all(Result::is_err);
    for (name, formula) in FORMULAS {
        let mut item = dataset.item();
        item.insert("formula".to_owned(), json!(name));
        item.insert("periods".to_owned(), json!(names));
        if is_none {
            let reason = first_reason().map_or(ONE_PERIOD, String::as_str);
            let fields = ["fixed_base", "chained", "excluded"];
            items.leave(item, &fields, reason, &dataset.called(""));
            continue;
        }
        let fixed_base = of_base.iter().map(|found| found.as_ref().ok().map(formula));
        let fixed_base: Vec<Option<f64>> = [Some(1.0)].into_iter().chain(fixed_base).collect();
        let mut so_far = Some(1.0);
        let mut is_too_large = false;
        let chained = links.iter().map(|link| {
            let step = link.as_ref().ok().map(formula);
            let product = so_far.zip(step).map(|(so_far, step)| so_far * step);
            so_far = product.filter(|product: &f64| product.is_finite());
            is_too_large |= product.is_some() && so_far.is_none();
            so_far
        });
        let chained: Vec<Option<f64>> = [Some(1.0)].into_iter().chain(chained).collect();
        let too_large = is_too_large.then(|| "chained: the numbers are too large".to_owned());
        item.insert("fixed_base".to_owned(), json!(fixed_base));
        item.insert("chained".to_owned(), json!(chained));
        item.insert("excluded".to_owned(), json!(excluded));
        item.insert(
            "reason".to_owned(),
            json!(first_reason().or(too_large.as_ref())),
        );
        items.tell(item);
    }
}

/// What has a price in both periods, and the names of what has not.
fn matched(from: &Products, to: &Products) -> (Vec<Item>, Vec<String>) {
    let (mut items, mut left_out) = (Vec::new(), Vec::new());
    for name in names_of(from, to) {
        let side = |of: &Products| match of.get(name).map(Vec::as_slice) {
            Some([price, quantity]) if price.number() > 0.0 => {
                Some((price.number(), quantity.number()))
            }
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
