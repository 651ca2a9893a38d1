//! Forgetting persons: their rows go from every revision of every dataset, and a record stays that says nothing of whom.

mod person_file;

use std::collections::BTreeSet;
use std::path::PathBuf;

use pejl_db::erasure::ErasureKind;
use pejl_db::person_key::find_fingerprint;
use pejl_domain::AreaLevel;
use pejl_domain::area::find_area;
use pejl_domain::cpr::masked;
use pejl_ingest::record::shown_value;
use pejl_lake::Erase;

use crate::erasure::{Erased, Plan, carry_out, look};
use crate::error::AppError;
use crate::import::records::PersonKeySource;
use crate::store::Store;
use person_file::read_persons;

/// Longest text of a case, in characters.
const CASE_CHARS_MAX: usize = 200;

/// Who is to be forgotten.
#[derive(Debug, Clone)]
pub struct ForgetRequest {
    /// A file with one person number per line.
    pub person_file: PathBuf,
    /// Code or name of the municipality whose data it is.
    pub municipality: String,
    /// Where the key of its pseudonyms is.
    pub person_key: PersonKeySource,
    /// What the record says of the case, such as its number; nothing of the person.
    pub case_text: Option<String>,
    /// Say what would go, and change nothing.
    pub dry_run: bool,
    /// Who asks for it.
    pub actor: String,
}

/// How a request to forget ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForgetState {
    /// Rows went.
    Forgotten,
    /// There were none.
    NothingFound,
    /// Nothing was changed, because that was asked for.
    DryRun,
}

impl ForgetState {
    /// Returns the name used in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Forgotten => "forgotten",
            Self::NothingFound => "nothing_found",
            Self::DryRun => "dry_run",
        }
    }
}

/// What a request to forget did.
#[derive(Debug, Clone)]
pub struct Forgotten {
    /// How it ended.
    pub state: ForgetState,
    /// Code of the municipality.
    pub municipality: &'static str,
    /// Persons in the file, each counted once.
    pub n_persons: usize,
    /// What went, or would go.
    pub erased: Erased,
}

/// Takes the rows of persons out of every revision of every dataset that has pseudonyms, or says why not.
///
/// # Errors
/// A request that cannot be carried out, among them another key than the one the municipality's pseudonyms are made with;
/// somebody writes to such a dataset just now; or the environment fails. No error repeats a person number.
pub fn forget(store: &Store, request: &ForgetRequest) -> Result<Forgotten, AppError> {
    let municipality = find_area(&request.municipality)
        .filter(|area| area.level == AreaLevel::Municipality)
        .ok_or_else(|| {
            let allowed = "code or name of one of the 98 municipalities";
            AppError::parameter("municipality", &request.municipality, allowed)
        })?;
    if let Some(text) = &request.case_text {
        check_case_text(text)?;
    }
    let key = request.person_key.read(municipality.code)?;
    let known = store
        .db
        .with(|conn| find_fingerprint(conn, municipality.code))?;
    match known {
        None => {
            return Err(AppError::Refused(format!(
                "no persons of municipality {} have been imported",
                municipality.code
            )));
        }
        Some(known) if known != key.fingerprint() => {
            return Err(AppError::Refused(format!(
                "the key for pseudonyms is not the one municipality {} was imported with",
                municipality.code
            )));
        }
        Some(_) => {}
    }
    let person_keys: BTreeSet<String> = read_persons(&request.person_file)?
        .iter()
        .map(|cpr| key.pseudonym(municipality.code, cpr))
        .collect();
    let n_persons = person_keys.len();
    let erase = Erase::Persons {
        area: municipality.code.to_owned(),
        person_keys,
    };
    let plan = Plan {
        kind: ErasureKind::Forget,
        actor: &request.actor,
        municipality: Some(municipality.code),
        case_text: request.case_text.as_deref(),
        n_persons: i64::try_from(n_persons).ok(),
        erase: pejl_lake::datasets()
            .iter()
            .filter(|spec| spec.holds_persons())
            .map(|spec| (*spec, erase.clone()))
            .collect(),
        again: None,
    };
    let erased = match request.dry_run {
        true => look(store, &plan)?,
        false => carry_out(store, &plan)?,
    };
    let state = match (request.dry_run, erased.n_rows()) {
        (true, _) => ForgetState::DryRun,
        (false, 0) => ForgetState::NothingFound,
        (false, _) => ForgetState::Forgotten,
    };
    Ok(Forgotten {
        state,
        municipality: municipality.code,
        n_persons,
        erased,
    })
}

/// The record stays for good: what may be a person number is no text of a case, and is not repeated.
fn check_case_text(text: &str) -> Result<(), AppError> {
    let refused = |allowed: String| Err(AppError::parameter("case", "…", allowed));
    let is_number_char = |c: char| c.is_ascii_digit() || c == '-';
    let is_alike = masked(text) != text
        || text
            .split(|c: char| !is_number_char(c))
            .any(|word| shown_value(word) != word);
    if is_alike {
        return refused("a text without what may be a person number".to_owned());
    }
    let n_chars = text.chars().count();
    if n_chars > CASE_CHARS_MAX || text.chars().any(char::is_control) {
        return refused(format!("one line of at most {CASE_CHARS_MAX} characters"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_case_is_named_without_anything_like_a_person_number() {
        for text in [
            "",
            "Sag 27.36.00-G01-12-24",
            "2024-001234",
            "jf. afgørelse af 3. maj 2024",
        ] {
            assert!(check_case_text(text).is_ok(), "{text}");
        }
        let long = "x".repeat(201);
        for text in [
            "cpr 010203-1234",
            "0102031234",
            "010203 1234",
            "102031234",
            "sag 10203-1234 lukket",
            "to\nlinjer",
            &long,
        ] {
            let error = check_case_text(text).unwrap_err();
            assert!(!format!("{error:?}").contains("1234"), "{text}");
        }
    }
}
