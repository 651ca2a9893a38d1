//! The body of what would keep a frame.

use pejl_app::frame::{AreaChange, Keeps, Outcome, Population, Projection, ServicePart, WhatIf};
use pejl_domain::Lang;
use serde::Serialize;
use utoipa::ToSchema;

use super::body::{kroner, said};

/// The change of one factor, alone, that keeps the frame.
#[derive(Debug, Serialize, ToSchema)]
pub struct FrameChangeBody {
    /// The change, as a share of the factor: −0.02 is two per cent less. Above zero there is room for it. Null where it cannot be
    /// told.
    #[schema(example = -0.0214)]
    pub change: Option<f64>,
    /// Whether it can be: nothing falls by all there is. Null where it cannot be told.
    pub possible: Option<bool>,
    /// Why it cannot be, or cannot be told.
    pub reason: Option<String>,
}

impl FrameChangeBody {
    fn of(keeps: &Keeps, lang: Lang) -> Self {
        let (change, possible, reason) = match keeps {
            Keeps::Change(change) => (Some(*change), Some(true), None),
            Keeps::Impossible(change) => {
                let reason = match lang {
                    Lang::Da => {
                        "faldet skulle være på det hele eller mere; det kan ikke lade sig gøre"
                    }
                    Lang::En => {
                        "it would have to fall by all there is or more; that is not possible"
                    }
                };
                (Some(*change), Some(false), Some(reason.to_owned()))
            }
            Keeps::Unknown(reason) => (None, None, Some(said(reason, lang))),
        };
        Self {
            change,
            possible,
            reason,
        }
    }
}

/// A year with the changes asked about, and what each factor alone would have to do.
#[derive(Debug, Serialize, ToSchema)]
pub struct FrameOutcomeBody {
    /// The year of account.
    #[schema(example = 2018)]
    pub year: i32,
    /// Spent already, kroner; changes do not touch it.
    pub spent: f64,
    /// Expected to be spent still, kroner, without changes.
    pub ahead: f64,
    /// What it is held against, kroner.
    pub frame: f64,
    /// Whose frame that is: `own`, or `this_year` where the year after has no original budget, or none on an area with
    /// spending.
    #[schema(example = "own")]
    pub frame_of: &'static str,
    /// Spending in all with the changes asked about, kroner; null where it cannot be told.
    pub with_changes: Option<f64>,
    /// The same less the frame.
    pub distance: Option<f64>,
    /// Price of a unit.
    pub price: FrameChangeBody,
    /// Share of the residents served.
    pub share: FrameChangeBody,
    /// Length of courses of rehabilitation.
    pub length: FrameChangeBody,
    /// What must be known about it, such as prices of two years.
    pub note: Option<String>,
}

