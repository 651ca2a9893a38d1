//! Amounts that add up to the øre, or none at all.

use std::error::Error;
use std::fmt;

use pejl_domain::Oere;

/// Largest amount of a bridge, in øre: up to here kroner in floating point tell every øre.
const LARGEST: u64 = 1 << 53;

/// Two amounts and parts that are their difference, to the øre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bridge {
    start: BridgeTotal,
    parts: Vec<BridgePart>,
    end: BridgeTotal,
}

/// An amount at an end of a bridge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BridgeTotal {
    /// What it is, in the language of the chart: "Regnskab 2018".
    pub label: String,
    /// Whole øre.
    pub amount: Oere,
}

/// A part of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BridgePart {
    /// Code, for machines: `price`.
    pub code: String,
    /// What it is, in the language of the chart.
    pub label: String,
    /// What kind of part it is.
    pub kind: PartKind,
    /// Whole øre; negative where it lowers the amount, as a service that has ceased does.
    pub amount: Oere,
}

/// What kind of part a part of a change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartKind {
    /// A factor: residents, use, mix, price.
    Factor,
    /// Services that are new.
    New,
    /// Services that have ceased.
    Ceased,
    /// What has no price on one side.
    Unpriced,
}

/// Why amounts are no bridge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BridgeError {
    /// From the first amount the parts do not lead to the second.
    DoesNotAddUp {
        /// What is missing to the second amount, øre.
        missing_oere: i128,
    },
    /// An amount, or one reached on the way, is larger than 2⁵³ øre.
    TooLarge {
        /// The amount, øre.
        oere: i128,
    },
}

impl fmt::Display for BridgeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DoesNotAddUp { missing_oere } => {
                write!(
                    f,
                    "the parts of the bridge lack {missing_oere} øre of its change"
                )
            }
            Self::TooLarge { oere } => {
                write!(f, "an amount of {oere} øre is too large for a bridge")
            }
        }
    }
}

impl Error for BridgeError {}

impl Bridge {
    /// The bridge from one amount to another over its parts, in the order given.
    ///
    /// # Errors
    /// The parts do not add up to the change to the øre, or an amount is too large to be told exactly.
    ///
    /// # Example
    /// ```
    /// use pejl_charts::{Bridge, BridgeError, BridgeTotal};
    /// use pejl_domain::Oere;
    /// let total = |oere| BridgeTotal { label: String::new(), amount: Oere::from_oere(oere) };
    /// assert_eq!(
    ///     Bridge::new(total(100), Vec::new(), total(101)),
    ///     Err(BridgeError::DoesNotAddUp { missing_oere: 1 })
    /// );
    /// ```
    pub fn new(
        start: BridgeTotal,
        parts: Vec<BridgePart>,
        end: BridgeTotal,
    ) -> Result<Self, BridgeError> {
        let mut reached = i128::from(start.amount.as_oere());
        let check = |oere: i128| match oere.unsigned_abs() > u128::from(LARGEST) {
            true => Err(BridgeError::TooLarge { oere }),
            false => Ok(()),
        };
        check(reached)?;
        for part in &parts {
            let amount = i128::from(part.amount.as_oere());
            reached += amount;
            check(amount)?;
            check(reached)?;
        }
        match i128::from(end.amount.as_oere()) - reached {
            0 => Ok(Self { start, parts, end }),
            missing_oere => Err(BridgeError::DoesNotAddUp { missing_oere }),
        }
    }

    /// The amount it starts from.
    pub fn start(&self) -> &BridgeTotal {
        &self.start
    }

    /// The parts, in order.
    pub fn parts(&self) -> &[BridgePart] {
        &self.parts
    }

    /// The amount it leads to.
    pub fn end(&self) -> &BridgeTotal {
        &self.end
    }

    /// The amounts on the way: the first, then the one reached with each part, of which the last is the second amount.
    pub(super) fn levels(&self) -> Vec<Oere> {
        let parts = self.parts.iter().map(|part| part.amount.as_oere());
        let reached = parts.scan(self.start.amount.as_oere(), |reached, part| {
            // Checked to be far within 64 bits.
            *reached = reached.saturating_add(part);
            Some(*reached)
        });
        std::iter::once(self.start.amount.as_oere())
            .chain(reached)
            .map(Oere::from_oere)
            .collect()
    }

    /// Every amount: both ends and the parts.
    pub(super) fn amounts(&self) -> impl Iterator<Item = Oere> + '_ {
        let parts = self.parts.iter().map(|part| part.amount);
        [self.start.amount, self.end.amount]
            .into_iter()
            .chain(parts)
    }
}
