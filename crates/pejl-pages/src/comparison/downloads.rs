//! Links to the same figures in the API, pinned to the revision that is shown.

use super::figures::{COUNTRY, Choice, Figures, reading_code};
use crate::downloads::{Download, Downloads};
use crate::link::Link;
use crate::texts::texts;

/// The links of these figures.
pub(crate) fn downloads(figures: &Figures) -> Downloads {
    let choice = &figures.choice;
    let t = texts(choice.seen.lang);
    let revision = choice.seen.head.revision;
    let table = |label, link: &Link| Download::table(label, link, choice.seen.lang);
    let all = asked(choice, ("comparison", "all"), revision);
    let mut files = vec![table(t.download_ranking, &all)];
    let group = figures.group.as_ref().map(|_| choice.group.code());
    if let Some(group) = &group {
        let link = asked(choice, ("comparison", group), revision);
        files.push(table(t.download_group, &link));
    }
    // Courses are from one year to another.
    if choice.from.is_some() {
        let group = group.as_deref().unwrap_or("all");
        let link = asked(choice, ("inspiration", group), revision);
        files.push(table(t.download_turned, &link));
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

/// The comparison or the courses of those compared with a group.
fn asked(choice: &Choice, (what, group): (&str, &str), revision: i64) -> Link {
    let path = format!(
        "/api/v1/indicators/{}/{what}",
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
    // Each municipality is there already, the nearest among them.
    let group = match choice.group.group() {
        Some(group) if !choice.group.is_all() => format!(",{}", group.code),
        _ => String::new(),
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
