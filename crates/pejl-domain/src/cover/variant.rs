//! The kind of a fact.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::escape::{push_escaped, unescape};
use crate::limit::{MAX_JOINED_CHARS, fits};
use crate::period::Grain;
use crate::price::PriceLevel;
use crate::unit::Unit;

/// What makes two files of one table different things.
///
/// Facts of one variant with one area, period and set of members are the same fact; facts of different variants
/// never replace each other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Where the facts are from, for example `statbank`.
    pub source: String,
    /// The source's table, for example `REGK31`; for what has no table the series or dataset.
    pub table_id: String,
    /// Unit of the values.
    pub unit: Unit,
    /// Prices of the values.
    pub price: PriceLevel,
    /// Length of the periods.
    pub grain: Grain,
    /// Names of the dimensions besides area and period.
    pub dimensions: BTreeSet<String>,
}

/// Why a text is no variant key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VariantError {
    /// Not six parts between `/`, or a part that is not what it should be.
    #[error("`{key}` is no variant key: {part} is not readable")]
    Malformed {
        /// The text as given.
        key: String,
        /// The part that is wrong.
        part: &'static str,
    },
    /// Longer than a key can be.
    #[error("variant key is longer than {MAX_JOINED_CHARS} characters")]
    TooLong,
}

impl Variant {
    /// The variant as stable text: `statbank/REGK31/dkk_per_resident/current/year/art,function`.
    ///
    /// Dimensions in alphabetical order; `/`, `,`, `%` and control characters percent-escaped. Two variants that pass
    /// [`Cover::check`](super::Cover::check) have the same key only when they are equal.
    #[must_use]
    pub fn key(&self) -> String {
        const SPECIAL: [char; 2] = ['/', ','];
        let mut key = String::new();
        for part in [
            &self.source,
            &self.table_id,
            &*self.unit.as_str(),
            &self.price.as_str(),
            self.grain.as_str(),
        ] {
            push_escaped(&mut key, part, &SPECIAL);
            key.push('/');
        }
        for (n, dimension) in self.dimensions.iter().enumerate() {
            if n > 0 {
                key.push(',');
            }
            push_escaped(&mut key, dimension, &SPECIAL);
        }
        key
    }

    /// The variant that [`key`](Self::key) wrote.
    ///
    /// # Errors
    /// [`VariantError`], also for an empty source, table or dimension and for a dimension twice.
    pub fn parse_key(key: &str) -> Result<Self, VariantError> {
        if !fits(key, MAX_JOINED_CHARS) {
            return Err(VariantError::TooLong);
        }
        let malformed = |part| VariantError::Malformed {
            key: key.to_owned(),
            part,
        };
        let mut parts = key.split('/');
        let mut next = |name| {
            let part = parts.next().and_then(unescape);
            part.filter(|part| !part.is_empty())
                .ok_or_else(|| malformed(name))
        };
        let source = next("source")?;
        let table_id = next("table")?;
        let unit = next("unit")?.parse().map_err(|_| malformed("unit"))?;
        let price = next("price level")?
            .parse()
            .map_err(|_| malformed("price level"))?;
        let grain = next("grain")?.parse().map_err(|_| malformed("grain"))?;
        let list = parts
            .next()
            .filter(|_| parts.next().is_none())
            .ok_or_else(|| malformed("dimensions"))?;
        let mut dimensions = BTreeSet::new();
        for dimension in list.split(',').filter(|_| !list.is_empty()) {
            let dimension = unescape(dimension).filter(|name| !name.is_empty());
            if !dimensions.insert(dimension.ok_or_else(|| malformed("dimensions"))?) {
                return Err(malformed("dimensions"));
            }
        }
        Ok(Self {
            source,
            table_id,
            unit,
            price,
            grain,
            dimensions,
        })
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.key())
    }
}

impl FromStr for Variant {
    type Err = VariantError;

    fn from_str(key: &str) -> Result<Self, VariantError> {
        Self::parse_key(key)
    }
}
