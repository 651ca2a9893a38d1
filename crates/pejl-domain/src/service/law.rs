//! The laws that help is granted under.

use crate::value_set::value_set;

value_set! {
    /// A law that social care is granted or complained about under.
    Law, "law":
    /// The Act on Social Services.
    Sel = "SEL", "serviceloven", "Act on Social Services";
    /// The Elderly Act, in force from 1 July 2025.
    Ael = "AEL", "ældreloven", "Elderly Act";
    /// The Health Act.
    Sul = "SUL", "sundhedsloven", "Health Act";
    /// The Act on Social Housing.
    Abl = "ABL", "almenboligloven", "Act on Social Housing";
    /// The Act on Legal Protection and Administration in Social Matters.
    Rsl = "RSL", "retssikkerhedsloven", "Act on Legal Protection in Social Matters";
}

/// Every spelling, folded; of two where one begins with the other the longer comes first.
pub(super) const SPELLINGS: [(&str, Law); 19] = [
    ("lov om social service", Law::Sel),
    ("servicelovens", Law::Sel),
    ("serviceloven", Law::Sel),
    ("servicelov", Law::Sel),
    ("sel", Law::Sel),
    ("ældrelovens", Law::Ael),
    ("ældreloven", Law::Ael),
    ("aeldreloven", Law::Ael),
    ("ael", Law::Ael),
    ("æl", Law::Ael),
    ("sundhedslovens", Law::Sul),
    ("sundhedsloven", Law::Sul),
    ("sul", Law::Sul),
    ("lov om almene boliger", Law::Abl),
    ("almenboligloven", Law::Abl),
    ("almenboliglovens", Law::Abl),
    ("abl", Law::Abl),
    ("retssikkerhedsloven", Law::Rsl),
    ("rsl", Law::Rsl),
];
