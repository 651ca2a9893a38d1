//! A report as one HTML file that needs nothing else: its style in it, drawings in it, no script.

mod escape;
mod table;

use crate::document::{Block, Figure, Item, Report, Section, Sign, Term};
use escape::Markup;

/// The style, in the file.
const STYLE: &str = include_str!("../assets/report.css");

/// The report as HTML.
///
/// The same report gives the same bytes. Every text is escaped; markup is ours and that of the drawings, which escape theirs.
pub fn write(report: &Report) -> String {
    let mut out = Markup::default();
    out.raw("<!doctype html>\n");
    out.open(&format!("html lang=\"{}\"", report.lang.as_str()));
    out.raw("\n<head>\n<meta charset=\"utf-8\">\n");
    out.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.raw(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
    );
    out.open("title");
    out.text(&report.title);
    out.raw("</title>\n<meta name=\"description\" content=\"");
    out.text(&report.description);
    out.raw("\">\n<style>\n");
    out.raw(STYLE);
    out.raw("</style>\n</head>\n<body>\n");
    cover(&mut out, report);
    out.raw("<main>\n");
    for one in &report.sections {
        section(&mut out, one, &report.behind);
    }
    out.raw("</main>\n<footer>");
    out.element("p", &report.foot);
    out.raw("</footer>\n</body>\n</html>\n");
    out.finish()
}

fn cover(out: &mut Markup, report: &Report) {
    out.raw("<header class=\"cover\">\n");
    out.element("p class=\"kind\"", &report.kind);
    out.element("h1", &report.title);
    out.element("p class=\"lead\"", &report.description);
    for warning in report.warning.iter().flat_map(|all| all.lines()) {
        out.element("p class=\"warning\"", warning);
    }
    terms(out, &report.cover);
    out.raw("</header>\n<nav aria-labelledby=\"contents\">\n");
    out.element("h2 id=\"contents\"", &report.contents);
    out.raw("<ol>\n");
    for one in &report.sections {
        out.open("li");
        out.open(&format!("a href=\"#{}\"", one.id));
        out.text(&one.heading);
        out.raw("</a>");
        if !one.part_of.is_empty() {
            out.raw(" ");
            out.element("span class=\"part\"", &one.part_of);
        }
        out.raw("</li>\n");
    }
    out.raw("</ol>\n</nav>\n");
}

fn section(out: &mut Markup, one: &Section, behind: &str) {
    let id = &one.id;
    out.open(&format!("section aria-labelledby=\"{id}\""));
    out.raw("\n");
    if !one.part_of.is_empty() {
        out.element("p class=\"part\"", &one.part_of);
    }
    out.element(&format!("h2 id=\"{id}\""), &one.heading);
    for of in &one.blocks {
        block(out, of, behind);
    }
    out.raw("</section>\n");
}

fn block(out: &mut Markup, one: &Block, behind: &str) {
    match one {
        Block::Heading(text) => out.element("h3", text),
        Block::Lead(text) => out.element("p class=\"lead\"", text),
        Block::Paragraph(text) => out.element("p", text),
        Block::Note(text) => out.element("p class=\"note\"", text),
        Block::Sentences(sentences) => {
            let texts: Vec<String> = sentences.iter().map(|one| one.text()).collect();
            out.element("p", &texts.join(" "));
        }
        Block::List(items) => list(out, items),
        Block::Figure(of) => figure(out, of, behind),
        Block::Table(of) => table::write(out, of),
        Block::Terms(of) => terms(out, of),
    }
    out.raw("\n");
}

fn list(out: &mut Markup, items: &[Item]) {
    out.raw("<ul>\n");
    for one in items {
        out.open(match one.sign {
            Some(_) => "li class=\"signed\"",
            None => "li",
        });
        if let Some(of) = &one.sign {
            sign(out, of);
            out.raw(" ");
        }
        let mut texts: Vec<String> = one.sentences.iter().map(|one| one.text()).collect();
        texts.extend(Some(one.more.clone()).filter(|text| !text.is_empty()));
        out.text(&texts.join(" "));
        out.raw("</li>\n");
    }
    out.raw("</ul>");
}

/// A status: the shape before it is the style's, the word is always there.
fn sign(out: &mut Markup, one: &Sign) {
    out.element(&format!("span class=\"status {}\"", one.class), one.word);
}

fn figure(out: &mut Markup, one: &Figure, behind: &str) {
    out.raw("<figure>\n");
    out.element("figcaption", &one.caption);
    // The drawing has its title and description in itself.
    out.raw(&one.svg);
    out.raw("\n");
    out.element("p class=\"summary\"", &one.summary);
    out.raw("<details>");
    out.element("summary", behind);
    table::write(out, &one.table);
    out.raw("</details>\n</figure>");
}

fn terms(out: &mut Markup, all: &[Term]) {
    out.raw("<dl>\n");
    for one in all {
        out.raw("<div>");
        out.element("dt", &one.name);
        for line in &one.lines {
            out.element("dd", line);
        }
        out.raw("</div>\n");
    }
    out.raw("</dl>\n");
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests;
