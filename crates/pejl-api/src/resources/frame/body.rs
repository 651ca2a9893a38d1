//! The body of a frame.

use pejl_app::frame::{Band, Distance, EarlierYear, Expected, FrameAnswer, Version, WhatIf};
use pejl_app::{Observation, Text};
use pejl_domain::care::ServiceArea;
use pejl_domain::{Lang, Oere};
use serde::Serialize;
use utoipa::ToSchema;

use super::what_if::FrameWhatIfBody;

/// The month of account after which a year is closed.
const LAST_MONTH: u8 = 12;
/// The member of rows that name no target group.
const NOT_STATED: &str = "not_stated";

/// Kroner of whole øre, exact below 2⁵³ øre.
pub(super) fn kroner(oere: i64) -> f64 {
    Oere::from_oere(oere).to_kroner_f64()
}

/// An earlier year that a forecast may go by.
#[derive(Debug, Serialize, ToSchema)]
pub struct FrameYearBody {
    /// The year of account.
    #[schema(example = 2017)]
    pub year: i32,
    /// Booked by the same month, kroner; null where the year is not whole.
    pub booked: Option<f64>,
    /// What it ended at, kroner.
    pub result: Option<f64>,
    /// The share booked by then; null of a year that is left out.
    #[schema(example = 0.642)]
    pub share: Option<f64>,
    /// By how much of the estimate it ended above what the other years say of it.
    #[schema(example = -0.012)]
    pub error: Option<f64>,
    /// Why it is left out.
    pub left_out: Option<String>,
}

/// An area of account in the year, kroner of current prices.
#[derive(Debug, Serialize, ToSchema)]
pub struct FrameAreaBody {
    /// `5.30`, `5.32` (without 5.32.30), `5.35.40`, `5.38`, or `total`.
    #[schema(example = "5.38")]
    pub area: String,
    /// Its name.
    pub name: String,
    /// Original budget.
    #[schema(example = 350_000_000.0)]
    pub original: Option<f64>,
    /// Day of its version.
    #[schema(example = "2017-10-10")]
    pub original_date: Option<String>,
    /// Corrected budget.
    pub corrected: Option<f64>,
    /// Day of the newest version it is made of.
    pub corrected_date: Option<String>,
    /// `version`, or `original_and_changes` where no corrected budget is known by then.
    #[schema(example = "version")]
    pub corrected_basis: Option<&'static str>,
    /// What the municipality itself expects the year to end at.
    pub own_forecast: Option<f64>,
    /// Day of that forecast.
    pub own_forecast_date: Option<String>,
    /// Net spending booked so far.
    #[schema(example = 226_400_000.0)]
    pub actual: Option<f64>,
    /// What the year is expected to end at by the profile of earlier years.
    #[schema(example = 352_700_000.0)]
    pub expected: Option<f64>,
    /// Share of the earlier years that was booked by then.
    #[schema(example = 0.642)]
    pub booked_share: Option<f64>,
    /// Earlier years it goes by.
    #[schema(example = 4)]
    pub n_years: Option<usize>,
    /// Lower end of 80 %.
    pub lower_80: Option<f64>,
    /// Upper end of 80 %.
    pub upper_80: Option<f64>,
    /// Lower end of 95 %.
    pub lower_95: Option<f64>,
    /// Upper end of 95 %.
    pub upper_95: Option<f64>,
    /// What the year is held against.
    pub frame: Option<f64>,
    /// Expected less frame; above zero is over it. Its interval is that of the expected result less the frame.
    #[schema(example = 2_700_000.0)]
    pub distance: Option<f64>,
    /// Of the frame.
    #[schema(example = 0.0077)]
    pub distance_share: Option<f64>,
    /// Lower end of 80 % of the distance.
    pub distance_lower_80: Option<f64>,
    /// Upper end of 80 % of the distance.
    pub distance_upper_80: Option<f64>,
    /// Lower end of 95 % of the distance.
    pub distance_lower_95: Option<f64>,
    /// Upper end of 95 % of the distance.
    pub distance_upper_95: Option<f64>,
    /// The probability that the year ends at the frame or below; null without an interval.
    #[schema(example = 0.23)]
    pub probability_inside: Option<f64>,
    /// Why something is not there, or says too much, each once.
    pub reasons: Vec<String>,
    /// The earlier years, ascending.
    pub years: Vec<FrameYearBody>,
    /// Changes of law since the first year used across which figures are still compared.
    pub breaks: Vec<String>,
}

