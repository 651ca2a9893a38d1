//! Reports that arrived as rows of `kl_report`.

use pejl_lake::{Frame, LakeError, RowBuilder, Texts, Wholes, columns};

use super::row::{Provenance, Row, corrupt, instant, needed, read_word, word};
use super::versions::{organisation, size, whole};
use crate::identity::ReportKey;
use crate::report::DeliveryReport;

/// What a report did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReportCounts {
    /// Versions that are new or changed.
    pub n_stored: usize,
    /// Resources that were as before.
    pub n_repeated: usize,
    /// Versions that were taken back.
    pub n_taken_back: usize,
}

/// Adds a report that arrived as the `arrival_no`th, with what it did.
///
/// # Errors
/// A value does not fit its column.
pub fn push_report(
    rows: &mut RowBuilder,
    report: &DeliveryReport,
    arrival_no: u64,
    counts: ReportCounts,
    import_id: i64,
    file_no: i32,
) -> Result<(), LakeError> {
    let ReportKey {
        guide,
        bundle_id,
        content_hash,
    } = &report.key;
    let area = report.municipality_code.as_str();
    let key = format!("{area}|{guide}|{bundle_id}|{content_hash}");
    let guide = word(guide);
    let (reported_at, received_at) = (instant(report.reported_at), instant(report.received_at));
    let mut row = Row::default();
    row.text(columns::AREA, area);
    row.text(columns::KEY, key.as_str());
    row.whole(columns::ARRIVAL_NO, whole(arrival_no));
    row.text(columns::OP, "put");
    row.text(columns::PERSON_KEY, report.person_key.as_str());
    row.text(columns::GUIDE, guide.as_str());
    row.text(columns::BUNDLE_ID, bundle_id.as_str());
    row.text(columns::CONTENT_HASH, content_hash.as_str());
    organisation(&mut row, &report.organisation);
    row.text(columns::UNIT_ID, report.unit_id.as_deref());
    row.text(columns::FILE, report.file.as_str());
    row.text(columns::REPORTED_AT, reported_at.as_str());
    row.text(columns::RECEIVED_AT, received_at.as_str());
    row.whole(columns::N_ENTRIES, size(report.n_entries));
    row.whole(columns::N_STORED, size(counts.n_stored));
    row.whole(columns::N_REPEATED, size(counts.n_repeated));
    row.whole(columns::N_TAKEN_BACK, size(counts.n_taken_back));
    row.provenance(Provenance {
        import_id,
        file_no,
        line: whole(report.line),
    });
    row.push_to(rows)
}

/// The keys of rows of `kl_report`, each with the number of its arrival.
///
/// # Errors
/// A row holds what was never stored; the column is named.
pub fn keys_of(frame: &Frame) -> Result<Vec<(ReportKey, u64)>, LakeError> {
    let guides = Texts::of(frame, columns::GUIDE)?;
    let bundles = Texts::of(frame, columns::BUNDLE_ID)?;
    let hashes = Texts::of(frame, columns::CONTENT_HASH)?;
    let arrivals = Wholes::of(frame, columns::ARRIVAL_NO)?;
    let one = |row| {
        let arrival_no = arrivals
            .get(row)
            .and_then(|number| u64::try_from(number).ok());
        let key = ReportKey {
            guide: read_word(columns::GUIDE, guides.get(row))?,
            bundle_id: needed(columns::BUNDLE_ID, bundles.get(row))?.to_owned(),
            content_hash: needed(columns::CONTENT_HASH, hashes.get(row))?.to_owned(),
        };
        let arrival_no = arrival_no.ok_or_else(|| corrupt(columns::ARRIVAL_NO, "no number"))?;
        Ok((key, arrival_no))
    };
    (0..frame.height()).map(one).collect()
}
