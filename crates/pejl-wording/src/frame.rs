//! What is said of an economic frame: what the year is expected to end at, and why something of it is not told.

use pejl_app::frame::{FrameAnswer, FrameOf};
use pejl_domain::lang::format_number;
use pejl_domain::{Lang, Oere};

use crate::table::fill;
use crate::words::texts;

/// The texts of a frame, the same on a page and in a report.
#[derive(Debug, Clone, Copy)]
pub struct FrameWords {
    /// It ends over the frame: `{year}`, `{expected}`, `{frame}`, `{distance}`.
    pub over: &'static str,
    /// It ends below it: the same.
    pub under: &'static str,
    /// It ends at it: `{year}`, `{frame}`.
    pub at: &'static str,
    /// The probability of the frame being kept: `{share}`.
    pub probability: &'static str,
    /// What the amounts are of: `{month}`.
    pub lead: &'static str,
    /// The heading of the table.
    pub caption: &'static str,
    /// The column of areas.
    pub area: &'static str,
    /// That of the original budget.
    pub original: &'static str,
    /// That of the corrected one.
    pub corrected: &'static str,
    /// That of what is booked.
    pub actual: &'static str,
    /// That of the expected result.
    pub expected: &'static str,
    /// That of the distance.
    pub distance: &'static str,
}

/// The texts of a language.
pub fn frame_words(lang: Lang) -> FrameWords {
    let t = texts(lang);
    FrameWords {
        over: t.frame_over,
        under: t.frame_under,
        at: t.frame_at,
        probability: t.frame_probability,
        lead: t.frame_lead,
        caption: t.frame_caption,
        area: t.frame_area,
        original: t.frame_original,
        corrected: t.frame_corrected,
        actual: t.frame_actual,
        expected: t.frame_expected,
        distance: t.frame_distance,
    }
}

/// An amount in whole kroner without its unit, which is said elsewhere.
///
/// ```
/// use pejl_domain::Lang;
/// assert_eq!(pejl_wording::kroner(35_415_539_560, Lang::Da), "354.155.396");
/// ```
pub fn kroner(oere: i64, lang: Lang) -> String {
    format_number(Oere::from_oere(oere).to_kroner_f64(), 0, lang)
}

/// Why amounts of a frame are not told, each reason once with the area it is of.
///
/// A frame that is given is of the total, so that no area lacks one.
pub fn frame_reasons(frame: &FrameAnswer, lang: Lang) -> Vec<String> {
    let t = texts(lang);
    let is_given = matches!(frame.asked.frame, FrameOf::Given(_));
    let mut found: Vec<String> = Vec::new();
    for line in &frame.lines {
        let is_held = !is_given || line.area.is_total();
        let reasons = [
            line.actual.as_ref().err(),
            line.expected.as_ref().err(),
            line.frame.as_ref().err().filter(|_| is_held),
        ];
        for reason in reasons.into_iter().flatten() {
            let why = reason.to_lang(lang).trim_end_matches('.');
            let area = line.area.name.to_lang(lang);
            let said = fill(t.frame_why, &[("area", area), ("why", why)]);
            if !found.contains(&said) {
                found.push(said);
            }
        }
    }
    found
}