/// Money in grants from January to the month.
#[derive(Debug, Serialize, ToSchema)]
pub struct FrameGrantBody {
    /// `granted_money`, `expected_money` or `paid_money`; these are never added together.
    #[schema(example = "granted_money")]
    pub reading: String,
    /// The target group; null of all.
    #[schema(example = "disability")]
    pub target_group: Option<String>,
    /// Its name.
    pub target_group_name: Option<String>,
    /// Kroner.
    pub kroner: Option<f64>,
    /// Why it is there or is not.
    #[schema(example = "ok")]
    pub cell: &'static str,
    /// Why it is not.
    pub reason: Option<String>,
}

/// What a year is expected to end at against its budget, by area of account, and what would keep it.
#[derive(Debug, Serialize, ToSchema)]
pub struct FrameBody {
    /// The revision it was read at.
    #[schema(example = 12)]
    pub revision: i64,
    /// Code of the municipality.
    #[schema(example = "766")]
    pub municipality: String,
    /// The year of account.
    #[schema(example = 2018)]
    pub year: i32,
    /// The last month that counts as booked, or the year where it is closed.
    #[schema(example = "2018-08")]
    pub as_of: String,
    /// Whether the supplementary period counts as booked, so that nothing is foretold.
    pub closed: bool,
    /// Why a year that was asked about as closed is told as of its December.
    pub not_closed_reason: Option<String>,
    /// The last day of versions of a budget that count; null where all do.
    #[schema(example = "2018-08-31")]
    pub budgets_until: Option<String>,
    /// `corrected`, `original` or `given`.
    #[schema(example = "corrected")]
    pub frame: &'static str,
    /// Unit of the amounts.
    #[schema(example = "dkk")]
    pub unit: &'static str,
    /// Price level of the amounts.
    #[schema(example = "current")]
    pub price_level: &'static str,
    /// Version of how this is computed.
    #[schema(example = 1)]
    pub definition_version: i32,
    /// Version of F1, whose accounts these are.
    #[schema(example = 1)]
    pub accounts_version: i32,
    /// Whether the figures are invented.
    pub demo: bool,
    /// The areas, the total last. Each is foretold by itself, so that they do not add up to the total.
    pub areas: Vec<FrameAreaBody>,
    /// Money in grants, in total, and by target group for roles that see small numbers; grants are not tied to accounts.
    pub grants: Vec<FrameGrantBody>,
    /// Why money in grants, or its target groups, are not told.
    pub grants_reason: Option<String>,
    /// What would keep the frame of the total.
    pub what_if: FrameWhatIfBody,
}

/// What is said in one language.
pub(super) fn said(text: &Text, lang: Lang) -> String {
    text.to_lang(lang).to_owned()
}

fn area(line: &pejl_app::frame::Line, lang: Lang) -> FrameAreaBody {
    let version = |one: &Result<Version, Text>| one.as_ref().ok().copied();
    let day = |one: Option<Version>| Some(one?.day?.to_string());
    let budgets = &line.budgets;
    let original = version(&budgets.original);
    let corrected = version(&budgets.corrected);
    let own = version(&budgets.own_forecast);
    let expected = line.expected.as_ref().ok();
    let distance = line.distance.as_ref();
    let bands = expected.map_or(&[][..], |one| &one.bands);
    let of_distance = distance.map_or(&[][..], |one| &one.bands);
    FrameAreaBody {
        area: line.area.code.to_owned(),
        name: said(&line.area.name, lang),
        original: original.map(|one| kroner(one.oere)),
        original_date: day(original),
        corrected: corrected.map(|one| kroner(one.oere)),
        corrected_date: day(corrected),
        corrected_basis: corrected.map(|one| one.basis.as_str()),
        own_forecast: own.map(|one| kroner(one.oere)),
        own_forecast_date: day(own),
        actual: line.actual.as_ref().ok().map(|oere| kroner(*oere)),
        expected: expected.map(|one| kroner(one.oere)),
        booked_share: expected.and_then(|one| one.share),
        n_years: expected.filter(|one| !one.is_closed).map(|one| one.n_years),
        lower_80: end(bands, 0.8, |band| band.low),
        upper_80: end(bands, 0.8, |band| band.high),
        lower_95: end(bands, 0.95, |band| band.low),
        upper_95: end(bands, 0.95, |band| band.high),
        frame: line.frame.as_ref().ok().map(|oere| kroner(*oere)),
        distance: distance.map(|one| kroner(one.oere)),
        distance_share: distance.and_then(|one| one.share_of_frame),
        distance_lower_80: end(of_distance, 0.8, |band| band.low),
        distance_upper_80: end(of_distance, 0.8, |band| band.high),
        distance_lower_95: end(of_distance, 0.95, |band| band.low),
        distance_upper_95: end(of_distance, 0.95, |band| band.high),
        probability_inside: distance.and_then(|one: &Distance| one.probability_inside),
        reasons: reasons(line, expected, lang),
        years: line.years.iter().map(|one| year(one, lang)).collect(),
        breaks: line
            .breaks
            .iter()
            .map(|one| said(&one.text, lang))
            .collect(),
    }
}

