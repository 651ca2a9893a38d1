//! What became of the figures after an initiative began, and what else changed.

use std::sync::Arc;

use chrono::{DateTime, Months, NaiveDate, Utc};
use pejl_db::narrative::Kind;
use pejl_db::target::Subject;
use pejl_domain::{Grain, Period, PriceLevel};
use pejl_metrics::effect::{self, Shape, Told};
use pejl_metrics::status::Shown;
use pejl_metrics::{FigureSource, Observation, Reading, Request, Text};

use super::{Initiative, StoredInitiative};
use crate::error::{AppError, ParamProblem};
use crate::gate::Viewer;
use crate::narratives;
use crate::snapshot::AsKnown;
use crate::status::{Asker, Found, StatusRequest, with_subject};
use crate::store::Store;
use crate::targets::reading_name;

pub use pejl_metrics::effect::{Around, Beside, Changed, Held};
pub use pejl_stats::rate::Interval;

/// How many more years are looked back where figures are of whole years.
const YEARS_MORE: u32 = 10;

/// Whose effect is wanted.
#[derive(Debug, Clone, Default)]
pub struct EffectRequest {
    /// Number of the initiative.
    pub number: i64,
    /// The indicator or reading; all that it is expected to change, unless said.
    pub indicator: Option<String>,
    /// How it is thought to change; as the initiative says, or to another level, unless said.
    pub shape: Option<String>,
    /// Length of the periods; the shortest that the indicator has, unless said.
    pub grain: Option<String>,
    /// Price level; current prices, unless said.
    pub prices: Vec<String>,
    /// The revision.
    pub at: AsKnown,
    /// Who asks; anybody, unless said.
    pub viewer: Viewer,
}

/// What became of the figures at a revision.
#[derive(Debug, Clone)]
pub struct EffectAnswer {
    /// The revision.
    pub revision: i64,
    /// When it was made.
    pub committed_at: Option<DateTime<Utc>>,
    /// The initiative, in the version in force.
    pub initiative: StoredInitiative,
    /// What became of each indicator.
    pub effects: Vec<IndicatorEffect>,
    /// Indicators that it was expected to change and that cannot be asked for any more, or not as is asked, and why.
    pub not_askable: Vec<(String, String)>,
}

/// Something else that changed in the time that is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Also {
    /// The day.
    pub on: NaiveDate,
    /// What changed.
    pub text: Text,
}

/// What became of one indicator.
#[derive(Debug, Clone)]
pub struct IndicatorEffect {
    /// What it is of.
    pub subject: Subject,
    /// The reading.
    pub reading: Arc<Reading>,
    /// How it is thought to change.
    pub shape: Shape,
    /// The price level of its figures; none where there are none.
    pub price_level: Option<String>,
    /// What was expected, in the unit of the reading.
    pub expected: Option<f64>,
    /// The day by which.
    pub by: Option<NaiveDate>,
    /// What had changed by that day.
    pub held: Held,
    /// The points that are compared.
    pub around: Around,
    /// What changed, or why it cannot be told.
    pub changed: Result<Changed, Text>,
    /// The periods in which another level begins, found without knowing the day; none where the shape is another than a change of
    /// level.
    pub level_changes: Vec<Period>,
    /// The municipality beside others, or why there is no such comparison.
    pub beside: Result<Beside, Text>,
    /// What else changed from the first point to the last: law, accounts, other initiatives.
    pub also: Vec<Also>,
    /// What there is to say, in sentences.
    pub sentence: Text,
}

