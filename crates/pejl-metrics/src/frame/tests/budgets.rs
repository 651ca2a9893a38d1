//! Which budget a year is held against.

use super::*;

#[test]
fn budgets_are_the_newest_version_known_by_the_day_and_say_what_they_are_made_of() {
    let line = total(&books(), &june());
    let version = |oere, day: &str, basis| {
        Ok(Version {
            oere,
            day: day.parse().ok(),
            basis,
        })
    };
    let budgets = &line.budgets;
    assert_eq!(
        budgets.original,
        version(100_000_000, "2021-10-10", Basis::Version)
    );
    assert_eq!(
        budgets.corrected,
        version(105_000_000, "2022-06-30", Basis::Version)
    );
    // A forecast dated before the year is none of it.
    assert_eq!(
        budgets.own_forecast,
        version(108_000_000, "2022-04-30", Basis::Version)
    );

    // Without a corrected budget by then: 1,000,000 + 20,000 − 5,000, and what is decided later does not count.
    let mut without = books();
    without
        .budgeted
        .retain(|one| one.kind != BudgetType::Corrected);
    without.budgeted.extend([
        budgeted(BudgetType::Supplement, "2022-02-28", "5.38.50", 2_000_000),
        budgeted(BudgetType::CarryOver, "2022-03-31", "5.38.50", -500_000),
        budgeted(BudgetType::Supplement, "2022-07-31", "5.38.50", 7_000_000),
        budgeted(BudgetType::Supplement, "2022-05-31", "4.62.82", 7_000_000),
    ]);
    let corrected = total(&without, &june()).budgets.corrected;
    assert_eq!(
        corrected,
        version(101_500_000, "2022-03-31", Basis::OriginalAndChanges)
    );

    // A newest version without a line of the accounts is no budget of zero.
    without.budgeted = vec![
        budgeted(BudgetType::Original, "2021-10-10", "5.38.50", 1),
        budgeted(BudgetType::Original, "2021-10-11", "4.62.82", 1),
    ];
    let line = total(&without, &june());
    let reason = line.budgets.original.unwrap_err().en;
    assert_eq!(
        reason,
        "the newest version (original budget) has no line on the accounts"
    );
    assert_eq!((line.frame.is_err(), line.distance), (true, None));
}

#[test]
fn what_the_frame_is_can_be_chosen() {
    let framed = |frame| {
        let asked = Asked { frame, ..june() };
        let lines = lines(&books(), &asked, &functions(&["5.38.50"]), &[]);
        let of = |line: &Line| {
            (
                line.frame.clone().ok(),
                line.distance.as_ref().map(|one| one.oere),
            )
        };
        (of(&lines[0]), of(&lines[1]))
    };
    let both = (Some(100_000_000), Some(10_000_000));
    assert_eq!(framed(FrameOf::Original), (both, both));
    let given = FrameOf::Given(Oere::from_oere(112_000_000));
    let expected = ((None, None), (Some(112_000_000), Some(-2_000_000)));
    assert_eq!(framed(given), expected);
}

#[test]
fn a_total_has_a_frame_only_where_every_area_with_spending_is_budgeted() {
    let mut books = books();
    let of = |books: &Books, frame| {
        let asked = Asked { frame, ..june() };
        let lines = lines(books, &asked, &functions(&["5.30.26", "5.38.50"]), &[]);
        lines.last().unwrap().clone()
    };
    // Nothing is booked on 5.30, and nothing budgeted.
    assert_eq!(of(&books, FrameOf::Corrected).frame, Ok(105_000_000));
    books.posted.push(posted(2022, 5, "5.30.26", 22_000_000));
    let line = of(&books, FrameOf::Corrected);
    let reason = line.frame.unwrap_err().en;
    assert!(
        reason.starts_with("the budget has no line on 5.30,"),
        "{reason}"
    );
    assert_eq!(line.distance, None);
    let given = FrameOf::Given(Oere::from_oere(1));
    assert_eq!(of(&books, given).frame, Ok(1));
    // A line of zero is a budget.
    books
        .budgeted
        .push(budgeted(BudgetType::Original, "2021-10-10", "5.30.26", 0));
    assert_eq!(of(&books, FrameOf::Original).frame, Ok(100_000_000));
    assert!(of(&books, FrameOf::Corrected).frame.is_err());
}
