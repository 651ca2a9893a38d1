//! Why a group has no figure, or figures cannot be compared.

use pejl_domain::{Lang, Period};

use super::{listed, name};
use crate::observation::Observation;
use crate::text::{Reason, Text};

/// A rate that is published without what stands below its line does not add up over a group.
pub(crate) fn not_of_groups(group: &str) -> Reason {
    Text {
        da: format!(
            "tallet er offentliggjort for den enkelte kommune, og dets nævner er ikke kendt; for gruppen {group} kan det ikke regnes ud"
        ),
        en: format!(
            "the figure is published for single municipalities, and what it is divided by is not known; it cannot be computed of the group {group}"
        ),
    }
}

/// Members of a group are without a figure.
pub(crate) fn members_missing(areas: &[String], n_members: usize) -> Reason {
    let names = |lang| {
        areas
            .iter()
            .map(|area| name(area, lang))
            .collect::<Vec<_>>()
    };
    Text {
        da: format!(
            "{} af {n_members} kommuner mangler: {}",
            areas.len(),
            listed(names(Lang::Da)).da
        ),
        en: format!(
            "{} of {n_members} municipalities are missing: {}",
            areas.len(),
            listed(names(Lang::En)).en
        ),
    }
}

/// Nobody lives in the group, so nothing can be divided.
pub(crate) fn no_residents() -> Reason {
    Text {
        da: "der er ingen indbyggere i gruppen at dele med".to_owned(),
        en: "there are no residents in the group to divide by".to_owned(),
    }
}

/// The group had ended before the period.
pub(crate) fn group_ended(group: &str, period: Period) -> Reason {
    Text {
        da: format!(
            "gruppen {group} findes ikke længere i {}",
            period.to_lang(Lang::Da)
        ),
        en: format!(
            "the group {group} no longer exists in {}",
            period.to_lang(Lang::En)
        ),
    }
}

/// A municipality that the observations compared do not hold.
pub(crate) fn not_asked() -> Reason {
    Text {
        da: "tallet er ikke med i svaret".to_owned(),
        en: "the figure is not among those compared".to_owned(),
    }
}

/// No municipality compared has a value.
pub(crate) fn nobody_has_a_value() -> Reason {
    Text {
        da: "ingen af kommunerne har et tal".to_owned(),
        en: "none of the municipalities has a figure".to_owned(),
    }
}

/// The residents that published figures are weighted by are not known for these areas.
pub(crate) fn weights_missing(areas: &[String], n: usize) -> Reason {
    let names = |lang| {
        areas
            .iter()
            .map(|area| name(area, lang))
            .collect::<Vec<_>>()
    };
    Text {
        da: format!(
            "folketal pr. 1. juli mangler for {} af {n} kommuner: {}",
            areas.len(),
            listed(names(Lang::Da)).da
        ),
        en: format!(
            "residents on 1 July are missing for {} of {n} municipalities: {}",
            areas.len(),
            listed(names(Lang::En)).en
        ),
    }
}

/// Medians of municipalities do not give the median of all their cases.
pub(crate) fn no_common_median() -> Reason {
    Text {
        da: "medianer for flere kommuner kan ikke lægges sammen".to_owned(),
        en: "medians of several municipalities cannot be put together".to_owned(),
    }
}

/// Quantiles of municipalities do not give that of all their cases.
pub(crate) fn no_common_quantile() -> Reason {
    Text {
        da: "fraktiler for flere kommuner kan ikke lægges sammen".to_owned(),
        en: "quantiles of several municipalities cannot be put together".to_owned(),
    }
}

/// The two figures of a change are not of the same kind.
pub(crate) fn stated_differently(before: &Observation, now: &Observation) -> Reason {
    let of = |one: &Observation| {
        let dranst = one.members.get("dranst").map_or("", String::as_str);
        format!("{}: dranst {dranst}, {}", one.period, one.price_level)
    };
    let (before, now) = (of(before), of(now));
    Text {
        da: format!("tallene er opgjort forskelligt ({before}; {now})"),
        en: format!("the figures are stated differently ({before}; {now})"),
    }
}
