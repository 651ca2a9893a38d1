//! What is granted: services with law, paragraph and validity, and the paragraphs that sources cite.
//!
//! The list is the project's own. A paragraph that has not been verified stays in the list as text and matches nothing.
//! Paragraphs live on while the people they cover change (1 July 2025), so a service says for whom it is, and answers
//! for a date.

mod citation;
mod law;
mod paragraph;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use chrono::NaiveDate;

use crate::account::Existence;
use crate::lang::Lang;
use crate::list::{List, date, filled, read};

pub use law::Law;
pub use paragraph::{Paragraph, ParagraphError, parse_paragraph};

/// One service of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Stable code, for example `SEL-83-1`.
    pub code: &'static str,
    /// The law.
    pub law: Law,
    /// The paragraph, with its law; `None` where the list says that it is not verified.
    pub paragraph: Option<Paragraph>,
    /// The paragraph in the words of the list.
    pub paragraph_text: &'static str,
    /// Danish name.
    pub name_da: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// First day; `None` when not known.
    pub valid_from: Option<NaiveDate>,
    /// Last day; `None` when it is open.
    pub valid_to: Option<NaiveDate>,
    /// Whom it is for, in English.
    pub target_group: &'static str,
    /// What it is measured in, in English.
    pub unit: &'static str,
    /// Where the row is from, and what of it is verified (V) or professional knowledge (K); `?` marks what is uncertain.
    pub source: &'static str,
}

impl Service {
    /// The name in `lang`.
    #[must_use]
    pub const fn name(&self, lang: Lang) -> &'static str {
        lang.pick(self.name_da, self.name_en)
    }

    /// Whether it could be granted on `day`, as far as the list knows.
    #[must_use]
    pub fn existed_on(&self, day: NaiveDate) -> Existence {
        let (from, to) = (self.valid_from, self.valid_to);
        if from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to) {
            Existence::Yes
        } else {
            Existence::No { from, to }
        }
    }
}

/// Every listed service, in the order of the laws and paragraphs.
#[must_use]
pub fn services() -> &'static [Service] {
    static SERVICES: LazyLock<List<Service>> = LazyLock::new(read_services);
    &SERVICES.rows
}

/// The service with exactly this code.
#[must_use]
pub fn find_service(code: &str) -> Option<&'static Service> {
    services().iter().find(|service| service.code == code)
}

/// Whether the service `code` could be granted on `day`.
///
/// ```
/// use pejl_domain::account::Existence;
/// use pejl_domain::service::existed_on;
/// let day = "2025-06-30".parse()?;
/// assert_eq!(existed_on("SEL-83-1", day), Existence::Yes);
/// assert!(matches!(existed_on("AEL-10-1", day), Existence::No { .. }));
/// assert_eq!(existed_on("SEL-1000", day), Existence::Unlisted);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn existed_on(code: &str, day: NaiveDate) -> Existence {
    find_service(code).map_or(Existence::Unlisted, |service| service.existed_on(day))
}

/// The one service that is granted under `paragraph` on `day`; `None` where there is none, or where the paragraph is
/// wider than a service (`§ 83` holds three). See [`services_under`] for those.
///
/// ```
/// use pejl_domain::service::{find_service_of, parse_paragraph};
/// let day = "2025-09-01".parse()?;
/// let code = |text: &str| parse_paragraph(text).map(|it| find_service_of(&it, day).map(|service| service.code));
/// assert_eq!(code("SEL § 83, stk. 1, nr. 2")?, Some("SEL-83-2"));
/// assert_eq!(code("SEL § 85, stk. 1")?, Some("SEL-85"));
/// assert_eq!(code("SEL § 83")?, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn find_service_of(paragraph: &Paragraph, day: NaiveDate) -> Option<&'static Service> {
    let mut around = granted_on(day)
        .filter(|(_, listed)| listed.contains(paragraph))
        .map(|(service, _)| service);
    // No listed paragraph lies in another, so a second one would be a contradiction and not a choice.
    let service = around.next()?;
    around.next().is_none().then_some(service)
}

/// The services whose paragraph lies in `paragraph` on `day`, in the list's order: what `§ 83` may mean.
#[must_use]
pub fn services_under(paragraph: &Paragraph, day: NaiveDate) -> Vec<&'static Service> {
    granted_on(day)
        .filter(|(_, listed)| paragraph.contains(listed))
        .map(|(service, _)| service)
        .collect()
}

fn granted_on(day: NaiveDate) -> impl Iterator<Item = (&'static Service, &'static Paragraph)> {
    services()
        .iter()
        .filter(move |service| service.existed_on(day) == Existence::Yes)
        .filter_map(|service| Some((service, service.paragraph.as_ref()?)))
}

fn read_services() -> List<Service> {
    let header = [
        "code",
        "law",
        "paragraph",
        "name_da",
        "name_en",
        "valid_from",
        "valid_to",
        "target_group",
        "unit",
        "source",
    ];
    read(
        include_str!("../data/services.csv"),
        header,
        |[
            code,
            law,
            paragraph,
            name_da,
            name_en,
            from,
            to,
            target_group,
            unit,
            source,
        ]| {
            let law: Law = law.parse().map_err(|_| "not a law")?;
            Ok(Service {
                code: filled(code)?,
                law,
                paragraph: listed_paragraph(law, filled(paragraph)?)?,
                paragraph_text: paragraph,
                name_da: filled(name_da)?,
                name_en: filled(name_en)?,
                valid_from: date(from)?,
                valid_to: date(to)?,
                target_group: filled(target_group)?,
                unit: filled(unit)?,
                source: filled(source)?,
            })
        },
    )
}

fn listed_paragraph(law: Law, text: &str) -> Result<Option<Paragraph>, &'static str> {
    if text.contains("not verified") {
        return Ok(None);
    }
    parse_paragraph(text)
        .map(|paragraph| Some(paragraph.or_law(law)))
        .map_err(|_| "not a paragraph")
}
