//! How wide a text can be, without a font file: an upper estimate that keeps labels apart.
//!
//! The tables hold, per character, the widest advance found in Noto Sans (which our own pages and
//! reports load) and DejaVu Sans (what a bare Linux machine falls back to; wider than Segoe UI,
//! Helvetica and Arial). A text may come out narrower than estimated, never wider, so labels that are
//! kept apart by these numbers stay apart in every font of [`FONT_FAMILY`].

/// The fonts named on every chart, in order of preference.
pub(crate) const FONT_FAMILY: &str = "Noto Sans, Segoe UI, Helvetica, Arial, sans-serif";

/// Size and weight of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TextStyle {
    /// Font size in pixels.
    pub size: f64,
    /// Whether the text is bold.
    pub bold: bool,
}

/// The chart's own heading.
pub(crate) const TITLE: TextStyle = TextStyle {
    size: 15.0,
    bold: true,
};
/// Names and values.
pub(crate) const BODY: TextStyle = TextStyle {
    size: 12.0,
    bold: false,
};
/// Names and values of what the reader looks for.
pub(crate) const STRONG: TextStyle = TextStyle {
    size: 12.0,
    bold: true,
};
/// Axis figures, legends and notes.
pub(crate) const SMALL: TextStyle = TextStyle {
    size: 11.0,
    bold: false,
};

/// Height of one line of text as a multiple of its size.
pub(crate) const LINE: f64 = 1.35;
/// How far a text reaches above its baseline, as a multiple of its size (Å and É included).
pub(crate) const ASCENT: f64 = 0.95;
/// How far a text reaches below its baseline, as a multiple of its size.
pub(crate) const DESCENT: f64 = 0.27;

/// Advances of `' '..='~'` in thousandths of the size.
#[rustfmt::skip]
const REGULAR: [u16; 95] = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 551, 838, 318, 361, 318, 372,
    636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531,
    1000, 684, 686, 698, 770, 632, 575, 775, 752, 339, 295, 656, 557, 907, 760, 787,
    605, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 372, 390, 838, 500,
    500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612,
    635, 635, 413, 521, 392, 634, 592, 818, 592, 592, 525, 636, 551, 636, 838,
];

/// The same for the bold face.
#[rustfmt::skip]
const BOLD: [u16; 95] = [
    348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 545, 838, 380, 415, 380, 413,
    696, 696, 696, 696, 696, 696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 580,
    1000, 774, 762, 734, 830, 683, 683, 821, 837, 389, 372, 775, 637, 995, 837, 850,
    733, 850, 770, 720, 682, 812, 774, 1103, 771, 724, 725, 457, 413, 457, 838, 500,
    500, 675, 716, 593, 716, 678, 435, 716, 712, 343, 343, 665, 343, 1042, 712, 687,
    716, 716, 493, 595, 478, 712, 652, 924, 645, 652, 582, 712, 551, 712, 838,
];

/// Widest a text can be in pixels.
pub(crate) fn text_width(text: &str, style: TextStyle) -> f64 {
    let thousandths: f64 = text.chars().map(|c| advance(c, style.bold)).sum();
    thousandths * style.size / 1000.0
}

fn advance(c: char, bold: bool) -> f64 {
    let table = if bold { &BOLD } else { &REGULAR };
    let ascii = u32::from(c)
        .checked_sub(u32::from(' '))
        .and_then(|i| usize::try_from(i).ok())
        .and_then(|i| table.get(i));
    if let Some(width) = ascii {
        return f64::from(*width);
    }
    match c {
        // Direction isolates and joiners draw nothing.
        '\u{200b}'..='\u{200d}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => 0.0,
        '\u{a0}' | '\u{202f}' => 348.0,
        '–' | '‘' | '’' | '“' | '”' | '·' | '•' => 640.0,
        '−' | '×' | '±' | '÷' | '≤' | '≥' => 838.0,
        'Æ' | 'Œ' | 'Ŵ' | 'æ' | 'œ' | 'ŵ' | 'Ħ' | 'ŉ' => 1170.0,
        '\u{a1}'..='\u{17f}' if c.is_lowercase() => 790.0,
        '\u{a1}'..='\u{17f}' if c.is_uppercase() => 860.0,
        '\u{a1}'..='\u{17f}' => 1040.0,
        '…' | '—' => 1000.0,
        // One character that spells a whole phrase; its neighbours are ligatures of several letters.
        '\u{fdfd}' => 12_000.0,
        '\u{fb50}'..='\u{fdff}' => 3_000.0,
        '\u{300}'..='\u{36f}' => 400.0,
        _ => 1_600.0,
    }
}

