//! How long citizens manage without help after a course, or how long courses last: the curve, how many count on which
//! day, and what else ended it.

use std::collections::BTreeMap;

use pejl_app::rehabilitation::{Cause, Figures, FollowedKind, Share, Step, SurvivalAnswer};
use pejl_charts::{
    AtRisk, Cause as Ended, Chart, Curve, CurveGroup, CurveKind, CurveStep, Heading, Survival,
};
use pejl_domain::Lang;
use pejl_domain::lang::{format_date, format_integer, format_share_as_percent};
use serde::Serialize;

use crate::drawing::{ChartView, draw};
use crate::texts::{Texts, fill, texts};
use crate::wording::{NOTHING, sentence};

/// The curve of a period.
#[derive(Debug, Serialize)]
pub(super) struct CurveView {
    pub(super) chart: ChartView,
    at_risk: Vec<AtRiskRow>,
    causes: Vec<CauseRow>,
    /// The heading of the causes, with the day they are told on.
    causes_heading: String,
    facts: Vec<Fact>,
    notes: Vec<String>,
}

/// How many count on a day.
#[derive(Debug, Serialize)]
struct AtRiskRow {
    day: String,
    n: String,
    share: String,
    interval: String,
}

/// What has ended the following.
#[derive(Debug, Serialize)]
struct CauseRow {
    name: &'static str,
    n: String,
    share: String,
}

/// A number of the curve.
#[derive(Debug, Serialize)]
struct Fact {
    term: &'static str,
    text: String,
}

/// The view of a curve, or why there is none.
pub(super) fn curve(found: &SurvivalAnswer, lang: Lang) -> Result<CurveView, String> {
    let why = |text: &pejl_app::Text| sentence(text.to_lang(lang));
    if let Some((_, text)) = &found.reason {
        return Err(why(text));
    }
    let t = texts(lang);
    let group = found.groups.first();
    let group = group.ok_or_else(|| t.rehabilitation_nobody.to_owned())?;
    let figures = group.figures.as_ref().map_err(|(_, text)| why(text))?;
    let chart = Chart::from(survival(found, figures, lang));
    let (causes_heading, causes) = causes(found, figures, lang);
    let breaks = found.breaks.iter().map(|one| &one.text);
    Ok(CurveView {
        chart: ChartView::of(draw(chart, "curve"), 0),
        at_risk: at_risk(figures, lang),
        causes,
        causes_heading,
        facts: facts(found, figures, lang),
        notes: found.notes.iter().chain(breaks).map(why).collect(),
    })
}

/// What a curve is called.
pub(super) fn name(kind: FollowedKind, t: &Texts) -> &'static str {
    match kind {
        FollowedKind::Return => t.rehabilitation_return,
        FollowedKind::Conclusion => t.rehabilitation_conclusion,
        FollowedKind::Duration => t.rehabilitation_duration,
    }
}

/// What a cause is called; the event is another one where the length of courses is told.
fn cause_name(cause: Cause, kind: FollowedKind, t: &Texts) -> &'static str {
    match (cause, kind) {
        (Cause::Event, FollowedKind::Duration) => t.rehabilitation_cause_result,
        (Cause::Event, _) => t.rehabilitation_cause_help,
        (Cause::Death, _) => t.rehabilitation_cause_death,
        (Cause::Moved, _) => t.rehabilitation_cause_moved,
        (Cause::Other, _) => t.rehabilitation_cause_other,
    }
}

/// Whether something can end what is followed by this cause: only the length of courses ends otherwise.
fn can_end(cause: Cause, kind: FollowedKind) -> bool {
    cause != Cause::Other || kind == FollowedKind::Duration
}

