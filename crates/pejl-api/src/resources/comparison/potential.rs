//! What it would mean in kroner to be as others are.

use pejl_app::Text;
use pejl_app::comparison::{Kroner, Line, Potential, Split};
use pejl_domain::{Lang, Oere};
use serde::Serialize;
use utoipa::ToSchema;

/// Kroner of whole øre, exact below 2⁵³ øre, as all that are told are.
fn kroner(oere: i64) -> f64 {
    Oere::from_oere(oere).to_kroner_f64()
}

/// Kroner that would be saved; below zero where it would cost more.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct KronerBody {
    /// Kroner.
    #[schema(example = 3_120_400.0)]
    pub kroner: f64,
    /// The least without one of the peers.
    pub lowest_without_one: f64,
    /// The most without one of the peers.
    pub highest_without_one: f64,
    /// Where the interval of 95 % begins, by draws of as many peers from these.
    pub lower_95: f64,
    /// Where it ends.
    pub upper_95: f64,
}

impl KronerBody {
    fn of(one: &Kroner) -> Self {
        Self {
            kroner: kroner(one.oere),
            lowest_without_one: kroner(one.without_one.0),
            highest_without_one: kroner(one.without_one.1),
            lower_95: kroner(one.drawn_95.0),
            upper_95: kroner(one.drawn_95.1),
        }
    }
}

/// What it would mean to be as a yardstick among the peers is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct YardstickBody {
    /// `median`, `best_quarter` or `best_five` (the mean of the five best).
    #[schema(example = "median")]
    pub yardstick: &'static str,
    /// Where it lies, in the unit of the values.
    #[schema(example = 3742.0)]
    pub value: f64,
    /// What would be saved.
    #[serde(flatten)]
    pub saved: KronerBody,
    /// Kroner of it that a year can bring at the speed of the peers; null without a speed, or where nothing would be saved.
    #[schema(example = 1_040_000.0)]
    pub realisable_a_year: Option<f64>,
    /// Years until it is reached at that speed.
    #[schema(example = 3.1)]
    pub years: Option<f64>,
}

impl YardstickBody {
    fn of(one: &Line) -> Self {
        Self {
            yardstick: one.mark.yardstick.as_str(),
            value: one.mark.value,
            saved: KronerBody::of(&one.kroner),
            realisable_a_year: one.yearly_oere.map(kroner),
            years: one.years,
        }
    }
}

/// A potential told apart into price and use.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SplitBody {
    /// The yardstick.
    #[schema(example = "median")]
    pub yardstick: &'static str,
    /// Kroner per unit at the yardstick.
    pub price: f64,
    /// Units per resident at the yardstick.
    #[serde(rename = "use")]
    pub usage: f64,
    /// What would be saved if the price alone were that of the yardstick.
    pub price_alone: KronerBody,
    /// What would be saved if use alone were.
    pub use_alone: KronerBody,
    /// What would be saved if both were: `price_part` and `use_part` add up to it to the øre.
    pub both: f64,
    /// The part of price (Bennet).
    pub price_part: f64,
    /// The part of use.
    pub use_part: f64,
}

impl SplitBody {
    fn of(one: &Split) -> Self {
        Self {
            yardstick: one.price.yardstick.as_str(),
            price: one.price.value,
            usage: one.usage.value,
            price_alone: KronerBody::of(&one.price_alone),
            use_alone: KronerBody::of(&one.use_alone),
            both: kroner(one.both),
            price_part: kroner(one.price_part),
            use_part: kroner(one.use_part),
        }
    }
}

/// What it would mean in kroner to be as others are, the own municipality not among them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PotentialBody {
    /// `spending` (per resident, times own residents) or `price` (per unit, times own units); null where there is none.
    #[schema(example = "spending")]
    pub basis: Option<&'static str>,
    /// Own residents or units.
    #[schema(example = 46_722.0)]
    pub base: Option<f64>,
    /// What is spent.
    #[schema(example = 159_400_000.0)]
    pub own_kroner: Option<f64>,
    /// Yearly change, as a share, that a quarter of the peers have reached or gone below since `from`; null without `from`.
    #[schema(example = -0.021)]
    pub speed: Option<f64>,
    /// Peers that it is of.
    #[schema(example = 97)]
    pub speed_n: Option<usize>,
    /// One for each yardstick.
    pub yardsticks: Vec<YardstickBody>,
    /// The same told apart into price and use; nothing without `volume`.
    pub split: Vec<SplitBody>,
    /// Why there is none, or why it is not told apart though that was asked for.
    pub reason: Option<String>,
}

impl PotentialBody {
    pub(super) fn of(found: &Result<Potential, Text>, lang: Lang) -> Self {
        let one = found.as_ref().ok();
        let split_reason = one.and_then(|one| one.split_reason.as_ref());
        let reason = found.as_ref().err().or(split_reason);
        let speed = one.and_then(|one| one.speed);
        let lines = one.map_or(&[][..], |one| &one.lines);
        let split = one.map_or(&[][..], |one| &one.split);
        Self {
            basis: one.map(|one| one.basis.as_str()),
            base: one.map(|one| one.base),
            own_kroner: one.map(|one| kroner(one.own_oere)),
            speed: speed.map(|(yearly, _)| yearly),
            speed_n: speed.map(|(_, n)| n),
            yardsticks: lines.iter().map(YardstickBody::of).collect(),
            split: split.iter().map(SplitBody::of).collect(),
            reason: reason.map(|text| text.to_lang(lang).to_owned()),
        }
    }
}
