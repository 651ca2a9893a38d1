#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::take::{copy_segments, take_state};
use super::*;
use crate::compaction::compact;
use crate::error::AppError;
use crate::import::ImportState;
use crate::store::Store;
use crate::testing::{Installation, answers};
use crate::verify::verify;

/// Three revisions in two segments: a correction, and two years more.
fn fill(place: &Installation) -> Store {
    let store = place.open();
    place.import(&store, &[2018, 2019], 100);
    place.import(&store, &[2019], 200);
    place.import(&store, &[2020, 2021], 300);
    store
}

fn take(store: &Store, to: &Path) -> BackupSummary {
    backup(store, to, "0.0.0").unwrap()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn a_backup_of_either_database_restores_to_either_and_answers_as_before() {
    for source in Installation::on_each() {
        let store = fill(&source);
        let before = answers(&store);
        let to = source.path("backup");
        let taken = take(&store, &to);
        assert_eq!((taken.attempts, taken.manifest.revision), (1, 3));
        assert_eq!(taken.manifest.segments.len(), 3);
        let checked = check_backup(&to).unwrap();
        assert_eq!((checked.faults.len(), checked.strangers.len()), (0, 0));
        assert_eq!(checked.n_bytes, taken.manifest.n_bytes());
        assert_eq!(checked.manifest_sha256, taken.manifest_sha256);
        for target in Installation::on_each() {
            let restored = restore(&target.options(), &to).unwrap();
            assert_eq!(restored.verified.faults, Vec::<String>::new());
            assert_eq!(restored.verified.strangers, Vec::<String>::new());
            assert!(!restored.resumed && restored.migrated.is_empty());
            let store = target.open();
            assert_eq!(answers(&store), before);
            assert!(before.iter().any(|rows| rows.len() == 4), "{before:?}");
            // What is known is known, and numbers go on.
            let again = target.import(&store, &[2020, 2021], 300);
            assert_eq!(again.state, ImportState::Unchanged);
            let next = target.import(&store, &[2022], 400);
            assert_eq!(
                (next.state, next.revision),
                (ImportState::Committed, Some(4))
            );
            assert!(next.import_id > Some(4), "{:?}", next.import_id);
            assert!(verify(&store).unwrap().is_sound());
        }
    }
}

#[test]
fn a_backup_of_the_restored_store_is_the_same_backup() {
    for source in Installation::on_each() {
        let one = take(&fill(&source), &source.path("one")).manifest;
        for target in Installation::on_each() {
            restore(&target.options(), &source.path("one")).unwrap();
            let two = take(&target.open(), &target.path("two")).manifest;
            assert_eq!(one.segments, two.segments);
            assert_eq!((&one.store_id, one.revision), (&two.store_id, two.revision));
            for (before, after) in one.tables.iter().zip(&two.tables) {
                // The one table that says what happened.
                let expected = before == after || before.name == "restoration";
                assert!(expected, "{before:?} {after:?}");
            }
        }
    }
}

#[test]
fn invented_figures_stay_invented() {
    let source = Installation::on_each().remove(0);
    let store = fill(&source);
    store.mark_demo().unwrap();
    take(&store, &source.path("backup"));
    let target = Installation::on_each().remove(0);
    restore(&target.options(), &source.path("backup")).unwrap();
    assert!(target.open().is_demo());
}

#[test]
fn a_folder_that_exists_is_never_written_over() {
    let place = Installation::on_each().remove(0);
    let store = fill(&place);
    let to = place.path("backup");
    take(&store, &to);
    let before = files(&to);
    let refused = backup(&store, &to, "0.0.0").unwrap_err();
    assert!(matches!(refused, AppError::Invalid(_)), "{refused}");
    assert_eq!(files(&to), before);
    assert!(check_backup(&to).unwrap().faults.is_empty());
    assert!(!place.path("backup.partial").exists());
}

#[test]
fn what_a_killed_backup_left_is_taken_over_unless_it_is_still_written() {
    let place = Installation::on_each().remove(0);
    let store = fill(&place);
    let to = place.path("backup");
    let partial = place.path("backup.partial");
    fs::create_dir_all(partial.join("lake/stat_fact")).unwrap();
    fs::write(partial.join("lake/stat_fact/1-x.parquet"), "left").unwrap();
    let held = folder::lock(&partial).unwrap();
    let busy = backup(&store, &to, "0.0.0").unwrap_err();
    assert!(
        busy.to_string().contains("another process is writing"),
        "{busy}"
    );
    drop(held);
    take(&store, &to);
    assert_eq!(check_backup(&to).unwrap().strangers, Vec::<String>::new());
    assert!(!partial.exists());
}

#[test]
fn a_damaged_or_lost_segment_is_not_backed_up() {
    let place = Installation::on_each().remove(0);
    let store = fill(&place);
    let segment = files(&place.data().join("lake")).remove(0);
    let good = fs::read(&segment).unwrap();
    let mut bad = good.clone();
    bad.reverse();
    fs::write(&segment, bad).unwrap();
    let damaged = backup(&store, &place.path("backup"), "0.0.0").unwrap_err();
    assert!(
        matches!(damaged, AppError::Lake(pejl_lake::LakeError::Hash { .. })),
        "{damaged}"
    );
    fs::remove_file(&segment).unwrap();
    let lost = backup(&store, &place.path("backup"), "0.0.0").unwrap_err();
    assert!(
        matches!(lost, AppError::Lake(pejl_lake::LakeError::Missing { .. })),
        "{lost}"
    );
    assert!(!place.path("backup").exists() && !place.path("backup.partial").exists());
    fs::write(&segment, good).unwrap();
    take(&store, &place.path("backup"));
}

#[test]
fn segments_that_go_away_while_they_are_copied_make_it_start_over() {
    for place in Installation::on_each() {
        let store = fill(&place);
        let later = place.open_later();
        let before = answers(&store);
        let folder = folder::Partial::begin(&place.path("backup")).unwrap();
        folder.clear(LAKE).unwrap();
        let mut copied = BTreeMap::new();
        let copy = |copied: &mut BTreeMap<String, u64>, then: &dyn Fn()| {
            let state = take_state(&store, &folder).unwrap();
            then();
            copy_segments(&store, &folder, &state.segments, copied).unwrap()
        };
        // The three become one and are removed before they are copied.
        let removed = || {
            assert_eq!(compact(&later).unwrap().n_inputs, 3);
            assert_eq!(compact(&place.open_two_hours_later()).unwrap().n_removed, 3);
        };
        assert!(!copy(&mut copied, &removed));
        assert_eq!(copied.len(), 0);
        assert!(copy(&mut copied, &|| ()));
        assert_eq!(copied.len(), 1);
        drop(folder);
        take(&store, &place.path("backup"));
        let target = Installation::on_each().remove(0);
        restore(&target.options(), &place.path("backup")).unwrap();
        assert_eq!(answers(&target.open()), before);
    }
}

#[test]
fn what_is_removed_after_it_was_copied_is_in_no_backup() {
    let place = Installation::on_each().remove(0);
    let store = fill(&place);
    let folder = folder::Partial::begin(&place.path("backup")).unwrap();
    folder.clear(LAKE).unwrap();
    let mut copied = BTreeMap::new();
    let state = take_state(&store, &folder).unwrap();
    assert!(copy_segments(&store, &folder, &state.segments, &mut copied).unwrap());
    assert_eq!(copied.len(), 3);
    compact(&place.open_later()).unwrap();
    compact(&place.open_two_hours_later()).unwrap();
    assert!(!copy_segments(&store, &folder, &state.segments, &mut copied).unwrap());
    let state = take_state(&store, &folder).unwrap();
    assert!(copy_segments(&store, &folder, &state.segments, &mut copied).unwrap());
    assert_eq!(files(&folder.path().join(LAKE)).len(), 1);
}

#[test]
fn backups_taken_while_imports_run_are_whole() {
    for place in Installation::on_each() {
        let store = place.open();
        place.import(&store, &[2018], 1);
        std::thread::scope(|scope| {
            let writing = scope.spawn(|| {
                let own = place.open();
                for value in 2..12 {
                    place.import(&own, &[2018], value);
                }
                compact(&own).unwrap();
            });
            let mut n = 0;
            while !writing.is_finished() || n == 0 {
                let to = place.path(&format!("backup-{n}"));
                let taken = take(&store, &to);
                let target = Installation::on_each().remove(0);
                let restored = restore(&target.options(), &to).unwrap();
                assert_eq!(restored.verified.faults, Vec::<String>::new());
                let newest = crate::catalogue::head(&target.open(), crate::AsKnown::Head).unwrap();
                assert_eq!(newest.revision, taken.manifest.revision);
                n += 1;
            }
        });
    }
}

/// Spoils a backup, and sees what is said of it and that nothing is restored from it.
#[track_caller]
fn spoilt(spoil: impl Fn(&Path), expected: &str) {
    let place = Installation::on_each().remove(0);
    let to = place.path("backup");
    take(&fill(&place), &to);
    spoil(&to);
    let said = match check_backup(&to) {
        Ok(checked) => checked.faults.join("\n"),
        Err(error) => error.to_string(),
    };
    assert!(said.contains(expected), "{said}");
    let target = Installation::on_each().remove(0);
    let refused = restore(&target.options(), &to).unwrap_err();
    assert!(matches!(refused, AppError::Refused(_)), "{refused}");
    assert_eq!(files(&target.data()), Vec::<PathBuf>::new());
    Store::migrate(&target.options()).unwrap();
}

fn flip(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    *bytes.get_mut(middle).unwrap() ^= 1;
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_spoilt_backup_is_found_and_not_restored() {
    spoilt(
        |to| flip(&to.join("catalogue/import.ndjson")),
        "table import is not as the manifest has it",
    );
    spoilt(
        |to| flip(files(&to.join("lake")).first().unwrap()),
        "has SHA-256",
    );
    spoilt(
        |to| fs::remove_file(files(&to.join("lake")).first().unwrap()).unwrap(),
        "no segment",
    );
    spoilt(
        |to| fs::remove_dir_all(to.join("lake")).unwrap(),
        "the folder lake is missing",
    );
    spoilt(
        |to| fs::remove_file(to.join("catalogue/segment.ndjson")).unwrap(),
        "table segment: No such file",
    );
    spoilt(
        |to| flip(&to.join(MANIFEST)),
        "its manifest does not have the SHA-256 in manifest.sha256",
    );
    spoilt(
        |to| fs::remove_file(to.join(MANIFEST)).unwrap(),
        "it has no manifest.json",
    );
    spoilt(
        |to| fs::remove_file(to.join(MANIFEST_HASH)).unwrap(),
        "it has no manifest.sha256",
    );
}

/// Rewrites a manifest with a hash that fits: what a person might do, and a newer version does.
fn rewrite(to: &Path, from: &str, by: &str) {
    let text = fs::read_to_string(to.join(MANIFEST)).unwrap();
    assert!(text.contains(from), "{text}");
    let text = text.replacen(from, by, 1);
    fs::write(to.join(MANIFEST), &text).unwrap();
    let hash = folder::hash_of(text.as_bytes());
    fs::write(to.join(MANIFEST_HASH), format!("{hash}  {MANIFEST}\n")).unwrap();
}

#[test]
fn a_manifest_that_this_program_does_not_understand_is_refused() {
    spoilt(
        |to| rewrite(to, "\"format\": 1", "\"format\": 2"),
        "this program reads form 1",
    );
    spoilt(
        |to| rewrite(to, "\"format\": 1,", "\"format\": 1, \"more\": true,"),
        "unknown field `more`",
    );
    spoilt(
        |to| rewrite(to, "stat_fact/", "../stat_fact/"),
        "is not the path of a segment",
    );
}

/// What only the database can say is found in its transaction, and leaves nothing visible.
#[test]
fn rows_that_do_not_fit_the_files_leave_nothing_visible() {
    for target in Installation::on_each() {
        let place = Installation::on_each().remove(0);
        let to = place.path("backup");
        let taken = take(&fill(&place), &to).manifest;
        let last = taken.segments.last().unwrap();
        let entry = serde_json::to_string_pretty(last).unwrap();
        let indented = entry.replace('\n', "\n    ");
        rewrite(&to, &format!(",\n    {indented}"), "");
        let refused = restore(&target.options(), &to).unwrap_err().to_string();
        assert!(refused.contains("and manifest.json does not"), "{refused}");
        let unfinished = Store::open(&target.options()).unwrap_err().to_string();
        assert!(unfinished.contains("was not finished"), "{unfinished}");
    }
}

#[test]
fn a_restore_wants_an_empty_folder_and_an_empty_database() {
    for target in Installation::on_each() {
        let place = Installation::on_each().remove(0);
        let to = place.path("backup");
        let store = fill(&place);
        take(&store, &to);
        fs::create_dir_all(target.data()).unwrap();
        fs::write(target.data().join("notes.txt"), "x").unwrap();
        let refused = restore(&target.options(), &to).unwrap_err().to_string();
        assert!(refused.contains("is not empty (`notes.txt`)"), "{refused}");
        fs::remove_file(target.data().join("notes.txt")).unwrap();

        Store::migrate(&target.options()).unwrap();
        fs::remove_dir_all(target.data()).unwrap();
        let refused = restore(&target.options(), &to).unwrap_err().to_string();
        assert!(refused.contains("holds a catalogue already"), "{refused}");
        assert_eq!(files(&target.data()), Vec::<PathBuf>::new());
    }
}

#[test]
fn an_unfinished_restore_is_gone_on_with_and_by_no_other_backup() {
    let place = Installation::on_each().remove(0);
    let store = fill(&place);
    let before = answers(&store);
    let (one, two) = (place.path("one"), place.path("two"));
    let taken = take(&store, &one);
    place.import(&store, &[2022], 7);
    take(&store, &two);
    for target in Installation::on_each() {
        // As if it was killed with one segment there and another half.
        fs::create_dir_all(target.data().join("lake/stat_fact")).unwrap();
        fs::write(
            target.data().join("RESTORING"),
            format!("{}\n", taken.manifest_sha256),
        )
        .unwrap();
        let segment = |n: usize| taken.manifest.segments.get(n).unwrap().path.clone();
        let to = |path: &str| target.data().join("lake").join(path);
        fs::copy(one.join("lake").join(segment(0)), to(&segment(0))).unwrap();
        fs::write(to(&format!("{}.partial", segment(1))), "half").unwrap();

        let refused = Store::migrate(&target.options()).unwrap_err().to_string();
        assert!(refused.contains("was not finished"), "{refused}");
        let refused = restore(&target.options(), &two).unwrap_err().to_string();
        assert!(refused.contains("another backup"), "{refused}");
        let restored = restore(&target.options(), &one).unwrap();
        assert!(restored.resumed && restored.verified.is_sound());
        assert_eq!(restored.verified.strangers, Vec::<String>::new());
        assert_eq!(answers(&target.open()), before);

        // Killed after the commit: the rows are there, and it only ends.
        fs::write(
            target.data().join("RESTORING"),
            format!("{}\n", taken.manifest_sha256),
        )
        .unwrap();
        let restored = restore(&target.options(), &one).unwrap();
        assert!(restored.resumed && restored.verified.is_sound());
        assert_eq!(answers(&target.open()), before);
        if target.database.backend() == pejl_db::Backend::Sqlite {
            continue;
        }
        // The mark of an unfinished restore is no leave to take over another store's database.
        fs::write(
            place.data().join("RESTORING"),
            format!("{}\n", taken.manifest_sha256),
        )
        .unwrap();
        let refused = restore(&place.options(), &one).unwrap_err().to_string();
        assert!(refused.contains("holds a catalogue already"), "{refused}");
        fs::remove_file(place.data().join("RESTORING")).unwrap();
    }
    let Err(AppError::Refused(_)) = check_backup(&place.path("none")) else {
        panic!("a backup that is not there");
    };
}
