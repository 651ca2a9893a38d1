//! Labels kept apart along a line, each as near as can be to where it belongs.

/// Where a label would like to stand, and how much room it takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Wish {
    /// The middle it wishes for.
    pub at: f64,
    /// Its extent along the line.
    pub size: f64,
}

/// The middles of the labels, `gap` apart at least and inside `lo..=hi`, in the order of their wishes;
/// `None` when there is not room for all of them.
///
/// The result is the one with the least sum of squared moves: the wishes less the room taken by the
/// labels before are fitted by a non-decreasing sequence (pool adjacent violators) and cut to the bounds.
/// Labels with equal wishes keep the order they are given in.
pub(crate) fn spread(wishes: &[Wish], gap: f64, lo: f64, hi: f64) -> Option<Vec<f64>> {
    let taken: f64 =
        wishes.iter().map(|w| w.size).sum::<f64>() + gap * wishes.len().saturating_sub(1) as f64;
    let room = hi - lo - taken;
    if room < 0.0 {
        return None;
    }
    let mut order: Vec<(usize, Wish)> = wishes.iter().copied().enumerate().collect();
    order.sort_by(|(_, a), (_, b)| a.at.total_cmp(&b.at));

    let mut blocks: Vec<Block> = Vec::new();
    let mut before = 0.0;
    for (_, wish) in &order {
        let mut block = Block {
            sum: wish.at - wish.size / 2.0 - lo - before,
            n: 1,
        };
        while let Some(earlier) = blocks.pop_if(|earlier| earlier.start() > block.start()) {
            block = Block {
                sum: block.sum + earlier.sum,
                n: block.n + earlier.n,
            };
        }
        blocks.push(block);
        before += wish.size + gap;
    }

    let mut starts = blocks
        .into_iter()
        .flat_map(|block| std::iter::repeat_n(block.start().clamp(0.0, room), block.n));
    let mut middles: Vec<(usize, f64)> = Vec::with_capacity(order.len());
    let mut before = 0.0;
    for (index, wish) in &order {
        let start = starts.next().unwrap_or(room);
        middles.push((*index, lo + start + before + wish.size / 2.0));
        before += wish.size + gap;
    }
    middles.sort_by_key(|(index, _)| *index);
    Some(middles.into_iter().map(|(_, middle)| middle).collect())
}

/// Labels that touch each other and so move together.
struct Block {
    sum: f64,
    n: usize,
}

impl Block {
    fn start(&self) -> f64 {
        self.sum / self.n as f64
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(at: &[f64], expected: Option<&[f64]>) {
        let wishes: Vec<Wish> = at
            .iter()
            .map(|at| Wish {
                at: *at,
                size: 10.0,
            })
            .collect();
        assert_eq!(spread(&wishes, 2.0, 0.0, 100.0).as_deref(), expected);
    }

    #[test]
    fn labels_with_room_stay_where_they_belong() {
        check(&[20.0, 80.0, 50.0], Some(&[20.0, 80.0, 50.0]));
    }

    #[test]
    fn labels_at_one_place_share_the_move() {
        check(&[50.0, 50.0, 50.0], Some(&[38.0, 50.0, 62.0]));
    }

    #[test]
    fn labels_at_the_edge_are_moved_inside() {
        check(&[0.0, 100.0, 99.0], Some(&[5.0, 95.0, 83.0]));
    }

    #[test]
    fn too_many_labels_are_refused() {
        check(&[1.0; 9], None);
        check(&[], Some(&[]));
    }

    proptest! {
        #[test]
        fn labels_never_overlap_and_keep_their_order(
            wishes in proptest::collection::vec((-50.0f64..300.0, 1.0f64..30.0), 0..12),
        ) {
            let wishes: Vec<Wish> = wishes.into_iter().map(|(at, size)| Wish { at, size }).collect();
            let needed: f64 = wishes.iter().map(|w| w.size + 3.0).sum();
            let placed = spread(&wishes, 3.0, 0.0, 250.0);
            prop_assert_eq!(placed.is_some(), needed - 3.0 <= 250.0 || wishes.is_empty());
            if let Some(placed) = placed {
                let mut boxes: Vec<(f64, f64, f64)> = placed.iter().zip(&wishes)
                    .map(|(m, w)| (m - w.size / 2.0, m + w.size / 2.0, w.at)).collect();
                boxes.sort_by(|a, b| a.0.total_cmp(&b.0));
                for pair in boxes.windows(2) {
                    let (a, b) = (pair.first().unwrap(), pair.last().unwrap());
                    prop_assert!(a.1 + 3.0 <= b.0 + 1e-6, "{a:?} {b:?}");
                    prop_assert!(a.2 <= b.2 + 1e-9, "order {a:?} {b:?}");
                }
                for (left, right, _) in boxes {
                    prop_assert!(left >= -1e-6 && right <= 250.0 + 1e-6);
                }
            }
        }
    }
}
