//! A comment as it was written, and what is wrong with it.

use std::collections::BTreeMap;

use pejl_calendar::day_of;
use pejl_db::revision::head;
use pejl_domain::Period;

use super::told::Figures;
use super::{Comment, ReadBy};
use crate::definitions::definitions_at;
use crate::error::{AppError, ParamProblem};
use crate::gate::Viewer;
use crate::narratives::draft::{Reader, STORY_CHARS_MAX, TEXT_CHARS_MAX as NAME_CHARS_MAX};
use crate::snapshot::AsKnown;
use crate::store::Store;
use crate::targets::reading_name;

/// Longest text of a comment, in one language.
pub const TEXT_CHARS_MAX: usize = STORY_CHARS_MAX;
const PERIOD_ALLOWED: &str =
    "a period that has begun, as 2018, 2018-H1, 2018-Q1 or 2018-03, of a length the indicator has";

/// A comment as it was written. What is left out says nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CommentDraft {
    /// The version that it is to take the place of.
    pub version: Option<i32>,
    /// Code or name of a municipality.
    pub municipality: String,
    /// Code of an indicator or a reading.
    pub indicator: String,
    /// The cut: dimension and member.
    pub members: BTreeMap<String, String>,
    /// The period, as 2018-03.
    pub period: String,
    /// What is said, in Danish.
    pub text_da: String,
    /// What is said, in English.
    pub text_en: String,
    /// Who says it.
    pub author: String,
    /// What the author is.
    pub author_role: String,
}

/// The revision a draft was proved at, the municipality, and what it says with the figure it is of.
///
/// # Errors
/// [`AppError::Invalid`] with everything that is wrong with it; the store fails.
pub(super) fn understand(
    store: &Store,
    draft: &CommentDraft,
) -> Result<(i64, &'static str, Comment), AppError> {
    let revision = store.db.with(head)?;
    let definitions = definitions_at(store, revision)?;
    let mut reader = Reader::new(&definitions.catalogue);
    let text_da = reader.text("text_da", &draft.text_da, TEXT_CHARS_MAX);
    let text_en = reader.text("text_en", &draft.text_en, TEXT_CHARS_MAX);
    if text_da.is_empty() && text_en.is_empty() {
        reader.problem(
            "text_da",
            "",
            "what is said, in Danish or English (text_en)",
        );
    }
    let author = reader.text("author", &draft.author, NAME_CHARS_MAX);
    if author.is_empty() {
        reader.problem("author", "", "who says it");
    }
    let author_role = reader.text("author_role", &draft.author_role, NAME_CHARS_MAX);
    let place = reader.place(&draft.municipality);
    let subject = place.and_then(|place| {
        let of = (draft.indicator.as_str(), &draft.members);
        reader.subject(place, of, &field_of)
    });
    let reading = subject.as_ref().map(reading_name);
    let reading = reading.and_then(|name| definitions.catalogue.find_reading(&name));
    if reading.is_some_and(|one| one.index.is_some()) {
        // Which number it is follows from the periods that are asked for beside it.
        let allowed = "a figure that is one by itself; an index is one against its base: comment on what it is made of";
        reader.problem("indicator", draft.indicator.trim(), allowed);
    }
    let period = draft.period.trim().parse::<Period>().ok();
    let period = period.filter(|one| one.start() <= day_of(store.now()));
    if period.is_none() {
        reader.problem("period", draft.period.trim(), PERIOD_ALLOWED);
    }
    let (Some(place), Some(subject), Some(period), true) =
        (place, subject, period, reader.problems.is_empty())
    else {
        return Err(AppError::Invalid(reader.problems));
    };
    let figures = Figures::at(store, AsKnown::Revision(revision))?;
    let found = figures.raw(&subject, period).map_err(in_fields)?;
    let found =
        found.ok_or_else(|| AppError::parameter("period", draft.period.trim(), PERIOD_ALLOWED))?;
    let read_by = ReadBy {
        revision,
        definition_version: found.definition_version,
        unit: found.unit.to_string(),
        price_level: found.price_level.clone(),
        is_public: figures.may_tell(&subject, &found, &Viewer::default()),
    };
    let comment = Comment {
        indicator: subject.indicator,
        reading: subject.reading,
        members: subject.members,
        period: period.to_string(),
        text_da,
        text_en,
        author,
        author_role,
        approved_by: None,
        approved_on: None,
        read_by,
        figure: Some(crate::kept::figure_of(&found)?),
    };
    Ok((revision, place, comment))
}

/// The field of a draft that a parameter of a question is written in.
fn field_of(parameter: &str) -> String {
    match parameter {
        "grain" => "period".to_owned(),
        name if name.starts_with("filter") => "members".to_owned(),
        name => name.to_owned(),
    }
}

/// What is wrong with a question, told of the fields of a draft.
fn in_fields(error: AppError) -> AppError {
    let of_field = |problem: ParamProblem| ParamProblem {
        parameter: field_of(&problem.parameter),
        ..problem
    };
    match error {
        AppError::Invalid(problems) => {
            AppError::Invalid(problems.into_iter().map(of_field).collect())
        }
        other => other,
    }
}

/// The first and the last of the periods that a filter names: `2018`, or `2017..2018-03`.
///
/// # Errors
/// It is neither, or ends before it begins.
pub(super) fn stretch(text: &str) -> Result<(Period, Period), AppError> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let (first, last) = (
        first.trim().parse::<Period>(),
        last.trim().parse::<Period>(),
    );
    match (first, last) {
        (Ok(first), Ok(last)) if first.start() <= last.start() => Ok((first, last)),
        _ => Err(AppError::parameter(
            "period",
            text,
            "a period, or two with .. between them, as 2018, 2018-03 or 2017..2018-03",
        )),
    }
}

/// The letters of a name, however it is spaced and pointed.
fn letters(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// Who signs a comment off: somebody, and not its author by the letters of the name.
///
/// # Errors
/// [`AppError::Invalid`] with what is wrong.
pub(super) fn approver(text: &str, comment: &Comment) -> Result<String, AppError> {
    let program = crate::definitions::of_program();
    let mut reader = Reader::new(&program.catalogue);
    let by = reader.text("approved_by", text, NAME_CHARS_MAX);
    if by.is_empty() {
        reader.problem("approved_by", "", "who signs it off");
    } else if letters(&by) == letters(&comment.author) {
        reader.problem("approved_by", "", "somebody else than the author");
    }
    match reader.problems.is_empty() {
        true => Ok(by),
        false => Err(AppError::Invalid(reader.problems)),
    }
}
