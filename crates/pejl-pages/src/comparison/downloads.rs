//! Links to the same figures in the API, pinned to the revision that is shown.

use serde::Serialize;

use super::figures::{COUNTRY, Choice, Figures, group_code, reading_code};
use crate::link::Link;
use crate::texts::texts;

/// What can be taken home.
#[derive(Debug, Serialize)]
pub(crate) struct Downloads {
    files: Vec<Download>,
    /// The page at this revision, without the host.
    permalink: String,
}

#[derive(Debug, Serialize)]
struct Download {
    label: &'static str,
    formats: Vec<DownloadFormat>,
}

#[derive(Debug, Serialize)]
struct DownloadFormat {
    href: String,
    label: &'static str,
}

/// The links of these figures.
pub(crate) fn downloads(figures: &Figures) -> Downloads {
    let choice = &figures.choice;
    let t = texts(choice.lang);
    let revision = figures.head.revision;
    let mut files = vec![Download {
        label: t.download_ranking,
        formats: formats(&comparison(choice, "all", revision), choice),
    }];
    if !choice.is_all() {
        let link = comparison(choice, &group_code(choice.group), revision);
        files.push(Download {
            label: t.download_group,
            formats: formats(&link, choice),
        });
    }
    if let (Some(first), Some(last)) = (figures.years.first(), figures.years.last()) {
        let link = observations(choice, &format!("{first}..{last}"), revision);
        files.push(Download {
            label: t.download_years,
            formats: formats(&link, choice),
        });
    }
    Downloads {
        files,
        permalink: choice.pinned(revision).to_string(),
    }
}

fn formats(link: &Link, choice: &Choice) -> Vec<DownloadFormat> {
    let t = texts(choice.lang);
    [
        ("csv-da", t.download_csv_da),
        ("csv", t.download_csv),
        ("json", t.download_json),
    ]
    .into_iter()
    .map(|(format, label)| DownloadFormat {
        href: link.clone().with("format", format).to_string(),
        label,
    })
    .collect()
}

fn comparison(choice: &Choice, group: &str, revision: i64) -> Link {
    let path = format!(
        "/api/v1/indicators/{}/comparison",
        reading_code(&choice.reading)
    );
    let link = Link::to(&path, choice.lang)
        .with("municipality", choice.own.code)
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
    let link = Link::to("/api/v1/observations", choice.lang)
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
