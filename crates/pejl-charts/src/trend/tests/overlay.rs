//! Targets, limits, signals, forecasts, initiatives and comments upon a trend.

use super::*;
use crate::table::Table;

/// A lone municipality of ten years with all that can be drawn upon it; one year is confidential.
fn steered() -> Trend {
    let values = [90.0, 92.0, 89.0, 91.0, 1.0, 105.0, 93.0, 88.0, 84.0, 83.0];
    let mut trend = trend(vec![series("Hedensted", SeriesRole::Own, 2010, &values)]);
    trend.series[0].points[4].reading = Reading::new(Cell::Confidential, Some(987_654.0), false);
    trend.measure.unit = "dage".to_owned();
    trend.measure.short_unit = "dage".to_owned();
    trend.measure.numbers = NumberStyle::Number { decimals: 1 };
    trend.measure.verb = Verb::StoodAt;
    let path = (2015..=2021).zip(0..).map(|(y, i)| PathPoint {
        period: year(y),
        low: None,
        high: Some(90.0 - 2.0 * f64::from(i)),
    });
    let phase = |from, to, centre, limits, trial| ControlPhase {
        from: year(from),
        to: year(to),
        centre,
        limits,
        trial,
    };
    let signal = |y, rule, high, meaning| SignalAt {
        period: year(y),
        rule,
        high,
        meaning,
    };
    let event = |kind, at, until: Option<i32>, text: &str| Event {
        kind,
        at: year(at),
        until: until.map(year),
        text: text.to_owned(),
    };
    trend.overlay = Overlay {
        target: Some(TargetPath {
            points: path.collect(),
            tolerance: 2.0,
        }),
        phases: vec![
            phase(2016, 2019, 87.0, Some((77.5, 96.5)), true),
            phase(2010, 2015, 93.4, Some((80.25, 104.0)), false),
        ],
        signals: vec![
            signal(2015, SignalRule::OutsideLimits, true, Meaning::Worse),
            signal(2019, SignalRule::Shift, false, Meaning::Better),
        ],
        forecast: (2020..=2021)
            .map(|y| Expected {
                period: year(y),
                value: 82.0,
                band_80: (78.0, 86.0),
                band_95: (75.5, 88.5),
            })
            .collect(),
        events: vec![
            event(EventKind::Comment, 2015, None, "Influenza."),
            event(
                EventKind::Initiative,
                2013,
                Some(2015),
                "Rehabilitering først",
            ),
            event(EventKind::Initiative, 2018, None, "Velfærdsteknologi"),
            event(EventKind::Initiative, 1990, Some(1999), "Før tiden"),
        ],
    };
    trend
}

fn rendered(trend: &Trend) -> crate::chart::Rendered {
    Chart::from(trend.clone()).render(&frame(720.0, Focus::Roving))
}

/// What stands in a column in the last row that has something there.
fn last_of(table: &Table, key: &str) -> String {
    let at = table
        .columns
        .iter()
        .position(|column| column.key == key)
        .unwrap();
    let mut filled = table
        .rows
        .iter()
        .filter(|row| !row.cells[at].display.is_empty());
    filled.next_back().unwrap().cells[at].display.clone()
}

#[test]
fn a_steered_trend() {
    let chart = Chart::from(steered());
    for width in [280.0, 720.0] {
        check_drawing(&chart, &frame(width, Focus::All));
    }
    let rendered = rendered(&steered());
    insta::assert_snapshot!("steered_svg", rendered.svg);
    insta::assert_snapshot!("steered_summary_da", rendered.summary.sentences.join("\n"));
    insta::assert_snapshot!("steered_table_da", table_text(&rendered.table));
}

#[test]
fn a_steered_trend_in_english() {
    let mut trend = steered();
    trend.lang = Lang::En;
    trend.measure.unit = "days".to_owned();
    trend.measure.short_unit = "days".to_owned();
    insta::assert_snapshot!("steered_summary_en", trend.summary().sentences.join("\n"));
    insta::assert_snapshot!("steered_table_en", table_text(&trend.table()));
}

