//! A dense table of cells, walked in row-major order: the last dimension varies fastest.

use crate::error::FileProblem;
use crate::text::TextBatch;

/// Most dimensions of a table; real ones have ten at most, and every cell repeats all of them.
const MAX_DIMENSIONS: usize = 100;

/// Refuses a table with more dimensions than any real one.
pub(crate) fn check_dimensions(found: usize) -> Result<(), FileProblem> {
    if found <= MAX_DIMENSIONS {
        return Ok(());
    }
    Err(FileProblem::TooManyDimensions {
        found,
        limit: MAX_DIMENSIONS,
    })
}

/// The codes of every dimension and the cell that is next.
pub(crate) struct Cube {
    dimensions: Vec<Vec<String>>,
    at: Vec<usize>,
    left: u64,
}

impl Cube {
    /// A cube before its first cell. Without dimensions it has one cell.
    pub(crate) fn new(dimensions: Vec<Vec<String>>, limit: u64) -> Result<Self, FileProblem> {
        let left = n_cells(dimensions.iter().map(Vec::len), limit)?;
        Ok(Self {
            at: vec![0; dimensions.len()],
            dimensions,
            left,
        })
    }

    /// Cells not yet taken.
    pub(crate) fn left(&self) -> u64 {
        self.left
    }

    /// Adds the codes of the next cell to the first columns of a batch and moves on.
    pub(crate) fn take(&mut self, batch: &mut TextBatch) {
        for ((codes, &at), column) in self.dimensions.iter().zip(&self.at).zip(&mut batch.columns) {
            column.push(codes.get(at).map_or("", String::as_str));
        }
        self.left = self.left.saturating_sub(1);
        for (codes, at) in self.dimensions.iter().zip(&mut self.at).rev() {
            *at += 1;
            if *at < codes.len() {
                break;
            }
            *at = 0;
        }
    }

    /// Puts the first positions where a row says they are, the others to the start, for sparse tables.
    pub(crate) fn seek(&mut self, start: &[usize], cells: u64) {
        for (i, at) in self.at.iter_mut().enumerate() {
            *at = start.get(i).copied().unwrap_or(0);
        }
        self.left = cells;
    }
}

/// Number of cells of a table, checked against overflow and the limit.
pub(crate) fn n_cells(
    sizes: impl Iterator<Item = usize> + Clone,
    limit: u64,
) -> Result<u64, FileProblem> {
    let product = sizes.clone().try_fold(1_u64, |product, size| {
        product.checked_mul(u64::try_from(size).ok()?)
    });
    match product {
        Some(cells) if cells <= limit => Ok(cells),
        _ => {
            let shown: Vec<String> = sizes.map(|size| size.to_string()).collect();
            Err(FileProblem::TooManyCells {
                cells: shown.join(" × "),
                limit,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

    use super::*;

    fn codes(prefix: &str, n: usize) -> Vec<String> {
        (0..n).map(|i| format!("{prefix}{i}")).collect()
    }

    #[test]
    fn the_last_dimension_is_fastest() {
        let mut cube = Cube::new(vec![codes("a", 2), codes("b", 3)], 100).unwrap();
        let mut batch = TextBatch::with_columns(2);
        while cube.left() > 0 {
            cube.take(&mut batch);
        }
        let column = |i: usize| {
            batch
                .columns
                .get(i)
                .map(|c| c.iter().collect::<Vec<_>>().join(" "))
                .unwrap()
        };
        assert_eq!(
            (column(0), column(1)),
            ("a0 a0 a0 a1 a1 a1".into(), "b0 b1 b2 b0 b1 b2".into())
        );
    }

    #[test]
    fn the_number_of_cells_cannot_overflow() {
        let FileProblem::TooManyCells { cells, limit: 10 } =
            n_cells([usize::MAX, 2, usize::MAX].into_iter(), 10).unwrap_err()
        else {
            panic!("another problem");
        };
        assert_eq!(cells, format!("{0} × 2 × {0}", usize::MAX));
        assert!(n_cells([3, 4].into_iter(), 11).is_err());
        assert_eq!(n_cells([3, 4].into_iter(), 12).unwrap(), 12);
        assert_eq!(n_cells([usize::MAX, 0].into_iter(), 12).unwrap(), 0);
    }
}
