//! A change in spending put down to residents, use, mix and price, exact to the øre.
//!
//! What is spent on services is `residents × units of a resident × share of a service in the units × price of a unit`, added up over
//! the services. [`pejl_stats::bridge`] splits the change of that into a part for each factor by LMDI-I; services that are new or
//! have ceased, and those that have no price, stand as parts of their own. Parts + new − ceased + unpriced are the change, exactly.

#[cfg(test)]
mod tests;

use pejl_domain::area::find_area;
use pejl_domain::{Cell, Lang, Oere, Period};
use pejl_stats::bridge::{BridgeError, Method, Service, Spent, bridge as split};

use crate::breaks::Break;
use crate::observation::Observation;
use crate::text::{Reason, Text};

/// One side of a change: a municipality in a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// Its code.
    pub municipality: String,
    /// The period.
    pub period: Period,
    /// Its residents; none where they are not known.
    pub residents: Option<f64>,
}

/// A service on both sides: kroner above the line and units below it; none where it is not told.
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Text,
    /// Before.
    pub before: Option<Observation>,
    /// After.
    pub after: Option<Observation>,
}

/// What a change is put down to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Factor {
    /// Residents.
    Population,
    /// Units of a resident.
    Use,
    /// Share of each service in the units.
    Mix,
    /// Kroner of a unit.
    Price,
}

impl Factor {
    /// All of them, in the order of the product.
    pub const ALL: [Self; 4] = [Self::Population, Self::Use, Self::Mix, Self::Price];

    /// `population`, `use`, `mix` or `price`.
    pub fn as_str(self) -> &'static str {
        match self {
            Factor::Population => "population",
            Factor::Use => "use",
            Factor::Mix => "mix",
            Factor::Price => "price",
        }
    }
}

/// What a service spent and counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Amount {
    /// Whole øre.
    pub oere: i64,
    /// Units.
    pub units: f64,
}

/// A service in a bridge.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Text,
    /// Before; none where nothing was spent and counted.
    pub before: Option<Amount>,
    /// After.
    pub after: Option<Amount>,
    /// Whether its change stands as unpriced: an amount below zero, or units or an amount alone.
    pub is_unpriced: bool,
}

/// A change and what it is made of, in whole øre: `parts` + `new` − `ceased` + `unpriced` = `after` − `before`.
#[derive(Debug, Clone, PartialEq)]
pub struct Bridge {
    /// Spent before.
    pub before: i64,
    /// Spent after.
    pub after: i64,
    /// The part of each factor.
    pub parts: Vec<(Factor, i64)>,
    /// Spent after on services that are new.
    pub new: i64,
    /// Spent before on services that have ceased.
    pub ceased: i64,
    /// Change of services that have no price on one side.
    pub unpriced: i64,
    /// The services.
    pub services: Vec<Part>,
    /// Changes of law or accounts between the two sides across which figures are still compared.
    pub breaks: Vec<Break>,
}

/// Puts the change from one side to the other down to residents, use, mix and price.
///
/// `breaks` are those between the two sides, of any of the services.
///
/// # Errors
/// The reason why there is none: a service is not told on a side, residents are not known, a cut lies between, nothing is spent on
/// either side, or amounts are too large.
pub fn bridge(
    (before, after): (&Side, &Side),
    products: &[Product],
    breaks: &[Break],
) -> Result<Bridge, Reason> {
    if let Some(cut) = breaks.iter().find(|one| !one.comparable) {
        return Err(cut_between(cut));
    }
    let (Some(residents_before), Some(residents_after)) = (before.residents, after.residents)
    else {
        let unknown = if before.residents.is_none() {
            before
        } else {
            after
        };
        return Err(no_residents(unknown));
    };
    let mut services = Vec::new();
    for product in products {
        let amount = |side: &Side, one: &Option<Observation>| told(product, side, one.as_ref());
        let (one, other) = (
            amount(before, &product.before)?,
            amount(after, &product.after)?,
        );
        services.push(Part {
            code: product.code.clone(),
            name: product.name.clone(),
            is_unpriced: [one, other]
                .into_iter()
                .flatten()
                .any(|one| !is_priced(one)),
            before: one,
            after: other,
        });
    }
    // Of those on both sides: what is new or has ceased is no use and no mix of these.
    let units = |of: fn(&Part) -> Option<Amount>| -> f64 {
        let kept = services
            .iter()
            .filter(|part| !part.is_unpriced && part.before.is_some() && part.after.is_some());
        kept.filter_map(of).map(|one| one.units).sum()
    };
    let whole = (
        (residents_before, units(|part| part.before)),
        (residents_after, units(|part| part.after)),
    );
    let mut found = of_priced(&services, whole)?;
    let mut unpriced = [0_i64; 2];
    for part in services.iter().filter(|part| part.is_unpriced) {
        for (sum, side) in unpriced.iter_mut().zip([part.before, part.after]) {
            let oere = side.map_or(0, |one| one.oere);
            *sum = sum.checked_add(oere).ok_or_else(too_large)?;
        }
    }
    let [before, after] = unpriced;
    let add = |one: i64, other: i64| one.checked_add(other).ok_or_else(too_large);
    found.before = add(found.before, before)?;
    found.after = add(found.after, after)?;
    found.unpriced = after.checked_sub(before).ok_or_else(too_large)?;
    found.services = services;
    found.breaks = breaks.to_vec();
    Ok(found)
}

