//! What would keep the frame, and laws of all of it.

use proptest::prelude::*;

use super::*;

#[test]
fn the_change_that_keeps_the_frame_is_told_for_each_factor() {
    // 600,000 spent, 400,000 to come, of which a tenth courses; 980,000 is the frame.
    let spending = Spending {
        spent: 60_000_000,
        ahead: 40_000_000,
        of_courses: Some(0.1),
        frame: 98_000_000,
    };
    // −20,000 of 400,000.
    assert_eq!(
        (spending.price(), spending.share()),
        (Keeps::Change(-0.05), Keeps::Change(-0.05))
    );
    // −20,000 of 40,000.
    assert_eq!(spending.length(), Keeps::Change(-0.5));
    let frame = Spending {
        frame: 96_000_000,
        ..spending
    };
    assert_eq!(frame.length(), Keeps::Impossible(-1.0));
    assert_eq!(
        Spending {
            frame: 59_000_000,
            ..spending
        }
        .price(),
        Keeps::Impossible(-1.025)
    );
    // There is room.
    assert_eq!(
        Spending {
            frame: 101_000_000,
            ..spending
        }
        .price(),
        Keeps::Change(0.025)
    );
    let unknown = Spending {
        of_courses: None,
        ..spending
    };
    assert!(matches!(unknown.length(), Keeps::Unknown(_)));
    assert_eq!(
        unknown.with(&Levers {
            length: -0.1,
            ..Levers::default()
        }),
        None
    );
    assert!(matches!(
        Spending {
            ahead: 0,
            ..spending
        }
        .price(),
        Keeps::Unknown(_)
    ));
    // 400,000 × 0.98 × 0.99 × (1 − 0.1 × 0.05) = 386,139.60, and 1,000,000 × 1.02 a year later.
    let levers = Levers {
        price: -0.02,
        share: -0.01,
        length: -0.05,
    };
    assert_eq!(spending.with(&levers), Some(98_613_960));
    let next = Spending::next_year(100_000_000, (0.02, 0.0), Some(0.1), 99_000_000).unwrap();
    assert_eq!((next.spent, next.ahead), (0, 102_000_000));
    assert_eq!(next.price(), Keeps::Change(-3.0 / 102.0));
    // Prices of the year after, 3 % higher: 1,000,000 × 1.02 × 1.03.
    let next = Spending::next_year(100_000_000, (0.02, 0.03), Some(0.1), 99_000_000).unwrap();
    assert_eq!(next.ahead, 105_060_000);
    // What is unknown has its own reason each.
    let why = |spending: Spending, part| match spending.keeps(part) {
        Keeps::Unknown(reason) => reason.en,
        keeps => panic!("{keeps:?}"),
    };
    let ahead = |ahead| Spending { ahead, ..spending };
    assert!(why(ahead(0), 1.0).starts_with("nothing is left"));
    assert!(why(ahead(-1), 1.0).starts_with("net income"));
    assert!(why(spending, 0.0).starts_with("no part of"));
}

proptest! {
    #[test]
    fn the_change_that_is_solved_gives_the_frame_to_the_oere(
        spent in 0_i64..100_000_000_000, ahead in 1_i64..100_000_000_000, frame in 0_i64..300_000_000_000, part in 0.01..1.0_f64,
    ) {
        let spending = Spending { spent, ahead, of_courses: Some(part), frame };
        let with = |levers: Levers| spending.with(&levers).unwrap();
        for (keeps, levers) in [
            (spending.price(), (|price| Levers { price, ..Levers::default() }) as fn(f64) -> Levers),
            (spending.share(), |share| Levers { share, ..Levers::default() }),
            (spending.length(), |length| Levers { length, ..Levers::default() }),
        ] {
            match keeps {
                Keeps::Change(change) => prop_assert!((with(levers(change)) - frame).abs() <= 1),
                // Without all there is of the part, more than the frame is left.
                Keeps::Impossible(change) => {
                    prop_assert!(change <= -1.0);
                    prop_assert!(with(levers(-1.0)) >= frame - 1);
                }
                Keeps::Unknown(_) => prop_assert!(false),
            }
        }
    }

    #[test]
    fn the_order_of_rows_is_of_no_matter(seed in any::<u64>()) {
        let mut books = books();
        let n = books.posted.len();
        let by = usize::try_from(seed % 97).unwrap() % n;
        books.posted.rotate_left(by);
        books.budgeted.reverse();
        prop_assert_eq!(total(&books, &june()), total(&self::books(), &june()));
    }

    #[test]
    fn no_amounts_panic(amounts in prop::collection::vec((2018_i32..2023, 1_u8..14, any::<i64>()), 0..30), month in 1_u8..14) {
        let books = Books {
            posted: amounts.into_iter().map(|(year, month, oere)| posted(year, month, "5.38.50", oere)).collect(),
            budgeted: vec![budgeted(BudgetType::Original, "2021-10-10", "5.38.50", i64::MIN)],
            months: (2018..2023).map(|year| (year, 12)).collect(),
        };
        let line = total(&books, &Asked { month, frame: FrameOf::Original, ..june() });
        if let Ok(expected) = line.expected {
            prop_assert!(expected.bands.iter().all(|band| band.low <= band.high));
        }
    }
}