#[test]
fn sentences_state_the_figures_of_the_table() {
    let rendered = rendered(&steered());
    let told = rendered.summary.to_string();
    for key in [
        "target_high",
        "centre",
        "lower_limit",
        "upper_limit",
        "forecast",
        "lower_80",
        "upper_80",
        "lower_95",
        "upper_95",
    ] {
        let figure = last_of(&rendered.table, key);
        assert!(told.contains(&figure), "{key}: {figure} is not in {told}");
    }
}

#[test]
fn every_mark_says_what_its_row_says() {
    let rendered = rendered(&steered());
    let columns = &rendered.table.columns;
    let mut n_targets = 0;
    for row in &rendered.table.rows {
        let told = |key: &str| {
            let at = columns.iter().position(|column| column.key == key);
            row.cells[at.unwrap()].display.as_str()
        };
        let (period, value) = (told("period"), told("series_1"));
        let mut expected = match value {
            // It is ahead, and has no mark.
            "" => continue,
            "fortroligt" => format!("{period}: {value}"),
            value => format!("{period}: {value} dage"),
        };
        if !told("target_high").is_empty() {
            n_targets += 1;
            expected.push_str(&format!("; mål højst {} dage", told("target_high")));
        }
        if !told("signal").is_empty() {
            expected.push_str(&format!("; signal: {}", told("signal")));
        }
        let title = format!("<title>{expected}</title>");
        assert!(rendered.svg.contains(&title), "{expected}");
    }
    assert_eq!(n_targets, 5);
}

#[track_caller]
fn check_target(value: f64, low: Option<f64>, high: Option<f64>, expected: &str) {
    let mut trend = trend(vec![series("A", SeriesRole::Own, 2018, &[value, value])]);
    let points = vec![PathPoint {
        period: year(2019),
        low,
        high,
    }];
    trend.overlay.target = Some(TargetPath {
        points,
        tolerance: 50.0,
    });
    check_told(&trend, expected);
    check_drawing(&Chart::from(trend), &frame(480.0, Focus::All));
}

#[test]
fn a_figure_is_held_against_the_path_and_its_tolerance() {
    check_target(
        4300.0,
        None,
        Some(4300.0),
        "Målet for 2019 er højst 4.300 kr., og tallet opfylder det.",
    );
    check_target(
        4321.0,
        None,
        Some(4300.0),
        "højst 4.300 kr.; tallet ligger 21 kr. over, inden for tolerancen på 50 kr.",
    );
    check_target(
        4351.0,
        None,
        Some(4300.0),
        "højst 4.300 kr.; tallet ligger 51 kr. over.",
    );
    check_target(
        4300.2,
        None,
        Some(4300.0),
        "tallet ligger lige over, inden for tolerancen på 50 kr.",
    );
    check_target(
        70.0,
        Some(80.0),
        None,
        "mindst 80 kr.; tallet ligger 10 kr. under, inden for",
    );
    check_target(
        85.0,
        Some(80.0),
        Some(90.0),
        "Målet for 2019 er fra 80 til 90 kr., og tallet opfylder det.",
    );
    check_target(
        200.0,
        Some(80.0),
        Some(90.0),
        "fra 80 til 90 kr.; tallet ligger 110 kr. over.",
    );
}

#[test]
fn the_axis_goes_on_to_the_end_of_path_and_forecast_without_gaps_there() {
    let trend = steered();
    let scene = Chart::from(trend.clone()).draw(&frame(720.0, Focus::Roving));
    assert_eq!(count_groups(&scene, "absent"), 1);
    let table = trend.table();
    assert_eq!(table.rows.len(), 12);
    assert_eq!(table.rows[11].cells[1].display, "");
}

#[test]
fn a_signal_is_told_by_sign_and_word_at_its_point() {
    let svg = rendered(&steered()).svg;
    assert!(
        svg.contains(
            "2015: 105,0 dage; mål højst 90,0 dage; signal: over den øvre grænse, forværring"
        ),
        "{svg}"
    );
    let signs = svg.matches("class=\"signal\"").count();
    // Two at their points, two in the legend.
    assert_eq!(signs, 4);
}