/// The bridge of the services that have a price on each side on which they are.
fn of_priced(services: &[Part], whole: ((f64, f64), (f64, f64))) -> Result<Bridge, Reason> {
    let priced = services.iter().filter(|part| !part.is_unpriced);
    let priced: Vec<Service> = priced
        .filter(|part| part.before.is_some() || part.after.is_some())
        .map(|part| Service {
            before: part.before.map(|one| spent(one, whole.0)),
            after: part.after.map(|one| spent(one, whole.1)),
        })
        .collect();
    let mut found = Bridge {
        before: 0,
        after: 0,
        parts: Factor::ALL.iter().map(|factor| (*factor, 0)).collect(),
        new: 0,
        ceased: 0,
        unpriced: 0,
        services: Vec::new(),
        breaks: Vec::new(),
    };
    if priced.is_empty() {
        // Nothing has a price; what there is stands as unpriced.
        return match services.iter().any(|part| part.is_unpriced) {
            true => Ok(found),
            false => Err(nothing_spent()),
        };
    }
    let of_all = split(&priced, Method::Lmdi).map_err(|error| match error {
        BridgeError::Empty => nothing_spent(),
        _ => too_large(),
    })?;
    (found.before, found.after) = (of_all.before, of_all.after);
    (found.new, found.ceased) = (of_all.new, of_all.ceased);
    // Without a service that is on both sides there are no factors.
    for ((_, part), oere) in found.parts.iter_mut().zip(of_all.parts) {
        *part = oere;
    }
    Ok(found)
}

fn spent(amount: Amount, (residents, units): (f64, f64)) -> Spent {
    let (oere, of_service) = (amount.oere, amount.units);
    // Where no service is on both sides the factors are of none, and any that multiply to the amount will do.
    let units = if units > 0.0 { units } else { of_service };
    Spent {
        oere,
        factors: vec![
            residents,
            units / residents,
            of_service / units,
            oere as f64 / of_service,
        ],
    }
}

fn is_priced(one: Amount) -> bool {
    one.oere > 0 && one.units > 0.0
}

/// What a service spent and counted on a side; none where it was neither there nor paid.
fn told(
    product: &Product,
    side: &Side,
    one: Option<&Observation>,
) -> Result<Option<Amount>, Reason> {
    let Some(one) = one else {
        return Err(not_told(product, side, None));
    };
    let known = match one.cell {
        Cell::Ok | Cell::Zero => one.numerator.zip(one.denominator),
        // Nothing is below the line: nobody had the service.
        Cell::NotApplicable => Some((one.numerator.unwrap_or(0.0), one.denominator.unwrap_or(0.0))),
        Cell::Missing | Cell::Confidential | Cell::Immature => None,
    };
    let Some((kroner, units)) = known else {
        return Err(not_told(product, side, one.reason.as_ref()));
    };
    let oere = Oere::nearest_to_kroner(kroner).map(Oere::as_oere);
    let oere = oere.filter(|_| units.is_finite()).ok_or_else(too_large)?;
    let is_there = oere != 0 || units != 0.0;
    Ok(is_there.then_some(Amount { oere, units }))
}

fn not_told(product: &Product, side: &Side, why: Option<&Reason>) -> Reason {
    let [(place_da, period_da), (place_en, period_en)] =
        [Lang::Da, Lang::En].map(|lang| named(side, lang));
    let of =
        |text: fn(&Reason) -> &String| why.map_or(String::new(), |why| format!(": {}", text(why)));
    Text {
        da: format!(
            "{} har intet tal for {place_da} i {period_da}{}",
            product.name.da,
            of(|why| &why.da)
        ),
        en: format!(
            "{} has no figure of {place_en} in {period_en}{}",
            product.name.en,
            of(|why| &why.en)
        ),
    }
}

fn no_residents(side: &Side) -> Reason {
    let [da, en] = [Lang::Da, Lang::En].map(|lang| named(side, lang));
    Text {
        da: format!("indbyggerne i {} i {} kendes ikke", da.0, da.1),
        en: format!("the residents of {} in {} are not known", en.0, en.1),
    }
}

/// The municipality and the period of a side, as a reader says them.
fn named(side: &Side, lang: Lang) -> (String, String) {
    let area = find_area(&side.municipality);
    let name = area.map_or(side.municipality.as_str(), |area| area.name(lang));
    (name.to_owned(), side.period.to_lang(lang))
}

fn cut_between(cut: &Break) -> Reason {
    Text {
        da: format!("de to sider kan ikke sammenlignes: {}", cut.text.da),
        en: format!("the two sides cannot be compared: {}", cut.text.en),
    }
}

fn nothing_spent() -> Reason {
    Text {
        da: "der er ikke brugt noget på nogen af siderne".to_owned(),
        en: "nothing is spent on either side".to_owned(),
    }
}

fn too_large() -> Reason {
    Text {
        da: "beløbene er for store".to_owned(),
        en: "the amounts are too large".to_owned(),
    }
}
