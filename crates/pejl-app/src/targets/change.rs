//! Changing the targets in force, all or nothing.

use std::collections::BTreeMap;

use pejl_db::target::{
    self as stored, Change, NewTarget, StoredTarget, Subject, TargetError, change_targets,
};

use super::draft::Draft;
use super::family::contradictions;
use super::fault::TargetFault;
use super::understand::{Understood, understand};
use super::{not_found, reading_name};
use crate::definitions::definitions_at;
use crate::error::AppError;
use crate::store::Store;

/// How often it is tried again because other targets were changed meanwhile.
const ATTEMPTS: usize = 4;

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It holds from the revision on.
    Applied,
    /// All of it is in force already; nothing was stored.
    Unchanged,
    /// It could be made; nothing was stored, as was asked.
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

/// What became of one target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// It is a new one.
    Created,
    /// Another version of it holds.
    Replaced,
    /// It says what was in force.
    Unchanged,
    /// It does not hold any more.
    Withdrawn,
}

impl What {
    /// `created`, `replaced`, `unchanged` or `withdrawn`.
    pub fn as_str(self) -> &'static str {
        match self {
            What::Created => "created",
            What::Replaced => "replaced",
            What::Unchanged => "unchanged",
            What::Withdrawn => "withdrawn",
        }
    }
}

/// One target of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Its number; of a new one in a dry run the number it would have.
    pub number: i64,
    /// What became of it.
    pub what: What,
}

/// A change that was made, or could be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// What became of it.
    pub state: State,
    /// The revision it holds from; that which was looked at where nothing was stored.
    pub revision: i64,
    /// What became of each target, in the order given.
    pub outcomes: Vec<Outcome>,
    /// What somebody should look at again in what is set, though it can be.
    pub warnings: Vec<TargetFault>,
}

/// Sets a new target.
///
/// # Errors
/// [`AppError::Target`] with all that is wrong with it, also where there is a target of its subject already; the store fails.
pub fn create_target(
    store: &Store,
    draft: &Draft,
    (actor, is_dry_run): (&str, bool),
) -> Result<Applied, AppError> {
    let row = Row {
        line: None,
        draft: draft.clone(),
        meant: Meant::New,
    };
    set(store, &[row], (actor, is_dry_run))
}

/// Sets another version of a target in force.
///
/// # Errors
/// As [`create_target`], and where no target of the number is in force.
pub fn replace_target(
    store: &Store,
    number: i64,
    draft: &Draft,
    (actor, is_dry_run): (&str, bool),
) -> Result<Applied, AppError> {
    let row = Row {
        line: None,
        draft: draft.clone(),
        meant: Meant::Replacement(number),
    };
    set(store, &[row], (actor, is_dry_run))
}

/// Withdraws a target: it does not hold from a new revision on. Whoever says which version is meant withdraws no other.
///
/// # Errors
/// None of the number is in force; another version is, or others are parts of it ([`AppError::Target`]); the store fails.
pub fn withdraw_target(
    store: &Store,
    (number, version): (i64, Option<i32>),
    actor: &str,
) -> Result<Applied, AppError> {
    attempt(|| {
        let head = store.db.with(pejl_db::revision::head)?;
        let mut all = in_force(store, head)?;
        let Some(one) = all.remove(&number) else {
            return Err(not_found(number));
        };
        if let Some(meant) = version.filter(|meant| *meant != one.version) {
            return Err(AppError::Target(vec![overtaken(meant, one.version)]));
        }
        let left = all.into_iter().map(|(number, one)| (number, one.set));
        let faults = contradictions(&left.collect());
        if !faults.is_empty() {
            return Err(AppError::Target(
                faults.into_iter().map(|(_, fault)| fault).collect(),
            ));
        }
        let changes = [Change::Withdraw { number }];
        let made = change_targets(&store.db, &changes, (head, actor), store.now());
        made.map(|made| {
            Some(Applied {
                state: State::Applied,
                revision: made.n,
                outcomes: vec![Outcome {
                    number,
                    what: What::Withdrawn,
                }],
                warnings: Vec::new(),
            })
        })
        .or_else(overtaken_is_none)
    })
}

/// What a draft is to become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meant {
    /// A target that there is not.
    New,
    /// Another version of the target with this number.
    Replacement(i64),
    /// Whichever of these it can be: the row of a file.
    Either,
}

/// A draft with where it came from.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) line: Option<u64>,
    pub(super) draft: Draft,
    pub(super) meant: Meant,
}

