//! What is planted, from which month, and how large.

use serde::Serialize;

use crate::calendar::Month;

/// How courses end that end with a result, per mille of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Results {
    /// No help afterwards.
    pub self_reliant: u32,
    /// Less help than before, or than applied for.
    pub less_help: u32,
    /// The same help.
    pub same_help: u32,
    /// More help.
    pub more_help: u32,
}

/// The rehabilitation programme: courses that start in `from` or later are planned shorter and end better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Programme {
    /// First month in which courses start under the programme.
    pub from: Month,
    /// Planned length without it, which is also the median of the drawn lengths.
    pub planned_days_before: i32,
    /// Planned length under it.
    pub planned_days_after: i32,
    /// Results without it.
    pub results_per_mille_before: Results,
    /// Results under it.
    pub results_per_mille_after: Results,
}

/// The rise of the own supplier's hourly price of personal and practical help at home, beside the yearly rise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PriceRise {
    /// First month with the higher price.
    pub from: Month,
    /// The rise, per mille.
    pub per_mille: i64,
    /// The services, by code.
    pub services: [&'static str; 4],
}

/// Lighter cases: temporary placements that are decided in `from` or later have lighter levels; no level changes price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MixShift {
    /// First month of decisions with the lighter mix.
    pub from: Month,
    /// The service.
    pub service: &'static str,
    /// Share of new cases on level 1 (light), 2 and 3 (heavy) before, per mille.
    pub level_per_mille_before: [u32; 3],
    /// The same from `from` on.
    pub level_per_mille_after: [u32; 3],
}

/// Everything planted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Effects {
    /// `None` in a run without the programme.
    pub programme: Option<Programme>,
    /// The price rise.
    pub price_rise: PriceRise,
    /// The mix shift.
    pub mix_shift: MixShift,
}

impl Results {
    /// As weights, in the order of the fields.
    pub(crate) const fn weights(self) -> [u32; 4] {
        [
            self.self_reliant,
            self.less_help,
            self.same_help,
            self.more_help,
        ]
    }
}

/// The programme; without it courses are as its `before` fields say.
pub(crate) const PROGRAMME: Programme = Programme {
    from: Month::new(2017, 1),
    planned_days_before: 84,
    planned_days_after: 56,
    results_per_mille_before: Results {
        self_reliant: 300,
        less_help: 280,
        same_help: 310,
        more_help: 110,
    },
    results_per_mille_after: Results {
        self_reliant: 460,
        less_help: 300,
        same_help: 180,
        more_help: 60,
    },
};

impl Effects {
    /// What is planted, with the programme from a month on or without it.
    pub(crate) fn planted(programme: Option<Month>) -> Self {
        Self {
            programme: programme.map(|from| Programme { from, ..PROGRAMME }),
            price_rise: PriceRise {
                from: Month::new(2016, 7),
                per_mille: 60,
                services: ["SEL-83-1", "SEL-83-2", "AEL-10-1", "AEL-10-2"],
            },
            mix_shift: MixShift {
                from: Month::new(2016, 1),
                service: "SEL-107",
                level_per_mille_before: [250, 400, 350],
                level_per_mille_after: [500, 350, 150],
            },
        }
    }
}
