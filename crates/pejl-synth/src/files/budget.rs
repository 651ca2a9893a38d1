//! Budget files in the finance system's layout: UTF-8 with BOM, `;`, LF, thousands of kroner.

use pejl_domain::budget::BudgetType;

use crate::budget::BudgetRow;

use super::ledger::push_account;
use super::text::{push_danish_date, push_number, push_thousands};

const HEADER: &str = "\u{feff}Regnskabsår;Budgettype;Versionsdato;Kontostreng;Omkostningssted;Periode;Beløb (t.kr.);Bindende\n";

pub(crate) fn header(buffer: &mut Vec<u8>) {
    buffer.extend_from_slice(HEADER.as_bytes());
}

/// One row.
pub(crate) fn row(buffer: &mut Vec<u8>, year: i32, row: &BudgetRow) {
    push_number(buffer, year.unsigned_abs().into());
    buffer.push(b';');
    buffer.extend_from_slice(name(row.budget_type).as_bytes());
    buffer.push(b';');
    push_danish_date(buffer, row.version);
    buffer.push(b';');
    push_account(buffer, &row.account);
    buffer.push(b';');
    push_number(buffer, row.cost_centre.into());
    buffer.push(b';');
    if let Some(period) = row.period {
        push_number(buffer, period.into());
    }
    buffer.push(b';');
    push_thousands(buffer, row.amount);
    buffer.push(b';');
    buffer.extend_from_slice(if row.is_binding { "Ja" } else { "Nej" }.as_bytes());
    buffer.push(b'\n');
}

/// As the finance system writes it.
const fn name(budget_type: BudgetType) -> &'static str {
    match budget_type {
        BudgetType::Original => "Oprindeligt budget",
        BudgetType::Supplement => "Tillægsbevilling",
        BudgetType::CarryOver => "Overførsel",
        BudgetType::Corrected => "Korrigeret budget",
        BudgetType::Forecast => "Forventet regnskab",
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::account::Field;
    use crate::calendar::Day;

    #[test]
    fn a_row_is_as_the_finance_system_writes_it() {
        let supplement = BudgetRow {
            budget_type: BudgetType::Supplement,
            version: Day::new(2017, 6, 30),
            account: Field::Nursing.account(2018, 109),
            cost_centre: 300_002,
            period: None,
            amount: -123_450_000,
            is_binding: true,
        };
        let mut buffer = Vec::new();
        header(&mut buffer);
        row(&mut buffer, 2018, &supplement);
        let text = String::from_utf8(buffer).unwrap();
        assert_eq!(
            text.lines().nth(1),
            Some(
                "2018;Tillægsbevilling;30-06-2017;09408-530281001-093201-109---5052;300002;;-1234,5;Ja"
            )
        );
        assert!(text.starts_with('\u{feff}'));
    }
}
