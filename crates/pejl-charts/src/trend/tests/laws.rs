//! What holds for every trend, whatever is drawn upon it.

use super::*;
use crate::table::MachineValue;

/// A number that may be anything.
fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![6 => 0.0..12_000.0f64, 2 => -5_000.0..0.0f64, 1 => proptest::num::f64::ANY]
}

fn any_overlay() -> impl Strategy<Value = Overlay> {
    let years = || 2000..2030i32;
    let pair = || (any_number(), any_number());
    let point = (
        years(),
        proptest::option::of(any_number()),
        proptest::option::of(any_number()),
    )
        .prop_map(|(y, low, high)| PathPoint {
            period: year(y),
            low,
            high,
        });
    let target = (proptest::collection::vec(point, 0..12), any_number())
        .prop_map(|(points, tolerance)| TargetPath { points, tolerance });
    let phase = (
        years(),
        years(),
        any_number(),
        proptest::option::of(pair()),
        any::<bool>(),
    )
        .prop_map(|(from, to, centre, limits, trial)| ControlPhase {
            from: year(from),
            to: year(to),
            centre,
            limits,
            trial,
        });
    let rule = prop_oneof![
        Just(SignalRule::OutsideLimits),
        Just(SignalRule::Trend),
        Just(SignalRule::TwoInThree),
        Just(SignalRule::Shift)
    ];
    let meaning = prop_oneof![
        Just(Meaning::Better),
        Just(Meaning::Worse),
        Just(Meaning::Neutral)
    ];
    let signal =
        (years(), rule, any::<bool>(), meaning).prop_map(|(y, rule, high, meaning)| SignalAt {
            period: year(y),
            rule,
            high,
            meaning,
        });
    let expected =
        (years(), any_number(), pair(), pair()).prop_map(|(y, value, band_80, band_95)| Expected {
            period: year(y),
            value,
            band_80,
            band_95,
        });
    let text = prop_oneof![3 => "[A-ZÆØÅ][a-zæøå ]{2,80}", 1 => any::<String>()];
    let kind = prop_oneof![
        Just(EventKind::Initiative),
        Just(EventKind::Change),
        Just(EventKind::Comment)
    ];
    let event =
        (kind, years(), proptest::option::of(years()), text).prop_map(|(kind, at, until, text)| {
            Event {
                kind,
                at: year(at),
                until: until.map(year),
                text,
            }
        });
    (
        proptest::option::of(target),
        proptest::collection::vec(phase, 0..4),
        proptest::collection::vec(signal, 0..8),
        proptest::collection::vec(expected, 0..6),
        proptest::collection::vec(event, 0..16),
    )
        .prop_map(|(target, phases, signals, forecast, events)| Overlay {
            target,
            phases,
            signals,
            forecast,
            events,
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn every_overlay_is_drawn_soundly(trend in any_trend(), overlay in any_overlay(), width in 280.0..1_200.0f64) {
        let mut trend = trend;
        trend.overlay = overlay;
        let chart = Chart::from(trend.clone());
        check_drawing(&chart, &frame(width, Focus::Roving));
        let table = chart.table();
        for sentence in chart.summary().sentences {
            prop_assert!(sentence.trim_end_matches('\u{2069}').ends_with('.'), "{}", sentence);
        }
        let numbers = table.rows.iter().flat_map(|row| &row.cells).filter(|cell| {
            matches!(cell.machine, Some(MachineValue::Number(_)))
        });
        prop_assert!(numbers.into_iter().all(|cell| !cell.display.is_empty()));
    }
}
