//! The letter that a report goes out in.

use std::time::SystemTime;

use chrono::DateTime;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use pejl_app::Store;
use pejl_app::reports::{StoredReport, read_report_file};
use pejl_app::schedules::{Delivery, Run};
use pejl_domain::area::get_area;
use pejl_domain::{Lang, Period};
use pejl_reports::{Format, file_name};
use pejl_wording::fill;
use sha2::{Digest, Sha256};

use crate::texts::texts;

/// Formats that are attached; the page of HTML holds the same, and goes out where there is none of these.
const ATTACHED: [Format; 2] = [Format::PDF, Format::XLSX];

/// That nobody wrote it, so that nobody answers that he is away (RFC 3834).
#[derive(Debug, Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// What a letter is known by, the same whenever and by whichever process it is tried.
pub(crate) fn message_id(store_id: &str, key: &str) -> String {
    let digest = pejl_domain::hex(Sha256::digest(key.as_bytes()));
    let short: String = digest.chars().take(32).collect();
    format!("<{short}@{store_id}.pejl>")
}

/// The letter as it goes out.
///
/// # Errors
/// An address cannot be one, or a file is not there; in words.
pub(crate) fn letter(
    store: &Store,
    (run, delivery, report): (&Run, &Delivery, &StoredReport),
    from: &Address,
) -> Result<(Address, Vec<u8>), String> {
    let to: Address = delivery
        .target
        .parse()
        .map_err(|_| format!("no letter can be sent to `{}`", delivery.target))?;
    let lang: Lang = report.lang.parse().unwrap_or_default();
    let mut parts = MultiPart::mixed().singlepart(SinglePart::plain(body(store, report, lang)));
    for format in attached(report)? {
        let content = read_report_file(store, report.id, format.ending)
            .map_err(|error| pejl_app::chain(&error))?;
        let kind = ContentType::parse(format.media_type).map_err(|error| error.to_string())?;
        let name = file_name(
            (&report.municipality, &report.month, &report.lang),
            format.ending,
        );
        parts = parts.singlepart(Attachment::new(name).body(content, kind));
    }
    let letter = Message::builder()
        .from(Mailbox::new(Some("Pejl".to_owned()), from.clone()))
        .to(Mailbox::new(None, to.clone()))
        .subject(filled(texts(lang).subject, report, lang))
        .header(AutoSubmitted)
        .message_id(Some(delivery.message_id.clone()))
        // As the letter is the same whenever it is tried, it is of the day it was planned.
        .date(SystemTime::from(run.planned_at.max(DateTime::UNIX_EPOCH)))
        .multipart(parts)
        .map_err(|error| error.to_string())?;
    Ok((to, letter.formatted()))
}

/// What goes out of a report's files.
fn attached(report: &StoredReport) -> Result<Vec<Format>, String> {
    let has = |format: &Format| report.files.iter().any(|one| one.format == format.ending);
    let attached: Vec<Format> = ATTACHED.into_iter().filter(has).collect();
    match attached.is_empty() {
        false => Ok(attached),
        true if has(&Format::HTML) => Ok(vec![Format::HTML]),
        true => Err(format!("report {} has no file", report.id)),
    }
}

fn body(store: &Store, report: &StoredReport, lang: Lang) -> String {
    let t = texts(lang);
    let mut lines = vec![
        filled(t.greeting, report, lang),
        fill(t.revision, &[("revision", &report.revision.to_string())]),
    ];
    let forced = report.reason.as_ref();
    lines.extend(forced.map(|reason| fill(t.forced, &[("reason", reason)])));
    lines.extend(store.is_demo().then(|| t.demo.to_owned()));
    lines.push(t.automatic.to_owned());
    lines.join("\n\n")
}

/// A text with the municipality and the month of a report.
fn filled(text: &str, report: &StoredReport, lang: Lang) -> String {
    let area = get_area(&report.municipality);
    let municipality = area.map_or(report.municipality.as_str(), |area| area.name(lang));
    let month = report.month.parse::<Period>();
    let month = month.map_or_else(|_| report.month.clone(), |month| month.to_lang(lang));
    fill(text, &[("municipality", municipality), ("month", &month)])
}
