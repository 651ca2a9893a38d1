//! A municipality's size and its suppliers.

use pejl_domain::Area;
use pejl_domain::area::municipalities;
use pejl_domain::care::ProviderType;

use crate::draw::Draws;

/// Code of the municipality that comes first.
const HEDENSTED: &str = "766";

/// A municipality as the model sees it.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// Three-digit code.
    pub(crate) code: &'static str,
    /// Its name.
    pub(crate) name: &'static str,
    /// The code as a key of draws.
    pub(crate) key: u64,
    /// Residents, the same in every year.
    pub(crate) residents: u32,
    /// Number of districts; they are numbered from 1.
    pub(crate) n_districts: u8,
    /// Its price level, per mille of Hedensted's.
    pub(crate) price_per_mille: i64,
    /// Whoever delivers; a supplier's id is its position.
    pub(crate) suppliers: Vec<Supplier>,
}

/// Whose a supplier is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Owner {
    Own,
    Private,
    Municipality,
    Region,
}

/// What a supplier does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Trade {
    HomeHelp,
    CareHome,
    Nursing,
    Training,
    Kitchen,
    Support,
    Housing,
    Residence,
    Shelter,
    Workshop,
    DayCentre,
}

/// One supplier; the own ones are units.
#[derive(Debug, Clone)]
pub(crate) struct Supplier {
    pub(crate) owner: Owner,
    pub(crate) trade: Trade,
    pub(crate) name: String,
}

impl Owner {
    pub(crate) const fn provider_type(self) -> ProviderType {
        match self {
            Self::Own => ProviderType::Own,
            Self::Private => ProviderType::Private,
            Self::Municipality => ProviderType::OtherMunicipality,
            Self::Region => ProviderType::Region,
        }
    }
}

impl Trade {
    /// Whom it works for.
    pub(crate) const fn service_area(self) -> &'static str {
        match self {
            Self::HomeHelp | Self::CareHome | Self::Nursing | Self::Training | Self::Kitchen => {
                "elderly"
            }
            Self::Shelter => "vulnerable",
            Self::Support | Self::Housing | Self::Residence | Self::Workshop | Self::DayCentre => {
                "disability"
            }
        }
    }

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::HomeHelp => "home_help",
            Self::CareHome => "care_home",
            Self::Nursing => "nursing",
            Self::Training => "training",
            Self::Kitchen => "kitchen",
            Self::Support => "support",
            Self::Housing => "housing",
            Self::Residence => "residence",
            Self::Shelter => "shelter",
            Self::Workshop => "workshop",
            Self::DayCentre => "day_centre",
        }
    }
}

impl Place {
    /// The first `scale` municipalities: Hedensted, then the others in code order.
    pub(crate) fn first(scale: u16, seed: u64) -> Vec<Self> {
        let (mut areas, others): (Vec<&Area>, Vec<&Area>) = municipalities()
            .iter()
            .partition(|area| area.code == HEDENSTED);
        areas.extend(others);
        areas
            .into_iter()
            .take(usize::from(scale))
            .map(|area| Self::of(area, seed))
            .collect()
    }

    fn of(area: &'static Area, seed: u64) -> Self {
        let key = area.code.parse().unwrap_or_default();
        let mut draws = Draws::of(seed, &[key, 0]);
        let (residents, price_per_mille) = match area.code {
            HEDENSTED => (46_000, 1000),
            code => (size(code), i64::from(draws.between(920, 1080))),
        };
        let n_districts = u8::try_from((residents / 8_000).clamp(1, 40)).unwrap_or(1);
        Self {
            code: area.code,
            name: area.name_da,
            key,
            residents,
            n_districts,
            price_per_mille,
            suppliers: suppliers(residents, n_districts),
        }
    }

    /// Positions of the suppliers of this owner and trade.
    pub(crate) fn suppliers_of(&self, owner: Owner, trade: Trade) -> impl Iterator<Item = u16> {
        self.suppliers
            .iter()
            .enumerate()
            .filter(move |(_, supplier)| supplier.owner == owner && supplier.trade == trade)
            .filter_map(|(position, _)| u16::try_from(position).ok())
    }

    /// One of the suppliers of this owner and trade, the same for the same `n`; the first own one when there is none.
    pub(crate) fn supplier_of(&self, owner: Owner, trade: Trade, n: u32) -> u16 {
        let count = u32::try_from(self.suppliers_of(owner, trade).count()).unwrap_or_default();
        let position =
            usize::try_from(n.checked_rem(count).unwrap_or_default()).unwrap_or_default();
        self.suppliers_of(owner, trade)
            .nth(position)
            .or_else(|| self.suppliers_of(Owner::Own, trade).next())
            .unwrap_or_default()
    }

