//! `pejl release` and `pejl releases`: a revision under a name.

use pejl_api::{RELEASE_COLUMNS, ReleaseChangeBody, release_rows};
use pejl_app::releases::{ReleaseDraft, list_releases, make_release};
use serde_json::json;

use super::{as_known, open};
use crate::arguments::{PlaceArgs, ReleaseArgs, ReleasesArgs};
use crate::exit::Failure;
use crate::output;

/// Who makes releases.
const ACTOR: &str = "command line";

/// Makes a release and prints what became of it.
pub fn release(place: &PlaceArgs, args: &ReleaseArgs) -> Result<(), Failure> {
    let draft = ReleaseDraft {
        name: args.name.clone(),
        at: as_known(&args.as_known)?,
        note: args.note.clone(),
    };
    let made = make_release(&open(place)?, &draft, (ACTOR, args.dry_run))?;
    output::json(&ReleaseChangeBody::of(&made))
}

/// Lists the releases, the latest made first.
pub fn releases(place: &PlaceArgs, args: &ReleasesArgs) -> Result<(), Failure> {
    let found = list_releases(&open(place)?, None, args.limit)?;
    let rows = release_rows(&found);
    output::rows(&json!({}), &RELEASE_COLUMNS, &rows, args.format)
}
