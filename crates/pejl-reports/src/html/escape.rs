//! Markup as it is written: what is ours stands as it is, every text is escaped.

/// Markup that is being written.
#[derive(Debug, Default)]
pub(super) struct Markup {
    written: String,
}

impl Markup {
    /// Writes markup of ours.
    pub(super) fn raw(&mut self, markup: &str) {
        self.written.push_str(markup);
    }

    /// Opens an element of ours, with its attributes.
    pub(super) fn open(&mut self, tag: &str) {
        self.written.push('<');
        self.written.push_str(tag);
        self.written.push('>');
    }

    /// Writes an element of ours with a text in it.
    pub(super) fn element(&mut self, tag: &str, text: &str) {
        self.open(tag);
        self.text(text);
        let name = tag.split_once(' ').map_or(tag, |(name, _)| name);
        self.written.push_str("</");
        self.written.push_str(name);
        self.written.push('>');
    }

    /// Writes a text: what would be markup is escaped, and what no document may hold is left out.
    pub(super) fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.written.push_str("&amp;"),
                '<' => self.written.push_str("&lt;"),
                '>' => self.written.push_str("&gt;"),
                '"' => self.written.push_str("&quot;"),
                '\'' => self.written.push_str("&#x27;"),
                '\n' | '\t' => self.written.push(' '),
                c if c.is_control() => {}
                c => self.written.push(c),
            }
        }
    }

    /// What is written.
    pub(super) fn finish(self) -> String {
        self.written
    }
}
