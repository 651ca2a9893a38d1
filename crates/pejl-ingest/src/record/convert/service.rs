//! Services as written: codes of the list, or paragraphs of the law.

use std::collections::HashMap;

use pejl_domain::cpr::masked;
use pejl_domain::service::{find_service, parse_paragraph};
use pejl_lake::columns;

use super::super::batch::Values;
use super::super::fault::Problem;
use super::{Cells, MAX_CACHED, MAX_TEXT_CHARS, Refuse};
use crate::text::TextColumn;

/// What a service as written says; empty where it does not.
#[derive(Debug, Clone, Default)]
pub(super) struct ServiceText {
    code: &'static str,
    law: &'static str,
    paragraph: String,
}

/// The service as written, with its code, law and paragraph where they can be read; what cannot is kept as it stands.
pub(super) fn services(
    name: &'static str,
    cells: &Cells<'_>,
    known: &mut HashMap<Box<str>, ServiceText>,
    gives: [bool; 3],
    refuse: &mut Refuse<'_>,
) -> Vec<(&'static str, Values)> {
    let (mut raw, mut codes) = (TextColumn::new(), TextColumn::new());
    let (mut laws, mut paragraphs) = (TextColumn::new(), TextColumn::new());
    for (row, text) in cells.each().enumerate() {
        if text.chars().count() > MAX_TEXT_CHARS {
            let most = MAX_TEXT_CHARS;
            refuse(row, &Problem::TooLong { most });
            for column in [&mut raw, &mut codes, &mut laws, &mut paragraphs] {
                column.push("");
            }
            continue;
        }
        if !known.contains_key(text) {
            if known.len() >= MAX_CACHED {
                known.clear();
            }
            known.insert(text.into(), service_text(text));
        }
        let found = known.get(text);
        raw.push(&masked(text));
        codes.push(found.map_or("", |found| found.code));
        laws.push(found.map_or("", |found| found.law));
        paragraphs.push(found.map_or("", |found| &found.paragraph));
    }
    let parts = [
        (columns::SERVICE_CODE, codes),
        (columns::LAW, laws),
        (columns::PARAGRAPH, paragraphs),
    ];
    let parts = parts.into_iter().zip(gives).filter(|(_, gives)| *gives);
    let parts = parts.map(|((name, texts), _)| (name, Values::Text(texts)));
    std::iter::once((name, Values::Text(raw)))
        .chain(parts)
        .collect()
}

/// A code of the list, or a paragraph: the whole text, or what stands from its last `§` on, as in
/// `Hjemmetræning § 83 a`. A paragraph with words after it is not read: they may change what it means.
fn service_text(text: &str) -> ServiceText {
    if let Some(service) = find_service(text) {
        let paragraph = service.paragraph.as_ref();
        return ServiceText {
            code: service.code,
            law: service.law.as_str(),
            paragraph: paragraph
                .map_or_else(|| service.paragraph_text.to_owned(), |it| it.without_law()),
        };
    }
    let from_sign = text.rfind('§').and_then(|at| text.get(at..));
    let paragraph = std::iter::once(text)
        .chain(from_sign)
        .find_map(|text| parse_paragraph(text).ok());
    paragraph.map_or_else(ServiceText::default, |paragraph| ServiceText {
        code: "",
        law: paragraph.law().map_or("", |law| law.as_str()),
        paragraph: paragraph.without_law(),
    })
}
