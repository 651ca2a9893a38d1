//! The citizen's goals.

use crate::value_set::value_set;

value_set! {
    /// What came of a goal when it was evaluated; a goal that was not evaluated has no result.
    GoalResult, "result of a goal":
    /// Reached.
    Met = "met", "nået", "met";
    /// Reached in part; counts as not met unless a municipality decides otherwise.
    Partly = "partly", "delvist nået", "partly met";
    /// Not reached.
    NotMet = "not_met", "ikke nået", "not met";
}

value_set! {
    /// Whose goal it is.
    GoalSetBy, "owner of a goal":
    /// The citizen's.
    Citizen = "citizen", "borgeren", "the citizen";
    /// A professional's.
    Professional = "professional", "fagpersonen", "the professional";
    /// Set together.
    Both = "both", "borger og fagperson", "citizen and professional";
    /// The source does not say.
    Unknown = "unknown", "ukendt", "unknown";
}

value_set! {
    /// What a goal of the disability method (FFB) is for; the three are never pooled without showing the mix.
    GoalType, "type of goal":
    /// To function better.
    Develop = "develop", "udvikle", "develop";
    /// To function as well as now.
    Maintain = "maintain", "fastholde", "maintain";
    /// To lose as little as possible.
    LimitLoss = "limit_loss", "begrænse tab", "limit loss";
}
