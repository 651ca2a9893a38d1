//! Answers in surveys, and how many were asked.

use pejl_lake::SURVEY;
use pejl_lake::columns::{AREA, GROUP, N_INVITED, QUESTION, WAVE, WEIGHT, YEAR};

use super::Source;
use crate::records::scope::Scope;
use crate::relation::{Aggregate, Literal, Relation, RelationError, Term};

/// Number of the month that stands for the year of a wave.
const WAVE_MONTH: &str = "wave_month";

/// January of the year: what has come in of a year that is not over is then told, as provisional.
fn wave_month() -> Term {
    Term::column(YEAR).times(Term::literal(12))
}

/// An answer.
pub(super) static ANSWER: Source = Source {
    name: "answer",
    doc: "An answer to a question of a survey, or a group of equal answers: `weight_millionths`, once where no weight is given. \
It is counted in January of the year of its wave (`wave_month`), as only whole years can be told of it.",
    needs: &[&SURVEY],
    uses: &[],
    interval: None,
    is_told_apart: false,
    is_case: true,
    names_some: false,
    rows: answer,
};

fn answer(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let weight = Term::column(WEIGHT).or_else(Term::Literal(Literal::Float(1.0)));
    scope.rows(&SURVEY)?.with([
        ("weight_millionths", Term::Scaled(Box::new(weight), 6)),
        (WAVE_MONTH, wave_month()),
    ])
}

/// A question put to a group.
pub(super) static ASKED: Source = Source {
    name: "asked",
    doc: "A question put to one group in one wave of a survey: `n_invited`, the greatest number of persons asked that any of \
its answers names, and `n_answers`, rows whatever they say. One of which no answer names that number is no row. `wave_month` as of \
`answer`.",
    needs: &[&SURVEY],
    uses: &[],
    interval: None,
    is_told_apart: false,
    is_case: false,
    names_some: false,
    rows: asked,
};

fn asked(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let groups = scope.rows(&SURVEY)?.aggregate(
        [AREA, YEAR, WAVE, GROUP, QUESTION],
        [
            ("n_answers", Aggregate::Rows),
            (N_INVITED, Aggregate::Max(Term::column(N_INVITED))),
        ],
    )?;
    let is_known = Term::column(N_INVITED).is_null().not();
    let asked = groups
        .filter(is_known)?
        .with([(WAVE_MONTH, wave_month())])?;
    Ok(asked.named("questions_asked"))
}
