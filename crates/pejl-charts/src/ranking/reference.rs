//! Means and published values that areas are compared with.

use pejl_domain::Lang;

use crate::clean_text::clean;
use crate::palette;
use crate::reading::Reading;
use crate::scene::Paint;

/// A value that areas are compared with, drawn as a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// What it is.
    pub kind: ReferenceKind,
    /// Its value in the unit of the ranking; without one it is told and not drawn.
    pub reading: Reading,
}

/// What a reference value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferenceKind {
    /// Mean weighted by what is named in the language of the chart: "indbyggertal", "population".
    WeightedMean {
        /// Over which areas.
        of: MeanOf,
        /// Name of the weight.
        weight: String,
    },
    /// Sum of the numerators divided by the sum of the denominators.
    RatioOfSums {
        /// Over which areas.
        of: MeanOf,
    },
    /// Every area counts the same.
    UnweightedMean {
        /// Over which areas.
        of: MeanOf,
    },
    /// The value the source itself publishes for the whole country.
    Published,
}

/// The areas a mean is taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeanOf {
    /// The whole country: every municipality has a value.
    Country,
    /// The areas shown that have a value.
    Shown,
    /// The comparison group.
    Group,
}

impl ReferenceKind {
    /// As it stands at its line.
    pub(super) fn label(&self, lang: Lang) -> &'static str {
        use MeanOf::{Country, Group, Shown};
        match self {
            Self::WeightedMean { of: Country, .. } => {
                lang.pick("Vægtet landsgennemsnit", "Weighted national mean")
            }
            Self::WeightedMean { of: Shown, .. } => lang.pick("Vægtet gennemsnit", "Weighted mean"),
            Self::WeightedMean { of: Group, .. } => {
                lang.pick("Vægtet gruppegennemsnit", "Weighted group mean")
            }
            Self::RatioOfSums { of: Country } => lang.pick("Landet under ét", "Country as a whole"),
            Self::RatioOfSums { of: Shown } => {
                lang.pick("Alle viste under ét", "All shown as a whole")
            }
            Self::RatioOfSums { of: Group } => lang.pick("Gruppen under ét", "Group as a whole"),
            Self::UnweightedMean { of: Country } => {
                lang.pick("Uvægtet landsgennemsnit", "Unweighted national mean")
            }
            Self::UnweightedMean { of: Shown } => {
                lang.pick("Uvægtet gennemsnit", "Unweighted mean")
            }
            Self::UnweightedMean { of: Group } => {
                lang.pick("Uvægtet gruppegennemsnit", "Unweighted group mean")
            }
            Self::Published => {
                lang.pick("Hele landet (offentliggjort)", "Whole country (published)")
            }
        }
    }

    /// As the subject of a sentence.
    pub(super) fn subject(&self, lang: Lang) -> String {
        use MeanOf::{Country, Group, Shown};
        let subject = match self {
            Self::WeightedMean { of: Country, .. } | Self::UnweightedMean { of: Country } => {
                lang.pick("Landsgennemsnittet", "The national mean")
            }
            Self::WeightedMean { of: Shown, .. } | Self::UnweightedMean { of: Shown } => {
                lang.pick("Gennemsnittet", "The mean")
            }
            Self::WeightedMean { of: Group, .. } | Self::UnweightedMean { of: Group } => {
                lang.pick("Gruppens gennemsnit", "The group’s mean")
            }
            Self::RatioOfSums { of: Country } => lang.pick(
                "Tallet for landet under ét",
                "The figure for the whole country",
            ),
            Self::RatioOfSums { of: Shown } => lang.pick(
                "Tallet for alle viste under ét",
                "The figure for all shown together",
            ),
            Self::RatioOfSums { of: Group } => lang.pick(
                "Tallet for gruppen under ét",
                "The figure for the whole group",
            ),
            Self::Published => lang.pick(
                "Det offentliggjorte tal for hele landet",
                "The published figure for the whole country",
            ),
        };
        match self {
            Self::WeightedMean { weight, .. } => {
                format!(
                    "{subject} {} {}",
                    lang.pick("vægtet med", "weighted by"),
                    clean(weight)
                )
            }
            Self::UnweightedMean { .. } => {
                format!("{subject} {}", lang.pick("uden vægte", "without weights"))
            }
            Self::RatioOfSums { .. } | Self::Published => subject.to_owned(),
        }
    }

    /// Stable name for machines.
    pub(super) fn key(&self) -> &'static str {
        use MeanOf::{Country, Group, Shown};
        match self {
            Self::WeightedMean { of: Country, .. } => "weighted_mean_country",
            Self::WeightedMean { of: Shown, .. } => "weighted_mean_shown",
            Self::WeightedMean { of: Group, .. } => "weighted_mean_group",
            Self::RatioOfSums { of: Country } => "ratio_of_sums_country",
            Self::RatioOfSums { of: Shown } => "ratio_of_sums_shown",
            Self::RatioOfSums { of: Group } => "ratio_of_sums_group",
            Self::UnweightedMean { of: Country } => "unweighted_mean_country",
            Self::UnweightedMean { of: Shown } => "unweighted_mean_shown",
            Self::UnweightedMean { of: Group } => "unweighted_mean_group",
            Self::Published => "published_country",
        }
    }

    /// Whether a sentence may tell the own value's distance from it.
    pub(super) fn is_group(&self) -> bool {
        matches!(
            self,
            Self::WeightedMean {
                of: MeanOf::Group,
                ..
            } | Self::RatioOfSums { of: MeanOf::Group }
                | Self::UnweightedMean { of: MeanOf::Group }
        )
    }

    /// The look of its line: colour says group or not, the dash which kind.
    pub(super) fn paint(&self) -> Paint {
        let colour = if self.is_group() {
            palette::GROUP
        } else {
            palette::TEXT
        };
        match self {
            Self::WeightedMean { .. } => Paint::line(colour, 1.4),
            Self::RatioOfSums { .. } => Paint::dashed(colour, 1.4, "10 3"),
            Self::UnweightedMean { .. } => Paint::dashed(colour, 1.4, "2 3"),
            Self::Published => Paint::dashed(colour, 1.4, "6 4"),
        }
    }

    /// The colour of its label.
    pub(super) fn text_colour(&self) -> &'static str {
        if self.is_group() {
            palette::GROUP
        } else {
            palette::TEXT
        }
    }
}
