//! Means and spread: of all municipalities, and beside them of the group.

use pejl_app::reference::place_name;
use pejl_app::{Comparison, Extreme};
use pejl_domain::lang::format_number;
use serde::Serialize;

use super::figures::{Choice, Figures};
use super::view::{country_label, mean_method, rank_of};
use crate::texts::{fill, texts};
use crate::wording::{self, NOTHING, bare, signed};

/// Names given for an end of the values before the rest is only counted.
const NAMES_MAX: usize = 3;
/// Decimals of an index of 100.
const INDEX_DECIMALS: u8 = 1;

/// The table of means and spread.
#[derive(Debug, Serialize)]
pub(crate) struct Spread {
    caption: String,
    columns: Vec<String>,
    rows: Vec<SpreadRow>,
}

#[derive(Debug, Serialize)]
struct SpreadRow {
    label: String,
    cells: Vec<SpreadCell>,
}

#[derive(Debug, Clone, Default, Serialize)]
struct SpreadCell {
    value: String,
    note: String,
}

/// Means at the head of a column.
const N_MEANS: usize = 2;

/// One column of the table: each row's label with its cell.
type SpreadColumn = Vec<(String, SpreadCell)>;

/// The table of these figures.
pub(crate) fn spread(figures: &Figures) -> Spread {
    let choice = &figures.choice;
    let (lang, t) = (choice.seen.lang, texts(choice.seen.lang));
    let all = &figures.all.comparison;
    let mut columns = vec![fill(t.spread_all, &[("n", &all.n_members.to_string())])];
    let mut of_group: Option<SpreadColumn> = None;
    if let (Some(group), Some(name)) = (&figures.group, figures.group_name()) {
        columns.push(match figures.is_own_added() {
            true => fill(
                t.with_own,
                &[("group", &name), ("name", choice.seen.own.name(lang))],
            ),
            false => name,
        });
        let mut cells = column(&group.comparison, choice);
        if figures.is_own_added() {
            let note = fill(t.without_own, &[("name", choice.seen.own.name(lang))]);
            for (_, mean) in cells.iter_mut().take(N_MEANS) {
                mean.note.clone_from(&note);
            }
        }
        of_group = Some(cells);
    }
    let row = |(n, (label, cell)): (usize, (String, SpreadCell))| {
        let beside = of_group
            .as_ref()
            .and_then(|column| column.get(n))
            .map(|(_, cell)| cell.clone());
        SpreadRow {
            label,
            cells: std::iter::once(cell).chain(beside).collect(),
        }
    };
    let mut rows: Vec<SpreadRow> = column(all, choice)
        .into_iter()
        .enumerate()
        .map(row)
        .collect();
    // The country is no group, so its figure stands in the first column alone, after the means.
    let after_means = rows.len().min(N_MEANS);
    let country = country(all, choice).into_iter().map(|(label, cell)| {
        let empty = of_group.as_ref().map(|_| SpreadCell::default());
        SpreadRow {
            label,
            cells: std::iter::once(cell).chain(empty).collect(),
        }
    });
    rows.splice(after_means..after_means, country);
    Spread {
        caption: fill(
            t.spread_caption,
            &[("unit", &wording::unit(&choice.reading, lang))],
        ),
        columns,
        rows,
    }
}

/// Figures of one comparison, the two means first.
fn column(comparison: &Comparison, choice: &Choice) -> SpreadColumn {
    let (lang, t) = (choice.seen.lang, texts(choice.seen.lang));
    let quartiles = comparison.quartiles;
    let index = comparison
        .index
        .map(|index| format_number(index.value, INDEX_DECIMALS, lang));
    let n = fill(
        t.spread_n_of,
        &[
            ("k", &comparison.n.to_string()),
            ("n", &comparison.n_members.to_string()),
        ],
    );
    vec![
        (
            mean_method(comparison, t).to_owned(),
            number(comparison.mean.value, choice),
        ),
        (
            t.spread_unweighted.to_owned(),
            number(comparison.unweighted_mean, choice),
        ),
        (
            t.spread_min.to_owned(),
            end(comparison.min.as_ref(), choice),
        ),
        (
            t.spread_lower.to_owned(),
            number(quartiles.map(|q| q.lower), choice),
        ),
        (
            t.spread_median.to_owned(),
            number(quartiles.map(|q| q.median), choice),
        ),
        (
            t.spread_upper.to_owned(),
            number(quartiles.map(|q| q.upper), choice),
        ),
        (
            t.spread_max.to_owned(),
            end(comparison.max.as_ref(), choice),
        ),
        (
            fill(t.spread_rank, &[("name", choice.seen.own.name(lang))]),
            plain(rank_of(comparison, t)),
        ),
        (t.spread_index.to_owned(), plain(index)),
        (t.spread_n.to_owned(), plain(Some(n))),
    ]
}

/// The country's own figure, and how far the mean is from it.
fn country(comparison: &Comparison, choice: &Choice) -> SpreadColumn {
    let t = texts(choice.seen.lang);
    let Some(country) = &comparison.country else {
        return Vec::new();
    };
    let own = country.value.map(|value| {
        bare(
            value,
            choice.reading.precision,
            &choice.reading.unit,
            choice.seen.lang,
        )
    });
    let difference = SpreadCell {
        value: country.difference.map_or_else(
            || NOTHING.to_owned(),
            |value| signed(written(value, choice)),
        ),
        note: String::new(),
    };
    vec![
        (country_label(choice, t).to_owned(), plain(own)),
        (t.spread_difference.to_owned(), difference),
    ]
}

fn plain(value: Option<String>) -> SpreadCell {
    SpreadCell {
        value: value.unwrap_or_else(|| NOTHING.to_owned()),
        note: String::new(),
    }
}

/// Means and quartiles of whole kroner are no whole kroner: one decimal more than the values have.
fn written(value: f64, choice: &Choice) -> String {
    bare(
        value,
        choice.reading.precision.saturating_add(1),
        &choice.reading.unit,
        choice.seen.lang,
    )
}

fn number(value: Option<f64>, choice: &Choice) -> SpreadCell {
    plain(value.map(|value| written(value, choice)))
}

fn end(end: Option<&Extreme>, choice: &Choice) -> SpreadCell {
    let Some(end) = end else { return plain(None) };
    let value = bare(
        end.value,
        choice.reading.precision,
        &choice.reading.unit,
        choice.seen.lang,
    );
    SpreadCell {
        value,
        note: names(&end.municipalities, choice),
    }
}

fn names(codes: &[String], choice: &Choice) -> String {
    let mut names: Vec<String> = codes
        .iter()
        .take(NAMES_MAX)
        .map(|code| place_name(code, choice.seen.lang))
        .collect();
    let rest = codes.len().saturating_sub(NAMES_MAX);
    if rest > 0 {
        names.push(fill(
            texts(choice.seen.lang).spread_others,
            &[("n", &rest.to_string())],
        ));
    }
    names.join(", ")
}
