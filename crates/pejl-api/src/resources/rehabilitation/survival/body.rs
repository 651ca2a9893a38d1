//! Curves as they are sent.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use pejl_app::reference::place_name;
use pejl_app::rehabilitation::{Figures, Group, LogRank, Mean, Share, Step, SurvivalAnswer};
use pejl_domain::{Cell, Lang};
use serde::Serialize;
use utoipa::ToSchema;

/// A curve on one day.
#[derive(Debug, Serialize, ToSchema)]
pub struct SurvivalStepBody {
    /// Days from the first.
    #[schema(example = 90)]
    pub day: u32,
    /// Followed just before it.
    #[schema(example = 41)]
    pub at_risk: usize,
    /// How many had the event on it; where days are put together, since the day before.
    #[schema(example = 6)]
    pub events: usize,
    /// How many died; null where causes are not told apart.
    #[schema(example = 0)]
    pub deaths: Option<usize>,
    /// How many moved away.
    #[schema(example = 0)]
    pub moved: Option<usize>,
    /// How many courses ended otherwise without a result; only of `duration`.
    #[schema(example = 0)]
    pub other_ends: Option<usize>,
    /// How many were followed no longer.
    #[schema(example = 0)]
    pub censored: usize,
    /// The share without the event, other causes censored (Kaplan–Meier).
    #[schema(example = 0.81)]
    pub survival: f64,
    /// Where its interval of 95 % begins (log–log); null where nothing or everything has had the event.
    #[schema(example = 0.66)]
    pub lower_95: Option<f64>,
    /// Where it ends.
    #[schema(example = 0.9)]
    pub upper_95: Option<f64>,
    /// The share that nothing has ended; with the incidences it is 1.
    #[schema(example = 0.79)]
    pub event_free: Option<f64>,
    /// The share that has had the event (Aalen–Johansen).
    #[schema(example = 0.19)]
    pub incidence_event: Option<f64>,
    /// Where its interval of 95 % begins.
    pub incidence_event_lower_95: Option<f64>,
    /// Where it ends.
    pub incidence_event_upper_95: Option<f64>,
    /// The share that has died.
    #[schema(example = 0.02)]
    pub incidence_death: Option<f64>,
    /// Where its interval of 95 % begins.
    pub incidence_death_lower_95: Option<f64>,
    /// Where it ends.
    pub incidence_death_upper_95: Option<f64>,
    /// The share that has moved away.
    #[schema(example = 0.0)]
    pub incidence_moved: Option<f64>,
    /// Where its interval of 95 % begins.
    pub incidence_moved_lower_95: Option<f64>,
    /// Where it ends.
    pub incidence_moved_upper_95: Option<f64>,
    /// The share whose courses ended otherwise; only of `duration`.
    #[schema(example = 0.0)]
    pub incidence_other: Option<f64>,
    /// Where its interval of 95 % begins.
    pub incidence_other_lower_95: Option<f64>,
    /// Where it ends.
    pub incidence_other_upper_95: Option<f64>,
}

fn lower(share: Option<Share>) -> Option<f64> {
    Some(share?.interval_95?.0)
}

fn upper(share: Option<Share>) -> Option<f64> {
    Some(share?.interval_95?.1)
}

impl SurvivalStepBody {
    /// Returns the body of a step.
    pub(super) fn of(one: &Step) -> Self {
        let [deaths, moved, other_ends] = one.others.map_or([None; 3], |all| all.map(Some));
        let shares = one.incidence.map(|(shares, _)| shares.map(Some));
        let [event, death, gone, other] = shares.unwrap_or_default();
        Self {
            day: one.day,
            at_risk: one.at_risk,
            events: one.events,
            deaths,
            moved,
            other_ends,
            censored: one.censored,
            survival: one.survival.value,
            lower_95: lower(Some(one.survival)),
            upper_95: upper(Some(one.survival)),
            event_free: one.incidence.map(|(_, free)| free),
            incidence_event: event.map(|one| one.value),
            incidence_event_lower_95: lower(event),
            incidence_event_upper_95: upper(event),
            incidence_death: death.map(|one| one.value),
            incidence_death_lower_95: lower(death),
            incidence_death_upper_95: upper(death),
            incidence_moved: gone.map(|one| one.value),
            incidence_moved_lower_95: lower(gone),
            incidence_moved_upper_95: upper(gone),
            incidence_other: other.map(|one| one.value),
            incidence_other_lower_95: lower(other),
            incidence_other_upper_95: upper(other),
        }
    }
}

/// How many are left on a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct SurvivalAtRiskBody {
    /// Days from the first.
    #[schema(example = 90)]
    pub day: u32,
    /// Followed just before it.
    #[schema(example = 41)]
    pub at_risk: usize,
    /// The share without the event on it.
    #[schema(example = 0.81)]
    pub survival: f64,
    /// Where its interval of 95 % begins.
    #[schema(example = 0.66)]
    pub lower_95: Option<f64>,
    /// Where it ends.
    #[schema(example = 0.9)]
    pub upper_95: Option<f64>,
}

