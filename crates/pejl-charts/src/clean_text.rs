//! Texts from outside made harmless for a drawing: no control characters, no text that reorders its
//! neighbours, no towers of accents. Markup is not touched here: the writer of the SVG escapes it.

/// How many combining marks may follow each other; more would grow out of the line and over others.
const MAX_COMBINING: usize = 2;
/// Longest text kept, in characters.
const MAX_CHARS: usize = 2_000;

/// The text on one line, without control, direction-override and non-characters, with single spaces.
pub(crate) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut combining = 0;
    for c in text.chars().take(MAX_CHARS) {
        if c.is_whitespace() && c != '\u{a0}' {
            if !out.ends_with(' ') && !out.is_empty() {
                out.push(' ');
            }
            combining = 0;
            continue;
        }
        if is_refused(c) {
            continue;
        }
        combining = if is_combining(c) { combining + 1 } else { 0 };
        if combining <= MAX_COMBINING {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The text, isolated where it holds right-to-left letters, so that a number standing after it stays
/// after it.
pub(crate) fn isolate(text: &str) -> String {
    if text.chars().any(is_right_to_left) {
        format!("\u{2068}{text}\u{2069}")
    } else {
        text.to_owned()
    }
}

fn is_refused(c: char) -> bool {
    let code = u32::from(c);
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{61c}' | '\u{feff}' | '\u{fdd0}'..='\u{fdef}' | '\u{e0000}'..='\u{e007f}')
        || code & 0xfffe == 0xfffe
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}' | '\u{e31}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}')
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(input: &str, expected: &str) {
        assert_eq!(clean(input), expected);
    }

    #[test]
    fn line_breaks_and_runs_of_spaces_become_one_space() {
        check("  Hele\r\n\t landet ", "Hele landet");
    }

    #[test]
    fn control_and_override_characters_are_dropped() {
        check("a\u{0}b\u{202e}c\u{feff}d\u{ffff}", "abcd");
    }

    #[test]
    fn towers_of_accents_are_cut_down() {
        check("e\u{301}\u{301}\u{301}\u{301}x", "e\u{301}\u{301}x");
    }

    #[test]
    fn markup_is_left_for_the_writer() {
        check("<script>&\"'", "<script>&\"'");
    }

    #[test]
    fn only_right_to_left_text_is_isolated() {
        assert_eq!(isolate("Vejle"), "Vejle");
        assert_eq!(isolate("ויילה"), "\u{2068}ויילה\u{2069}");
    }
}
