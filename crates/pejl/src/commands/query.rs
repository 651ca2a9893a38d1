//! `pejl query` and `pejl comparison`: the same use cases and rows as the API.

use pejl_api::{
    COMPARISON_COLUMNS, ComparisonBody, DELTA_COLUMNS, FACT_COLUMNS, OBSERVATION_COLUMNS,
    PotentialBody, delta_meta, delta_rows, fact_rows, observation_rows, observations_meta,
    since_of, standing_rows,
};
use pejl_app::Request;
use pejl_app::comparison::{ComparisonRequest, get_comparison};
use pejl_app::facts::{FactRequest, list_facts};
use pejl_app::gate::{Role, Viewer};
use pejl_app::observations::{
    DeltaRequest, ObservationRequest, Order, Shape, list_changes, list_observations,
};
use serde_json::{Value, json};

use super::{as_known, filters, open, question};
use crate::arguments::{ComparedArgs, ComparisonArgs, PlaceArgs, QueryArgs, RowFormat};
use crate::exit::Failure;
use crate::output;

/// What a terminal shows of an observation; files hold all of it.
const OBSERVATION_TABLE: [&str; 7] = [
    "municipality",
    "period",
    "members",
    "value",
    "unit",
    "cell",
    "reason",
];
/// What a terminal shows of a figure that changed.
const DELTA_TABLE: [&str; 8] = [
    "municipality",
    "period",
    "members",
    "value",
    "unit",
    "cell",
    "revision",
    "deleted",
];
/// What a terminal shows of a fact.
const FACT_TABLE: [&str; 7] = [
    "table", "area", "period", "members", "value", "unit", "cell",
];
/// What a terminal shows of a standing.
const STANDING_TABLE: [&str; 11] = [
    "own",
    "rank",
    "municipality",
    "name",
    "value",
    "cell",
    "change",
    "change_share",
    "change_rank",
    "rank_change",
    "reason",
];

/// Computes observations, or shows published facts.
pub fn query(place: &PlaceArgs, args: &QueryArgs) -> Result<(), Failure> {
    match (&args.table, &args.dataset) {
        (Some(table), _) => facts(place, args, table),
        (_, Some(dataset)) => super::sums::sums(place, args, dataset),
        _ => observations(place, args),
    }
}

/// At most `limit` rows; that there are more is said.
pub(super) fn first<T>(rows: &[T], limit: usize) -> &[T] {
    let shown = rows.get(..limit).unwrap_or(rows);
    if shown.len() < rows.len() {
        eprintln!(
            "pejl: {} of {} rows; raise --limit for more",
            shown.len(),
            rows.len()
        );
    }
    shown
}

/// Who asks: whoever runs the program on the data folder has all of it, and can ask as others see it.
pub(super) fn viewer(role: Option<&str>) -> Result<Viewer, Failure> {
    let role = role.map_or(Ok(Role::Admin), Role::parse)?;
    Ok(Viewer::everywhere(role))
}

