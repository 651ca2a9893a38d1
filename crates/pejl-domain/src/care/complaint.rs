//! What comes of a complaint.

use crate::value_set::value_set;

value_set! {
    /// What a complaint ended with, where it has been decided.
    ComplaintOutcome, "outcome of a complaint":
    /// The decision stands.
    Upheld = "upheld", "stadfæstet", "upheld";
    /// Another decision took its place.
    Changed = "changed", "ændret", "changed";
    /// It must be decided anew.
    Remitted = "remitted", "hjemvist", "remitted";
    /// The complaint was not taken up.
    Dismissed = "dismissed", "afvist", "dismissed";
    /// The complaint was taken back.
    Withdrawn = "withdrawn", "trukket tilbage", "withdrawn";
}
