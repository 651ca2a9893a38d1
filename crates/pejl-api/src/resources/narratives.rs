//! What initiatives and comments share.

use pejl_app::initiatives::Applied;
use pejl_app::targets::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::sent::Became;

/// What became of a change of an initiative or a comment.
#[derive(Debug, Serialize, ToSchema)]
pub struct NarrativeChangeBody {
    /// `applied`, `unchanged` or `proved`.
    #[schema(example = "applied")]
    pub state: &'static str,
    /// Its number; null of a new one in a dry run.
    #[schema(example = 1)]
    pub id: Option<i64>,
    /// The revision it holds from; that which was looked at where nothing was stored.
    #[schema(example = 12)]
    pub revision: i64,
}

impl NarrativeChangeBody {
    /// Returns the body of a change.
    pub fn of(applied: &Applied) -> Self {
        Self {
            state: applied.state.as_str(),
            id: applied.number,
            revision: applied.revision,
        }
    }
}

impl Became for Applied {
    type Body = NarrativeChangeBody;

    fn state(&self) -> State {
        self.state
    }

    fn body(&self) -> NarrativeChangeBody {
        NarrativeChangeBody::of(self)
    }
}
