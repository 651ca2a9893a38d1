//! Names of the columns of the plans in this crate; those of the facts stand in `pejl_lake::columns`.

/// Number of the spine cell, from 0 in the order of the answer.
pub const CELL_NO: &str = "cell_no";
/// Number of the quantity (one sum of facts at one area and period), from 0.
pub const QUANTITY: &str = "quantity";
/// Area whose part of a cell this is: itself, or one member of a group.
pub const SHARE_AREA: &str = "share_area";
/// Whether a quantity stands above the line of its share; else below it, or as its weight.
pub const IS_NUMERATOR: &str = "is_numerator";
/// Whether a cell is missing without this quantity.
pub const IS_REQUIRED: &str = "is_required";
/// Whether the share is a published figure that counts by its residents.
pub const IS_WEIGHTED: &str = "is_weighted";

/// Whether a fact that is absent from the file stands for zero.
pub const ABSENT_IS_ZERO: &str = "absent_is_zero";
/// Decimals the parts of a quantity are summed in.
pub const DECIMALS: &str = "decimals";
/// Largest magnitude a part may have, in those decimals.
pub const LIMIT: &str = "limit";
/// Value of a part as an integer with `DECIMALS` decimals; null when there is no usable number.
pub const PART_VALUE: &str = "part_value";
/// What is known of a part: the name of a cell state.
pub const PART_STATE: &str = "part_state";

/// Sum of the known parts of a quantity, as an integer.
pub const SUM: &str = "sum";
/// What is known of a quantity: `ok`, `missing`, `confidential` or `not_applicable`.
pub const STATE: &str = "state";
/// Members of the first part of a quantity without a number, as text.
pub const FIRST_UNKNOWN: &str = "first_unknown";
/// Members of the first part of a quantity whose number is too precise or too large to sum, as text.
pub const FIRST_UNUSABLE: &str = "first_unusable";

/// Sum above the line, as an integer: øre, or thousandths of a krone per resident.
pub const SUM_ABOVE: &str = "sum_above";
/// Sum below the line, as an integer: persons; null where a quantity of it is not known.
pub const SUM_BELOW: &str = "sum_below";
/// Sum of published values times their weights, as an integer.
pub const WEIGHTED_SUM: &str = "weighted_sum";
/// Shares of a cell that have no number and need one.
pub const N_MISSING: &str = "n_missing";
/// Shares of a cell that the source withholds.
pub const N_CONFIDENTIAL: &str = "n_confidential";
/// Shares of a cell that the source says cannot occur.
pub const N_NOT_APPLICABLE: &str = "n_not_applicable";
/// Shares of a cell.
pub const N_SHARES: &str = "n_shares";
/// Areas whose share has no number, in code order: a list of texts.
pub const UNKNOWN_AREAS: &str = "unknown_areas";

/// How a cell is computed: the name of a `Method`.
pub const METHOD: &str = "method";
/// The cell where it is known before any fact is read; null where the facts decide.
pub const DECIDED: &str = "decided";
/// What the value is multiplied by to reach the price level.
pub const PRICE_FACTOR: &str = "price_factor";

/// Kroner above the line, `f64`; null for published figures.
pub const NUMERATOR: &str = "numerator";
/// Persons below the line, `f64`; null for published figures.
pub const DENOMINATOR: &str = "denominator";
/// Residents a published figure is weighted by, `i64`; null for ratios and where not known.
pub const WEIGHT: &str = "weight";
/// The figure, `f64`, in the unit of the reading.
pub const VALUE: &str = "value";
/// Why the value is there or is not.
pub const CELL: &str = "cell";