/// Sets the targets of all rows, or none.
pub(super) fn set(
    store: &Store,
    rows: &[Row],
    (actor, is_dry_run): (&str, bool),
) -> Result<Applied, AppError> {
    attempt(|| {
        let head = store.db.with(pejl_db::revision::head)?;
        let definitions = definitions_at(store, head)?;
        let mut understood = Vec::new();
        let mut faults = Vec::new();
        for row in rows {
            match understand(&definitions.catalogue, &row.draft) {
                Ok(found) => understood.push(found),
                Err(found) => faults.extend(found.into_iter().map(|one| one.at(row.line))),
            }
        }
        if !faults.is_empty() {
            return Err(AppError::Target(faults));
        }
        let in_force = in_force(store, head)?;
        let newest = store.db.with(stored::newest_number)?;
        let plan = plan(rows, understood, (&in_force, newest))?;
        let found = |state, revision| Applied {
            state,
            revision,
            outcomes: plan.outcomes.clone(),
            warnings: plan.warnings.clone(),
        };
        if plan.changes.is_empty() {
            return Ok(Some(found(State::Unchanged, head)));
        }
        if is_dry_run {
            return Ok(Some(found(State::Proved, head)));
        }
        let made = change_targets(&store.db, &plan.changes, (head, actor), store.now());
        made.map(|made| Some(found(State::Applied, made.n)))
            .or_else(overtaken_is_none)
    })
}

/// Tries again while other targets are changed meanwhile.
fn attempt(
    mut change: impl FnMut() -> Result<Option<Applied>, AppError>,
) -> Result<Applied, AppError> {
    for _ in 0..ATTEMPTS {
        if let Some(applied) = change()? {
            return Ok(applied);
        }
    }
    let text = "other targets are changed again and again meanwhile; try again";
    Err(AppError::Conflict(text.to_owned()))
}

fn overtaken_is_none<T>(error: TargetError) -> Result<Option<T>, AppError> {
    match error {
        TargetError::Overtaken => Ok(None),
        TargetError::NotFound { number } => Err(not_found(number)),
        TargetError::Db(error) => Err(error.into()),
    }
}

fn in_force(store: &Store, n: i64) -> Result<BTreeMap<i64, StoredTarget>, AppError> {
    let found = store.db.with(|conn| stored::list_targets(conn, n))?;
    Ok(found.into_iter().map(|one| (one.number, one)).collect())
}

struct Plan {
    changes: Vec<Change>,
    outcomes: Vec<Outcome>,
    warnings: Vec<TargetFault>,
}

/// What the rows change among the targets in force.
fn plan(
    rows: &[Row],
    understood: Vec<Understood>,
    (in_force, newest): (&BTreeMap<i64, StoredTarget>, i64),
) -> Result<Plan, AppError> {
    let numbers = numbers(rows, &understood, (in_force, newest))?;
    let by_name: BTreeMap<&str, i64> = understood
        .iter()
        .zip(&numbers)
        .filter_map(|(one, number)| Some((one.id.as_deref()?, *number)))
        .collect();
    let mut all: BTreeMap<i64, NewTarget> = in_force
        .iter()
        .map(|(number, one)| (*number, one.set.clone()))
        .collect();
    let mut lines = BTreeMap::new();
    let mut faults = Vec::new();
    for ((row, one), number) in rows.iter().zip(&understood).zip(&numbers) {
        let mut target = one.target.clone();
        if let Some(name) = &one.parent {
            let of_store = name
                .parse()
                .ok()
                .filter(|parent| in_force.contains_key(parent));
            target.parent = of_store.or_else(|| by_name.get(name.as_str()).copied());
            if target.parent.is_none() {
                let texts = (
                    "forventede nummeret på et gældende mål, eller navnet på en anden række i filen",
                    "expected the number of a target in force, or the name of another row of the file",
                );
                faults.push(TargetFault::new("parent", name, texts).at(row.line));
            }
        }
        if lines.insert(*number, row.line).is_some() {
            let texts = (
                "er samme mål som en anden række",
                "is the same target as another row",
            );
            let id = one
                .id
                .clone()
                .unwrap_or_else(|| reading_name(&target.subject));
            faults.push(TargetFault::new("id", id, texts).at(row.line));
        }
        all.insert(*number, target);
    }
    if faults.is_empty() {
        let line = |number: &i64| lines.get(number).copied().flatten();
        faults.extend(twice(&all, &lines));
        let found = contradictions(&all).into_iter();
        faults.extend(found.map(|(number, fault)| fault.at(line(&number))));
    }
    if !faults.is_empty() {
        return Err(AppError::Target(faults));
    }
    let mut plan = Plan {
        changes: Vec::new(),
        outcomes: Vec::new(),
        warnings: Vec::new(),
    };
    for (number, (row, one)) in numbers.into_iter().zip(rows.iter().zip(understood)) {
        let Some(target) = all.get(&number) else {
            continue;
        };
        let before = in_force.get(&number).map(|one| &one.set);
        let what = match before {
            None => What::Created,
            Some(before) if before == target => What::Unchanged,
            Some(_) => What::Replaced,
        };
        plan.outcomes.push(Outcome { number, what });
        if what != What::Unchanged {
            let warnings = one.warnings.into_iter();
            plan.warnings.extend(warnings.map(|one| one.at(row.line)));
            let target = Box::new(target.clone());
            plan.changes.push(Change::Set { number, target });
        }
    }
    Ok(plan)
}

