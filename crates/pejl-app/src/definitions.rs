//! The indicators as they are defined at a revision: those of the program, with the municipality's own cards of that time.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

use pejl_db::card::{Card, card_texts, cards_at, list_applied};
use pejl_metrics::card_check::check_codes;
use pejl_metrics::catalogue::{Unusable, read_card, split_version};
use pejl_metrics::{Catalogue, Indicator, QueryError, Request, catalogue, records};
use sha2::{Digest, Sha256};

use crate::error::AppError;
use crate::observations::invalid;
use crate::store::Store;

/// How many sets of definitions a store has at hand; others are read anew.
const AT_HAND: usize = 8;

/// The indicators as they are defined, for one question.
#[derive(Debug)]
pub(crate) struct Definitions {
    /// The indicators.
    pub(crate) catalogue: Arc<Catalogue>,
    /// Whether they are those of the revision, so that its kept figures follow from them.
    pub(crate) is_of_revision: bool,
    hash: OnceLock<String>,
}

impl Definitions {
    fn new(catalogue: Arc<Catalogue>, is_of_revision: bool) -> Self {
        Self {
            catalogue,
            is_of_revision,
            hash: OnceLock::new(),
        }
    }

    /// Hash of what figures follow from beside the rows.
    pub(crate) fn hash(&self) -> &str {
        self.hash.get_or_init(|| {
            let text = records::definitions(&self.catalogue);
            pejl_domain::hex(Sha256::digest(text.as_bytes()))
        })
    }
}

/// The definitions of the program alone.
pub(crate) fn of_program() -> &'static Arc<Definitions> {
    static OF_PROGRAM: LazyLock<Arc<Definitions>> =
        LazyLock::new(|| Arc::new(Definitions::new(Arc::clone(catalogue()), true)));
    &OF_PROGRAM
}

/// The definitions that were asked for last, by the own cards in them.
#[derive(Debug, Default)]
pub(crate) struct AtHand(Mutex<VecDeque<(Vec<Key>, Arc<Definitions>)>>);

/// Code, version and hash of a card.
type Key = (String, i32, String);

impl AtHand {
    fn find(&self, key: &[Key]) -> Option<Arc<Definitions>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut known = known.iter();
        let found = known.find(|(cards, _)| cards == key);
        found.map(|(_, definitions)| Arc::clone(definitions))
    }

    fn keep(&self, key: Vec<Key>, definitions: &Arc<Definitions>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.push_front((key, Arc::clone(definitions)));
        known.truncate(AT_HAND);
    }
}

/// Puts a catalogue in the place of the definitions at a revision with own cards, as no program could.
#[cfg(test)]
pub(crate) fn pretend(store: &Store, revision: i64, catalogue: Catalogue) -> Arc<Definitions> {
    let cards = store.db.with(|conn| cards_at(conn, revision));
    let definitions = Arc::new(Definitions::new(Arc::new(catalogue), true));
    store
        .definitions
        .keep(key_of(&cards.unwrap_or_default()), &definitions);
    definitions
}

/// The definitions at a revision.
///
/// A card that this program cannot use (another program applied it) is logged, and nothing stands in its place: neither
/// another definition under its name, nor figures of half of it. What is made of its readings cannot be used either.
pub(crate) fn definitions_at(store: &Store, revision: i64) -> Result<Arc<Definitions>, AppError> {
    let cards = store.db.with(|conn| cards_at(conn, revision))?;
    if cards.is_empty() {
        return Ok(Arc::clone(of_program()));
    }
    let key = key_of(&cards);
    if let Some(found) = store.definitions.find(&key) {
        return Ok(found);
    }
    let ids: Vec<i64> = cards.iter().map(|one| one.id).collect();
    let texts = store.db.with(|conn| card_texts(conn, &ids))?;
    let all = put_together(&cards, &texts);
    let definitions = Arc::new(Definitions::new(Arc::new(all), true));
    store.definitions.keep(key, &definitions);
    Ok(definitions)
}

fn key_of(cards: &[Card]) -> Vec<Key> {
    let key = |one: &Card| (one.code.clone(), one.definition_version, one.sha256.clone());
    cards.iter().map(key).collect()
}

/// The program's indicators with own cards among them.
fn put_together(cards: &[Card], texts: &BTreeMap<i64, String>) -> Catalogue {
    let mut all = Catalogue::clone(catalogue());
    for card in cards {
        let text = texts.get(&card.id).map_or("", String::as_str);
        match read_card(&card.code, text) {
            Ok(own) if own.code == card.code => all.put(own),
            Ok(own) => put_unusable(&mut all, card, format!("it is a card of `{}`", own.code)),
            Err(error) => put_unusable(&mut all, card, error.to_string()),
        }
    }
    // What one leaves out another may need, so that it is looked at until nothing more is left out.
    loop {
        let codes: Vec<&str> = cards.iter().map(|one| one.code.as_str()).collect();
        let Some(fault) = check_codes(&all, &codes).into_iter().next() else {
            break;
        };
        let Some(card) = cards.iter().find(|one| one.code == fault.indicator) else {
            break;
        };
        put_unusable(&mut all, card, fault.text);
    }
    // An own card that can be used can lack a reading that a card of this program is made of.
    all.take_out_what_lacks();
    all
}

