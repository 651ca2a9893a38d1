//! `pejl comments`: what people say of figures, beside the figures they explain.

use std::collections::BTreeMap;

use pejl_api::{
    COMMENT_COLUMNS, CommentBody, CommentDraftBody, NarrativeChangeBody, comment_rows,
    comments_meta,
};
use pejl_app::comments::{
    Applied, CommentDraft, CommentsRequest, approve_comment, create_comment, get_told,
    list_comments, replace_comment, tell, withdraw_comment,
};
use pejl_app::{AppError, Store};
use serde_json::json;

use super::query::viewer;
use super::{as_known, document, filters, open};
use crate::arguments::{AddCommentArgs, CommentsCommand, ListCommentsArgs, PlaceArgs, RowFormat};
use crate::exit::Failure;
use crate::output;

/// Who stores and withdraws.
const ACTOR: &str = "command line";

/// What a terminal shows of a comment, and of the figures beside it.
const TABLE: [&str; 10] = [
    "id",
    "version",
    "municipality",
    "indicator",
    "period",
    "text_da",
    "text_en",
    "author",
    "approved_by",
    "moved",
];

/// Lists, shows, stores, signs off or withdraws.
pub fn comments(place: &PlaceArgs, command: &CommentsCommand) -> Result<(), Failure> {
    match command {
        CommentsCommand::List(args) => list(place, args),
        CommentsCommand::Show {
            number,
            role,
            as_known: at,
            lang,
        } => {
            let viewer = viewer(role.as_deref())?;
            let store = open(place)?;
            let (found, told) = get_told(&store, *number, as_known(at)?, &viewer)?;
            let versions = told.iter().map(|one| CommentBody::of(one, lang.lang));
            output::json(&json!({
                "meta": comments_meta(&found, store.is_demo()),
                "items": versions.collect::<Vec<_>>(),
            }))
        }
        CommentsCommand::Add(args) => {
            let by = (ACTOR, args.dry_run);
            changed(&store(&open(place)?, args.id, &draft(args)?, by)?)
        }
        CommentsCommand::Set { file, id, dry_run } => {
            let body: CommentDraftBody = document::read(file)?;
            let by = (ACTOR, *dry_run);
            changed(&store(&open(place)?, *id, &body.draft(), by)?)
        }
        CommentsCommand::Approve {
            number,
            by,
            if_version,
            dry_run,
        } => {
            let (which, actor) = ((*number, *if_version), (ACTOR, *dry_run));
            changed(&approve_comment(&open(place)?, which, by, actor)?)
        }
        CommentsCommand::Withdraw { number } => {
            changed(&withdraw_comment(&open(place)?, *number, ACTOR)?)
        }
    }
}

fn list(place: &PlaceArgs, args: &ListCommentsArgs) -> Result<(), Failure> {
    let (store, which) = (open(place)?, &args.which);
    let request = CommentsRequest {
        municipality: which.municipality.clone(),
        indicator: which.indicator.clone(),
        periods: args.period.clone(),
        at: as_known(&which.as_known)?,
    };
    let found = list_comments(&store, &request)?;
    let viewer = viewer(args.role.as_deref())?;
    let told = tell(&store, &found.comments, found.at(request.at), &viewer)?;
    let columns: &[&str] = match args.format {
        RowFormat::Table => &TABLE,
        _ => &COMMENT_COLUMNS,
    };
    output::rows(
        &comments_meta(&found, store.is_demo()),
        columns,
        &comment_rows(&told, args.lang.lang),
        args.format,
    )
}

fn store(
    store: &Store,
    id: Option<i64>,
    draft: &CommentDraft,
    by: (&str, bool),
) -> Result<Applied, AppError> {
    match id {
        None => create_comment(store, draft, by),
        Some(number) => replace_comment(store, number, draft, by),
    }
}

fn changed(applied: &Applied) -> Result<(), Failure> {
    output::json(&NarrativeChangeBody::of(applied))
}

fn draft(args: &AddCommentArgs) -> Result<CommentDraft, Failure> {
    let mut members = BTreeMap::new();
    for (dimension, of) in filters(&args.filter)? {
        let [member] = of.as_slice() else {
            return Err(Failure::Usage(format!(
                "--filter {dimension}: expected one member"
            )));
        };
        members.insert(dimension, member.clone());
    }
    Ok(CommentDraft {
        version: args.if_version,
        municipality: args.municipality.clone(),
        indicator: args.indicator.clone(),
        members,
        period: args.period.clone(),
        text_da: args.text.clone(),
        text_en: args.text_en.clone(),
        author: args.author.clone(),
        author_role: args.author_role.clone(),
    })
}
