//! Counts grants of one person and service that overlap.

use chrono::{Datelike, NaiveDate};
use pejl_ingest::Message;
use pejl_ingest::record::{RecordBatch, Remark, at};
use pejl_lake::columns;
use xxhash_rust::xxh3::Xxh3;

/// Grants that are compared, 16 bytes each: 64 MiB. Further ones are not, and the remark says so.
const COMPARED_MAX: usize = 4_000_000;

/// One grant: person and service as a digest, first and last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    whose: u64,
    from: i32,
    to: i32,
}

/// The grants seen so far.
#[derive(Debug, Default)]
pub(crate) struct Overlaps {
    spans: Vec<Span>,
    n_left_out: u64,
}

impl Overlaps {
    /// Notes the grants of a batch that are kept and were in force.
    pub(crate) fn note(&mut self, batch: &RecordBatch) {
        let refused = batch.refused();
        let (from, to) = (
            batch.date(columns::VALID_FROM),
            batch.date(columns::VALID_TO),
        );
        for (row, _) in refused.iter().enumerate().filter(|(_, refused)| !**refused) {
            let is_in_force = matches!(batch.text(columns::STATUS).get(row), "granted" | "ended");
            let code = batch.text(columns::SERVICE_CODE).get(row);
            let (Some(from), true) = (at(from, row), is_in_force && !code.is_empty()) else {
                continue;
            };
            if self.spans.len() >= COMPARED_MAX {
                self.n_left_out += 1;
                continue;
            }
            let mut whose = Xxh3::new();
            whose.update(batch.text(columns::PERSON_KEY).get(row).as_bytes());
            whose.update(code.as_bytes());
            self.spans.push(Span {
                whose: whose.digest(),
                from: from.num_days_from_ce(),
                to: at(to, row).unwrap_or(NaiveDate::MAX).num_days_from_ce(),
            });
        }
    }

    /// How many overlap with an earlier one.
    pub(crate) fn remark(&self) -> Option<Remark> {
        let mut spans = self.spans.clone();
        spans.sort_unstable();
        let mut last: Option<Span> = None;
        let mut n = 0_u64;
        for span in spans {
            match &mut last {
                Some(open) if open.whose == span.whose => {
                    n += u64::from(span.from <= open.to);
                    open.to = open.to.max(span.to);
                }
                _ => last = Some(span),
            }
        }
        let (da, en) = match self.n_left_out {
            0 => (String::new(), String::new()),
            left_out => (
                format!("; {left_out} rækker er ikke sammenlignet"),
                format!("; {left_out} rows were not compared"),
            ),
        };
        (n > 0 || self.n_left_out > 0).then(|| Remark {
            rule: "grant.overlaps",
            message: Message {
                da: format!(
                    "{n} bevillinger overlapper en tidligere af samme borger og ydelse; de er gemt{da}"
                ),
                en: format!(
                    "{n} grants overlap an earlier one of the same citizen and service; they are kept{en}"
                ),
            },
        })
    }
}
