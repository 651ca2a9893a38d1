//! A rule in words.
//!
//! The sentence begins with a small letter and has no stop, so that it fits after "Rapporten dannes" or "The report is
//! made".

use chrono::Month;

use super::{Days, OnClosed, Rule, YearDate};
use crate::nth::{End, Nth, ordinal};

impl Rule {
    /// When the job runs, in Danish.
    ///
    /// # Example
    /// ```
    /// # use pejl_calendar::Rule;
    /// let sentence = |text: &str| text.parse().map(|rule: Rule| rule.in_danish());
    /// assert_eq!(sentence("monthly:5th-working-day@06:00")?, "den 5. arbejdsdag i måneden kl. 06.00");
    /// assert_eq!(sentence("yearly:31-03,30-06@06:00")?, "hvert år den 31. marts og den 30. juni kl. 06.00");
    /// # Ok::<(), pejl_calendar::RuleError>(())
    /// ```
    #[must_use]
    pub fn in_danish(&self) -> String {
        let (days, on_closed) = match &self.days {
            Days::MonthlyWorkingDay(nth) => (danish_nth(*nth), OnClosed::Stay),
            Days::MonthlyDay { day, on_closed } => (danish_month_day(*day), *on_closed),
            Days::Yearly { dates, on_closed } => {
                let dates = dates.iter().map(|date| danish_date(*date));
                (
                    format!("hvert år {}", listed(dates.collect(), "og")),
                    *on_closed,
                )
            }
        };
        let moved = match on_closed {
            OnClosed::Stay => "",
            OnClosed::Next => ", eller den næste arbejdsdag hvis det ikke er en arbejdsdag,",
            OnClosed::Previous => ", eller den forrige arbejdsdag hvis det ikke er en arbejdsdag,",
        };
        format!("{days}{moved} kl. {}", self.time.format("%H.%M"))
    }

    /// When the job runs, in English.
    ///
    /// # Example
    /// ```
    /// # use pejl_calendar::Rule;
    /// let sentence = |text: &str| text.parse().map(|rule: Rule| rule.in_english());
    /// assert_eq!(sentence("monthly:5th-working-day@06:00")?, "on the 5th working day of the month at 06:00");
    /// assert_eq!(sentence("yearly:31-03,30-06@06:00")?, "every year on 31 March and 30 June at 06:00");
    /// # Ok::<(), pejl_calendar::RuleError>(())
    /// ```
    #[must_use]
    pub fn in_english(&self) -> String {
        let (days, on_closed) = match &self.days {
            Days::MonthlyWorkingDay(nth) => (english_nth(*nth), OnClosed::Stay),
            Days::MonthlyDay { day, on_closed } => (english_month_day(*day), *on_closed),
            Days::Yearly { dates, on_closed } => {
                let dates = dates.iter().map(|date| english_date(*date));
                (
                    format!("every year on {}", listed(dates.collect(), "and")),
                    *on_closed,
                )
            }
        };
        let moved = match on_closed {
            OnClosed::Stay => "",
            OnClosed::Next => ", or the next working day if that is not a working day,",
            OnClosed::Previous => ", or the previous working day if that is not a working day,",
        };
        format!("{days}{moved} at {}", self.time.format("%H:%M"))
    }
}

fn danish_nth(nth: Nth) -> String {
    match (nth.from, nth.number) {
        (End::Start, 1) => "den første arbejdsdag i måneden".to_owned(),
        (End::Start, number) => format!("den {number}. arbejdsdag i måneden"),
        (End::End, 1) => "den sidste arbejdsdag i måneden".to_owned(),
        (End::End, 2) => "den næstsidste arbejdsdag i måneden".to_owned(),
        (End::End, number) => format!("den {number}. sidste arbejdsdag i måneden"),
    }
}

fn english_nth(nth: Nth) -> String {
    match (nth.from, nth.number) {
        (End::Start, 1) => "on the first working day of the month".to_owned(),
        (End::Start, number) => format!("on the {} working day of the month", ordinal(number)),
        (End::End, 1) => "on the last working day of the month".to_owned(),
        (End::End, number) => format!(
            "on the {}-to-last working day of the month",
            match number {
                2 => "second".to_owned(),
                number => ordinal(number),
            }
        ),
    }
}

