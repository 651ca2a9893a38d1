//! The different texts of a column: what members a dimension has.

use std::collections::BTreeSet;

use polars::prelude::{LazyFrame, UniqueKeepStrategy, col};

use crate::cells::Texts;
use crate::columns::AREA;
use crate::error::LakeError;
use crate::person_rows::is_one_of;
use crate::view::run;

/// The different texts that a column has in the rows of some municipalities; what is null is no text.
///
/// Only the column and that of municipalities are read.
///
/// # Errors
/// The column is absent or holds no text, or a file is damaged or gone.
pub fn distinct_texts(
    view: LazyFrame,
    areas: &BTreeSet<String>,
    column: &str,
) -> Result<BTreeSet<String>, LakeError> {
    let plan = view
        .filter(is_one_of(AREA, areas))
        .select([col(column)])
        .unique(None, UniqueKeepStrategy::Any);
    let rows = run(plan)?;
    let texts = Texts::of(&rows, column)?;
    let found = (0..rows.height()).filter_map(|row| texts.get(row));
    Ok(found.map(str::to_owned).collect())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use polars::prelude::{IntoLazy, df};

    use super::*;

    #[test]
    fn texts_of_the_municipalities_are_each_told_once_and_nulls_are_none() {
        let rows = df!(
            "area" => ["766", "766", "766", "630"],
            "unit_id" => [Some("U1"), Some("U1"), None, Some("U9")],
            "n" => [1, 2, 3, 4],
        )
        .unwrap()
        .lazy();
        let of = |areas: &[&str]| {
            let areas = areas.iter().map(ToString::to_string).collect();
            distinct_texts(rows.clone(), &areas, "unit_id").unwrap()
        };
        assert_eq!(of(&["766"]), BTreeSet::from(["U1".to_owned()]));
        assert_eq!(
            of(&["766", "630"]),
            BTreeSet::from(["U1".to_owned(), "U9".to_owned()])
        );
        assert!(of(&[]).is_empty());
        let areas = BTreeSet::from(["766".to_owned()]);
        assert!(distinct_texts(rows.clone(), &areas, "n").is_err());
        assert!(distinct_texts(rows, &areas, "absent").is_err());
    }
}
