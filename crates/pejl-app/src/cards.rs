//! Cards of a municipality's own: applying, withdrawing and listing them.
//!
//! An own card holds for the whole store, as the program's do. It is proved beside all other cards before it is stored, and
//! counts from a revision of its own on; what was known before is still told by the cards of that time.

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests;

use std::fmt;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use pejl_db::card::{self, Applied, CardError, NewCard, card_texts, cards_at, list_applied};
use pejl_db::revision::{Revision, resolve};
use pejl_metrics::card_check::{CardFault, check_codes};
use pejl_metrics::catalogue::read_card;
use pejl_metrics::{Catalogue, Indicator, catalogue};
use sha2::{Digest, Sha256};

use crate::definitions::{Definitions, definitions_at};
use crate::error::AppError;
use crate::snapshot::AsKnown;
use crate::store::{Store, file_error};

/// Most bytes of a card.
pub const CARD_BYTES_MAX: usize = 128 * 1024;

/// How often it is tried again because other cards were applied meanwhile.
const ATTEMPTS: usize = 4;

/// Something that is wrong with a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What it is about: `O3.3 self_reliant_endings`, or the name of the file.
    pub place: String,
    /// What is wrong.
    pub text: String,
}

impl fmt::Display for Fault {
    /// `O3.3 self_reliant_endings: there is no source …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.text)
    }
}

impl From<CardFault> for Fault {
    fn from(fault: CardFault) -> Self {
        let reading = fault.reading.map(|reading| format!(" {reading}"));
        Self {
            place: format!("{}{}", fault.indicator, reading.unwrap_or_default()),
            text: fault.text,
        }
    }
}

/// What became of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It counts from the revision on.
    Applied,
    /// It is in force already; nothing was stored.
    Unchanged,
    /// It could be applied; nothing was stored, as was asked.
    Proved,
}

impl State {
    /// `applied`, `unchanged` or `proved`.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Applied => "applied",
            State::Unchanged => "unchanged",
            State::Proved => "proved",
        }
    }
}

/// A card that was applied, or could be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// What became of it.
    pub state: State,
    /// Code of the indicator.
    pub code: String,
    /// Version of its definition.
    pub definition_version: i32,
    /// The version in whose place it stands; none where there was no such indicator.
    pub supersedes: Option<i32>,
    /// The revision it counts from; that which was looked at where nothing was stored.
    pub revision: i64,
}

/// A card that was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// Code of the indicator.
    pub code: String,
    /// The revision from which it does not count any more.
    pub revision: Revision,
}

/// A version of an indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Version of the definition.
    pub definition_version: i32,
    /// Whether it is a card of the municipality's own, and not of the program.
    pub is_own: bool,
    /// SHA-256 of an own card.
    pub sha256: Option<String>,
    /// The revision that applied an own card.
    pub from: Option<Revision>,
    /// The revision that closed it.
    pub to: Option<Revision>,
    /// Whether it is what the indicator's code stands for at the revision asked at.
    pub is_in_force: bool,
    /// Why the program cannot compute it; none where it can.
    pub fault: Option<String>,
}

/// The versions of an indicator that are stored, and the program's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versions {
    /// The revision asked at.
    pub revision: i64,
    /// When it was made.
    pub committed_at: Option<chrono::DateTime<chrono::Utc>>,
    /// Code of the indicator.
    pub code: String,
    /// The own ones, the latest applied first, and that of the program. Earlier ones of the program are not stored.
    pub versions: Vec<Version>,
}

