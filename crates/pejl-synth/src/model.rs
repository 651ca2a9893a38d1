//! One municipality's citizens, grants and courses: lives drawn from the seed, no files.
//!
//! Lives begin long before the window, so that the window opens on a caseload that has settled, and are drawn to their
//! end; what is not known yet on the window's last day is left out by the writers. Every grant and course has an end
//! here; whether the record knows it is [`Grant::never_closed`].

mod build;
mod caseload;
mod disability;
mod elderly;
mod help;
mod life;
mod rehabilitation;
mod year;

use pejl_domain::care::{EndReason, Setting, Sex};

use crate::calendar::{Day, Month};
use crate::cpr::Cpr;
use crate::draw::Draws;
use crate::effects::Effects;
use crate::place::Place;
use crate::service::{Service, Target, Unit};

pub(crate) use build::Builder;
pub(crate) use caseload::caseloads;
pub(crate) use year::year_figures;

/// What streams of draws are for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    Inflow = 10,
    Person,
    Need,
    Course,
    Result,
    Home,
    Return,
    CareHome,
    Side,
    Disability,
    Record,
    Delivered,
    Visits,
    Event,
    Assessment,
    Goal,
    Complaint,
    Waiting,
    Visit,
    Survey,
    Staff,
    Ledger,
    Invoice,
    Budget,
    Resent,
}

/// The months that are asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    pub(crate) from: Month,
    pub(crate) to: Month,
}

impl Window {
    pub(crate) fn first_day(self) -> Day {
        self.from.first_day()
    }

    pub(crate) fn last_day(self) -> Day {
        self.to.last_day()
    }

    /// Last day that anything is drawn for: the fiscal year of the last month is drawn whole.
    pub(crate) fn horizon(self) -> Day {
        Month::new(self.to.year(), 12).last_day()
    }

    pub(crate) fn contains(self, day: Day) -> bool {
        (self.first_day()..=self.last_day()).contains(&day)
    }
}

/// Why somebody is no longer a citizen here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leave {
    Death,
    Moved,
}

/// A citizen known to the care system.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    /// Key of the person's draws; the same with and without the programme.
    pub(crate) serial: u64,
    pub(crate) cpr: Cpr,
    pub(crate) born: Day,
    pub(crate) sex: Sex,
    pub(crate) district: u8,
    /// First day known here.
    pub(crate) known_from: Day,
    /// Moved in from elsewhere on `known_from`.
    pub(crate) moved_in: bool,
    /// A move to another district, inside the municipality.
    pub(crate) moved_inside: Option<(Day, u8)>,
    /// Last day here.
    pub(crate) left: (Day, Leave),
}

/// A grant.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub(crate) person: usize,
    pub(crate) service: Service,
    pub(crate) target: Target,
    pub(crate) setting: Setting,
    pub(crate) applied: Day,
    pub(crate) decided: Day,
    pub(crate) from: Day,
    /// Last day in force.
    pub(crate) to: Day,
    pub(crate) end: EndReason,
    /// The record never gets the end; only ends by death or moving are forgotten, so that events tell them.
    pub(crate) never_closed: bool,
    /// Per week, in the service's unit.
    pub(crate) amount: i32,
    /// Level 1–3 where the service has levels, else 0.
    pub(crate) level: u8,
    pub(crate) supplier: u16,
    /// Position of the course that the grant carries out.
    pub(crate) course: Option<usize>,
}

/// What a course is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CourseType {
    Rehabilitation,
    Training,
}

/// A course.
#[derive(Debug, Clone)]
pub(crate) struct Course {
    pub(crate) person: usize,
    pub(crate) course_type: CourseType,
    pub(crate) target: Target,
    pub(crate) supplier: u16,
    pub(crate) start: Day,
    pub(crate) planned_end: Day,
    pub(crate) end: Day,
    pub(crate) ended: EndReason,
    /// Minutes a week before, or applied for.
    pub(crate) minutes_before: i32,
    /// Minutes a week after; only where the course ended with a result.
    pub(crate) minutes_after: Option<i32>,
    /// Day the end was registered.
    pub(crate) registered: Day,
    /// Number of the course in its person's life.
    pub(crate) number: u64,
}

/// One municipality, drawn.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) seed: u64,
    pub(crate) place: Place,
    pub(crate) window: Window,
    pub(crate) effects: Effects,
    pub(crate) persons: Vec<Person>,
    pub(crate) grants: Vec<Grant>,
    pub(crate) courses: Vec<Course>,
}

impl From<Leave> for EndReason {
    fn from(leave: Leave) -> Self {
        match leave {
            Leave::Death => Self::Death,
            Leave::Moved => Self::Moved,
        }
    }
}

impl CourseType {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Rehabilitation => "rehabilitation",
            Self::Training => "training",
        }
    }

    pub(crate) const fn service(self) -> Service {
        match self {
            Self::Rehabilitation => Service::Rehabilitation,
            Self::Training => Service::Training,
        }
    }
}

impl Grant {
    /// Days in force in `month`.
    pub(crate) fn days_in(&self, month: Month) -> i32 {
        let first = self.from.max(month.first_day());
        let last = self.to.min(month.last_day());
        (last.since(first) + 1).max(0)
    }

    /// Hour-based help that varies with the season; places and meals are delivered as granted.
    fn is_visited(&self) -> bool {
        self.service.unit() == Unit::Minutes && self.service != Service::Assistance
    }
}

impl Model {
    /// Draws a municipality.
    pub(crate) fn draw(place: Place, seed: u64, window: Window, effects: Effects) -> Self {
        let mut builder = Builder::new(place, seed, window, effects);
        builder.elderly();
        builder.disability();
        builder.finish()
    }

    /// The stream for `purpose` under `keys`.
    pub(crate) fn draws(&self, purpose: Purpose, keys: &[u64]) -> Draws {
        stream(self.seed, self.place.key, purpose, keys)
    }

    pub(crate) fn person(&self, position: usize) -> Option<&Person> {
        self.persons.get(position)
    }

    /// Quantity granted in `month`, in the service's unit.
    pub(crate) fn granted(&self, grant: &Grant, month: Month) -> i64 {
        i64::from(grant.amount) * i64::from(grant.days_in(month)) / 7
    }

    /// Quantity delivered in `month`: less than granted in the holidays, and where a visit was cancelled.
    pub(crate) fn delivered(&self, grant: &Grant, month: Month) -> i64 {
        let granted = self.granted(grant, month);
        if granted == 0 || !grant.is_visited() {
            return granted;
        }
        let serial = self.person(grant.person).map_or(0, |person| person.serial);
        let mut draws = self.draws(
            Purpose::Delivered,
            &[
                serial,
                grant.service.key(),
                grant.from.key(),
                month.first_day().key(),
            ],
        );
        let holiday = match month.number() {
            7 => 60,
            12 => 35,
            2 | 10 => 15,
            _ => 0,
        };
        granted * i64::from(draws.between(900, 990) - holiday) / 1000
    }
}

/// The stream for `purpose` under `keys` in the municipality `place`.
pub(crate) fn stream(seed: u64, place: u64, purpose: Purpose, keys: &[u64]) -> Draws {
    let mut all = [0_u64; 8];
    let given = [place, purpose as u64];
    for (slot, key) in all.iter_mut().zip(given.iter().chain(keys)) {
        *slot = *key;
    }
    Draws::of(seed, &all)
}
