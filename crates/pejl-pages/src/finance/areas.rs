//! The areas of account in a table: budgets, what is booked, what is expected and how far that is from the frame; and the
//! earlier years that the expectation goes by.

use pejl_app::frame::{Band, Distance, EarlierYear, Line};
use pejl_domain::Lang;
use pejl_domain::lang::{format_date, format_share_as_percent};
use pejl_wording::kroner;
use serde::Serialize;

use crate::texts::{Texts, fill, texts};
use crate::wording::{NOTHING, sentence, signed};

/// How sure the band is that stands in the table.
const LEVEL: f64 = 0.8;

/// The row of an area.
#[derive(Debug, Serialize)]
pub(super) struct AreaRow {
    code: String,
    name: String,
    is_total: bool,
    original: String,
    corrected: String,
    actual: String,
    expected: String,
    /// Between which amounts the result lies with a probability of 80 %.
    interval: Option<String>,
    distance: String,
    share: Option<String>,
    standing: Standing,
    probability: String,
}

/// On which side of its frame something is expected to end: a word and the class of its sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Standing {
    /// The word.
    pub word: &'static str,
    /// The class.
    pub class: &'static str,
}

/// An earlier year that the expectation goes by, or why it does not.
#[derive(Debug, Serialize)]
pub(super) struct YearRow {
    year: String,
    booked: String,
    result: String,
    share: String,
    note: Option<String>,
}

impl Standing {
    /// That of a distance; without one it cannot be told.
    pub fn of(distance: Option<&Distance>, lang: Lang) -> Self {
        let t = texts(lang);
        let (word, class) = match distance.map(|one| one.oere) {
            None => (t.finance_unknown, "not-computable"),
            Some(0) => (t.finance_at, "at"),
            Some(1..) => (t.finance_over, "over"),
            Some(_) => (t.finance_under, "under"),
        };
        Self { word, class }
    }
}

/// The rows of all areas, the total last.
pub(super) fn areas(lines: &[Line], lang: Lang) -> Vec<AreaRow> {
    lines.iter().map(|line| area(line, lang)).collect()
}

fn area(line: &Line, lang: Lang) -> AreaRow {
    let amount =
        |oere: Option<i64>| oere.map_or_else(|| NOTHING.to_owned(), |oere| kroner(oere, lang));
    let expected = line.expected.as_ref().ok();
    let distance = line.distance.as_ref();
    let code = match line.area.is_total() {
        true => "",
        false => line.area.code,
    };
    AreaRow {
        code: code.to_owned(),
        name: line.area.name.to_lang(lang).to_owned(),
        is_total: line.area.is_total(),
        original: amount(line.budgets.original.as_ref().ok().map(|one| one.oere)),
        corrected: amount(line.budgets.corrected.as_ref().ok().map(|one| one.oere)),
        actual: amount(line.actual.as_ref().ok().copied()),
        expected: amount(expected.map(|one| one.oere)),
        interval: expected.and_then(|one| interval(&one.bands, LEVEL, lang)),
        distance: distance.map_or_else(|| NOTHING.to_owned(), |one| signed(kroner(one.oere, lang))),
        share: distance.and_then(|one| share_of_frame(one, lang)),
        standing: Standing::of(distance, lang),
        probability: distance
            .filter(|_| expected.is_some_and(|one| !one.is_closed))
            .and_then(|one| one.probability_inside)
            .map_or_else(|| NOTHING.to_owned(), |share| per_cent(share, lang)),
    }
}

/// Between which amounts something lies with a probability: `80 %: 1.000 til 2.000`.
pub(super) fn interval(bands: &[Band], level: f64, lang: Lang) -> Option<String> {
    let mut bands = bands.iter();
    let band = bands.find(|one| one.level.total_cmp(&level).is_eq())?;
    Some(fill(
        texts(lang).finance_interval,
        &[
            ("level", &format_share_as_percent(level, 0, lang)),
            ("low", &kroner(band.low, lang)),
            ("high", &kroner(band.high, lang)),
        ],
    ))
}

/// A distance as a share of the frame, with its sign.
pub(super) fn share_of_frame(distance: &Distance, lang: Lang) -> Option<String> {
    let share = distance.share_of_frame?;
    Some(signed(per_cent(share, lang)))
}

/// A share with one decimal.
pub(super) fn per_cent(share: f64, lang: Lang) -> String {
    format_share_as_percent(share, 1, lang)
}

/// The earlier years of the total.
pub(super) fn years(years: &[EarlierYear], lang: Lang) -> Vec<YearRow> {
    let t = texts(lang);
    years.iter().map(|one| year(one, t, lang)).collect()
}

fn year(one: &EarlierYear, t: &Texts, lang: Lang) -> YearRow {
    let amount =
        |oere: Option<i64>| oere.map_or_else(|| NOTHING.to_owned(), |oere| kroner(oere, lang));
    let left_out = one.left_out.as_ref();
    YearRow {
        year: one.year.to_string(),
        booked: amount(one.booked),
        result: amount(one.result),
        share: one
            .share
            .map_or_else(|| NOTHING.to_owned(), |share| per_cent(share, lang)),
        note: left_out.map(|why| {
            let why = sentence(why.to_lang(lang));
            fill(t.finance_left_out, &[("why", &why)])
        }),
    }
}

/// What else is known of the budgets of the total: the day of the version, what it is made of, and the municipality's own forecast.
pub(super) fn own_forecast(line: &Line, lang: Lang) -> Option<String> {
    let own = line.budgets.own_forecast.as_ref().ok()?;
    let day = own.day.map(|day| format_date(day, lang));
    Some(fill(
        texts(lang).finance_own_forecast,
        &[
            ("amount", &kroner(own.oere, lang)),
            ("date", &day.unwrap_or_default()),
        ],
    ))
}