impl FrameOutcomeBody {
    fn of(one: &Outcome, (year, frame_of): (i32, &'static str), lang: Lang) -> Self {
        Self {
            year,
            spent: kroner(one.spending.spent),
            ahead: kroner(one.spending.ahead),
            frame: kroner(one.spending.frame),
            frame_of,
            with_changes: one.with.map(kroner),
            distance: one.distance.map(kroner),
            price: FrameChangeBody::of(&one.price, lang),
            share: FrameChangeBody::of(&one.share, lang),
            length: FrameChangeBody::of(&one.length, lang),
            note: None,
        }
    }
}

/// A service that has a price: residents × users of a resident × units of a user × price of a unit is what it spent.
#[derive(Debug, Serialize, ToSchema)]
pub struct FrameServiceBody {
    /// The reading that its price is.
    #[schema(example = "O5.1.temporary_net")]
    pub reading: String,
    /// Its name.
    pub name: String,
    /// Spent in the base year, kroner.
    pub kroner: Option<f64>,
    /// Persons behind it.
    pub users: Option<i64>,
    /// The same of a resident aged 18 and over.
    pub users_per_resident: Option<f64>,
    /// Full-year persons or hours of a user.
    pub units_per_user: Option<f64>,
    /// Kroner of a unit.
    pub price: Option<f64>,
    /// Its part of the total's spending.
    #[schema(example = 0.18)]
    pub part: Option<f64>,
    /// The change of its price, of the share it serves or of its units of a user that keeps this year's frame alone; null where its
    /// part is not told.
    pub keeps: Option<FrameChangeBody>,
    /// Why it is not told.
    pub reason: Option<String>,
}

fn service(
    one: &ServicePart,
    (residents, this_year): (Option<f64>, Option<&Outcome>),
    lang: Lang,
) -> FrameServiceBody {
    let users = one.users.filter(|users| *users > 0);
    let residents = residents.filter(|residents| *residents > 0.0);
    let each = |of: Option<f64>, by: Option<f64>| {
        let (of, by) = of.zip(by.filter(|by| *by > 0.0))?;
        Some(of / by)
    };
    let persons = users.map(|users| users as f64);
    let keeps = this_year.zip(one.part).map(|(year, part)| {
        let keeps = year.spending.keeps(part);
        FrameChangeBody::of(&keeps, lang)
    });
    FrameServiceBody {
        reading: format!("{}.{}", one.reading.indicator, one.reading.code),
        name: said(&one.reading.name, lang),
        kroner: one.oere.map(kroner),
        users,
        users_per_resident: each(persons, residents),
        units_per_user: each(one.units, persons),
        price: each(one.oere.map(kroner), one.units),
        part: one.part,
        keeps,
        reason: one.reason.as_ref().map(|text| said(text, lang)),
    }
}

/// Residents that an area of account serves, as projected.
#[derive(Debug, Serialize, ToSchema)]
pub struct FrameResidentsBody {
    /// The area of account.
    #[schema(example = "5.30")]
    pub area: &'static str,
    /// The ages it serves; null: all residents.
    #[schema(example = "67+")]
    pub ages: Option<String>,
    /// Residents of these ages on 1 January of the year.
    #[schema(example = 8_420.0)]
    pub from: f64,
    /// And of the year after.
    #[schema(example = 8_610.0)]
    pub to: f64,
    /// By which share they are more.
    #[schema(example = 0.0226)]
    pub change: f64,
}

impl FrameResidentsBody {
    fn of(one: &AreaChange) -> Self {
        Self {
            area: one.area,
            ages: one.ages.map(|ages| ages.to_string()),
            from: one.from,
            to: one.to,
            change: one.change(),
        }
    }
}

/// A projection of the population.
#[derive(Debug, Serialize, ToSchema)]
pub struct FrameProjectionBody {
    /// The table.
    #[schema(example = "FRKM125")]
    pub table: String,
    /// The year it was made in.
    #[schema(example = 2025)]
    pub vintage: i32,
    /// The year the change is from, on 1 January.
    #[schema(example = 2025)]
    pub from_year: i32,
    /// The year it is to, on 1 January.
    #[schema(example = 2026)]
    pub to_year: i32,
    /// Each area with spending; the change of the total is theirs, weighted by what each is expected to spend.
    pub areas: Vec<FrameResidentsBody>,
}

impl FrameProjectionBody {
    fn of(one: &Projection) -> Self {
        Self {
            table: one.table.clone(),
            vintage: one.vintage,
            from_year: one.from_year,
            to_year: one.from_year.saturating_add(1),
            areas: one.areas.iter().map(FrameResidentsBody::of).collect(),
        }
    }
}

/// What would keep the frame of the total.
#[derive(Debug, Serialize, ToSchema)]
pub struct FrameWhatIfBody {
    /// Change of price asked about, as a share.
    #[schema(example = -0.02)]
    pub price: f64,
    /// Change of the share served asked about, as a share.
    #[schema(example = 0.0)]
    pub share: f64,
    /// Change of the length of courses asked about, as a share.
    #[schema(example = -0.05)]
    pub length: f64,
    /// By which share residents are more in the year after: as the caller says it, else by the projection; null where neither is
    /// there.
    #[schema(example = 0.012)]
    pub population_change: Option<f64>,
    /// Whether the caller says it.
    pub population_said: bool,
    /// The projection that it is by; null where the caller says it or none can be used.
    pub projection: Option<FrameProjectionBody>,
    /// By which share prices are higher in the year after, as the caller says it; null where that is not said.
    #[schema(example = 0.031)]
    pub price_change: Option<f64>,
    /// The earlier year that services and courses are told of.
    #[schema(example = 2017)]
    pub base_year: Option<i32>,
    /// Residents aged 18 and over in it.
    pub residents: Option<f64>,
    /// The part of the total's spending that is courses of rehabilitation and training: of the base year, or as it is said.
    #[schema(example = 0.031)]
    pub courses_part: Option<f64>,
    /// Whether whoever asks has said it.
    pub courses_said: bool,
    /// Why that is not told.
    pub courses_reason: Option<String>,
    /// This year: what is still to be spent can change.
    pub this_year: Option<FrameOutcomeBody>,
    /// Why it cannot be told.
    pub this_year_reason: Option<String>,
    /// The year after, where it is known how many residents are to be expected: all of it can change.
    pub next_year: Option<FrameOutcomeBody>,
    /// Why it cannot be told.
    pub next_year_reason: Option<String>,
    /// Services that have a price.
    pub services: Vec<FrameServiceBody>,
}

impl FrameWhatIfBody {
    /// Returns the body of what would keep the frame of a year, in a language.
    pub(super) fn of(found: &WhatIf, year: i32, lang: Lang) -> Self {
        let levers = found.changes.levers;
        let this_year = found.this_year.as_ref().ok();
        let next = found.next_year.as_ref().ok();
        let next = next.map(|one| {
            let frame_of = if one.has_own_frame {
                "own"
            } else {
                "this_year"
            };
            let year = year.saturating_add(1);
            FrameOutcomeBody {
                note: one.note.as_ref().map(|text| said(text, lang)),
                ..FrameOutcomeBody::of(&one.outcome, (year, frame_of), lang)
            }
        });
        Self {
            price: levers.price,
            share: levers.share,
            length: levers.length,
            population_change: found.population.as_ref().ok().map(Population::change),
            population_said: found.changes.population.is_some(),
            projection: match &found.population {
                Ok(Population::Projected(projection)) => Some(FrameProjectionBody::of(projection)),
                Ok(Population::Said(_)) | Err(_) => None,
            },
            price_change: found.changes.next_prices,
            base_year: found.base_year,
            residents: found.residents,
            courses_part: found.of_courses.as_ref().ok().copied(),
            courses_said: found.changes.of_courses.is_some(),
            courses_reason: found.of_courses.as_ref().err().map(|text| said(text, lang)),
            this_year: this_year.map(|one| FrameOutcomeBody::of(one, (year, "own"), lang)),
            this_year_reason: found.this_year.as_ref().err().map(|text| said(text, lang)),
            next_year: next,
            next_year_reason: found.next_year.as_ref().err().map(|text| said(text, lang)),
            services: found
                .services
                .iter()
                .map(|one| service(one, (found.residents, this_year), lang))
                .collect(),
        }
    }
}