/// The columns of a format: a terminal shows some, a file holds all.
fn columns<'a>(format: RowFormat, shown: &'a [&'a str], all: &'a [&'a str]) -> &'a [&'a str] {
    match format {
        RowFormat::Table => shown,
        _ => all,
    }
}

fn observations(place: &PlaceArgs, args: &QueryArgs) -> Result<(), Failure> {
    let store = open(place)?;
    let query = Request {
        base: args.base.clone(),
        ..question(&args.indicator, &args.question)?
    };
    let at = as_known(&args.as_known)?;
    let viewer = viewer(args.role.as_deref())?;
    let lang = args.lang.lang;
    if let Some(since) = &args.changed_since {
        let asked = DeltaRequest {
            query,
            since: since_of(since)?,
            at,
            viewer,
        };
        let found = list_changes(&store, &asked)?;
        let shown = first(&found.changes, args.limit);
        let rows = delta_rows(shown, lang).map_err(internal)?;
        let columns = columns(args.format, &DELTA_TABLE, &DELTA_COLUMNS);
        let meta = delta_meta(&found, store.is_demo(), lang);
        return output::rows(&meta, columns, &rows, args.format);
    }
    let order = args.order.iter().map(|text| Order::parse(text));
    let asked = ObservationRequest {
        query,
        at,
        viewer,
        shape: Shape {
            order: order.collect::<Result<_, _>>()?,
            top: args.top,
            totals: args.totals,
        },
    };
    let found = list_observations(&store, &asked)?;
    let shown = first(&found.observations, args.limit);
    let rows = observation_rows(shown, lang).map_err(internal)?;
    let columns = columns(args.format, &OBSERVATION_TABLE, &OBSERVATION_COLUMNS);
    let meta = observations_meta(&found, store.is_demo(), lang);
    output::rows(&meta, columns, &rows, args.format)
}

fn facts(place: &PlaceArgs, args: &QueryArgs, table: &str) -> Result<(), Failure> {
    let store = open(place)?;
    let request = FactRequest {
        table: table.to_owned(),
        municipalities: args.question.municipality.clone(),
        periods: args.question.period.clone(),
        filters: filters(&args.question.filter)?.into_iter().collect(),
        at: as_known(&args.as_known)?,
        offset: 0,
        limit: u32::try_from(args.limit).unwrap_or(u32::MAX),
    };
    let found = list_facts(&store, &request)?;
    if found.more {
        eprintln!(
            "pejl: the first {} rows; raise --limit for more",
            found.facts.len()
        );
    }
    let rows = fact_rows(&found).map_err(internal)?;
    let meta = json!({"revision": found.revision, "committed_at": found.committed_at, "demo": store.is_demo()});
    let columns = columns(args.format, &FACT_TABLE, &FACT_COLUMNS);
    output::rows(&meta, columns, &rows, args.format)
}

/// Compares a municipality with others.
pub fn comparison(place: &PlaceArgs, args: &ComparisonArgs) -> Result<(), Failure> {
    let store = open(place)?;
    let request = ComparisonRequest {
        volume: args.volume.clone(),
        ..compared(&args.compared)?
    };
    let args = &args.compared;
    let compared = get_comparison(&store, &request)?;
    let lang = args.lang.lang;
    let body = ComparisonBody::of(&compared, lang, store.is_demo());
    if args.format == RowFormat::Json {
        return output::json(&body);
    }
    let mut rows = standing_rows(&compared, lang).map_err(internal)?;
    if args.format != RowFormat::Table {
        return output::rows(&json!({}), &COMPARISON_COLUMNS, &rows, args.format);
    }
    output::lines(&heading(&body))?;
    for row in &mut rows {
        if row.get("municipality").and_then(Value::as_str) == Some(&body.own.municipality) {
            row.insert("own".to_owned(), "*".into());
        }
    }
    output::rows(&json!({}), &STANDING_TABLE, &rows, args.format)
}

/// The comparison that is asked for.
pub(super) fn compared(args: &ComparedArgs) -> Result<ComparisonRequest, Failure> {
    Ok(ComparisonRequest {
        indicator: args.indicator.clone(),
        municipality: args.municipality.clone(),
        period: args.period.clone(),
        from: args.from.clone(),
        group: args.group.clone(),
        filters: filters(&args.filter)?,
        prices: args.price.clone(),
        factors: args.factors.clone(),
        volume: None,
        at: as_known(&args.as_known)?,
    })
}

/// What stands above the table of a comparison: what is compared, the means, and the country's figure beside them.
fn heading(body: &ComparisonBody) -> Vec<String> {
    let number =
        |value: Option<f64>| value.map_or_else(|| "none".to_owned(), |v| format!("{v:.3}"));
    let members: Vec<String> = body
        .members
        .iter()
        .map(|(dimension, member)| format!("{dimension}={member}"))
        .collect();
    let mut lines = vec![format!(
        "{} {}, {}{}, {} prices, {}",
        body.indicator,
        members.join(";"),
        body.period,
        body.from
            .as_ref()
            .map_or_else(String::new, |from| format!(" against {from}")),
        body.price_level,
        body.unit.as_deref().unwrap_or("no unit"),
    )];
    if body.demo {
        lines.push("all figures are invented".to_owned());
    }
    lines.push(format!(
        "{} of {} with a value, rank 1 is the {}",
        body.n, body.n_members, body.rank_1_is
    ));
    if let Some(of) = &body.comparability
        && let Some(allows_line) = of.allows_line
    {
        lines.push(format!(
            "{} of {} others with a value in all {} periods{}",
            of.n_usable,
            of.n_peers,
            of.n_periods,
            match allows_line {
                true => "",
                false => ": too few for a trend line",
            },
        ));
    }
    let reason = body.mean.reason.as_ref();
    lines.push(format!(
        "mean {} ({}), unweighted mean {}{}",
        number(body.mean.value),
        body.mean.method,
        number(body.unweighted_mean),
        reason.map_or_else(String::new, |reason| format!(": {reason}")),
    ));
    if let Some([lower, median, upper]) = body.quartiles {
        lines.push(format!("quartiles {lower:.3}, {median:.3}, {upper:.3}"));
    }
    if let Some(country) = &body.country {
        lines.push(format!(
            "country {} ({}), mean minus country {}",
            number(country.value),
            country.cell,
            number(country.difference),
        ));
    }
    lines.extend(body.breaks.iter().map(|text| format!("break: {text}")));
    lines.extend(whom(body));
    lines.extend(potential(&body.potential));
    lines
}

/// Who is near, and by what.
fn whom(body: &ComparisonBody) -> Vec<String> {
    let Some(nearest) = &body.nearest else {
        return Vec::new();
    };
    let factors = nearest
        .factors
        .iter()
        .map(|one| format!("{} {} (weight {})", one.factor, one.year, one.weight));
    let neighbours = nearest
        .neighbours
        .iter()
        .map(|one| format!("{} {:.2}", one.name, one.distance));
    let mut lines = vec![
        format!("nearest by {}", factors.collect::<Vec<_>>().join(", ")),
        neighbours.collect::<Vec<_>>().join(", "),
    ];
    if !nearest.without.is_empty() {
        lines.push(format!(
            "{} municipalities lack a factor",
            nearest.without.len()
        ));
    }
    lines
}

/// What it would mean to be as others are.
fn potential(body: &PotentialBody) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for one in &body.yardsticks {
        let saved = &one.saved;
        let realisable = one.realisable_a_year.zip(one.years).map(|(kroner, years)| {
            format!(
                ", at the speed of a quarter of the others {kroner:.0} a year for {years:.1} years"
            )
        });
        lines.push(format!(
            "as {} ({:.3}): {:.0} kr. saved, 95 % {:.0} to {:.0}, without one of the others {:.0} to {:.0}{}",
            one.yardstick,
            one.value,
            saved.kroner,
            saved.lower_95,
            saved.upper_95,
            saved.lowest_without_one,
            saved.highest_without_one,
            realisable.unwrap_or_default(),
        ));
    }
    for one in &body.split {
        lines.push(format!(
            "as {} in both: {:.0} kr. saved, {:.0} by price and {:.0} by use",
            one.yardstick, one.both, one.price_part, one.use_part
        ));
    }
    lines.extend(
        body.reason
            .iter()
            .map(|reason| format!("potential: {reason}")),
    );
    lines
}

pub(super) fn internal(error: pejl_api::ApiError) -> Failure {
    Failure::Environment(error.to_string())
}