/// The mean time without the event when only the days up to a limit count.
#[derive(Debug, Serialize, ToSchema)]
pub struct SurvivalMeanBody {
    /// The limit, days.
    #[schema(example = 365)]
    pub horizon: u32,
    /// The mean, days.
    #[schema(example = 301.4)]
    pub days: f64,
    /// Where its interval of 95 % begins.
    #[schema(example = 280.2)]
    pub lower_95: f64,
    /// Where it ends.
    #[schema(example = 322.6)]
    pub upper_95: f64,
}

impl SurvivalMeanBody {
    fn of(one: &Mean) -> Self {
        Self {
            horizon: one.horizon,
            days: one.days,
            lower_95: one.interval_95.0,
            upper_95: one.interval_95.1,
        }
    }
}

/// The curve of a group, or why there is none.
#[derive(Debug, Serialize, ToSchema)]
pub struct SurvivalGroupBody {
    /// The member of the dimension that groups are told apart by.
    #[schema(example = json!({"course_type": "rehabilitation"}))]
    pub members: BTreeMap<String, String>,
    /// `ok`, `not_applicable` (nobody to follow), `confidential` or `missing`.
    #[schema(example = "ok")]
    pub cell: &'static str,
    /// Why there is no curve.
    pub reason: Option<String>,
    /// Courses or conclusions followed.
    #[schema(example = 62)]
    pub n: Option<usize>,
    /// Persons behind them; null where days are put together.
    #[schema(example = 60)]
    pub persons: Option<usize>,
    /// Courses not followed, since the citizen has help on the day after; 0 of `conclusion` and `duration`.
    #[schema(example = 21)]
    pub not_followed: Option<usize>,
    /// Events in all.
    #[schema(example = 18)]
    pub events: Option<usize>,
    /// Deaths; null where causes are not told apart.
    #[schema(example = 3)]
    pub deaths: Option<usize>,
    /// Moved away.
    #[schema(example = 1)]
    pub moved: Option<usize>,
    /// Courses ended otherwise without a result; only of `duration`.
    #[schema(example = 0)]
    pub other_ends: Option<usize>,
    /// The first day on which at most half are without the event; null where more than half are left.
    #[schema(example = 240)]
    pub median_days: Option<u32>,
    /// The mean; null where nobody was followed so long, and where days are put together.
    pub mean: Option<SurvivalMeanBody>,
    /// Whether days are put together, so that no step tells of few persons.
    #[schema(example = false)]
    pub coarse: bool,
    /// The numbers at risk on days 0, 30, 90, 180 and 365, as far as they are known.
    pub at_risk: Vec<SurvivalAtRiskBody>,
    /// The curve, days ascending.
    pub steps: Vec<SurvivalStepBody>,
}

impl SurvivalGroupBody {
    fn of(by: Option<&String>, group: &Group, lang: Lang) -> Self {
        let told = group.figures.as_ref().ok();
        let others = told.and_then(|one| one.others);
        let [deaths, moved, other_ends] = others.map_or([None; 3], |all| all.map(Some));
        let (cell, reason) = match &group.figures {
            Ok(_) => (Cell::Ok, None),
            Err((cell, reason)) => (*cell, Some(reason.to_lang(lang).to_owned())),
        };
        Self {
            members: members(by, group),
            cell: cell.as_str(),
            reason,
            n: told.map(|one| one.n),
            persons: told.and_then(|one| one.n_persons),
            not_followed: told.map(|one| one.n_with_help),
            events: told.map(|one| one.events),
            deaths,
            moved,
            other_ends,
            median_days: told.and_then(|one| one.median),
            mean: told
                .and_then(|one| one.mean.as_ref())
                .map(SurvivalMeanBody::of),
            coarse: told.is_some_and(|one| one.is_coarse),
            at_risk: told.map_or_else(Vec::new, at_risk),
            steps: told.map_or_else(Vec::new, |one| {
                one.steps.iter().map(SurvivalStepBody::of).collect()
            }),
        }
    }
}

/// The member of a group, by its dimension.
pub(super) fn members(by: Option<&String>, group: &Group) -> BTreeMap<String, String> {
    by.cloned().zip(group.member.clone()).into_iter().collect()
}

fn at_risk(of: &Figures) -> Vec<SurvivalAtRiskBody> {
    let body = |(day, at_risk, share): &(u32, usize, Share)| SurvivalAtRiskBody {
        day: *day,
        at_risk: *at_risk,
        survival: share.value,
        lower_95: lower(Some(*share)),
        upper_95: upper(Some(*share)),
    };
    of.at_risk.iter().map(body).collect()
}

/// A group in the test of whether groups differ.
#[derive(Debug, Serialize, ToSchema)]
pub struct SurvivalLogRankGroupBody {
    /// The member.
    #[schema(example = "rehabilitation")]
    pub member: String,
    /// Events it had.
    #[schema(example = 18)]
    pub observed: usize,
    /// Events it would have had at the rate of all.
    #[schema(example = 16.2)]
    pub expected: f64,
}

