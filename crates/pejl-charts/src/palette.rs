//! The colours, chosen so that they can be told apart with and without colour vision.
//!
//! Every colour that carries meaning has a contrast of at least 3:1 against every ground it is drawn on
//! (WCAG 2.1, 1.4.11), every text colour at least 4.5:1 (1.4.3), and the colours of series stay apart for
//! protan, deutan and tritan sight. The tests compute all three. Shape, dash and label say the same once more.

/// The ground of every chart.
pub(crate) const GROUND: &str = "#ffffff";
/// The ground of the own row.
pub(crate) const OWN_GROUND: &str = "#e6f0fa";
/// The band between the quartiles.
pub(crate) const BAND: &str = "#eef2f6";

/// Texts.
pub(crate) const TEXT: &str = "#1d2730";
/// Texts of less weight: axis figures, notes.
pub(crate) const TEXT_QUIET: &str = "#55606b";
/// Lines that help the eye and carry no meaning of their own.
pub(crate) const GRID: &str = "#dfe5ea";
/// Stems from zero to a mark; the mark itself carries the value.
pub(crate) const STEM: &str = "#c3ccd4";
/// The zero line, the axis and the edges of the quartile band.
pub(crate) const AXIS: &str = "#6b7680";

/// The own municipality.
pub(crate) const OWN: &str = "#0b4f8a";
/// The comparison group.
pub(crate) const GROUP: &str = "#b3540a";
/// A country or other reference series.
pub(crate) const REFERENCE: &str = "#6b7680";
/// Areas the reader asked to see.
pub(crate) const MARKED: &str = "#101733";
/// All the others of a ranking.
pub(crate) const PLAIN: &str = "#7d8994";
/// Signs for cells without a value.
pub(crate) const ABSENT: &str = "#55606b";
/// Further series of a trend, in order.
pub(crate) const OTHERS: [&str; 4] = ["#9b2fd0", "#6e5335", "#3d0a0a", "#101733"];
/// Intervals around the curves of two groups; their edges are drawn in the colour of the group.
pub(crate) const INTERVALS: [&str; 2] = ["#dfeaf4", "#f7e6d8"];
/// A part of a bridge that raises the amount.
pub(crate) const RISE: &str = GROUP;
/// A part that lowers it.
pub(crate) const FALL: &str = OWN;
/// The amounts at both ends of a bridge.
pub(crate) const TOTAL: &str = AXIS;
/// The path of a target: ink, told from series by its dashes.
pub(crate) const TARGET: &str = TEXT;
/// What is tolerated on the wrong side of a target; its edge is drawn in [`TARGET`].
pub(crate) const TOLERANCE: &str = "#f3ead9";
/// The band that a figure ahead lies in with a probability of 80 %; its edge is drawn in [`REFERENCE`].
pub(crate) const FORECAST_80: &str = "#cfdeec";
/// The same of 95 %.
pub(crate) const FORECAST_95: &str = "#e8eef5";

#[cfg(test)]
mod tests {
    use super::*;

    const GROUNDS: [&str; 3] = [GROUND, OWN_GROUND, BAND];
    /// Difference (CIE76) below which two neighbouring thin marks become hard to tell apart.
    const LEAST_DIFFERENCE: f64 = 20.0;

    /// Linear RGB to what a dichromat sees, linear RGB (Machado, Oliveira and Fernandes 2009, severity 1).
    const SIGHT: [(&str, [[f64; 3]; 3]); 4] = [
        (
            "normal",
            [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        ),
        (
            "protan",
            [
                [0.152286, 1.052583, -0.204868],
                [0.114503, 0.786281, 0.099216],
                [-0.003882, -0.048116, 1.051998],
            ],
        ),
        (
            "deutan",
            [
                [0.367322, 0.860646, -0.227968],
                [0.280085, 0.672501, 0.047413],
                [-0.011820, 0.042940, 0.968881],
            ],
        ),
        (
            "tritan",
            [
                [1.255528, -0.076749, -0.178779],
                [-0.078411, 0.930809, 0.147602],
                [0.004733, 0.691367, 0.303900],
            ],
        ),
    ];

    fn linear(colour: &str) -> [f64; 3] {
        [1, 3, 5].map(|at| {
            let channel = colour
                .get(at..at + 2)
                .and_then(|hex| u8::from_str_radix(hex, 16).ok());
            let share = f64::from(channel.unwrap_or_default()) / 255.0;
            if share <= 0.04045 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        })
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let luminance = |colour: &str| {
            let [r, g, b] = linear(colour);
            0.2126 * r + 0.7152 * g + 0.0722 * b
        };
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn lab(rgb: [f64; 3]) -> [f64; 3] {
        let [r, g, b] = rgb;
        let f = |t: f64| {
            if t > 0.008_856 {
                t.cbrt()
            } else {
                7.787 * t + 16.0 / 116.0
            }
        };
        let x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.950_47);
        let y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
        let z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.088_83);
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    fn difference(a: &str, b: &str, sight: &[[f64; 3]; 3]) -> f64 {
        let seen = |colour: &str| {
            let rgb = linear(colour);
            lab(sight.map(|row| {
                row.iter()
                    .zip(rgb)
                    .map(|(m, c)| m * c)
                    .sum::<f64>()
                    .clamp(0.0, 1.0)
            }))
        };
        seen(a)
            .iter()
            .zip(seen(b))
            .map(|(x, y)| (x - y).powi(2))
            .sum::<f64>()
            .sqrt()
    }

    #[test]
    fn contrast_of_black_and_white_is_21() {
        assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-9);
    }

