//! Which dataset of a file to read: a dataset, a 1.x bundle, or a collection with embedded datasets.

use super::json::Json;
use super::problem::JsonStatProblem;
use super::{Fields, Place};
use crate::error::ReadError;
use crate::issue::shortened;

/// Names shown in an error that lists datasets.
const MAX_NAMES: usize = 12;

/// The dataset that is meant, by name when the file has several.
pub(super) fn dataset<'a>(
    root: Json<'a>,
    part: Option<&str>,
    place: &Place<'_>,
) -> Result<Json<'a>, ReadError> {
    let fields = Fields::of(root);
    let class = fields.text("class");
    let found = match class.as_deref() {
        Some("dataset") => return Ok(root),
        Some("collection") => embedded(root, &fields, place)?,
        Some(class) => {
            return Err(place
                .refuse(
                    &JsonStatProblem::NotADataset {
                        class: shortened(class),
                    },
                    root,
                )
                .into());
        }
        None if looks_like_a_dataset(&fields) => return Ok(root),
        None => bundled(root, &fields, place)?,
    };
    let names = || {
        let shown: Vec<String> = found
            .iter()
            .take(MAX_NAMES)
            .map(|(name, _)| format!("`{}`", shortened(name)))
            .collect();
        let more = if found.len() > MAX_NAMES { ", …" } else { "" };
        format!("{}{more}", shown.join(", "))
    };
    match (part, found.as_slice()) {
        (None, [(_, only)]) => Ok(*only),
        (None, _) => Err(place
            .refuse(&JsonStatProblem::SeveralDatasets { names: names() }, root)
            .into()),
        (Some(part), all) => match all.iter().find(|(name, _)| name == part) {
            Some((_, dataset)) => Ok(*dataset),
            None => {
                let issue = place.refuse(&JsonStatProblem::NoSuchDataset { names: names() }, root);
                Err(issue.with_value(part).into())
            }
        },
    }
}

fn looks_like_a_dataset(fields: &Fields<'_>) -> bool {
    fields.get("dimension").is_some_and(Json::is_object)
        && fields
            .get("value")
            .is_some_and(|v| v.is_array() || v.is_object())
}

/// The datasets of a 1.x bundle: the root is an object of named datasets.
fn bundled<'a>(
    root: Json<'a>,
    fields: &Fields<'a>,
    place: &Place<'_>,
) -> Result<Vec<(String, Json<'a>)>, ReadError> {
    // A dataset without `value` is still meant as one: the error should say what it lacks.
    let found: Vec<(String, Json<'a>)> = fields
        .entries()
        .filter(|(_, value)| {
            value.is_object()
                && Fields::of(*value)
                    .get("dimension")
                    .is_some_and(Json::is_object)
        })
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    if !found.is_empty() {
        return Ok(found);
    }
    // StatBank answers a bad request with an object of errorTypeCode and message.
    let problem = match fields.text("message").filter(|_| root.is_object()) {
        Some(message) => JsonStatProblem::ServerError {
            message: shortened(&message),
        },
        None => JsonStatProblem::NotJsonStat,
    };
    Err(place.refuse(&problem, root).into())
}

/// The datasets that a collection holds itself.
fn embedded<'a>(
    root: Json<'a>,
    fields: &Fields<'a>,
    place: &Place<'_>,
) -> Result<Vec<(String, Json<'a>)>, ReadError> {
    let items = fields
        .get("link")
        .map(Fields::of)
        .and_then(|link| link.get("item"));
    let mut found = Vec::new();
    let mut links = Vec::new();
    for (item, number) in items.into_iter().flat_map(Json::items).zip(1_usize..) {
        let fields = Fields::of(item);
        let name = fields
            .text("label")
            .or_else(|| fields.text("href"))
            .unwrap_or_else(|| number.to_string());
        if looks_like_a_dataset(&fields) {
            found.push((name, item))
        } else {
            links.push(name)
        }
    }
    if found.is_empty() {
        let names = links
            .iter()
            .take(MAX_NAMES)
            .map(|name| shortened(name))
            .collect::<Vec<_>>()
            .join("; ");
        return Err(place
            .refuse(
                &JsonStatProblem::OnlyLinks {
                    n: links.len(),
                    names,
                },
                root,
            )
            .into());
    }
    Ok(found)
}
