//! Totals that somebody knows from elsewhere, as the accounts printed for the council.

use std::collections::BTreeMap;

use pejl_domain::{Oere, kroner_text};
use pejl_ingest::number::{NumberFormat, parse_number};
use pejl_ingest::{Message, RowIssue};

use crate::error::AppError;

/// Year totals that the rows kept must meet to the øre.
#[derive(Debug, Default)]
pub(super) struct Controls(BTreeMap<i32, Oere>);

impl Controls {
    /// Reads totals written `2018=123.456,78`, in kroner with decimal comma.
    pub(super) fn parse(texts: &[String]) -> Result<Self, AppError> {
        let mut totals = BTreeMap::new();
        for text in texts {
            let read = || {
                let (year, amount) = text.split_once('=')?;
                let year: i32 = year.trim().parse().ok()?;
                let number = parse_number(amount, NumberFormat::DANISH).ok()?;
                let scale = u32::try_from(number.scale).ok()?;
                Some((year, Oere::from_scaled_kroner(number.value, scale).ok()?))
            };
            let (year, amount) = read().ok_or_else(|| {
                let allowed = "a year and an amount in kroner, as 2018=1.234.567,89";
                AppError::parameter("control_total", text, allowed)
            })?;
            if totals.insert(year, amount).is_some() {
                return Err(AppError::parameter("control_total", text, "each year once"));
            }
        }
        Ok(Self(totals))
    }

    /// One issue for each total that is not met.
    pub(super) fn check(&self, file: &str, found: &BTreeMap<i32, i128>) -> Vec<RowIssue> {
        let unmet = |(year, wanted): (&i32, &Oere)| {
            let sum = found.get(year).copied().unwrap_or_default();
            let difference = sum - i128::from(wanted.as_oere());
            (difference != 0).then(|| issue(file, *year, sum, difference))
        };
        self.0.iter().filter_map(unmet).collect()
    }
}

fn issue(file: &str, year: i32, sum: i128, difference: i128) -> RowIssue {
    let (sum, difference) = (kroner_text(sum), kroner_text(difference));
    let message = Message {
        da: format!(
            "rækkerne for {year} giver {} kr.; det afviger {} kr. fra kontroltotalen",
            sum.replace('.', ","),
            difference.replace('.', ",")
        ),
        en: format!(
            "the rows of {year} sum to DKK {sum}, which differs by DKK {difference} from the control total"
        ),
    };
    RowIssue::error(file, "amount.control_total", message)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_total_is_met_to_the_oere() {
        let controls =
            Controls::parse(&["2018=1.234,50".to_owned(), "2019=-1".to_owned()]).unwrap();
        let found = BTreeMap::from([(2018, 123_450), (2019, -100)]);
        assert_eq!(controls.check("a.csv", &found), []);
        let found = BTreeMap::from([(2018, 123_451)]);
        let issues = controls.check("a.csv", &found);
        assert_eq!(issues.len(), 2);
        let text = issues.first().unwrap().message.da.clone();
        assert!(
            text.contains("1234,51") && text.contains("0,01 kr. fra"),
            "{text}"
        );
    }

    #[test]
    fn what_is_no_total_is_said() {
        for text in ["2018", "2018=", "x=1", "2018=1,234", "2018=en"] {
            assert!(
                matches!(
                    Controls::parse(&[text.to_owned()]),
                    Err(AppError::Invalid(_))
                ),
                "{text}"
            );
        }
        let twice = ["2018=1".to_owned(), "2018=2".to_owned()];
        assert!(Controls::parse(&twice).is_err());
    }
}