    /// The supplier at a position that [`Self::supplier_of`] gave.
    pub(crate) fn supplier(&self, id: u16) -> Option<&Supplier> {
        self.suppliers.get(usize::from(id))
    }

    pub(crate) fn owner(&self, id: u16) -> Owner {
        self.supplier(id)
            .map_or(Owner::Own, |supplier| supplier.owner)
    }
}

/// Residents: the four largest and the small islands as they are in round numbers, the others drawn from the code, so
/// that a municipality has the same size under every seed.
fn size(code: &str) -> u32 {
    match code {
        "101" => 640_000,
        "751" => 350_000,
        "851" => 220_000,
        "461" => 205_000,
        "825" | "563" => 2_500,
        "741" => 3_700,
        "492" => 6_000,
        code => {
            let part = Draws::of(0, &[code.parse().unwrap_or_default(), 1]).below(1000);
            18_000 + 84 * part * part / 1000
        }
    }
}

fn suppliers(residents: u32, n_districts: u8) -> Vec<Supplier> {
    let mut all = Vec::new();
    for district in 1..=n_districts {
        all.push(own(
            Trade::HomeHelp,
            format!("Hjemmeplejen, distrikt {district}"),
        ));
    }
    let mut several = |trade, name: &str, per_residents: u32| {
        for n in 1..=(residents / per_residents).clamp(1, 60) {
            all.push(own(trade, format!("{name} {n}")));
        }
    };
    several(Trade::CareHome, "Plejecenter", 9_000);
    several(Trade::Nursing, "Sygeplejegruppe", 20_000);
    several(Trade::Training, "Træningsenhed", 50_000);
    several(Trade::Kitchen, "Madservice, køkken", 100_000);
    several(Trade::Support, "Bostøtteteam", 16_000);
    several(Trade::Housing, "Bofællesskab", 15_000);
    several(Trade::Residence, "Botilbud", 18_000);
    several(Trade::Workshop, "Beskyttet værksted", 45_000);
    several(Trade::DayCentre, "Aktivitets- og samværstilbud", 24_000);
    for (owner, trade, name) in [
        (
            Owner::Private,
            Trade::HomeHelp,
            "Privat hjemmehjælp A (opfundet)",
        ),
        (
            Owner::Private,
            Trade::HomeHelp,
            "Privat hjemmehjælp B (opfundet)",
        ),
        (
            Owner::Private,
            Trade::Kitchen,
            "Privat madservice (opfundet)",
        ),
        (Owner::Private, Trade::Support, "Privat bostøtte (opfundet)"),
        (
            Owner::Private,
            Trade::Residence,
            "Privat botilbud A (opfundet)",
        ),
        (
            Owner::Private,
            Trade::Residence,
            "Privat botilbud B (opfundet)",
        ),
        (Owner::Private, Trade::Shelter, "Forsorgshjem (opfundet)"),
        (
            Owner::Municipality,
            Trade::Residence,
            "Nabokommunens botilbud (opfundet)",
        ),
        (
            Owner::Municipality,
            Trade::Shelter,
            "Nabokommunens forsorgshjem (opfundet)",
        ),
        (
            Owner::Municipality,
            Trade::DayCentre,
            "Nabokommunens dagtilbud (opfundet)",
        ),
        (
            Owner::Region,
            Trade::Residence,
            "Regionens botilbud (opfundet)",
        ),
    ] {
        all.push(Supplier {
            owner,
            trade,
            name: name.to_owned(),
        });
    }
    all
}

fn own(trade: Trade, name: String) -> Supplier {
    Supplier {
        owner: Owner::Own,
        trade,
        name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hedensted_comes_first_and_all_98_follow_once() {
        let places = Place::first(98, 1);
        assert_eq!(
            places.first().map(|p| (p.code, p.residents)),
            Some(("766", 46_000))
        );
        let mut codes: Vec<_> = places.iter().map(|p| p.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), 98);
        let residents: u32 = places.iter().map(|p| p.residents).sum();
        assert!((4_000_000..8_000_000).contains(&residents), "{residents}");
    }

    #[test]
    fn a_size_is_the_municipality_s_own_under_every_seed() {
        let sizes =
            |seed| -> Vec<u32> { Place::first(98, seed).iter().map(|p| p.residents).collect() };
        assert_eq!(sizes(1), sizes(2));
    }
}
