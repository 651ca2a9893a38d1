//! A model in the making: who comes, and what is kept of each life.

use pejl_domain::care::{EndReason, Setting, Sex};

use crate::calendar::{Day, Month};
use crate::cpr::CprMaker;
use crate::draw::Draws;
use crate::effects::Effects;
use crate::place::Place;
use crate::service::{Service, Target, elderly_act, first_law};

use super::{Course, Grant, Leave, Model, Person, Purpose, Window, stream};

/// Applications by month, per mille of an even month.
const SEASON: [u32; 12] = [
    1150, 1060, 1050, 980, 980, 960, 820, 960, 1030, 1040, 1010, 960,
];
/// Grants ended by death or moving that the record never closes, per mille.
const NEVER_CLOSED_PER_MILLE: u32 = 25;

/// A model in the making.
pub(crate) struct Builder {
    model: Model,
    cprs: CprMaker,
}

/// Somebody whose life is being drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Citizen {
    pub(super) position: usize,
    pub(super) serial: u64,
    pub(super) target: Target,
    pub(super) district: u8,
    pub(super) left: (Day, Leave),
}

/// Who somebody is, before it is known whether anything of the life is kept.
pub(super) struct Draft {
    pub(super) serial: u64,
    pub(super) target: Target,
    pub(super) born: Day,
    pub(super) sex: Sex,
    pub(super) known_from: Day,
    pub(super) left: (Day, Leave),
}

/// A grant before its end is cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct NewGrant {
    pub(super) service: Service,
    pub(super) setting: Setting,
    pub(super) applied: Day,
    pub(super) decided: Day,
    pub(super) from: Day,
    pub(super) to: Day,
    pub(super) end: EndReason,
    pub(super) amount: i32,
    pub(super) level: u8,
    pub(super) supplier: u16,
    pub(super) course: Option<usize>,
}

impl Builder {
    pub(crate) fn new(place: Place, seed: u64, window: Window, effects: Effects) -> Self {
        Self {
            model: Model {
                seed,
                place,
                window,
                effects,
                persons: Vec::new(),
                grants: Vec::new(),
                courses: Vec::new(),
            },
            cprs: CprMaker::default(),
        }
    }

    pub(crate) fn finish(self) -> Model {
        self.model
    }

    pub(super) fn place(&self) -> &Place {
        &self.model.place
    }

    pub(super) fn effects(&self) -> &Effects {
        &self.model.effects
    }

    pub(super) fn window(&self) -> Window {
        self.model.window
    }

    pub(super) fn draws(&self, purpose: Purpose, keys: &[u64]) -> Draws {
        stream(self.model.seed, self.model.place.key, purpose, keys)
    }

    /// The days on which somebody applies, each with the serial of the person: `per_year` for each 46,000 residents,
    /// growing by `growth` per mille a year.
    pub(super) fn arrivals(
        &self,
        track: u64,
        years_before: i32,
        per_year: u32,
        growth: i32,
    ) -> Vec<(u64, Day)> {
        let window = self.window();
        let first = Month::new(window.from.year() - years_before, 1);
        let mut arrivals = Vec::new();
        for month in first.through(Month::new(window.to.year(), 12)) {
            let mut draws = self.draws(Purpose::Inflow, &[track, month.first_day().key()]);
            let season = usize::try_from(month.number() - 1)
                .ok()
                .and_then(|position| SEASON.get(position))
                .copied()
                .unwrap_or(1000);
            let level = (1000 + growth * (month.year() - 2014))
                .max(500)
                .unsigned_abs();
            // Expected arrivals in thousandths; the fraction becomes a whole person by chance.
            let expected = u64::from(per_year) * u64::from(self.place().residents) / 46
                * u64::from(season)
                / 12
                * u64::from(level)
                / 1_000_000;
            let whole = expected / 1000;
            let n = whole + u64::from(u64::from(draws.below(1000)) < expected % 1000);
            for number in 0..n {
                let day = month.first_day().plus(draws.between(0, month.n_days() - 1));
                arrivals.push((track << 40 | month.first_day().key() << 16 | number, day));
            }
        }
        arrivals
    }

    /// Keeps a person; `None` when the life ended before the window and nothing of it is to be written.
    pub(super) fn admit(&mut self, draft: Draft) -> Option<Citizen> {
        if draft.left.0 < self.window().first_day() || draft.known_from > self.window().horizon() {
            return None;
        }
        let mut draws = self.draws(Purpose::Person, &[draft.serial, 1]);
        let (cpr, born) = self.cprs.make(draft.born, draft.sex, &mut draws);
        let n_districts = u32::from(self.place().n_districts);
        let mut any_district = || u8::try_from(draws.below(n_districts) + 1).unwrap_or(1);
        let (district, next) = (any_district(), any_district());
        let moved_inside = (draws.chance(80) && next != district)
            .then(|| draft.known_from.plus(draws.between(30, 1500)))
            .filter(|day| *day < draft.left.0)
            .map(|day| (day, next));
        let position = self.model.persons.len();
        self.model.persons.push(Person {
            serial: draft.serial,
            cpr,
            born,
            sex: draft.sex,
            district,
            known_from: draft.known_from,
            moved_in: draws.chance(60),
            moved_inside,
            left: draft.left,
        });
        Some(Citizen {
            position,
            serial: draft.serial,
            target: draft.target,
            district,
            left: draft.left,
        })
    }

    /// Keeps a course and returns its position.
    pub(super) fn add_course(&mut self, course: Course) -> usize {
        self.model.courses.push(course);
        self.model.courses.len() - 1
    }

    /// Keeps a grant, cut where the citizen leaves and, for the elderly, where the Elderly Act replaces it.
    pub(super) fn add_grant(&mut self, citizen: &Citizen, new: NewGrant) {
        let mut new = new;
        if new.to >= citizen.left.0 {
            new.to = citizen.left.0;
            new.end = citizen.left.1.into();
        }
        let act = elderly_act();
        let is_split = new.from < act
            && new.to >= act
            && new.course.is_none()
            && new.service.is_under_elderly_act(citizen.target, act);
        if is_split {
            let old = NewGrant {
                to: act.plus(-1),
                end: EndReason::SameHelp,
                ..new
            };
            self.keep_grant(citizen, old);
            new.from = act;
            new.decided = act.plus(-30);
            new.applied = act.plus(-30);
        }
        self.keep_grant(citizen, new);
    }

    fn keep_grant(&mut self, citizen: &Citizen, new: NewGrant) {
        let window = self.window();
        let new = NewGrant {
            from: new.from.max(first_law()),
            ..new
        };
        if new.from > new.to || new.to < window.first_day() || new.from > window.horizon() {
            return;
        }
        let forgotten = matches!(new.end, EndReason::Death | EndReason::Moved)
            && self
                .draws(
                    Purpose::Record,
                    &[citizen.serial, new.service.key(), new.from.key()],
                )
                .chance(NEVER_CLOSED_PER_MILLE);
        self.model.grants.push(Grant {
            person: citizen.position,
            service: new.service,
            target: citizen.target,
            setting: new.setting,
            applied: new.applied.min(new.decided),
            decided: new.decided.min(new.from),
            from: new.from,
            to: new.to,
            end: new.end,
            never_closed: forgotten,
            amount: new.amount,
            level: new.level,
            supplier: new.supplier,
            course: new.course,
        });
    }
}
