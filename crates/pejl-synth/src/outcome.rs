//! What the planted effects did, measured on the model and on the same model without the programme.

use std::collections::BTreeMap;

use pejl_domain::care::{EndReason, Setting};

use crate::calendar::Month;
use crate::effects::PROGRAMME;
use crate::model::{Course, CourseType, Model, caseloads, year_figures};
use crate::place::Owner;
use crate::price::Tariff;
use crate::service::Service;
use crate::truth::{
    CaseloadTruth, CaseloadYear, CourseFigures, CourseTruth, MunicipalityTruth, OwnHomeHelp,
    PriceFrom, ShortStays, YearTruth,
};

/// Months at the end of the window whose courses are left out: only the short ones have ended.
const IMMATURE_MONTHS: i32 = 6;

/// What the effects did in `model`; `without` is the same municipality and seed without the programme.
pub(crate) fn outcome(model: &Model, without: &Model) -> MunicipalityTruth {
    let caseload: Vec<CaseloadTruth> = caseloads(model)
        .into_iter()
        .zip(caseloads(without))
        .map(|((month, with), (_, without))| CaseloadTruth {
            month,
            persons: with.persons,
            persons_on_record: with.persons_on_record,
            persons_without_programme: without.persons,
            minutes_per_week: with.minutes_per_week,
            minutes_per_week_without_programme: without.minutes_per_week,
        })
        .collect();
    MunicipalityTruth {
        code: model.place.code.to_owned(),
        name: model.place.name.to_owned(),
        residents: model.place.residents,
        caseload_by_year: by_year(&caseload),
        caseload,
        courses: courses(model, without),
        years: years(model, without),
        own_home_help: own_home_help(model),
        short_stays: short_stays(model),
        own_personal_care_price: prices(model),
    }
}

fn by_year(caseload: &[CaseloadTruth]) -> Vec<CaseloadYear> {
    let mut years: BTreeMap<i32, (u32, u32, u32)> = BTreeMap::new();
    for month in caseload {
        let (n, with, without) = years.entry(month.month.year()).or_default();
        *n += 1;
        *with += month.persons;
        *without += month.persons_without_programme;
    }
    years
        .into_iter()
        .map(|(year, (n, with, without))| {
            let mean = |sum: u32| f64::from(sum) / f64::from(n);
            CaseloadYear {
                year,
                mean_persons: mean(with),
                mean_persons_without_programme: mean(without),
                lowered_by: (f64::from(without) - f64::from(with)) / f64::from(n),
            }
        })
        .collect()
}

fn courses(model: &Model, without: &Model) -> Vec<CourseTruth> {
    let window = model.window;
    let last = window.to.plus(-IMMATURE_MONTHS);
    let programme = model.effects.programme.unwrap_or(PROGRAMME);
    let start = programme.from;
    let before = (window.from, last.min(start.plus(-1)));
    let after = (window.from.max(start), last);
    [before, after]
        .into_iter()
        .filter(|(from, to)| from <= to)
        .map(|(from, to)| CourseTruth {
            from,
            to,
            as_written: course_figures(model, from, to),
            without_programme: course_figures(without, from, to),
        })
        .collect()
}

fn course_figures(model: &Model, from: Month, to: Month) -> CourseFigures {
    let started: Vec<_> = model
        .courses
        .iter()
        .filter(|course| course.course_type == CourseType::Rehabilitation)
        .filter(|course| (from.first_day()..=to.last_day()).contains(&course.start))
        .filter(|course| course.registered <= model.window.last_day())
        .collect();
    let minutes_less = |course: &&Course| {
        let after = course.minutes_after?;
        Some(i64::from(course.minutes_before) - i64::from(after))
    };
    let count = |end: EndReason| started.iter().filter(|course| course.ended == end).count();
    let mut days: Vec<i32> = started
        .iter()
        .filter(|course| course.ended.is_effect())
        .map(|course| course.end.since(course.start))
        .collect();
    days.sort_unstable();
    CourseFigures {
        n_with_result: whole(days.len()),
        median_days: median(&days),
        sum_days: days.iter().copied().map(i64::from).sum(),
        n_self_reliant: whole(count(EndReason::SelfReliant)),
        n_death: whole(count(EndReason::Death)),
        sum_minutes_less: started.iter().filter_map(minutes_less).sum(),
    }
}

fn years(model: &Model, without: &Model) -> Vec<YearTruth> {
    let figures = year_figures(model).into_iter().zip(year_figures(without));
    let year = |((year, as_written), (_, without_programme))| YearTruth {
        year,
        as_written,
        without_programme,
    };
    figures.map(year).collect()
}

fn median(sorted: &[i32]) -> Option<f64> {
    let n = sorted.len();
    let low = *sorted.get(n.checked_sub(1)? / 2)?;
    let high = *sorted.get(n / 2)?;
    Some(f64::from(low + high) / 2.0)
}

fn own_home_help(model: &Model) -> Vec<OwnHomeHelp> {
    let mut years: BTreeMap<i32, (i64, i64)> = BTreeMap::new();
    for grant in &model.grants {
        let tariff = Tariff::of(grant, &model.place);
        if tariff.owner != Owner::Own
            || !grant.service.is_home_help()
            || grant.setting != Setting::OwnHome
        {
            continue;
        }
        for month in model.window.from.through(model.window.to) {
            let minutes = model.delivered(grant, month);
            let (sum, cost) = years.entry(month.year()).or_default();
            *sum += minutes;
            *cost += tariff.cost(minutes, &model.place, &model.effects, month);
        }
    }
    years
        .into_iter()
        .map(|(year, (delivered_minutes, cost_oere))| OwnHomeHelp {
            year,
            delivered_minutes,
            cost_oere,
        })
        .collect()
}

fn short_stays(model: &Model) -> Vec<ShortStays> {
    let mut cells: BTreeMap<(i32, u8), (i64, i64)> = BTreeMap::new();
    for grant in model
        .grants
        .iter()
        .filter(|grant| grant.service == Service::ShortStay)
    {
        let tariff = Tariff::of(grant, &model.place);
        for month in model.window.from.through(model.window.to) {
            let days = model.delivered(grant, month);
            if days > 0 {
                let (sum, cost) = cells.entry((month.year(), grant.level)).or_default();
                *sum += days;
                *cost += tariff.cost(days, &model.place, &model.effects, month);
            }
        }
    }
    cells
        .into_iter()
        .map(|((year, level), (days, cost_oere))| ShortStays {
            year,
            level,
            days,
            cost_oere,
        })
        .collect()
}

fn prices(model: &Model) -> Vec<PriceFrom> {
    let tariff = Tariff {
        service: Service::PersonalCare,
        setting: Setting::OwnHome,
        level: 0,
        owner: Owner::Own,
    };
    let mut prices: Vec<PriceFrom> = Vec::new();
    for from in model.window.from.through(model.window.to) {
        let oere = tariff.price(&model.place, &model.effects, from);
        if prices.last().is_none_or(|last| last.oere != oere) {
            prices.push(PriceFrom { from, oere });
        }
    }
    prices
}

fn whole(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_the_middle_or_the_mean_of_the_middle_two() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3]), Some(3.0));
        assert_eq!(median(&[3, 4]), Some(3.5));
        assert_eq!(median(&[3, 4, 9]), Some(4.0));
    }
}