/// Reads the file of a card, up to what a card may have.
///
/// # Errors
/// It cannot be read.
pub fn read_card_file(path: &Path) -> Result<Vec<u8>, AppError> {
    let failed = |source| file_error("read", path, source);
    let mut bytes = Vec::new();
    let most = u64::try_from(CARD_BYTES_MAX).unwrap_or(u64::MAX);
    // One more than it may have, so that it is refused and not cut.
    let mut file = File::open(path)
        .map_err(failed)?
        .take(most.saturating_add(1));
    file.read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// Applies a card, or with `is_dry_run` only proves that it could be. It must be of the code, where one is given.
///
/// # Errors
/// [`AppError::Card`] with all faults where it cannot be applied; nothing is stored then. The store fails.
pub fn apply_card(
    store: &Store,
    code: Option<&str>,
    (name, bytes): (&str, &[u8]),
    (actor, is_dry_run): (&str, bool),
) -> Result<Application, AppError> {
    let text = text_of(name, bytes)?;
    let own = read_card(name, text).map_err(|error| refused(name, error.to_string()))?;
    if code.is_some_and(|code| code != own.code) {
        return Err(refused(name, format!("it is the card of `{}`", own.code)));
    }
    for _ in 0..ATTEMPTS {
        let head = store.db.with(pejl_db::revision::head)?;
        let definitions = definitions_at(store, head)?;
        let applied = store.db.with(|conn| list_applied(conn, &own.code, head))?;
        let before = definitions.catalogue.find_indicator(&own.code);
        let found = Application {
            state: State::Unchanged,
            code: own.code.clone(),
            definition_version: own.definition_version,
            supersedes: before.map(|one| one.definition_version),
            revision: head,
        };
        // Put among the others, as what is put together has its measures from them.
        let mut with = Catalogue::clone(&definitions.catalogue);
        with.put(own.clone());
        if before.is_some() && before == with.find_indicator(&own.code) {
            return Ok(found);
        }
        let sha256 = pejl_domain::hex(Sha256::digest(text.as_bytes()));
        let mut faults = version_faults(&own, &applied, (&sha256, before));
        faults.extend(proved(&definitions, &with, &own.code));
        if !faults.is_empty() {
            return Err(AppError::Card(faults));
        }
        if is_dry_run {
            return Ok(Application {
                state: State::Proved,
                ..found
            });
        }
        let new = NewCard {
            code: &own.code,
            definition_version: own.definition_version,
            text,
            sha256: &sha256,
        };
        match card::apply_card(&store.db, &new, (head, actor), store.now()) {
            Ok(revision) => {
                return Ok(Application {
                    state: State::Applied,
                    revision: revision.n,
                    ..found
                });
            }
            Err(CardError::Overtaken) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Err(overtaken())
}

/// Withdraws the own card of a code: the program's is back, where it has one.
///
/// # Errors
/// There is none in force, another card needs it ([`AppError::Card`]), or the store fails.
pub fn withdraw_card(store: &Store, code: &str, actor: &str) -> Result<Withdrawal, AppError> {
    for _ in 0..ATTEMPTS {
        let head = store.db.with(pejl_db::revision::head)?;
        let cards = store.db.with(|conn| cards_at(conn, head))?;
        let Some(own) = cards.iter().find(|one| one.code.eq_ignore_ascii_case(code)) else {
            return Err(AppError::NotFound {
                what: "own card in force",
                id: code.to_owned(),
                nearest: cards.into_iter().map(|one| one.code).collect(),
            });
        };
        let definitions = definitions_at(store, head)?;
        let mut without = Catalogue::clone(&definitions.catalogue);
        without.unusable.retain(|one| one.code != own.code);
        match catalogue()
            .indicators
            .iter()
            .find(|one| one.code == own.code)
        {
            Some(of_program) => without.put(of_program.clone()),
            None => without.indicators.retain(|one| one.code != own.code),
        }
        let faults = new_faults(&definitions.catalogue, &without, &own.code);
        if !faults.is_empty() {
            return Err(AppError::Card(faults));
        }
        match card::withdraw_card(&store.db, &own.code, (head, actor), store.now()) {
            Err(CardError::Overtaken) => {}
            Err(other) => return Err(other.into()),
            Ok(revision) => {
                return Ok(Withdrawal {
                    code: own.code.clone(),
                    revision,
                });
            }
        }
    }
    Err(overtaken())
}

/// Lists the versions of an indicator that are known at a revision.
///
/// # Errors
/// There never was one with the code, there is no such revision, or the store fails.
pub fn list_versions(store: &Store, code: &str, at: AsKnown) -> Result<Versions, AppError> {
    let at = store.db.with(|conn| resolve(conn, at.at()))?;
    let definitions = definitions_at(store, at.n)?;
    let in_force = definitions.catalogue.find_reading(code);
    let code = in_force.map_or(code, |reading| reading.indicator.as_str());
    let applied = store.db.with(|conn| list_applied(conn, code, at.n))?;
    let of_program = catalogue().find_indicator(code);
    if applied.is_empty() && of_program.is_none() {
        return Err(AppError::NotFound {
            what: "indicator",
            id: code.to_owned(),
            nearest: definitions.catalogue.nearest_readings(code, 3),
        });
    }
    let is_superseded = applied.iter().any(|one| one.to.is_none());
    let mut versions = Vec::new();
    for one in applied {
        versions.push(own_version(store, &definitions, one)?);
    }
    versions.extend(of_program.map(|known| Version {
        definition_version: known.definition_version,
        is_own: false,
        sha256: None,
        from: None,
        to: None,
        is_in_force: !is_superseded,
        fault: why_unusable(&definitions.catalogue, &known.code).filter(|_| !is_superseded),
    }));
    Ok(Versions {
        revision: at.n,
        committed_at: at.committed_at,
        code: of_program
            .map_or(code, |known| known.code.as_str())
            .to_owned(),
        versions,
    })
}

/// Why the card of a code cannot be used, itself or for want of another.
fn why_unusable(catalogue: &Catalogue, code: &str) -> Option<String> {
    let mut unusable = catalogue.unusable.iter();
    let found = unusable.find(|one| one.code == code);
    found.map(|one| one.fault.clone())
}

fn own_version(
    store: &Store,
    definitions: &Definitions,
    applied: Applied,
) -> Result<Version, AppError> {
    let id = applied.card.id;
    let texts = store.db.with(|conn| card_texts(conn, &[id]))?;
    let text = texts.get(&id).map_or("", String::as_str);
    let fault = match read_card(&applied.card.code, text) {
        Err(error) => Some(error.to_string()),
        Ok(own) => {
            let code = own.code.clone();
            let mut all = Catalogue::clone(&definitions.catalogue);
            all.put(own);
            let faults = check_codes(&all, &[&code]);
            faults.into_iter().next().map(|fault| fault.text)
        }
    };
    Ok(Version {
        definition_version: applied.card.definition_version,
        is_own: true,
        sha256: Some(applied.card.sha256),
        is_in_force: applied.to.is_none(),
        from: Some(applied.from),
        to: applied.to,
        fault,
    })
}

/// The text of a card, once it is one that can be read at all.
fn text_of<'a>(name: &str, bytes: &'a [u8]) -> Result<&'a str, AppError> {
    if bytes.len() > CARD_BYTES_MAX {
        let text = format!("a card has at most {CARD_BYTES_MAX} bytes");
        return Err(refused(name, text));
    }
    match std::str::from_utf8(bytes) {
        // A database cannot store it, and TOML has it nowhere.
        Ok(text) if text.contains('\0') => Err(refused(name, "it holds U+0000".to_owned())),
        Ok(text) => Ok(text),
        Err(_) => Err(refused(name, "it is not UTF-8".to_owned())),
    }
}

/// What is wrong with the version: a version is one definition, and a definition that changes has a higher one.
fn version_faults(
    own: &Indicator,
    applied: &[Applied],
    (sha256, before): (&str, Option<&Indicator>),
) -> Vec<Fault> {
    let of_program = catalogue().find_indicator(&own.code);
    let highest = applied.iter().map(|one| one.card.definition_version);
    let highest = highest.chain(of_program.map(|one| one.definition_version));
    let highest = highest.chain(before.map(|one| one.definition_version));
    let is_known = applied.iter().any(|one| {
        one.card.sha256 == sha256 && one.card.definition_version == own.definition_version
    });
    match highest.max() {
        Some(highest) if own.definition_version <= highest && !is_known => vec![Fault {
            place: own.code.clone(),
            text: format!(
                "`definition_version` is {}, and another definition has {highest}: give it {}",
                own.definition_version,
                highest.saturating_add(1)
            ),
        }],
        _ => Vec::new(),
    }
}

/// What is wrong with a card beside the others, and with others beside it.
fn proved(definitions: &Definitions, with: &Catalogue, code: &str) -> Vec<Fault> {
    let mut faults: Vec<Fault> = check_codes(with, &[code])
        .into_iter()
        .map(Fault::from)
        .collect();
    // A card at fault in itself is not held to what others need of it.
    if faults.is_empty() {
        faults = new_faults(&definitions.catalogue, with, code);
    }
    faults
}

/// The faults that other cards have because of another card of this code.
fn new_faults(before: &Catalogue, after: &Catalogue, code: &str) -> Vec<Fault> {
    let needs = |indicator: &&Indicator| indicator.code != code && needs(before, indicator, code);
    let others = before.indicators.iter().filter(needs);
    let others: Vec<&str> = others.map(|one| one.code.as_str()).collect();
    let found = |catalogue| {
        let faults = check_codes(catalogue, &others).into_iter();
        faults.map(Fault::from).collect::<Vec<_>>()
    };
    let known = found(before);
    let mut faults = found(after);
    faults.retain(|fault| !known.contains(fault));
    faults
}

/// Whether a card names an indicator, or a reading of it.
fn needs(catalogue: &Catalogue, indicator: &Indicator, code: &str) -> bool {
    let is_of = |name: &String| {
        let reading = catalogue.find_reading(name);
        reading.is_some_and(|reading| reading.indicator == code)
    };
    let readings = indicator.readings.iter();
    let mut components = readings
        .flat_map(|reading| &reading.index)
        .flat_map(|index| &index.components);
    let readings = indicator.readings.iter();
    let mut terms = readings
        .flat_map(|reading| &reading.composite)
        .flat_map(|composite| &composite.terms);
    indicator.pairing.iter().any(|one| one == code)
        || terms.any(|term| is_of(&term.of))
        || indicator.reliable.iter().any(|one| is_of(&one.by))
        || components.any(is_of)
}

fn refused(place: &str, text: String) -> AppError {
    AppError::Card(vec![Fault {
        place: place.to_owned(),
        text,
    }])
}

fn overtaken() -> AppError {
    AppError::Conflict("other cards are applied again and again meanwhile; try again".to_owned())
}
