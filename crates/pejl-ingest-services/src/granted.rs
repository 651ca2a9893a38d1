//! The service of a row: found from the paragraph on the row's date, and valid on it.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use pejl_domain::account::Existence;
use pejl_domain::service::{
    Law, Paragraph, Service, existed_on, find_service, find_service_of, parse_paragraph,
};
use pejl_ingest::record::{Fault, RecordBatch, Remark, Values, at, shown_value};
use pejl_ingest::{Message, TextColumn};
use pejl_lake::columns;

/// Texts that are named in a remark before the rest is only counted.
const NAMED_MAX: usize = 10;
/// Distinct unlisted texts that are remembered; further ones are counted under no name.
const REMEMBERED_MAX: usize = 1_000;
/// Pairs of paragraph and day whose service is remembered.
const CACHED_MAX: usize = 50_000;

/// Finds and checks services, and remembers which texts were none.
#[derive(Debug, Default)]
pub(crate) struct Granted {
    found: HashMap<(Box<str>, NaiveDate), Option<&'static str>>,
    /// Rows by the text of which no one service is listed.
    unlisted: BTreeMap<String, u64>,
    n_unlisted: u64,
}

impl Granted {
    /// Gives rows the code of their service, and refuses those whose service was not valid on the day.
    pub(crate) fn resolve(&mut self, batch: &mut RecordBatch, on: &'static str) {
        let mut codes = TextColumn::new();
        let mut faults = Vec::new();
        // What is wrong with a refused row has been said, and its texts are not to be repeated.
        let refused = batch.refused();
        for row in 0..batch.len() {
            let day = at(batch.date(on), row);
            let given = batch.text(columns::SERVICE_CODE).get(row);
            let code = match (given, day) {
                ("", Some(day)) => self.of_paragraph(batch, row, day).unwrap_or_default(),
                _ => given,
            };
            codes.push(code);
            let Some(day) = day else { continue };
            match existed_on(code, day) {
                Existence::Yes => {}
                Existence::No { .. } => {
                    faults.extend(find_service(code).map(|it| not_valid(row, it, day)));
                }
                Existence::Unlisted if refused.get(row) == Some(&true) => {}
                Existence::Unlisted => self.remember(batch, row, code),
            }
        }
        batch.set(columns::SERVICE_CODE, Values::Text(codes));
        faults.into_iter().for_each(|fault| batch.refuse(fault));
    }

    /// The one service that the row's paragraph is on the day.
    fn of_paragraph(
        &mut self,
        batch: &RecordBatch,
        row: usize,
        day: NaiveDate,
    ) -> Option<&'static str> {
        let paragraph = batch.text(columns::PARAGRAPH).get(row);
        if paragraph.is_empty() {
            return None;
        }
        let law = batch.text(columns::LAW).get(row);
        let key = (format!("{law} {paragraph}").into_boxed_str(), day);
        if let Some(found) = self.found.get(&key) {
            return *found;
        }
        let found = parse_paragraph(paragraph)
            .ok()
            .and_then(|paragraph| service_of(paragraph, law.parse().ok(), day))
            .map(|service| service.code);
        if self.found.len() >= CACHED_MAX {
            self.found.clear();
        }
        self.found.insert(key, found);
        found
    }

    fn remember(&mut self, batch: &RecordBatch, row: usize, code: &str) {
        let raw = batch.text(columns::SERVICE_RAW).get(row);
        let text = if code.is_empty() { raw } else { code };
        if text.is_empty() {
            return;
        }
        self.n_unlisted += 1;
        if let Some(n) = self.unlisted.get_mut(text) {
            *n += 1;
        } else if self.unlisted.len() < REMEMBERED_MAX {
            self.unlisted.insert(text.to_owned(), 1);
        }
    }

    /// Services that are not listed: kept, and worth a look.
    pub(crate) fn remarks(&self) -> Vec<Remark> {
        if self.n_unlisted == 0 {
            return Vec::new();
        }
        let n = self.n_unlisted;
        let named = self.unlisted.keys().take(NAMED_MAX);
        let named: Vec<String> = named.map(|text| shown_value(text)).collect();
        let named = named.join(", ");
        vec![Remark {
            rule: "service.unlisted",
            message: Message {
                da: format!(
                    "{n} rækker nævner en ydelse, som ikke er én af listens på datoen; de er gemt, som kilden skriver dem: {named}"
                ),
                en: format!(
                    "{n} rows name a service that is no single one of the list on their date; they are kept as the source writes them: {named}"
                ),
            },
        }]
    }
}

/// The service of a paragraph; without a law, the one service of whatever law that it can be.
fn service_of(paragraph: Paragraph, law: Option<Law>, day: NaiveDate) -> Option<&'static Service> {
    if let Some(law) = law.or(paragraph.law()) {
        return find_service_of(&paragraph.or_law(law), day);
    }
    let mut of_laws = Law::ALL
        .iter()
        .filter_map(|law| find_service_of(&paragraph.clone().or_law(*law), day));
    let service = of_laws.next()?;
    of_laws.next().is_none().then_some(service)
}

fn not_valid(row: usize, service: &Service, day: NaiveDate) -> Fault {
    let shown = |day: Option<NaiveDate>, format: &str| {
        day.map_or("…".to_owned(), |day| day.format(format).to_string())
    };
    let (from, to) = (service.valid_from, service.valid_to);
    Fault::other(
        row,
        columns::SERVICE_CODE,
        "service.not_valid",
        format!(
            "ydelsen {} ({}) gælder {}-{}, ikke {}",
            service.code,
            service.name_da,
            shown(from, "%d.%m.%Y"),
            shown(to, "%d.%m.%Y"),
            day.format("%d.%m.%Y")
        ),
        format!(
            "service {} ({}) is valid {} to {}, not on {day}",
            service.code,
            service.name_en,
            shown(from, "%Y-%m-%d"),
            shown(to, "%Y-%m-%d")
        ),
    )
}