/// Whether groups differ in how soon the event comes.
#[derive(Debug, Serialize, ToSchema)]
pub struct SurvivalLogRankBody {
    /// Chi-square.
    #[schema(example = 3.9)]
    pub chi_square: f64,
    /// Degrees of freedom.
    #[schema(example = 1)]
    pub degrees: usize,
    /// Probability of one as large where groups do not differ.
    #[schema(example = 0.048)]
    pub p: f64,
    /// The groups.
    pub groups: Vec<SurvivalLogRankGroupBody>,
}

impl SurvivalLogRankBody {
    fn of(one: &LogRank) -> Self {
        let group =
            |(member, observed, expected): &(String, usize, f64)| SurvivalLogRankGroupBody {
                member: member.clone(),
                observed: *observed,
                expected: *expected,
            };
        Self {
            chi_square: one.chi_square,
            degrees: one.degrees,
            p: one.p,
            groups: one.groups.iter().map(group).collect(),
        }
    }
}

/// How long until an event, in groups.
#[derive(Debug, Serialize, ToSchema)]
pub struct RehabilitationSurvivalBody {
    /// The revision it was read at.
    #[schema(example = 12)]
    pub revision: i64,
    /// What is followed: `return`, `conclusion` or `duration`.
    #[schema(example = "return")]
    pub of: &'static str,
    /// The reading whose card says the dimensions and the minimum base.
    #[schema(example = "O3.3.self_reliant_endings")]
    pub indicator: String,
    /// Version of its definition.
    #[schema(example = 1)]
    pub definition_version: i32,
    /// Code of the municipality.
    #[schema(example = "766")]
    pub municipality: String,
    /// Its name.
    #[schema(example = "Hedensted")]
    pub municipality_name: String,
    /// The first period.
    #[schema(example = "2017")]
    pub from: String,
    /// The last period.
    #[schema(example = "2018")]
    pub to: String,
    /// Whether months of the periods are not in.
    #[schema(example = false)]
    pub provisional: bool,
    /// The last day that is known of what is followed; null where nothing is.
    #[schema(example = "2018-12-31")]
    pub followed_until: Option<NaiveDate>,
    /// The dimension that groups are told apart by.
    #[schema(example = "course_type")]
    pub by: Option<String>,
    /// The cut.
    #[schema(example = json!({}))]
    pub filters: BTreeMap<String, Vec<String>>,
    /// Unit of times; shares are parts of 1.
    #[schema(example = "days")]
    pub unit: &'static str,
    /// No figure is an amount.
    #[schema(example = "not_applicable")]
    pub price_level: &'static str,
    /// Days up to which means count.
    #[schema(example = 365)]
    pub horizon: u32,
    /// Persons that a number must be of, or of nobody, where days are put together.
    #[schema(example = 5)]
    pub minimum_base: u32,
    /// Whether the figures are invented.
    pub demo: bool,
    /// `ok`, or why there are no curves: `missing` where data are not imported, of a viewer where any of the year are not.
    #[schema(example = "ok")]
    pub cell: &'static str,
    /// Why there are none.
    pub reason: Option<String>,
    /// The groups; one without a dimension.
    pub items: Vec<SurvivalGroupBody>,
    /// Whether they differ; null where they are not told apart, and where that is not told.
    pub log_rank: Option<SurvivalLogRankBody>,
    /// Why it is not told whether they differ.
    pub log_rank_reason: Option<String>,
    /// What must be known beside the curves.
    pub notes: Vec<String>,
    /// Changes of law within the periods across which courses are still compared.
    pub breaks: Vec<String>,
}

impl RehabilitationSurvivalBody {
    /// Returns the body of curves in a language.
    pub fn of(found: &SurvivalAnswer, lang: Lang, demo: bool) -> Self {
        let reading = &found.reading;
        let reason = found.reason.as_ref();
        let test = found.log_rank.as_ref();
        let groups = found.groups.iter();
        Self {
            revision: found.revision,
            of: found.kind.as_str(),
            indicator: format!("{}.{}", reading.indicator, reading.code),
            definition_version: reading.definition_version,
            municipality: found.municipality.clone(),
            municipality_name: place_name(&found.municipality, lang),
            from: found.periods.0.to_string(),
            to: found.periods.1.to_string(),
            provisional: found.provisional,
            followed_until: found.until,
            by: found.by.clone(),
            filters: found.filters.iter().cloned().collect(),
            unit: "days",
            price_level: "not_applicable",
            horizon: found.horizon,
            minimum_base: found.minimum_base,
            demo,
            cell: reason.map_or(Cell::Ok, |(cell, _)| *cell).as_str(),
            reason: reason.map(|(_, text)| text.to_lang(lang).to_owned()),
            items: groups
                .map(|group| SurvivalGroupBody::of(found.by.as_ref(), group, lang))
                .collect(),
            log_rank: test
                .and_then(|test| test.as_ref().ok())
                .map(SurvivalLogRankBody::of),
            log_rank_reason: test
                .and_then(|test| test.as_ref().err())
                .map(|text| text.to_lang(lang).to_owned()),
            notes: found
                .notes
                .iter()
                .map(|text| text.to_lang(lang).to_owned())
                .collect(),
            breaks: found
                .breaks
                .iter()
                .map(|one| one.text.to_lang(lang).to_owned())
                .collect(),
        }
    }
}
