//! Backups, restores, and checks of what is stored.

use std::path::Path;

use pejl_app::backup::{self, BackupCheck};
use pejl_app::verify::{Verification, verify_quickly};

use super::{open, options};
use crate::arguments::{BackupArgs, PlaceArgs, RestoreArgs, VerifyArgs};
use crate::exit::Failure;
use crate::output;

/// Re-checks everything that is stored, here or in a backup; what is wrong is a failure.
pub fn verify(place: &PlaceArgs, args: &VerifyArgs) -> Result<(), Failure> {
    if let Some(folder) = &args.backup {
        return verify_backup(folder);
    }
    let store = open(place)?;
    report(&if args.quick {
        verify_quickly(&store)?
    } else {
        pejl_app::verify::verify(&store)?
    })
}

/// Takes a backup.
pub fn take(place: &PlaceArgs, args: &BackupArgs) -> Result<(), Failure> {
    let taken = backup::backup(&open(place)?, &args.to, env!("CARGO_PKG_VERSION"))?;
    let manifest = &taken.manifest;
    output::lines(&[format!(
        "{}: revision {} as of {}, {} tables, {} segments, {} bytes, manifest {}",
        args.to.display(),
        manifest.revision,
        manifest.taken_at.format("%Y-%m-%dT%H:%M:%SZ"),
        manifest.tables.len(),
        manifest.segments.len(),
        manifest.n_bytes(),
        taken.manifest_sha256
    )])?;
    if args.verify {
        verify_backup(&args.to)?;
    }
    Ok(())
}

/// Makes an installation from a backup.
pub fn restore(place: &PlaceArgs, args: &RestoreArgs) -> Result<(), Failure> {
    let restored = backup::restore(&options(place), &args.from)?;
    if restored.resumed {
        eprintln!("went on with a restore that was interrupted");
    }
    for name in &restored.migrated {
        eprintln!("applied {name}");
    }
    output::lines(&[format!(
        "restored revision {} as of {}",
        restored.manifest.revision,
        restored.manifest.taken_at.format("%Y-%m-%dT%H:%M:%SZ")
    )])?;
    eprintln!(
        "persons who were forgotten after that must be forgotten again: see docs/operating.md"
    );
    report(&restored.verified)
}

fn verify_backup(folder: &Path) -> Result<(), Failure> {
    let found: BackupCheck = backup::check_backup(folder)?;
    for fault in &found.faults {
        eprintln!("fault: {fault}");
    }
    for stranger in &found.strangers {
        eprintln!("warning: {stranger} is no part of the backup");
    }
    output::lines(&[format!(
        "backup of revision {}: {} bytes read, {} faults",
        found.manifest.revision,
        found.n_bytes,
        found.faults.len()
    )])?;
    if found.faults.is_empty() {
        Ok(())
    } else {
        Err(Failure::Environment("the backup is damaged".to_owned()))
    }
}

fn report(found: &Verification) -> Result<(), Failure> {
    for fault in &found.faults {
        eprintln!("fault: {fault}");
    }
    for erased in &found.erased {
        eprintln!(
            "warning: {erased} was forgotten and is still on the disk; the next import or `pejl db compact` removes it"
        );
    }
    for stranger in &found.strangers {
        eprintln!("warning: nothing refers to {stranger}");
    }
    output::lines(&[format!(
        "{} revisions, {} covers, {} segments, {} rows, {} faults",
        found.n_revisions,
        found.n_covers,
        found.n_segments,
        found.n_rows,
        found.faults.len()
    )])?;
    if found.is_sound() {
        Ok(())
    } else {
        Err(Failure::Environment("the store is damaged".to_owned()))
    }
}
