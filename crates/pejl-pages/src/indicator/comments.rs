//! What is said of the figures, and whether they are still the figures that it was said of.

use pejl_app::comments::ToldComment;
use pejl_app::trend::TrendAnswer;
use pejl_domain::{Lang, Period};
use serde::Serialize;

use crate::texts::{fill, texts};
use crate::wording::sentence;

/// A comment.
#[derive(Debug, Serialize)]
pub(crate) struct CommentView {
    period: String,
    text: String,
    /// Who says it, and who has signed it off.
    by: String,
    /// Whether the figure is another by now.
    moved: Option<&'static str>,
}

/// The comments of a series, the earliest period first.
pub(super) fn comments(found: &TrendAnswer, lang: Lang) -> Vec<CommentView> {
    found.comments.iter().map(|one| view(one, lang)).collect()
}

fn view(one: &ToldComment, lang: Lang) -> CommentView {
    let t = texts(lang);
    let period: Option<Period> = one.said.period.parse().ok();
    let withheld = one.withheld.as_ref().map(|why| {
        let why = why.to_lang(lang);
        sentence(&fill(t.comment_withheld, &[("reason", why)]))
    });
    let mut by = vec![one.said.author.clone(), one.said.author_role.clone()];
    let approved = one.said.approved_by.as_ref();
    by.push(match approved {
        Some(name) => fill(t.comment_approved, &[("name", name)]),
        None => t.comment_not_approved.to_owned(),
    });
    by.retain(|part| !part.is_empty());
    CommentView {
        period: period.map_or_else(|| one.said.period.clone(), |one| one.to_lang(lang)),
        text: withheld
            .or_else(|| said(one, lang).map(str::to_owned))
            .unwrap_or_default(),
        by: by.join(", "),
        moved: (one.moved == Some(true)).then_some(t.comment_moved),
    }
}

/// What is said, in the language asked for where it is written in it, else in the other; none where it is withheld.
pub(super) fn said(one: &ToldComment, lang: Lang) -> Option<&str> {
    let texts = match lang {
        Lang::Da => [&one.said.text_da, &one.said.text_en],
        Lang::En => [&one.said.text_en, &one.said.text_da],
    };
    let mut texts = texts.into_iter().map(String::as_str);
    texts.find(|text| !text.is_empty())
}
