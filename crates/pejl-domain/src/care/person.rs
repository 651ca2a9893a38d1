//! What is kept of a person.

use crate::value_set::value_set;

value_set! {
    /// The sex that a CPR number says; the codes are those of the population tables.
    Sex, "sex":
    /// Last digit of the number even.
    Female = "K", "kvinde", "female";
    /// Last digit of the number odd.
    Male = "M", "mand", "male";
}