fn put_unusable(all: &mut Catalogue, card: &Card, fault: String) {
    log::error!(
        "own card cannot be used indicator_code={} definition_version={} fault={fault}",
        card.code,
        card.definition_version
    );
    all.put_unusable(Unusable::new(&card.code, card.definition_version, &fault));
}

/// The definitions that a question is asked by: those of the revision, with the versions it names (`O3.3@1`) in their place.
///
/// # Errors
/// A version that cannot be run, or two of one indicator.
pub(crate) fn definitions_for(
    store: &Store,
    revision: i64,
    request: &Request,
) -> Result<Arc<Definitions>, AppError> {
    let definitions = definitions_at(store, revision)?;
    let names: Vec<(&str, Option<&str>)> = request.indicator_names().map(split_version).collect();
    if names.iter().all(|(_, version)| version.is_none()) {
        return Ok(definitions);
    }
    let mut all = Catalogue::clone(&definitions.catalogue);
    let mut named: BTreeMap<String, Option<&str>> = BTreeMap::new();
    for (name, version) in names {
        let code = code_of(&definitions.catalogue, name);
        let text = version.map_or_else(|| name.to_owned(), |version| format!("{name}@{version}"));
        match named.get(&code) {
            Some(other) if *other != version => {
                let allowed = "one version of an indicator in a question";
                return Err(AppError::parameter("indicator", &text, allowed));
            }
            Some(_) => continue,
            None => named.insert(code.clone(), version),
        };
        if let Some(version) = version {
            let indicator = version_of(store, revision, (&code, version), &text)?;
            let of_revision = definitions.catalogue.find_indicator(&code);
            if of_revision != Some(&indicator) {
                all.put(indicator);
                refuse_unusable(&all, &code, &text)?;
            }
        }
    }
    match all == *definitions.catalogue {
        true => Ok(definitions),
        false => Ok(Arc::new(Definitions::new(Arc::new(all), false))),
    }
}

/// The code of the indicator that a name is of, also of one that there is no more.
fn code_of(catalogue: &Catalogue, name: &str) -> String {
    if let Some(reading) = catalogue.find_reading(name) {
        return reading.indicator.clone();
    }
    // Codes of readings begin with a small letter, and parts of codes of indicators with a digit.
    match name.rsplit_once('.') {
        Some((code, reading)) if reading.starts_with(|c: char| c.is_ascii_lowercase()) => {
            code.to_owned()
        }
        _ => name.to_owned(),
    }
}

/// The version of an indicator that a question names.
fn version_of(
    store: &Store,
    revision: i64,
    (code, version): (&str, &str),
    text: &str,
) -> Result<Indicator, AppError> {
    let applied = store.db.with(|conn| list_applied(conn, code, revision))?;
    let of_program = catalogue().find_indicator(code);
    let wanted: Option<i32> = version.parse().ok();
    let mut own = applied.iter().map(|one| &one.card);
    if let Some(card) = own.find(|one| Some(one.definition_version) == wanted) {
        let texts = store.db.with(|conn| card_texts(conn, &[card.id]))?;
        let written = texts.get(&card.id).map_or("", String::as_str);
        return read_card(code, written).map_err(|error| unusable_version(text, error.to_string()));
    }
    if let Some(known) = of_program.filter(|one| Some(one.definition_version) == wanted) {
        return Ok(known.clone());
    }
    let own = applied.iter().map(|one| one.card.definition_version);
    let mut known: Vec<i32> = own
        .chain(of_program.map(|one| one.definition_version))
        .collect();
    known.sort_unstable();
    known.dedup();
    Err(invalid(vec![match known.is_empty() {
        true => QueryError::UnknownReading {
            text: text.to_owned(),
            nearest: catalogue().nearest_readings(code, 3),
        },
        false => QueryError::UnknownVersion {
            text: text.to_owned(),
            known,
        },
    }]))
}

/// Refuses a version that this program cannot compute, or not beside the other indicators of the revision.
fn refuse_unusable(all: &Catalogue, code: &str, text: &str) -> Result<(), AppError> {
    match check_codes(all, &[code]).into_iter().next() {
        None => Ok(()),
        Some(fault) => Err(unusable_version(text, fault.text)),
    }
}

fn unusable_version(text: &str, fault: String) -> AppError {
    invalid(vec![QueryError::UnusableCard {
        text: text.to_owned(),
        fault,
    }])
}
