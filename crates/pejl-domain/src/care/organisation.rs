//! Units and providers.

use crate::value_set::value_set;

value_set! {
    /// Whom a unit or a provider works for.
    ServiceArea, "area of service":
    /// Elderly citizens.
    Elderly = "elderly", "ældre", "elderly";
    /// Adults with disability.
    Disability = "disability", "handicap", "disability";
    /// Vulnerable adults.
    Vulnerable = "vulnerable", "udsatte", "vulnerable";
    /// Others.
    Other = "other", "andet", "other";
}
