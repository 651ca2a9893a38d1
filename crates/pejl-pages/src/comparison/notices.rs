//! What must be known before the figures are read: an older state, gaps, breaks.

use std::sync::Arc;

use pejl_app::Reading;
use serde::Serialize;

use super::figures::{Choice, Figures};
use crate::texts::{fill, texts};
use crate::wording::{instant, sentence};

/// One remark above the figures.
#[derive(Debug, Serialize)]
pub(crate) struct Notice {
    /// The word it begins with, so that it is not told by colour alone.
    label: &'static str,
    texts: Vec<String>,
    links: Vec<NoticeLink>,
}

#[derive(Debug, Serialize)]
struct NoticeLink {
    href: String,
    label: String,
}

/// The remarks on these figures, in the order of their weight.
pub(crate) fn notices(figures: &Figures) -> Vec<Notice> {
    let mut notices = Vec::new();
    notices.extend(pinned(figures));
    notices.extend(no_nearest(figures));
    notices.extend(gaps(figures));
    notices.extend(no_line(figures));
    notices.extend(breaks(figures));
    notices
}

fn pinned(figures: &Figures) -> Option<Notice> {
    let choice = &figures.choice;
    if !choice.seen.is_pinned {
        return None;
    }
    let t = texts(choice.seen.lang);
    let at = choice
        .seen
        .head
        .committed_at
        .map(|at| instant(at, choice.seen.lang))
        .unwrap_or_default();
    let text = fill(
        t.notice_pinned,
        &[
            ("revision", &choice.seen.head.revision.to_string()),
            ("at", &at),
        ],
    );
    let newest = NoticeLink {
        href: choice.newest().to_string(),
        label: t.notice_newest.to_owned(),
    };
    Some(Notice {
        label: t.notice_label_pinned,
        texts: vec![text],
        links: vec![newest],
    })
}

/// That it is not known who the nearest are that were asked for.
fn no_nearest(figures: &Figures) -> Option<Notice> {
    let choice = &figures.choice;
    let t = texts(choice.seen.lang);
    let (own, period) = (choice.seen.own.name(choice.seen.lang), choice.period);
    let parts = [("name", own), ("period", &period.to_string())];
    figures.lacks_nearest().then(|| Notice {
        label: t.notice_label_partial,
        texts: vec![fill(t.notice_no_nearest, &parts)],
        links: Vec::new(),
    })
}

/// That the peers with figures throughout are too few for a line, where there are lines at all.
fn no_line(figures: &Figures) -> Option<Notice> {
    let t = texts(figures.choice.seen.lang);
    let of = figures.too_few_for_a_line()?;
    let parts = [
        ("k", of.n_usable),
        ("n", of.n_peers),
        ("years", of.n_periods),
    ];
    let parts = parts.map(|(name, n)| (name, n.to_string()));
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, n)| (*name, n.as_str())).collect();
    (figures.years.len() > 1).then(|| Notice {
        label: t.notice_label_partial,
        texts: vec![fill(t.notice_no_line, &parts)],
        links: Vec::new(),
    })
}

fn gaps(figures: &Figures) -> Option<Notice> {
    let (choice, comparison) = (&figures.choice, &figures.all.comparison);
    let t = texts(choice.seen.lang);
    let n = comparison.n_members.to_string();
    let own = comparison
        .own
        .reason
        .as_ref()
        .map(|reason| sentence(reason.to_lang(choice.seen.lang)));
    if comparison.n == 0 {
        let mut texts = vec![fill(
            t.notice_no_values,
            &[("n", &n), ("period", &choice.period.to_string())],
        )];
        texts.extend(own);
        return Some(Notice {
            label: t.notice_label_empty,
            texts,
            links: suggestions(figures),
        });
    }
    if comparison.missing.is_empty() {
        return None;
    }
    let mut sentences = Vec::new();
    if let Some(reason) = own.filter(|_| comparison.own.value.is_none()) {
        sentences.push(fill(
            t.notice_own_missing,
            &[
                ("name", choice.seen.own.name(choice.seen.lang)),
                ("period", &choice.period.to_string()),
            ],
        ));
        sentences.push(reason);
    }
    sentences.push(fill(
        t.notice_partial,
        &[("k", &comparison.missing.len().to_string()), ("n", &n)],
    ));
    let link = NoticeLink {
        href: "#missing".to_owned(),
        label: t.notice_who.to_owned(),
    };
    Some(Notice {
        label: t.notice_label_partial,
        texts: sentences,
        links: vec![link],
    })
}

/// Where the same account does have figures: another year, or another reading.
fn suggestions(figures: &Figures) -> Vec<NoticeLink> {
    let (choice, offer) = (&figures.choice, &figures.offer);
    let mut links = Vec::new();
    if offer.covers(&choice.reading, &choice.account)
        && let Some(last) = figures.years.last().filter(|last| **last != choice.period)
    {
        let other = Choice {
            period: *last,
            from: None,
            ..choice.clone()
        };
        links.push(NoticeLink {
            href: other.link().to_string(),
            label: last.to_lang(choice.seen.lang),
        });
    }
    let is_other =
        |one: &&Arc<Reading>| one.code != choice.reading.code && offer.covers(one, &choice.account);
    for reading in offer.readings().filter(is_other) {
        let other = Choice {
            reading: Arc::clone(reading),
            ..choice.clone()
        };
        links.push(NoticeLink {
            href: other.link().to_string(),
            label: reading.name.to_lang(choice.seen.lang).to_owned(),
        });
    }
    links
}

fn breaks(figures: &Figures) -> Option<Notice> {
    let (choice, comparison) = (&figures.choice, &figures.all.comparison);
    // Without figures there is no change to warn about.
    if comparison.n == 0 {
        return None;
    }
    let t = texts(choice.seen.lang);
    let mut sentences = Vec::new();
    for one in &comparison.breaks {
        sentences.push(sentence(one.text.to_lang(choice.seen.lang)));
        let consequence = match one.comparable {
            true => t.notice_break_flagged,
            false => t.notice_break_blocks,
        };
        sentences.push(consequence.to_owned());
    }
    (!sentences.is_empty()).then(|| Notice {
        label: t.notice_label_break,
        texts: sentences,
        links: Vec::new(),
    })
}