#[test]
fn limits_and_signals_without_a_value_beside_them_are_left_out() {
    let mut trend = steered();
    trend.overlay.phases = vec![ControlPhase {
        from: year(2014),
        to: year(2014),
        centre: 987_654.0,
        limits: Some((987_653.0, 987_655.0)),
        trial: true,
    }];
    trend.overlay.signals[0].period = year(2014);
    let rendered = rendered(&trend);
    let all = format!("{}{}{:?}", rendered.svg, rendered.summary, rendered.table);
    assert!(
        !all.contains("987") && !all.contains("over den øvre"),
        "{all}"
    );
}

#[test]
fn of_a_series_without_any_value_only_what_happened_is_told() {
    let mut trend = steered();
    for point in &mut trend.series[0].points {
        point.reading = Reading::absent(Cell::Confidential);
    }
    let chart = Chart::from(trend.clone());
    check_drawing(&chart, &frame(480.0, Focus::All));
    let told = trend.summary().to_string();
    assert!(
        !told.contains("rognose") && !told.contains("middel") && !told.contains("Målet"),
        "{told}"
    );
    assert!(told.contains("Kommentar til 2015: Influenza."), "{told}");
}

#[test]
fn initiatives_and_comments_are_numbered_in_their_order_and_those_outside_left_out() {
    let scene = Chart::from(steered()).draw(&frame(720.0, Focus::Roving));
    assert_eq!(texts(&scene, "event-number"), ["1", "2", "3"]);
    assert_eq!(
        texts(&scene, "event-text"),
        [
            "Indsats fra 2013 til 2015: Rehabilitering først",
            "Kommentar til 2015: Influenza.",
            "Indsats fra 2018: Velfærdsteknologi"
        ]
    );
}

#[test]
fn a_change_across_which_figures_compare_is_a_mark_and_cuts_nothing() {
    let mut trend = steered();
    trend.overlay.events = vec![Event {
        kind: EventKind::Change,
        at: year(2017),
        until: None,
        text: "ældreloven".to_owned(),
    }];
    let lines = |trend: &Trend| {
        lines_of(
            &Chart::from(trend.clone()).draw(&frame(720.0, Focus::None)),
            "own",
        )
        .len()
    };
    let n = lines(&trend);
    check_told(&trend, "Ændring fra 2017: ældreloven.");
    trend.overlay.events.clear();
    assert_eq!(lines(&trend), n);
}

#[test]
fn an_initiative_that_ends_before_it_begins_is_of_its_first_period() {
    let mut trend = steered();
    trend.overlay.events = vec![Event {
        kind: EventKind::Initiative,
        at: year(2016),
        until: Some(year(2012)),
        text: "A".to_owned(),
    }];
    check_told(&trend, "Indsats fra 2016 til 2016: A.");
    check_drawing(&Chart::from(trend), &frame(480.0, Focus::All));
}

#[test]
fn more_events_than_can_be_drawn_are_counted_and_stand_in_the_table() {
    let mut trend = steered();
    let event = trend.overlay.events[0].clone();
    trend.overlay.events = vec![event; 15];
    let chart = Chart::from(trend.clone());
    check_drawing(&chart, &frame(280.0, Focus::All));
    let scene = chart.draw(&frame(280.0, Focus::All));
    assert_eq!(texts(&scene, "event-number").len(), 12);
    assert!(texts(&scene, "event-text").contains(&"Tabellen har 3 til".to_owned()));
    check_told(
        &trend,
        "Desuden er der 3 til (indsatser: 0, ændringer: 0, kommentarer: 3).",
    );
    assert_eq!(
        last_of(&trend.table(), "events")
            .matches("Influenza")
            .count(),
        15
    );
}

#[test]
fn a_path_that_never_ends_is_cut() {
    let mut trend = steered();
    let month = |y| Period::month(y, 12).unwrap();
    trend.series[0].points = vec![TrendPoint {
        period: month(2019),
        reading: Reading::of(5.0),
    }];
    let points = vec![PathPoint {
        period: month(2199),
        low: Some(1.0),
        high: None,
    }];
    trend.overlay.target = Some(TargetPath {
        points,
        tolerance: f64::NAN,
    });
    assert_eq!(trend.table().rows.len(), 241);
    check_drawing(&Chart::from(trend), &frame(480.0, Focus::All));
}
