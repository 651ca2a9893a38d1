//! What stands beside a series: changes of law and accounts, what was done, and what is said of it.

use chrono::NaiveDate;
use pejl_app::comments::ToldComment;
use pejl_app::initiatives::StoredInitiative;
use pejl_app::trend::Break;
use pejl_domain::Lang;
use serde::Serialize;
use utoipa::ToSchema;

/// A change of law or accounts between periods of a series.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrendBreakBody {
    /// Its code.
    #[schema(example = "ELDERLY_ACT_2025")]
    pub block: String,
    /// First day after it.
    #[schema(example = "2025-07-01")]
    pub date: NaiveDate,
    /// Whether figures before and after can be compared; where not, the series is cut.
    pub comparable: bool,
    /// What happened.
    pub text: String,
}

impl TrendBreakBody {
    pub(super) fn of(one: &Break, lang: Lang) -> Self {
        Self {
            block: one.block.clone(),
            date: one.date,
            comparable: one.comparable,
            text: one.text.to_lang(lang).to_owned(),
        }
    }
}

/// Something that was done so that the series becomes another.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrendInitiativeBody {
    /// Its number; `/initiatives/{id}/effect` tells what became of the figures.
    #[schema(example = 1)]
    pub id: i64,
    /// What it is called.
    #[schema(example = "Rehabilitering først")]
    pub title: String,
    /// The day from which it is done.
    #[schema(example = "2017-01-01")]
    pub started_on: NaiveDate,
    /// The last day on which it was done; null while it is.
    pub ended_on: Option<NaiveDate>,
}

impl TrendInitiativeBody {
    pub(super) fn of(one: &StoredInitiative) -> Self {
        Self {
            id: one.number,
            title: one.said.title.clone(),
            started_on: one.said.started_on,
            ended_on: one.said.ended_on,
        }
    }
}

/// What somebody says of a figure of the series.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrendCommentBody {
    /// Its number; `/comments/{id}` has its versions and the figure it explains.
    #[schema(example = 1)]
    pub id: i64,
    /// The period whose figure it explains.
    #[schema(example = "2018-03")]
    pub period: String,
    /// What is said, in the language asked for where it is written in it, else in the other; null where it is withheld.
    #[schema(example = "Forløbene blev længere, fordi to terapeutstillinger var ubesatte.")]
    pub text: Option<String>,
    /// Why the text is withheld from whoever asks; null where it is told.
    pub withheld_reason: Option<String>,
    /// Who says it.
    #[schema(example = "Anne Holm")]
    pub author: String,
    /// What the author is.
    #[schema(example = "Leder af træningen")]
    pub author_role: String,
    /// Who has signed it off; null while nobody has.
    pub approved_by: Option<String>,
    /// Whether the figure is another than the one it explains; null where either is withheld or not known.
    #[schema(example = false)]
    pub moved: Option<bool>,
}

impl TrendCommentBody {
    pub(super) fn of(one: &ToldComment, lang: Lang) -> Self {
        let said = &one.said;
        let mut texts = match lang {
            Lang::Da => [&said.text_da, &said.text_en],
            Lang::En => [&said.text_en, &said.text_da],
        }
        .into_iter();
        Self {
            id: one.number,
            period: said.period.clone(),
            text: texts.find(|text| !text.is_empty()).cloned(),
            withheld_reason: one
                .withheld
                .as_ref()
                .map(|reason| reason.to_lang(lang).to_owned()),
            author: said.author.clone(),
            author_role: said.author_role.clone(),
            approved_by: said.approved_by.clone(),
            moved: one.moved,
        }
    }
}
