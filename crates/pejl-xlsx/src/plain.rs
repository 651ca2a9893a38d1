//! Texts as a workbook can hold them.

/// Most UTF-16 units of a cell.
pub(crate) const CELL: usize = 32_767;
/// Most UTF-16 units of the text that stands for a chart.
pub(crate) const ALTERNATIVE: usize = 255;
/// Most UTF-16 units of a part of a header or a footer, which has 255 in all, codes included.
const HEADER: usize = 100;

/// What stands where a text is cut.
const CUT: char = '…';
/// What stands where a text has a character that no document can hold.
const REPLACED: char = '\u{fffd}';

/// The text of a cell: of characters that XML can hold, no longer than a cell, and never read as markup.
pub(crate) fn cell(text: &str) -> String {
    let mut text = cut(&clean(text), CELL - 1);
    // The writer takes what looks so for markup of its own.
    if text.starts_with("<r>") && text.ends_with("</r>") {
        text.push(' ');
    }
    text
}

/// A text without what no document can hold: a line's end and a tab become a space as in the HTML, other controls are left out, and
/// what is no character is replaced.
pub(crate) fn clean(text: &str) -> String {
    let held = |c: char| match c {
        '\n' | '\t' => Some(' '),
        '\u{fffe}' | '\u{ffff}' => Some(REPLACED),
        c if c.is_control() => None,
        c => Some(c),
    };
    text.chars().filter_map(held).collect()
}

/// No more than so many UTF-16 units of a text; what is cut off is shown to be.
pub(crate) fn cut(text: &str, most: usize) -> String {
    if length(text) <= most {
        return text.to_owned();
    }
    let mut left = most.saturating_sub(CUT.len_utf16());
    let fits = |c: &char| {
        let rest = left.checked_sub(c.len_utf16());
        left = rest.unwrap_or(0);
        rest.is_some()
    };
    let mut kept: String = text.chars().take_while(fits).collect();
    kept.push(CUT);
    kept
}

/// The text that stands for a chart: as many whole sentences as there is room for.
pub(crate) fn alternative(caption: &str, summary: &str) -> String {
    let text = clean(&format!("{caption}. {summary}"));
    if length(&text) <= ALTERNATIVE {
        return text;
    }
    let short = cut(&text, ALTERNATIVE - 1);
    match short
        .match_indices(". ")
        .filter(|(at, _)| ends(&short, *at))
        .last()
    {
        Some((at, _)) if at > caption.len() => format!("{}. {CUT}", short.get(..at).unwrap_or("")),
        _ => short,
    }
}

/// Whether a sentence ends at a full stop: the next begins with a capital, which what a number or a word is short for does not.
fn ends(text: &str, at: usize) -> bool {
    let next = text.get(at..).and_then(|rest| rest.chars().nth(2));
    next.is_some_and(char::is_uppercase)
}

/// A text of a header or a footer, in which `&` begins a code.
pub(crate) fn header(text: &str) -> String {
    // Half of it, should all of it be `&`.
    cut(&clean(text), HEADER / 2).replace('&', "&&")
}

/// The name of an axis: what would be read as the place of a cell is no longer one.
pub(crate) fn axis(text: &str) -> String {
    let text = clean(text).replace('!', " ");
    text.trim_start_matches('=').to_owned()
}

/// How many UTF-16 units a text has, by which workbooks count.
pub(crate) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_document_can_hold_is_left_out_or_replaced() {
        assert_eq!(cell("a\u{0}\u{7}\u{1b}\u{85}b\nc\td"), "ab c d");
        assert_eq!(cell("\u{fffe}\u{ffff}å🎉"), "\u{fffd}\u{fffd}å🎉");
    }

    #[test]
    fn a_long_text_is_cut_where_it_can_be_seen() {
        let long = "🎉".repeat(20_000);
        let cell = cell(&long);
        assert!(length(&cell) <= CELL && cell.ends_with(CUT));
        assert_eq!(cut("abcdef", 4), "abc…");
        assert_eq!(cut("abcd", 4), "abcd");
        assert_eq!(cut("🎉🎉", 3), "🎉…");
    }

    #[test]
    fn a_text_is_never_taken_for_markup_of_the_writer() {
        assert_eq!(cell("<r>x & y</r>"), "<r>x & y</r> ");
        assert_eq!(cell("<r>x"), "<r>x");
    }

    #[test]
    fn a_chart_is_told_in_whole_sentences() {
        assert_eq!(alternative("Navn", "En. To."), "Navn. En. To.");
        let sentence = format!("{}.", "X".repeat(100));
        let told = alternative("Navn", &[sentence.as_str(); 4].join(" "));
        assert_eq!(told, format!("Navn. {sentence} {sentence} …"));
        // The second quarter and an amount end no sentence.
        let sentence = format!("{} i 2. kvartal koster 3 mio. kr.", "X".repeat(130));
        let told = alternative("Navn", &[sentence.as_str(); 4].join(" "));
        assert_eq!(told, format!("Navn. {sentence} …"));
        let told = alternative(&"æ".repeat(400), "Slut.");
        assert!(length(&told) <= ALTERNATIVE && told.ends_with(CUT));
    }

    #[test]
    fn a_header_has_no_code_that_is_not_ours() {
        assert_eq!(header("Pleje & omsorg &P"), "Pleje && omsorg &&P");
        assert!(length(&header(&"&".repeat(500))) <= HEADER);
    }

    #[test]
    fn the_name_of_an_axis_is_no_place_of_a_cell() {
        assert_eq!(axis("=Ark!$A$1"), "Ark $A$1");
        assert_eq!(axis("kr. pr. indbygger"), "kr. pr. indbygger");
    }
}
