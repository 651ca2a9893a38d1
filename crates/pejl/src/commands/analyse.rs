//! `pejl analyse`: a statistic on the columns of any file, as JSON.
//!
//! An answer is `{"meta": {"method", "options"}, "items": […]}`. What cannot be told of one item is null and has a `reason`; where it
//! can be told of none, the file is refused.

mod amounts;
mod forecast;
mod interrupted;
mod rank;
mod rates;
mod series;
mod spc;
mod standardise;
mod survival;
mod trend;

use std::fmt::Display;

use pejl_app::AppError;
use pejl_app::analyse::Columns;
use pejl_stats::rate::Interval;
use serde_json::{Map, Value, json};

use crate::arguments::{AnalyseCommand, FileArgs};
use crate::exit::Failure;
use crate::output;

/// Prints what a statistic finds.
pub fn analyse(command: &AnalyseCommand) -> Result<(), Failure> {
    let found = match command {
        AnalyseCommand::Spc(args) => spc::spc(args),
        AnalyseCommand::Survival(args) => survival::survival(args),
        AnalyseCommand::Rate(args) => rates::rate(args),
        AnalyseCommand::Proportion(args) => rates::proportions(args),
        AnalyseCommand::Standardise(args) => standardise::standardise(args),
        AnalyseCommand::Bridge(args) => amounts::bridge(args),
        AnalyseCommand::Index(args) => amounts::index(args),
        AnalyseCommand::TrendTest(args) => trend::trend_test(args),
        AnalyseCommand::Forecast(args) => forecast::forecast(args),
        AnalyseCommand::Rank(args) => rank::rank(args),
        AnalyseCommand::Funnel(args) => rates::funnels(args),
        AnalyseCommand::Changes(args) => trend::changes(args),
        AnalyseCommand::Interrupted(args) => interrupted::interrupted(args),
        AnalyseCommand::Peers(args) => rank::peers(args),
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

/// The items of an answer. What cannot be told of one is null with a reason; where it can be told of none, the file is refused.
#[derive(Default)]
struct Items {
    items: Vec<Value>,
    /// Why nothing is told of the first of which nothing is.
    first_reason: Option<String>,
    is_any_told: bool,
}

impl Items {
    fn tell(&mut self, item: Map<String, Value>) {
        self.is_any_told = true;
        self.items.push(Value::Object(item));
    }

    /// An item of which `fields` cannot be told, and what it is called where the file is refused for it.
    fn leave(&mut self, mut item: Map<String, Value>, fields: &[&str], reason: &str, of: &str) {
        for field in fields {
            item.insert((*field).to_owned(), Value::Null);
        }
        item.insert("reason".to_owned(), json!(reason));
        self.items.push(Value::Object(item));
        self.first_reason
            .get_or_insert_with(|| match of.is_empty() {
                true => reason.to_owned(),
                false => format!("{of}: {reason}"),
            });
    }

    fn all(self, file: &FileArgs) -> Result<Vec<Value>, Failure> {
        match self.first_reason {
            Some(reason) if !self.is_any_told => Err(refused(file, reason)),
            _ => Ok(self.items),
        }
    }
}

/// Refuses columns of which one is named twice: it would count twice.
fn check_once(option: &str, names: &[String]) -> Result<(), Failure> {
    let twice = (1..)
        .zip(names)
        .find(|(no, name)| names.iter().skip(*no).any(|other| other == *name));
    match twice {
        Some((_, name)) => Err(Failure::Usage(format!("--{option}: `{name}` stands twice"))),
        None => Ok(()),
    }
}

fn answer(method: &str, options: &Value, items: Vec<Value>) -> Value {
    json!({"meta": {"method": method, "options": options}, "items": items})
}

/// A figure with its interval of 95 %.
fn interval(of: &Interval) -> Value {
    json!({"value": of.value, "lower_95": of.lower, "upper_95": of.upper})
}

/// The same as fields of an item; nulls and a reason where there is none.
fn with_interval(item: &mut Map<String, Value>, of: Result<Interval, String>) {
    let (of, reason) = match of {
        Ok(of) => (Some(of), None),
        Err(reason) => (None, Some(reason)),
    };
    item.insert("value".to_owned(), json!(of.map(|of| of.value)));
    item.insert("lower_95".to_owned(), json!(of.map(|of| of.lower)));
    item.insert("upper_95".to_owned(), json!(of.map(|of| of.upper)));
    item.insert("reason".to_owned(), json!(reason));
}
