//! Rewrites several segments as one, sorted throughout, with the same rows.

use polars::prelude::{
    AnyValue, DataFrame, DataType, Expr, Literal, Scalar, SortMultipleOptions, col, len, lit,
};

use crate::columns;
use crate::dataset::DatasetSpec;
use crate::error::LakeError;
use crate::lake::Lake;
use crate::path::SegmentPath;
use crate::row_group::Ordered;
use crate::segment::{ROW_GROUP_ROWS, SealedSegment};
use crate::view::run;

/// Rows sorted in memory at a time: two row groups.
const RUN_ROWS: usize = 2 * ROW_GROUP_ROWS;
/// Name of the count in the plan that counts rows by key.
const N_ROWS: &str = "n_rows";

impl Lake {
    /// Writes the rows of the input segments into one new segment, sorted by the dataset's sort columns, then by import,
    /// file and line. Every row is kept, seen or not, so that every snapshot shows through the new segment what it showed
    /// through the old ones. The inputs stay; the caller removes them when no reader needs them.
    ///
    /// The inputs are read once per about half a million rows, each time only the row groups that hold the next stretch of
    /// keys, so that memory stays flat: half a million rows, or the rows of one combination of all sort columns but the
    /// last if those are more.
    ///
    /// # Errors
    /// Fails if an input is missing or of another dataset, if the output's path is taken, or if the output would not have
    /// as many rows as the inputs; nothing is left behind then.
    pub fn compact<P: AsRef<str>>(
        &self,
        spec: &'static DatasetSpec,
        inputs: &[P],
        output: &str,
    ) -> Result<SealedSegment, LakeError> {
        self.compact_in_runs(spec, inputs, output, RUN_ROWS)
    }

    pub(crate) fn compact_in_runs<P: AsRef<str>>(
        &self,
        spec: &'static DatasetSpec,
        inputs: &[P],
        output: &str,
        run_rows: usize,
    ) -> Result<SealedSegment, LakeError> {
        let mut paths = inputs
            .iter()
            .map(|path| SegmentPath::parse(path.as_ref()))
            .collect::<Result<Vec<_>, _>>()?;
        paths.sort_unstable();
        paths.dedup();
        let mut expected: i64 = 0;
        for path in &paths {
            let footer = self.footer(path)?;
            footer.check(spec, path)?;
            expected = expected.saturating_add(footer.n_rows);
        }
        let paths: Vec<&SegmentPath> = paths.iter().collect();
        let mut writer = self.writer(output, spec)?;
        if expected > 0 {
            let order: Vec<&'static str> = spec
                .sort
                .iter()
                .copied()
                .chain(columns::PROVENANCE)
                .collect();
            for stretch in self.stretches(spec, &paths, run_rows)? {
                let rows = run(self.scan_as(spec, &paths)?.filter(stretch))?;
                writer.write(&Ordered::by(rows, &order)?.frame)?;
            }
        }
        let sealed = writer.seal()?;
        let found = sealed.meta().n_rows;
        if found != expected {
            return Err(LakeError::RowCount {
                path: output.to_owned(),
                expected,
                found,
            });
        }
        Ok(sealed)
    }

    /// Cuts the order of the keys into stretches of about `run_rows` rows, as predicates in that order.
    fn stretches(
        &self,
        spec: &'static DatasetSpec,
        paths: &[&SegmentPath],
        run_rows: usize,
    ) -> Result<Vec<Expr>, LakeError> {
        let most = spec.sort.len().saturating_sub(1).max(1);
        let mut depth = most.min(2);
        loop {
            let key = spec.sort.get(..depth).unwrap_or(spec.sort);
            let keys: Vec<Expr> = key.iter().map(|name| col(*name)).collect();
            let counts = self
                .scan_as(spec, paths)?
                .group_by(keys)
                .agg([len().cast(DataType::Int64).alias(N_ROWS)]);
            let counts = run(counts.sort(key.iter().copied(), SortMultipleOptions::default()))?;
            let n_rows: Vec<usize> = counts
                .column(N_ROWS)
                .and_then(|column| column.i64())
                .map_err(LakeError::Engine)?
                .iter()
                .map(|n| n.and_then(|n| usize::try_from(n).ok()).unwrap_or_default())
                .collect();
            if depth < most && n_rows.iter().any(|n| *n > run_rows) {
                depth += 1;
                continue;
            }
            return cut(&n_rows, run_rows)
                .into_iter()
                .map(|(first, last)| Ok(from(&counts, key, first)?.and(until(&counts, key, last)?)))
                .collect();
        }
    }
}

/// Packs neighbours together up to `most` rows; returns the first and last place of each pack.
fn cut(n_rows: &[usize], most: usize) -> Vec<(usize, usize)> {
    let mut packs: Vec<(usize, usize)> = Vec::new();
    let mut held = 0;
    for (place, n) in n_rows.iter().enumerate() {
        match packs.last_mut() {
            Some((_, last)) if held + n <= most => {
                *last = place;
                held += n;
            }
            _ => {
                packs.push((place, place));
                held = *n;
            }
        }
    }
    packs
}

/// The rows whose key is not before that of the row at `place`.
fn from(keys: &DataFrame, names: &[&str], place: usize) -> Result<Expr, LakeError> {
    bound(keys, names, place, Expr::gt, Expr::gt_eq)
}

/// The rows whose key is not behind that of the row at `place`.
fn until(keys: &DataFrame, names: &[&str], place: usize) -> Result<Expr, LakeError> {
    bound(keys, names, place, Expr::lt, Expr::lt_eq)
}

/// Compares keys as the sort does, column by column: `a > x or (a = x and (b > y or (b = y and c >= z)))`.
fn bound(
    keys: &DataFrame,
    names: &[&str],
    place: usize,
    beyond: impl Fn(Expr, Expr) -> Expr,
    at_last: impl Fn(Expr, Expr) -> Expr,
) -> Result<Expr, LakeError> {
    let mut condition: Option<Expr> = None;
    for name in names.iter().rev() {
        let column = keys.column(name).map_err(LakeError::Engine)?;
        let value = column
            .get(place)
            .map(AnyValue::into_static)
            .map_err(LakeError::Engine)?;
        let value = Scalar::new(column.dtype().clone(), value).lit();
        condition = Some(match condition {
            None => at_last(col(*name), value),
            Some(inner) => beyond(col(*name), value.clone()).or(col(*name).eq(value).and(inner)),
        });
    }
    Ok(condition.unwrap_or_else(|| lit(true)))
}

#[cfg(test)]
mod tests;
