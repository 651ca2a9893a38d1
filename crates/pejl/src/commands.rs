//! Each command: arguments to a use case, its answer to stdout.

mod admin;
mod analyse;
mod backup;
mod bridge;
mod codes;
mod comments;
mod compute;
mod datasets;
mod demo;
mod document;
mod erasure;
mod fetch;
mod frame;
mod import;
mod indicators;
mod initiatives;
mod inspiration;
mod kl_gateway;
mod lineage;
mod query;
mod records;
mod rehabilitation;
mod releases;
mod report;
mod revisions;
mod schedules;
mod serve;
mod status;
mod sums;
mod synth;
mod targets;
mod trend;

use pejl_app::{AsKnown, Request, Store, StoreOptions};

use crate::arguments::{
    Arguments, AsKnownArgs, Command, DbCommand, FetchCommand, PlaceArgs, QuestionArgs,
};
use crate::exit::Failure;

/// Runs the command.
///
/// # Errors
/// What the command says; it is reported by the caller.
pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let place = arguments.place;
    let changes_figures = arguments.command.changes_figures();
    carry_out(&place, arguments.command)?;
    match changes_figures {
        true => compute::after(&place),
        false => Ok(()),
    }
}

fn carry_out(place: &PlaceArgs, command: Command) -> Result<(), Failure> {
    match command {
        Command::Demo(args) => demo::demo(place, &args),
        Command::Serve(args) => serve::serve(place, &args),
        Command::Import(args) => import::import(place, &args),
        Command::Fetch(FetchCommand::Statbank(args)) => fetch::statbank(place, &args),
        Command::Compute(args) => compute::compute(place, &args),
        Command::Query(args) => query::query(place, &args),
        Command::Lineage(args) => lineage::lineage(place, &args),
        Command::Comparison(args) => query::comparison(place, &args),
        Command::Inspiration(args) => inspiration::inspiration(place, &args),
        Command::Status(args) => status::status(place, &args),
        Command::Bridge(args) => bridge::bridge(place, &args),
        Command::Frame(args) => frame::frame(place, &args),
        Command::Trend(args) => trend::trend(place, &args),
        Command::Rehabilitation(command) => rehabilitation::rehabilitation(place, &command),
        Command::Report(args) => report::report(place, &args),
        Command::Reports(args) => report::reports(place, &args),
        Command::Schedules(command) => schedules::schedules(place, &command),
        Command::Indicators(command) => indicators::indicators(place, &command),
        Command::Targets(command) => targets::targets(place, &command),
        Command::Initiatives(command) => initiatives::initiatives(place, &command),
        Command::Comments(command) => comments::comments(place, &command),
        Command::Datasets(command) => datasets::datasets(&command),
        Command::Revisions(args) => revisions::revisions(place, &args),
        Command::Release(args) => releases::release(place, &args),
        Command::Releases(args) => releases::releases(place, &args),
        Command::Forget(args) => erasure::forget(place, &args),
        Command::Erasures(args) => erasure::erasures(place, &args),
        Command::Retention(command) => erasure::retention(place, &command),
        Command::Keys(command) => admin::keys(place, &command),
        Command::Db(DbCommand::Migrate) => admin::migrate(place),
        Command::Db(DbCommand::Verify(args)) => backup::verify(place, &args),
        Command::Db(DbCommand::Backup(args)) => backup::take(place, &args),
        Command::Db(DbCommand::Restore(args)) => backup::restore(place, &args),
        Command::Db(DbCommand::Compact) => admin::compact(place),
        Command::Codes(command) => codes::codes(place, &command),
        Command::KlGateway(command) => kl_gateway::kl_gateway(place, &command),
        Command::Analyse(command) => analyse::analyse(&command),
        Command::PersonKey(args) => records::person_key(&args),
        Command::Synth(args) => synth::synth(&args),
        Command::Openapi => admin::openapi(),
    }
}

fn options(place: &PlaceArgs) -> StoreOptions {
    StoreOptions {
        database: place.database.clone(),
        ..StoreOptions::embedded(place.data.clone())
    }
}

fn open(place: &PlaceArgs) -> Result<Store, Failure> {
    Ok(Store::open(&options(place))?)
}

fn as_known(args: &AsKnownArgs) -> Result<AsKnown, Failure> {
    Ok(AsKnown::read(
        args.revision.as_deref(),
        args.as_known_at.as_deref(),
    )?)
}

/// The question about these indicators.
fn question(indicators: &[String], args: &QuestionArgs) -> Result<Request, Failure> {
    Ok(Request {
        indicators: indicators.to_vec(),
        municipalities: args.municipality.clone(),
        periods: args.period.clone(),
        grain: args.grain.clone(),
        by: args.by.clone(),
        filters: filters(&args.filter)?,
        prices: args.price.clone(),
        window: args.window.clone(),
        base: None,
    })
}

/// Reads `dimension=member,member` filters.
fn filters(texts: &[String]) -> Result<Vec<(String, Vec<String>)>, Failure> {
    let one = |text: &String| {
        let (dimension, members) = text.split_once('=').ok_or_else(|| {
            Failure::Usage(format!(
                "--filter `{text}`: expected dimension=members, such as function=5.30.27"
            ))
        })?;
        Ok((
            dimension.trim().to_owned(),
            members.split(',').map(|m| m.trim().to_owned()).collect(),
        ))
    };
    texts.iter().map(one).collect()
}
