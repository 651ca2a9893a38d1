//! Load files: the postings of a year again and again, with other document numbers and amounts.

use crate::draw::Draws;
use crate::ledger::Posting;
use crate::options::Options;

/// How many rows each file of a series takes.
#[derive(Debug)]
pub(crate) struct Load {
    rows_left: u64,
    files_left: u64,
    seed: u64,
}

impl Load {
    pub(crate) fn new(rows: u64, options: &Options) -> Self {
        let years = options.to.year() - options.from.year() + 1;
        Self {
            rows_left: rows,
            files_left: u64::from(years.unsigned_abs()) * u64::from(options.scale),
            seed: options.seed,
        }
    }

    /// The rows of the next file, drawn one by one from a year's postings: as they are at first, then with amounts
    /// that differ by up to a tenth. Rows of one document differ by the same share, so that what sums to zero still
    /// does; only the last document may be cut by the number of rows.
    pub(crate) fn file<'a>(
        &mut self,
        postings: &'a [Posting],
    ) -> impl Iterator<Item = Posting> + use<'a> {
        let rows = self.rows_left / self.files_left.max(1);
        self.rows_left -= rows;
        self.files_left = self.files_left.saturating_sub(1);
        let first = postings
            .iter()
            .map(|posting| posting.document)
            .min()
            .unwrap_or_default();
        let last = postings
            .iter()
            .map(|posting| posting.document)
            .max()
            .unwrap_or_default();
        let seed = self.seed;
        (0_u64..)
            .take_while(move |_| !postings.is_empty())
            .flat_map(move |pass| {
                let shift = pass * (last - first + 1);
                postings
                    .iter()
                    .map(move |posting| again(posting, seed, pass, shift))
            })
            .take(usize::try_from(rows).unwrap_or(usize::MAX))
    }
}

fn again(posting: &Posting, seed: u64, pass: u64, shift: u64) -> Posting {
    let mut again = *posting;
    if pass > 0 {
        let share = Draws::of(seed, &[pass, posting.document]).between(900, 1100);
        again.document += shift;
        again.amount = posting.amount * i64::from(share) / 1000;
    }
    again
}