/// The text, cut with an ellipsis so that it is at most `max_width` pixels wide.
///
/// A width too small for one letter and the ellipsis gives an empty text.
pub(crate) fn fit(text: &str, max_width: f64, style: TextStyle) -> String {
    if text_width(text, style) <= max_width {
        return text.to_owned();
    }
    let mut left = max_width - text_width("…", style);
    let mut kept = String::new();
    for c in text.chars() {
        left -= advance(c, style.bold) * style.size / 1000.0;
        if left < 0.0 {
            break;
        }
        kept.push(c);
    }
    let kept = kept.trim_end();
    if kept.is_empty() {
        String::new()
    } else {
        format!("{kept}…")
    }
}

/// The text in lines of at most `max_width` pixels, broken at spaces, at most `max_lines` of them;
/// what does not fit is cut with an ellipsis.
pub(crate) fn wrap(text: &str, max_width: f64, style: TextStyle, max_lines: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut current = String::new();
    let mut words = text.split(' ').filter(|w| !w.is_empty()).peekable();
    while let Some(word) = words.next() {
        let longer = if current.is_empty() {
            word.to_owned()
        } else {
            format!("{current} {word}")
        };
        if text_width(&longer, style) <= max_width {
            current = longer;
            continue;
        }
        if lines.len() + 1 >= max_lines {
            let rest = std::iter::once(longer.as_str())
                .chain(words.by_ref())
                .collect::<Vec<_>>()
                .join(" ");
            current = fit(&rest, max_width, style);
            break;
        }
        if !current.is_empty() {
            lines.push(std::mem::take(&mut current));
        }
        current = fit(word, max_width, style);
    }
    if !current.is_empty() {
        lines.push(current);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_danish_name_is_estimated_wider_than_noto_sans_draws_it() {
        // 103.4 px is the sum of Noto Sans' own advances at 12 px.
        let width = text_width("Ringkøbing-Skjern", BODY);
        assert!((103.4..125.0).contains(&width), "{width}");
    }

    #[test]
    fn a_text_that_fits_is_left_alone() {
        assert_eq!(fit("Vejle", 100.0, BODY), "Vejle");
    }

    #[test]
    fn a_text_that_does_not_fit_ends_in_an_ellipsis() {
        assert_eq!(fit("Faaborg-Midtfyn Kommune", 80.0, BODY), "Faaborg-Mi…");
        assert_eq!(fit("Faaborg", 3.0, BODY), "");
    }

    #[test]
    fn words_are_kept_whole_when_wrapping() {
        assert_eq!(wrap("et to tre fire", 50.0, BODY, 9), ["et to tre", "fire"]);
        assert_eq!(wrap("", 50.0, BODY, 9), Vec::<String>::new());
    }

    #[test]
    fn the_last_allowed_line_says_that_something_was_cut() {
        assert_eq!(
            wrap("et to tre fire fem seks", 50.0, BODY, 2),
            ["et to tre", "fire fe…"]
        );
    }

    proptest! {
        #[test]
        fn nothing_comes_out_wider_than_asked(text in "\\PC{0,60}", width in 0.0f64..400.0) {
            prop_assert!(text_width(&fit(&text, width, BODY), BODY) <= width + 1e-9);
            for line in wrap(&text, width, STRONG, 3) {
                prop_assert!(text_width(&line, STRONG) <= width + 1e-9);
            }
        }
    }
}
