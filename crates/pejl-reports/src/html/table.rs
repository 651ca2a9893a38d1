//! Tables of a report: a caption, headings with a scope, and rows that are named by their first cell.

use super::escape::Markup;
use super::sign;
use crate::document::{Table, TableCell};

/// Writes a table.
pub(super) fn write(out: &mut Markup, table: &Table) {
    out.raw("<div class=\"scroll\"><table>");
    out.element("caption", &table.caption);
    if !table.widths.is_empty() {
        out.raw("<colgroup>");
        for width in table.widths {
            out.open(&format!("col style=\"width: {width}%\""));
        }
        out.raw("</colgroup>");
    }
    out.raw("<thead><tr>");
    for (name, is_number) in &table.columns {
        let tag = format!("th scope=\"col\"{}", class(*is_number));
        out.element(&tag, name);
    }
    out.raw("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        out.open(match row.is_marked {
            true => "tr class=\"marked\"",
            false => "tr",
        });
        for (no, one) in row.cells.iter().enumerate() {
            let is_number = table
                .columns
                .get(no)
                .is_some_and(|(_, is_number)| *is_number);
            cell(out, one, (no == 0, is_number));
        }
        out.raw("</tr>\n");
    }
    out.raw("</tbody></table></div>");
}

fn class(is_number: bool) -> &'static str {
    match is_number {
        true => " class=\"number\"",
        false => "",
    }
}

fn cell(out: &mut Markup, one: &TableCell, (is_name, is_number): (bool, bool)) {
    let tag = if is_name { "th scope=\"row\"" } else { "td" };
    out.open(&format!("{tag}{}", class(is_number)));
    if let Some(of) = &one.sign {
        sign(out, of);
    }
    out.text(&one.text);
    if !one.note.is_empty() {
        out.raw(" ");
        out.element("span class=\"small\"", &one.note);
    }
    out.raw(if is_name { "</th>" } else { "</td>" });
}
