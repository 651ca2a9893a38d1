#![expect(clippy::unwrap_used, reason = "tests")]

use polars::df;
use polars::prelude::NamedFrom;
use proptest::prelude::*;

use super::*;

#[test]
fn ranks_follow_the_order_of_the_texts() {
    let column = polars::prelude::Series::new("x".into(), ["b", "a", "b", "", "Å"]).into();
    let ranked = RankedText::of(&column).unwrap();
    assert_eq!(ranked.texts, ["", "a", "b", "Å"]);
    assert_eq!(ranked.rows, [2, 1, 2, 0, 3]);
}

#[test]
fn bits_are_enough_and_no_more() {
    for (n, bits) in [
        (0, 0),
        (1, 0),
        (2, 1),
        (3, 2),
        (4, 2),
        (5, 3),
        (1 << 18, 18),
        (u64::MAX, 64),
    ] {
        assert_eq!(bits_for(n), bits, "{n}");
    }
}

/// Two columns of numbers as far apart as they can be do not fit the key: the engine sorts.
#[test]
fn keys_that_do_not_fit_are_sorted_too() {
    let frame = df!("a" => [i64::MAX, i64::MIN, 0], "b" => [1_i64, i64::MIN, i64::MAX]).unwrap();
    let ordered = Ordered::by(frame, &["a", "b"]).unwrap();
    let a: Vec<Option<i64>> = ordered
        .frame
        .column("a")
        .unwrap()
        .i64()
        .unwrap()
        .iter()
        .collect();
    assert_eq!(a, [Some(i64::MIN), Some(0), Some(i64::MAX)]);
}

proptest! {
    #[test]
    fn order_is_the_engines_stable_sort(
        rows in proptest::collection::vec(("[abÅ]{0,2}", -3..3_i32, "[xy]"), 0..60),
    ) {
        let frame = df!(
            "a" => rows.iter().map(|row| row.0.clone()).collect::<Vec<_>>(),
            "b" => rows.iter().map(|row| row.1).collect::<Vec<_>>(),
            "c" => rows.iter().map(|row| row.2.clone()).collect::<Vec<_>>(),
            "n" => (0..rows.len() as u64).collect::<Vec<_>>(),
        )
        .unwrap();
        let options = SortMultipleOptions::default().with_maintain_order(true);
        let expected = frame.sort(["a", "b", "c"], options).unwrap();
        let ordered = Ordered::by(frame, &["a", "b", "c"]).unwrap();
        prop_assert!(ordered.frame.equals(&expected));
        prop_assert!(!ordered.frame.should_rechunk());
    }
}
