//! Ledger files in the finance system's layout: windows-1252, `;`, CRLF, Danish amounts.

use encoding_rs::WINDOWS_1252;

use crate::account::{Account, SHORT_ACTIVITY};
use crate::calendar::Day;
use crate::cpr::Cpr;
use crate::ledger::{Posting, TEMPLATES, Text};

use super::text::{push_cpr, push_danish_amount, push_danish_date, push_number, push_padded};

const HEADER: &str = "Regnskabsår;Periode;Bogføringsdato;Bilagsnr.;Kontostreng;Omkostningssted;Aktivitet;Projekt;\
    Ejerforhold;Posteringstekst;Beløb;CPR-nr.\r\n";

/// Writes rows; it holds the texts in the file's encoding.
#[derive(Debug)]
pub(crate) struct LedgerRows {
    texts: Vec<(Vec<u8>, Vec<u8>)>,
}

impl LedgerRows {
    pub(crate) fn new() -> Self {
        let encoded = |text: &str| WINDOWS_1252.encode(text).0.into_owned();
        Self {
            texts: TEMPLATES
                .iter()
                .map(|(before, after)| (encoded(before), encoded(after)))
                .collect(),
        }
    }

    pub(crate) fn header(&self, buffer: &mut Vec<u8>) {
        buffer.extend_from_slice(&WINDOWS_1252.encode(HEADER).0);
    }

    /// One row; `cpr` is the number of the posting's citizen.
    pub(crate) fn row(&self, buffer: &mut Vec<u8>, year: i32, posting: &Posting, cpr: Option<Cpr>) {
        push_number(buffer, year.unsigned_abs().into());
        buffer.push(b';');
        push_number(buffer, posting.period.into());
        buffer.push(b';');
        self.date(buffer, posting.date);
        push_number(buffer, posting.document);
        buffer.push(b';');
        push_account(buffer, &posting.account);
        buffer.push(b';');
        push_number(buffer, posting.cost_centre.into());
        buffer.push(b';');
        push_activity(buffer, posting.account.activity);
        buffer.push(b';');
        if posting.project != 0 {
            push_number(buffer, posting.project.into());
        }
        buffer.push(b';');
        push_number(buffer, posting.ownership.into());
        buffer.push(b';');
        self.text(buffer, posting.text);
        buffer.push(b';');
        push_danish_amount(buffer, posting.amount, has_trailing_minus(posting));
        buffer.push(b';');
        if let Some(cpr) = cpr {
            push_cpr(buffer, cpr);
        }
        buffer.extend_from_slice(b"\r\n");
    }

    fn date(&self, buffer: &mut Vec<u8>, date: Day) {
        push_danish_date(buffer, date);
        buffer.push(b';');
    }

    fn text(&self, buffer: &mut Vec<u8>, text: Text) {
        let (position, number) = text.parts();
        let Some((before, after)) = self.texts.get(position) else {
            return;
        };
        buffer.extend_from_slice(before);
        if let Some(number) = number {
            push_number(buffer, number);
        }
        buffer.extend_from_slice(after);
    }
}

/// Corrections, and every third other document, come from a part of the system that writes the minus last.
fn has_trailing_minus(posting: &Posting) -> bool {
    matches!(posting.text, Text::Correction(_)) || posting.document.is_multiple_of(3)
}

/// `09410-532321001-093007-229--093001-5052`, without the last two parts where the account has none.
pub(crate) fn push_account(buffer: &mut Vec<u8>, account: &Account) {
    push_padded(buffer, account.department.into(), 5);
    buffer.push(b'-');
    push_padded(buffer, account.function.into(), 5);
    push_number(buffer, account.dranst.into());
    push_padded(buffer, account.grouping.into(), 3);
    buffer.push(b'-');
    push_activity(buffer, account.activity);
    buffer.push(b'-');
    push_padded(buffer, account.art.into(), 3);
    buffer.extend_from_slice(b"--");
    if account.place != 0 {
        push_padded(buffer, account.place.into(), 6);
    }
    buffer.push(b'-');
    if account.area != 0 {
        push_padded(buffer, account.area.into(), 4);
    }
}

fn push_activity(buffer: &mut Vec<u8>, activity: u32) {
    let width = if activity == SHORT_ACTIVITY { 5 } else { 6 };
    push_padded(buffer, activity.into(), width);
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::account::Field;

    #[test]
    fn a_row_is_as_the_finance_system_writes_it() {
        let posting = Posting {
            period: 13,
            date: Day::new(2018, 1, 31),
            document: 10_000_002,
            account: Account {
                place: 93_001,
                ..Field::HomeHelp.account(2017, 229)
            },
            cost_centre: 300_100,
            project: 0,
            ownership: 1,
            text: Text::InvoiceWithNote(1_234_567),
            amount: -123_450,
            person: None,
        };
        let rows = LedgerRows::new();
        let mut buffer = Vec::new();
        rows.header(&mut buffer);
        rows.row(
            &mut buffer,
            2017,
            &posting,
            Some(Cpr {
                date: 10_240,
                serial: 42,
            }),
        );
        let text = WINDOWS_1252.decode(&buffer).0;
        let expected = "2017;13;31-01-2018;10000002;09410-532321001-093007-229--093001-5052;300100;093007;;1;\
            \"Faktura 1234567; vikar, aften og nat\";1.234,50-;010240-0042";
        assert_eq!(text.lines().nth(1), Some(expected));
        assert!(text.starts_with("Regnskabsår;Periode;Bogføringsdato;") && text.ends_with("\r\n"));
        assert!(buffer.windows(2).any(|pair| pair == [b's', 0xe5]));
    }

    #[test]
    fn accounts_without_place_or_area_end_in_dashes() {
        let of = |field: Field| {
            let mut buffer = Vec::new();
            push_account(&mut buffer, &field.account(2018, 499));
            String::from_utf8(buffer).unwrap()
        };
        assert_eq!(
            of(Field::HousingElderly),
            "09344-025191999-093076-499---5052"
        );
        assert_eq!(of(Field::Administration), "09601-645571999-060601-499---");
        assert_eq!(of(Field::Relief), "09372-530291002-91935-499---5052");
    }
}