    #[test]
    fn marks_and_meaningful_lines_have_a_contrast_of_three_on_every_ground() {
        let marks = [OWN, GROUP, REFERENCE, MARKED, PLAIN, ABSENT, AXIS];
        for colour in marks.into_iter().chain(OTHERS) {
            for ground in GROUNDS {
                let found = contrast(colour, ground);
                assert!(found >= 3.0, "{colour} on {ground}: {found:.2}");
            }
        }
    }

    #[test]
    fn texts_have_a_contrast_of_four_and_a_half_on_every_ground() {
        for colour in [TEXT, TEXT_QUIET] {
            for ground in GROUNDS {
                let found = contrast(colour, ground);
                assert!(found >= 4.5, "{colour} on {ground}: {found:.2}");
            }
        }
        // Names of series stand in their own colour, always on the plain ground.
        for colour in [OWN, GROUP, REFERENCE, MARKED].into_iter().chain(OTHERS) {
            let found = contrast(colour, GROUND);
            assert!(found >= 4.5, "{colour}: {found:.2}");
        }
    }

    #[test]
    fn series_stay_apart_for_every_kind_of_sight() {
        let series: Vec<&str> = [OWN, GROUP, REFERENCE].into_iter().chain(OTHERS).collect();
        for (name, sight) in &SIGHT {
            for (i, a) in series.iter().enumerate() {
                for b in series.iter().skip(i + 1) {
                    let found = difference(a, b, sight);
                    assert!(found >= LEAST_DIFFERENCE, "{a} and {b}, {name}: {found:.1}");
                }
            }
        }
    }

    #[test]
    fn lines_keep_a_contrast_of_three_on_the_areas_they_cross() {
        for colour in [OWN, GROUP, REFERENCE, MARKED, TARGET]
            .into_iter()
            .chain(OTHERS)
        {
            for ground in [TOLERANCE, FORECAST_80, FORECAST_95]
                .into_iter()
                .chain(INTERVALS)
            {
                let found = contrast(colour, ground);
                assert!(found >= 3.0, "{colour} on {ground}: {found:.2}");
            }
        }
    }

    #[test]
    fn a_target_stays_apart_from_the_own_series_and_those_it_is_held_against() {
        for (name, sight) in &SIGHT {
            for colour in [OWN, GROUP, REFERENCE] {
                let found = difference(TARGET, colour, sight);
                assert!(found >= LEAST_DIFFERENCE, "{colour}, {name}: {found:.1}");
            }
        }
    }

    #[test]
    fn rise_fall_and_total_stay_apart_for_every_kind_of_sight() {
        for (name, sight) in &SIGHT {
            for (a, b) in [(RISE, FALL), (RISE, TOTAL), (FALL, TOTAL)] {
                let found = difference(a, b, sight);
                assert!(found >= LEAST_DIFFERENCE, "{a} and {b}, {name}: {found:.1}");
            }
        }
    }

    #[test]
    fn ranking_roles_stay_apart_for_every_kind_of_sight() {
        for (name, sight) in &SIGHT {
            for (a, b) in [
                (OWN, GROUP),
                (OWN, MARKED),
                (OWN, PLAIN),
                (GROUP, MARKED),
                (GROUP, PLAIN),
                (MARKED, PLAIN),
            ] {
                let found = difference(a, b, sight);
                assert!(found >= LEAST_DIFFERENCE, "{a} and {b}, {name}: {found:.1}");
            }
        }
    }
}
