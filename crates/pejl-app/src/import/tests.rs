#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use pejl_domain::Unit;

use pejl_db::import::abandon;
use pejl_db::lease::Ticket;

use super::job::{begin, give_up};
use super::*;
use crate::catalogue::{import_detail, import_issues};
use crate::gate::Viewer;
use crate::store::StoreOptions;
use crate::verify::verify;

fn store(folder: &Path) -> Store {
    Store::open(&StoreOptions::embedded(folder)).unwrap()
}

fn request(folder: &Path, table: Option<&str>, text: &str) -> ImportRequest {
    let file = folder.join("figures.csv");
    std::fs::write(&file, text).unwrap();
    ImportRequest {
        kind: ImportKind::Statbank,
        files: vec![file],
        declared: Declared {
            table: table.map(str::to_owned),
            ..Declared::default()
        },
        dry_run: false,
        actor: "test".to_owned(),
    }
}

fn import_text(store: &Store, folder: &Path, text: &str) -> ImportSummary {
    import(store, &request(folder, Some("REGK31"), text), &mut |_| {}).unwrap()
}

const HEADER: &str = "OMRÅDE;FUNKTION;DRANST;ART;PRISENHED;TID;INDHOLD\n";

/// The database commits and the connection is lost before it says so: the importer sees an error, and the figures are
/// there. Nothing of them may be removed.
#[test]
fn files_of_a_commit_whose_answer_was_lost_stay() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder.path().join("data"));
    let text = format!("{HEADER}766;53027;1;TOT;INDL;2019;3079\n");
    let committed = import_text(&store, folder.path(), &text);
    assert_eq!(committed.state, ImportState::Committed);
    let ticket = Ticket {
        import_id: committed.import_id.unwrap(),
        fence: 1,
        dataset: STAT_FACT.name.to_owned(),
        scope: "statbank/REGK31".to_owned(),
    };
    give_up(&store, &ticket);
    let found = verify(&store).unwrap();
    assert_eq!((found.n_segments, found.faults), (1, Vec::new()));
    let import = import_detail(&store, ticket.import_id).unwrap().import;
    assert_eq!(import.state.as_str(), "committed");
}

#[test]
fn what_did_not_become_visible_is_swept_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder.path().join("data"));
    let two = format!("{HEADER}766;53027;1;TOT;INDL;2019;3079\n766;53028;1;TOT;INDL;2019;1073\n");
    let n_files = || store.lake.list_files().unwrap().len();
    import_text(&store, folder.path(), &two);
    assert_eq!(n_files(), 1);
    let again = import_text(&store, folder.path(), &two);
    assert_eq!((again.state, n_files()), (ImportState::Unchanged, 1));
    let part = import_text(
        &store,
        folder.path(),
        &format!("{HEADER}766;53027;1;TOT;INDL;2019;3000\n"),
    );
    assert_eq!((part.state, n_files()), (ImportState::Refused, 1));
    assert!(verify(&store).unwrap().strangers.is_empty());
}

#[test]
fn a_partial_overlap_says_what_is_missing_and_where() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder.path().join("data"));
    let functions: String = (0..12)
        .map(|n| format!("766;5{n:02}01;1;TOT;INDL;2019;7\n"))
        .collect();
    let all = format!("{HEADER}766;53027;1;TOT;INDL;2019;3079\n{functions}");
    assert_eq!(
        import_text(&store, folder.path(), &all).state,
        ImportState::Committed
    );
    let refused = import_text(
        &store,
        folder.path(),
        &format!("{HEADER}766;53027;1;TOT;INDL;2019;3000\n"),
    );
    let issues = import_issues(
        &store,
        refused.import_id.unwrap(),
        (None, 10),
        &Viewer::default(),
    )
    .unwrap();
    let message = &issues
        .iter()
        .find(|issue| issue.rule == "cover.partial_overlap")
        .unwrap()
        .message_da;
    assert!(
        message.contains("for 766 i 2019; der mangler") && message.ends_with("og 2 til"),
        "{message}"
    );
}

#[test]
fn the_table_is_recorded_as_the_file_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder.path().join("data"));
    let px = "CHARSET=\"ANSI\";\nMATRIX=\"FOLK1A\";\nCONTENTS=\"Folketal\";\nUNITS=\"Antal\";\nDECIMALS=0;\n\
              STUB=\"område\";\nHEADING=\"tid\";\nVALUES(\"område\")=\"Hedensted\";\nCODES(\"område\")=\"766\";\n\
              VALUES(\"tid\")=\"2019K3\";\nCODES(\"tid\")=\"2019K3\";\nDATA=\n46722;\n";
    let mut request = request(folder.path(), None, px);
    request.declared.unit = Some(Unit::Persons);
    let done = import(&store, &request, &mut |_| {}).unwrap();
    assert_eq!(
        done.state,
        ImportState::Committed,
        "{:?}",
        done.issues
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    );
    let import = import_detail(&store, done.import_id.unwrap())
        .unwrap()
        .import;
    assert_eq!(
        (import.source.as_str(), import.table_id.as_str()),
        ("statbank", "FOLK1A")
    );
}

#[test]
fn the_lease_is_on_the_table_or_on_everything_while_it_is_not_known() {
    let folder = tempfile::tempdir().unwrap();
    let scope_of = |table| scope(&request(folder.path(), table, ""));
    assert_eq!(scope_of(Some("REGK31")), "statbank/REGK31");
    assert_eq!(scope_of(None), "*");
    assert_eq!(scope_of(Some("")), "*");
    // What StatBank would never call a table is not written into the catalogue's keys.
    assert_eq!(scope_of(Some("A/B\u{0}")), "*");
}

#[test]
fn two_tables_are_imported_at_a_time_and_one_table_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder.path().join("data"));
    let other = request(folder.path(), Some("REGK11"), "");
    let held = begin_as(&store, &other).unwrap();
    let text = format!("{HEADER}766;53027;1;TOT;INDL;2019;3079\n");
    assert_eq!(
        import_text(&store, folder.path(), &text).state,
        ImportState::Committed
    );
    assert!(matches!(
        begin_as(&store, &other),
        Err(AppError::Busy { scope, .. }) if scope == "statbank/REGK11"
    ));
    let unknown = request(folder.path(), None, &text);
    assert!(matches!(
        import(&store, &unknown, &mut |_| {}),
        Err(AppError::Busy { scope, .. }) if scope == "statbank/REGK11"
    ));
    abandon(&store.db, &held).unwrap();
}

fn begin_as(store: &Store, request: &ImportRequest) -> Result<Ticket, AppError> {
    begin(store, &job(request, "{}", &scope(request)))
}
