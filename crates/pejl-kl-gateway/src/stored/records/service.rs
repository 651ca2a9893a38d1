//! The service of a row: its code in our list, law, paragraph, and what it is called.

use std::borrow::Cow;

use chrono::NaiveDate;
use pejl_domain::service::find_service;
use pejl_lake::columns;

use super::super::row::Row;
use crate::codes::Codes;
use crate::history::View;
use crate::identity::ResourceKey;
use crate::project::service_words;
use crate::resource::{Coding, Resource};

/// The words of a service.
#[derive(Debug, Clone, Default)]
pub(super) struct Service<'s> {
    code: Option<&'static str>,
    law: Option<&'static str>,
    paragraph: Option<String>,
    raw: Option<Cow<'s, str>>,
}

impl<'s> Service<'s> {
    /// The service of a code of our list, and what the source calls it.
    pub(super) fn of(code: Option<&str>, raw: Option<&'s str>) -> Self {
        let raw = raw.map(Cow::Borrowed);
        let Some(service) = code.and_then(find_service) else {
            return Self {
                raw,
                ..Self::default()
            };
        };
        let paragraph = service.paragraph.as_ref();
        Self {
            code: Some(service.code),
            law: Some(service.law.as_str()),
            paragraph: paragraph.map(pejl_domain::service::Paragraph::without_law),
            raw,
        }
    }

    pub(super) fn fill<'r>(&'r self, row: &mut Row<'r>) {
        self.fill_code(row);
        row.text(columns::LAW, self.law);
        row.text(columns::PARAGRAPH, self.paragraph.as_deref());
    }

    /// For rows that have no columns for law and paragraph.
    pub(super) fn fill_code<'r>(&'r self, row: &mut Row<'r>) {
        row.text(columns::SERVICE_CODE, self.code);
        row.text(columns::SERVICE_RAW, self.raw.as_deref());
    }
}

/// The service of the plan that a row is part of.
pub(super) fn service_of(
    view: &View<'_>,
    codes: &Codes,
    plan: Option<&ResourceKey>,
) -> Service<'static> {
    let version = plan.and_then(|key| view.get(key));
    let Some((version, Resource::Plan(plan))) = version.map(|version| (version, &version.resource))
    else {
        return Service::default();
    };
    let (paragraph, display) = service_words(codes, version, plan);
    Service {
        raw: display.map(Cow::Owned),
        ..Service::of(paragraph.as_deref(), None)
    }
}

/// The code by which exports and reports can be joined: the user key where the list has one, else the code as reported.
pub(super) fn kl_code(codes: &Codes, coding: Option<&Coding>, on: NaiveDate) -> Option<String> {
    let coding = coding?;
    let entry = codes.entry(Some(coding), on);
    let user_key = entry.and_then(|entry| entry.legacy_code.clone());
    Some(user_key.unwrap_or_else(|| coding.code.clone()))
}