/// The number of each row's target: that of the one it replaces, or the next.
fn numbers(
    rows: &[Row],
    understood: &[Understood],
    (in_force, newest): (&BTreeMap<i64, StoredTarget>, i64),
) -> Result<Vec<i64>, AppError> {
    let by_subject: BTreeMap<&Subject, i64> = in_force
        .iter()
        .map(|(number, one)| (&one.set.subject, *number))
        .collect();
    let mut next = newest;
    let mut found = Vec::new();
    let mut faults = Vec::new();
    for (row, one) in rows.iter().zip(understood) {
        let named = one.id.as_deref().and_then(|id| id.parse().ok());
        let named = named.filter(|number| in_force.contains_key(number));
        let same = by_subject.get(&one.target.subject).copied();
        let number = match row.meant {
            Meant::New => {
                if let Some(same) = same {
                    faults.push(taken(same, one).at(row.line));
                }
                None
            }
            Meant::Replacement(number) if !in_force.contains_key(&number) => {
                return Err(not_found(number));
            }
            Meant::Replacement(number) => Some(number),
            // A row without a number is the target of its subject, where there is one.
            Meant::Either if one.id.is_none() => same,
            Meant::Either => {
                if let Some(gone) = gone(one, named, newest) {
                    faults.push(gone.at(row.line));
                }
                named
            }
        };
        let version = number
            .and_then(|number| in_force.get(&number))
            .map(|one| one.version);
        if let (Some(meant), Some(version)) = (one.version, version)
            && meant != version
        {
            faults.push(overtaken(meant, version).at(row.line));
        }
        found.push(number.unwrap_or_else(|| {
            next += 1;
            next
        }));
    }
    match faults.is_empty() {
        true => Ok(found),
        false => Err(AppError::Target(faults)),
    }
}

/// What is wrong with meaning a version where another one is in force.
fn overtaken(meant: i32, in_force: i32) -> TargetFault {
    let texts = (
        format!("udgave {in_force} gælder nu; hent målene igen"),
        format!("version {in_force} is in force by now; fetch the targets again"),
    );
    TargetFault::new("version", meant.to_string(), texts)
}

/// What is wrong with a row that means a target which is not in force: the row of an old file. A text that was never the number of a
/// target is a name.
fn gone(one: &Understood, named: Option<i64>, newest: i64) -> Option<TargetFault> {
    let id = one.id.as_deref()?;
    let number: Option<i64> = id.parse().ok();
    let was_there = number.is_some_and(|number| (1..=newest).contains(&number));
    let is_meant = was_there || one.version.is_some();
    let texts = (
        "intet mål med det nummer gælder; hent målene igen, eller lad nummer og udgave stå tomme for at sætte et nyt",
        "no target of this number is in force; fetch the targets again, or leave number and version empty to set a new one",
    );
    (named.is_none() && is_meant).then(|| TargetFault::new("id", id, texts))
}

/// Targets of one subject, each told once, by the one that was changed.
fn twice(all: &BTreeMap<i64, NewTarget>, lines: &BTreeMap<i64, Option<u64>>) -> Vec<TargetFault> {
    let mut by_subject: BTreeMap<&Subject, i64> = BTreeMap::new();
    let mut found = Vec::new();
    for (number, one) in all {
        let Some(other) = by_subject.insert(&one.subject, *number) else {
            continue;
        };
        let (changed, kept) = match lines.contains_key(number) {
            true => (*number, other),
            false => (other, *number),
        };
        let line = lines.get(&changed).copied().flatten();
        found.push(same_subject(kept, &one.subject).at(line));
    }
    found
}

fn taken(number: i64, one: &Understood) -> TargetFault {
    same_subject(number, &one.target.subject)
}

fn same_subject(number: i64, subject: &Subject) -> TargetFault {
    let texts = (
        format!("mål {number} er allerede for det samme; erstat eller træk det tilbage"),
        format!("target {number} is of the same already; replace or withdraw it"),
    );
    TargetFault::new("indicator", reading_name(subject), texts)
}