/// Tells what became of the figures after an initiative began.
///
/// Only figures that may be told to whoever asks are reckoned with.
///
/// # Errors
/// There is no such initiative or revision, the indicator or the shape is not known, or the store fails.
pub fn get_effect(store: &Store, request: &EffectRequest) -> Result<EffectAnswer, AppError> {
    let known = narratives::in_force::<Initiative>(store, (Kind::Initiative, None), request.at)?;
    let all = &known.items;
    let initiative = all.iter().find(|one| one.number == request.number);
    let not_found = || narratives::not_found(Kind::Initiative, request.number);
    let initiative = initiative.ok_or_else(not_found)?;
    let shape = request.shape.as_deref().map(|text| {
        let names = Shape::ALL.map(Shape::as_str).join(", ");
        let parsed = text.trim().parse::<Shape>();
        parsed.map_err(|_| AppError::parameter("shape", text, format!("one of {names}")))
    });
    let shape = shape.transpose()?;
    let (mut effects, mut not_askable) = (Vec::new(), Vec::new());
    for expected in asked(initiative, request.indicator.as_deref()) {
        let name = expected.indicator.clone();
        let thought = shape.unwrap_or(expected.shape);
        let of = (initiative, all.as_slice());
        match of_one(store, (request, known.revision), of, (expected, thought)) {
            Ok(found) => effects.push(found),
            // Nobody asked for it by name: the others are told all the same.
            Err(AppError::Invalid(problems)) if request.indicator.is_none() => {
                let of = |one: &ParamProblem| {
                    format!("{} `{}`: {}", one.parameter, one.value, one.allowed)
                };
                let reasons: Vec<String> = problems.iter().map(of).collect();
                not_askable.push((name, reasons.join("; ")));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(EffectAnswer {
        revision: known.revision,
        committed_at: known.committed_at,
        initiative: initiative.clone(),
        effects,
        not_askable,
    })
}

/// What became of one series.
fn of_one(
    store: &Store,
    (request, n): (&EffectRequest, i64),
    (initiative, all): (&StoredInitiative, &[StoredInitiative]),
    (expected, shape): (Asked, Shape),
) -> Result<IndicatorEffect, AppError> {
    let of = StatusRequest {
        indicator: expected.indicator,
        municipality: initiative.municipality.clone(),
        filters: expected.filters,
        at: AsKnown::Revision(n),
        viewer: request.viewer.clone(),
        ..StatusRequest::default()
    };
    with_subject(store, &of, |asker, found| {
        let series = Question {
            found: &found,
            request,
            day: initiative.said.started_on,
            last: initiative.said.ended_on,
        };
        let (price_level, around, also) = series.own(asker, (initiative, all))?;
        let changed = effect::changed(&around, shape);
        let beside = series.beside(asker)?;
        let held = effect::held(&around, shape, expected.by);
        let shown = Shown {
            unit: found.reading.unit.clone(),
            precision: found.reading.precision,
        };
        let sentence = effect::sentence(&Told {
            around: &around,
            changed: &changed,
            beside: &beside,
            expected: expected.change.map(|change| (change, &held)),
            shown: &shown,
            n_else: also.len(),
        });
        // What lies around a line is cut into steps everywhere.
        let level_changes = match shape {
            Shape::Level => effect::level_changes(&around),
            Shape::LevelOnLine | Shape::LevelAndSlope | Shape::Slope => Vec::new(),
        };
        Ok(IndicatorEffect {
            subject: found.subject.clone(),
            reading: Arc::clone(&found.reading),
            shape,
            price_level,
            expected: expected.change,
            by: expected.by,
            held,
            level_changes,
            around,
            changed,
            beside,
            also,
            sentence,
        })
    })
}

/// A series that is asked for, with what was expected of it.
struct Asked {
    indicator: String,
    filters: Vec<(String, Vec<String>)>,
    shape: Shape,
    change: Option<f64>,
    by: Option<NaiveDate>,
}

/// The series that an initiative is expected to change, or those of an indicator; one that nothing is expected of is asked for all
/// the same.
fn asked(initiative: &StoredInitiative, indicator: Option<&str>) -> Vec<Asked> {
    let expected = initiative.said.expected.iter().map(|one| {
        let members = one.members.iter();
        let name = reading_name(&one.subject(&initiative.municipality));
        let is_meant = indicator.is_none_or(|asked| {
            asked.eq_ignore_ascii_case(&one.indicator) || asked.eq_ignore_ascii_case(&name)
        });
        is_meant.then(|| Asked {
            indicator: name,
            filters: members
                .map(|(name, member)| (name.clone(), vec![member.clone()]))
                .collect(),
            shape: one.shape(),
            change: one.change,
            by: one.by,
        })
    });
    let mut found: Vec<Asked> = expected.flatten().collect();
    if let (Some(indicator), true) = (indicator, found.is_empty()) {
        found.push(Asked {
            indicator: indicator.to_owned(),
            filters: Vec::new(),
            shape: Shape::default(),
            change: None,
            by: None,
        });
    }
    found
}

/// What is asked of a series around a day.
struct Question<'a> {
    found: &'a Found,
    request: &'a EffectRequest,
    day: NaiveDate,
    last: Option<NaiveDate>,
}

impl Question<'_> {
    /// The day that figures are looked back from: years are few, so that more of them are taken.
    fn since(&self, grain: Option<&str>) -> NaiveDate {
        let is_years = grain == Some(Grain::Year.as_str());
        let earlier = self.day.checked_sub_months(Months::new(12 * YEARS_MORE));
        earlier.filter(|_| is_years).unwrap_or(self.day)
    }

    fn usual(&self, asker: &Asker<'_>) -> Request {
        let usual = asker.question(&self.found.subject, PriceLevel::NotApplicable);
        Request {
            prices: self.request.prices.clone(),
            grain: self.request.grain.clone().or(usual.grain.clone()),
            ..usual
        }
    }

    /// The municipality's own points around the day, and what else changed meanwhile.
    fn own(
        &self,
        asker: &Asker<'_>,
        (initiative, all): (&StoredInitiative, &[StoredInitiative]),
    ) -> Result<(Option<String>, Around, Vec<Also>), AppError> {
        // A price level or a length of periods that cannot be is told to whoever asked for it.
        let asked = self.usual(asker);
        asker.check(&asked)?;
        let since = self.since(asked.grain.as_deref());
        let series = asker.series_since(asked, since)?.observations;
        let around = Around::of(&series, self.day, self.last);
        let also = also(&series, &around, (initiative, all));
        let level = series.last().map(|one| one.price_level.clone());
        Ok((level, around, also))
    }

    /// The municipality beside all others, by years, where others publish the figure.
    fn beside(&self, asker: &Asker<'_>) -> Result<Result<Beside, Text>, AppError> {
        let none = |da: &str, en: &str| {
            Ok(Err(Text {
                da: da.to_owned(),
                en: en.to_owned(),
            }))
        };
        let reading = &self.found.reading;
        if reading.kind.source() != FigureSource::Facts {
            return none(
                "tallet er af kommunens egne registreringer, og andres kendes ikke",
                "the figure is of the municipality's own records, and those of others are not known",
            );
        }
        let whole = asker.indicator_grains(&self.found.subject.indicator);
        if !whole.contains(&Grain::Year) {
            return none(
                "tallet findes ikke for hele år",
                "there is no figure of whole years",
            );
        }
        let question = Request {
            grain: Some(Grain::Year.as_str().to_owned()),
            ..self.usual(asker)
        };
        let since = self.since(question.grain.as_deref());
        let own = asker.series_since(question.clone(), since)?.observations;
        let (Some(first), Some(last)) = (own.first(), own.last()) else {
            return none(
                "der er ingen tal for hele år",
                "there are no figures of whole years",
            );
        };
        let cells = asker.ask(&Request {
            municipalities: vec!["*".to_owned()],
            periods: vec![format!("{}..{}", first.period, last.period)],
            ..question
        })?;
        let own = &self.found.subject.municipality;
        Ok(effect::beside(own, &cells, (self.day, self.last)))
    }
}

/// What else changed from the first point to the last: breaks across which figures are still compared, and other initiatives of the
/// municipality that began or ended.
fn also(
    series: &[Observation],
    around: &Around,
    (initiative, all): (&StoredInitiative, &[StoredInitiative]),
) -> Vec<Also> {
    let mut points = around.points().map(|one| one.period);
    let Some(first) = points.next() else {
        return Vec::new();
    };
    let last: Period = points.last().unwrap_or(first);
    let is_within = |day: NaiveDate| first.start() <= day && day < last.end();
    let mut found = Vec::new();
    for one in series.iter().flat_map(|one| &one.breaks) {
        let also = Also {
            on: one.date,
            text: one.text.clone(),
        };
        if is_within(one.date) && !found.contains(&also) {
            found.push(also);
        }
    }
    let others = all.iter().filter(|one| {
        one.municipality == initiative.municipality && one.number != initiative.number
    });
    for other in others {
        let (title, number) = (&other.said.title, other.number);
        let began = Text {
            da: format!("indsats {number} begyndte: {title}"),
            en: format!("initiative {number} began: {title}"),
        };
        let ended = Text {
            da: format!("indsats {number} sluttede: {title}"),
            en: format!("initiative {number} ended: {title}"),
        };
        let days = [
            (Some(other.said.started_on), began),
            (other.said.ended_on, ended),
        ];
        found.extend(days.into_iter().filter_map(|(on, text)| {
            let on = on.filter(|day| is_within(*day))?;
            Some(Also { on, text })
        }));
    }
    found.sort_by_key(|one| one.on);
    found
}
