//! Links to the same figures in the API, pinned to the revision that is shown.

use super::figures::{COUNTRY, Choice, Figures, group_code, reading_code};
use crate::downloads::{Download, Downloads};
use crate::link::Link;
use crate::texts::texts;

/// The links of these figures.
pub(crate) fn downloads(figures: &Figures) -> Downloads {
    let choice = &figures.choice;
    let t = texts(choice.seen.lang);
    let revision = choice.seen.head.revision;
    let table = |label, link: &Link| Download::table(label, link, choice.seen.lang);
    let all = comparison(choice, "all", revision);
    let mut files = vec![table(t.download_ranking, &all)];
    if !choice.is_all() {
        let link = comparison(choice, &group_code(choice.group), revision);
        files.push(table(t.download_group, &link));
    }
    if let (Some(first), Some(last)) = (figures.years.first(), figures.years.last()) {
        let link = observations(choice, &format!("{first}..{last}"), revision);
        files.push(table(t.download_years, &link));
    }
    Downloads {
        files,
        permalink: choice.pinned().to_string(),
    }
}

fn comparison(choice: &Choice, group: &str, revision: i64) -> Link {
    let path = format!(
        "/api/v1/indicators/{}/comparison",
        reading_code(&choice.reading)
    );
    let link = Link::to(&path, choice.seen.lang)
        .with("municipality", choice.seen.own.code)
        .with("period", &choice.period.to_string());
    let link = match choice.from {
        Some(from) => link.with("from", &from.to_string()),
        None => link,
    };
    shared(link.with("group", group), choice, revision)
}

fn observations(choice: &Choice, periods: &str, revision: i64) -> Link {
    let group = if choice.is_all() {
        String::new()
    } else {
        format!(",{}", choice.group.code)
    };
    let link = Link::to("/api/v1/observations", choice.seen.lang)
        .with("indicator", &reading_code(&choice.reading))
        .with("municipality", &format!("*,{COUNTRY}{group}"))
        .with("period", periods);
    shared(link, choice, revision)
}

fn shared(link: Link, choice: &Choice, revision: i64) -> Link {
    link.with("filter.function", choice.account.code())
        .with("price", &choice.price.to_string())
        .with("revision", &revision.to_string())
}