fn survival(found: &SurvivalAnswer, figures: &Figures, lang: Lang) -> Survival {
    let t = texts(lang);
    let state = match found.kind {
        FollowedKind::Duration => t.rehabilitation_state_course,
        _ => t.rehabilitation_state_help,
    };
    let step = |one: &Step| CurveStep {
        day: one.day,
        share: one.survival.value,
        interval: one.survival.interval_95,
    };
    let at_risk = followed(figures).into_iter();
    let at_risk = at_risk.map(|(day, (n, _))| AtRisk { day, n });
    let causes = Cause::ALL.iter().enumerate();
    let causes = causes.filter(|(_, cause)| can_end(**cause, found.kind));
    let causes = causes.filter_map(|(no, cause)| {
        let of_step = |one: &Step| {
            let (shares, _) = one.incidence.as_ref()?;
            Some((one.day, shares.get(no)?.value))
        };
        let steps: Vec<(u32, f64)> = figures.steps.iter().filter_map(of_step).collect();
        (!steps.is_empty()).then(|| Ended {
            name: cause_name(*cause, found.kind, t).to_owned(),
            steps,
        })
    });
    let name = name(found.kind, t);
    Survival {
        lang,
        heading: Heading {
            title: name.to_owned(),
            ..Heading::default()
        },
        state: state.to_owned(),
        groups: vec![CurveGroup {
            code: found.kind.as_str().to_owned(),
            name: found.periods.0.to_lang(lang),
            curve: Ok(Curve {
                kind: match figures.is_coarse {
                    true => CurveKind::FixedDays,
                    false => CurveKind::EveryDay,
                },
                n: figures.n,
                steps: figures.steps.iter().map(step).collect(),
                at_risk: at_risk.collect(),
                median: figures.median,
                causes: causes.collect(),
            }),
        }],
    }
}

fn count(n: usize, lang: Lang) -> String {
    format_integer(i64::try_from(n).unwrap_or(i64::MAX), lang)
}

fn per_cent(share: f64, lang: Lang) -> String {
    format_share_as_percent(share, 1, lang)
}

fn interval(share: &Share, lang: Lang) -> String {
    share.interval_95.map_or_else(
        || NOTHING.to_owned(),
        |(low, high)| format!("{}–{}", per_cent(low, lang), per_cent(high, lang)),
    )
}

/// How many count and the share without the event on the days of that, and where days are put together on those
/// that are told.
fn followed(figures: &Figures) -> BTreeMap<u32, (usize, Share)> {
    let of_days = figures.at_risk.iter();
    let of_days = of_days.map(|(day, n, share)| (*day, (*n, *share)));
    let told = figures.steps.iter().filter(|_| figures.is_coarse);
    let told = told.map(|step| (step.day, (step.at_risk, step.survival)));
    of_days.chain(told).collect()
}

fn at_risk(figures: &Figures, lang: Lang) -> Vec<AtRiskRow> {
    let row = |(day, (n, share)): (u32, (usize, Share))| AtRiskRow {
        day: day.to_string(),
        n: count(n, lang),
        share: per_cent(share.value, lang),
        interval: interval(&share, lang),
    };
    followed(figures).into_iter().map(row).collect()
}

/// What has ended the following, with the share of each cause on the last day that they are told on.
fn causes(found: &SurvivalAnswer, figures: &Figures, lang: Lang) -> (String, Vec<CauseRow>) {
    let t = texts(lang);
    let mut steps = figures.steps.iter().rev();
    let last = steps.find_map(|one| Some((one.day, one.incidence.as_ref()?)));
    let heading = match last {
        Some((day, _)) => fill(t.rehabilitation_causes_until, &[("day", &day.to_string())]),
        None => t.rehabilitation_causes.to_owned(),
    };
    let numbers = match figures.others {
        Some([death, moved, other]) => [figures.events, death, moved, other].map(Some),
        None => [Some(figures.events), None, None, None],
    };
    let causes = Cause::ALL.iter().zip(numbers).enumerate();
    let causes = causes.filter(|(_, (cause, _))| can_end(**cause, found.kind));
    let rows = causes.map(|(no, (cause, n))| CauseRow {
        name: cause_name(*cause, found.kind, t),
        n: n.map_or_else(|| t.rehabilitation_not_apart.to_owned(), |n| count(n, lang)),
        share: last
            .and_then(|(_, (shares, _))| shares.get(no))
            .map_or_else(|| NOTHING.to_owned(), |share| per_cent(share.value, lang)),
    });
    (heading, rows.collect())
}

fn facts(found: &SurvivalAnswer, figures: &Figures, lang: Lang) -> Vec<Fact> {
    let t = texts(lang);
    let days = |n: String| fill(t.rehabilitation_days, &[("n", &n)]);
    let fact = |term, text| Fact { term, text };
    let mut facts = vec![
        fact(t.rehabilitation_followed, count(figures.n, lang)),
        fact(
            t.rehabilitation_median,
            figures.median.map_or_else(
                || t.rehabilitation_no_median.to_owned(),
                |day| days(day.to_string()),
            ),
        ),
    ];
    if found.kind == FollowedKind::Return {
        let n = count(figures.n_with_help, lang);
        facts.push(fact(t.rehabilitation_with_help, n));
    }
    if let Some(until) = found.until {
        facts.push(fact(t.rehabilitation_until, format_date(until, lang)));
    }
    facts
}
