//! Links to the figures of a page in the API, pinned to the revision that is shown.

use pejl_domain::Lang;
use serde::Serialize;

use crate::link::Link;
use crate::texts::texts;

/// What can be taken home.
#[derive(Debug, Serialize)]
pub(crate) struct Downloads {
    /// The files.
    pub files: Vec<Download>,
    /// The page at this revision, without the host.
    pub permalink: String,
}

/// Figures that can be taken home, in some formats.
#[derive(Debug, Serialize)]
pub(crate) struct Download {
    label: &'static str,
    formats: Vec<DownloadFormat>,
}

#[derive(Debug, Serialize)]
struct DownloadFormat {
    href: String,
    label: &'static str,
}

impl Download {
    /// What an address of the API gives, as a table in each format.
    pub fn table(label: &'static str, link: &Link, lang: Lang) -> Self {
        let t = texts(lang);
        let formats = [
            ("csv-da", t.download_csv_da),
            ("csv", t.download_csv),
            ("json", t.download_json),
        ];
        let format = |(format, label): (&str, &'static str)| DownloadFormat {
            href: link.clone().with("format", format).to_string(),
            label,
        };
        Self {
            label,
            formats: formats.into_iter().map(format).collect(),
        }
    }

    /// What an address of the API gives, as a document of JSON.
    pub fn document(label: &'static str, link: &Link, lang: Lang) -> Self {
        let format = DownloadFormat {
            href: link.to_string(),
            label: texts(lang).download_json,
        };
        Self {
            label,
            formats: vec![format],
        }
    }
}