fn danish_month_day(day: u8) -> String {
    match day {
        31 => "den sidste dag i måneden".to_owned(),
        29 | 30 => format!("den {day}. i måneden (den sidste dag i en kortere måned)"),
        _ => format!("den {day}. i måneden"),
    }
}

fn english_month_day(day: u8) -> String {
    match day {
        31 => "on the last day of the month".to_owned(),
        29 | 30 => format!(
            "on the {} of the month (the last day of a shorter month)",
            ordinal(day)
        ),
        _ => format!("on the {} of the month", ordinal(day)),
    }
}

fn danish_date(date: YearDate) -> String {
    let month = match date.month {
        Month::January => "januar",
        Month::February if date.day == 29 => return "den sidste dag i februar".to_owned(),
        Month::February => "februar",
        Month::March => "marts",
        Month::April => "april",
        Month::May => "maj",
        Month::June => "juni",
        Month::July => "juli",
        Month::August => "august",
        Month::September => "september",
        Month::October => "oktober",
        Month::November => "november",
        Month::December => "december",
    };
    format!("den {}. {month}", date.day)
}

fn english_date(date: YearDate) -> String {
    match date.month {
        Month::February if date.day == 29 => "the last day of February".to_owned(),
        month => format!("{} {}", date.day, month.name()),
    }
}

/// `a`, `a og b`, `a, b og c`.
fn listed(mut items: Vec<String>, and: &str) -> String {
    match (items.pop(), items.is_empty()) {
        (None, _) => String::new(),
        (Some(last), true) => last,
        (Some(last), false) => format!("{} {and} {last}", items.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;
    use crate::rule::tests::rule_texts;

    /// Compares the sentences in both languages.
    #[track_caller]
    fn check_words(text: &str, danish: &str, english: &str) {
        let rule: Rule = text.parse().unwrap();
        assert_eq!(rule.in_danish(), danish);
        assert_eq!(rule.in_english(), english);
    }

    #[test]
    fn the_sentences_of_working_days() {
        check_words(
            "monthly:1st-working-day@06:00",
            "den første arbejdsdag i måneden kl. 06.00",
            "on the first working day of the month at 06:00",
        );
        check_words(
            "monthly:22nd-working-day@18:30",
            "den 22. arbejdsdag i måneden kl. 18.30",
            "on the 22nd working day of the month at 18:30",
        );
        check_words(
            "monthly:last-working-day@06:00",
            "den sidste arbejdsdag i måneden kl. 06.00",
            "on the last working day of the month at 06:00",
        );
        check_words(
            "monthly:2nd-last-working-day@06:00",
            "den næstsidste arbejdsdag i måneden kl. 06.00",
            "on the second-to-last working day of the month at 06:00",
        );
        check_words(
            "monthly:3rd-last-working-day@06:00",
            "den 3. sidste arbejdsdag i måneden kl. 06.00",
            "on the 3rd-to-last working day of the month at 06:00",
        );
    }

    #[test]
    fn the_sentences_of_days() {
        check_words(
            "monthly:day-10-or-next-working-day@06:00",
            "den 10. i måneden, eller den næste arbejdsdag hvis det ikke er en arbejdsdag, kl. 06.00",
            "on the 10th of the month, or the next working day if that is not a working day, at 06:00",
        );
        check_words(
            "monthly:day-30@06:00",
            "den 30. i måneden (den sidste dag i en kortere måned) kl. 06.00",
            "on the 30th of the month (the last day of a shorter month) at 06:00",
        );
        check_words(
            "monthly:day-31-or-previous-working-day@06:00",
            "den sidste dag i måneden, eller den forrige arbejdsdag hvis det ikke er en arbejdsdag, kl. 06.00",
            "on the last day of the month, or the previous working day if that is not a working day, at 06:00",
        );
        check_words(
            "yearly:29-02,30-06,30-09@06:00",
            "hvert år den sidste dag i februar, den 30. juni og den 30. september kl. 06.00",
            "every year on the last day of February, 30 June and 30 September at 06:00",
        );
    }

    proptest! {
        #[test]
        fn sentences_tell_rules_apart(one in rule_texts(), other in rule_texts()) {
            let [one, other] = [one, other].map(|text| text.parse::<Rule>().unwrap());
            prop_assert_eq!(one == other, one.in_danish() == other.in_danish());
            prop_assert_eq!(one == other, one.in_english() == other.in_english());
        }
    }
}