/// An end of the band of a level.
fn end(bands: &[Band], level: f64, of: fn(&Band) -> i64) -> Option<f64> {
    let band = bands.iter().find(|band| band.level == level)?;
    Some(kroner(of(band)))
}

/// Why something is not there or says too much, each reason once.
fn reasons(line: &pejl_app::frame::Line, expected: Option<&Expected>, lang: Lang) -> Vec<String> {
    let budgets = &line.budgets;
    let missing = [
        budgets.original.as_ref().err(),
        budgets.corrected.as_ref().err(),
        budgets.own_forecast.as_ref().err(),
        line.actual.as_ref().err(),
        line.expected.as_ref().err(),
        expected.and_then(|one| one.no_interval.as_ref()),
        expected.and_then(|one| one.drift.as_ref()),
        line.frame.as_ref().err(),
    ];
    let mut found: Vec<String> = Vec::new();
    for reason in missing.into_iter().flatten() {
        let reason = said(reason, lang);
        if !found.contains(&reason) {
            found.push(reason);
        }
    }
    found
}

fn year(one: &EarlierYear, lang: Lang) -> FrameYearBody {
    FrameYearBody {
        year: one.year,
        booked: one.booked.map(kroner),
        result: one.result.map(kroner),
        share: one.share,
        error: one.error,
        left_out: one.left_out.as_ref().map(|text| said(text, lang)),
    }
}

/// The name of a target group; a code that is not known stands as it is.
fn group_name(code: &str, lang: Lang) -> String {
    match code {
        NOT_STATED => lang.pick("ikke oplyst", "not stated").to_owned(),
        code => match code.parse::<ServiceArea>() {
            Ok(group) => group.name(lang).to_owned(),
            Err(_) => code.to_owned(),
        },
    }
}

fn grant(one: &Observation, lang: Lang) -> FrameGrantBody {
    let group = one.members.get("target_group");
    FrameGrantBody {
        reading: one.members.get("reading").cloned().unwrap_or_default(),
        target_group_name: group.map(|code| group_name(code, lang)),
        target_group: group.cloned(),
        kroner: one.value,
        cell: one.cell.as_str(),
        reason: one.reason.as_ref().map(|text| said(text, lang)),
    }
}

impl FrameBody {
    /// Returns the body of a frame in a language.
    pub fn of(found: &FrameAnswer, lang: Lang, demo: bool) -> Self {
        let asked = &found.asked;
        let closed = asked.month > LAST_MONTH;
        let what_if: &WhatIf = &found.what_if;
        Self {
            revision: found.revision,
            municipality: found.municipality.clone(),
            year: asked.year,
            as_of: match closed {
                true => asked.year.to_string(),
                false => format!("{}-{:02}", asked.year, asked.month),
            },
            closed,
            not_closed_reason: found.not_closed.as_ref().map(|text| said(text, lang)),
            budgets_until: asked.until.map(|day| day.to_string()),
            frame: asked.frame.as_str(),
            unit: "dkk",
            price_level: "current",
            definition_version: pejl_app::frame::DEFINITION_VERSION,
            accounts_version: found.accounts_version,
            demo,
            areas: found.lines.iter().map(|line| area(line, lang)).collect(),
            grants: found
                .grants
                .told
                .iter()
                .map(|one| grant(one, lang))
                .collect(),
            grants_reason: found.grants.reason.as_ref().map(|text| said(text, lang)),
            what_if: FrameWhatIfBody::of(what_if, asked.year, lang),
        }
    }
}
