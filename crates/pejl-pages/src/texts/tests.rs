#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;

use super::*;

#[test]
fn both_languages_have_every_text_with_the_same_names() {
    assert_eq!(pejl_wording::table_faults(ALL), [] as [String; 0]);
}

/// What stands in the templates and in what fills them: of files of tests, nothing.
fn sources(folder: &Path) -> String {
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let is_of = |path: &Path, names: &[&str]| {
        let name = path.file_name().unwrap().to_str().unwrap();
        names.contains(&name)
    };
    let read = paths.iter().map(|path| match path.is_dir() {
        _ if is_of(path, &["tests", "tests.rs"]) => String::new(),
        true => sources(path),
        false => fs::read_to_string(path).unwrap(),
    });
    read.collect()
}

#[test]
fn every_text_is_used() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = sources(&here.join("templates")) + &sources(&here.join("src"));
    assert!(ALL.len() > 500 && sources.contains("t.skip"));
    for (key, _, _) in ALL {
        let is_used = sources
            .match_indices(&format!(".{key}"))
            .any(|(at, found)| {
                let behind = sources.get(at + found.len()..);
                let behind = behind.and_then(|rest| rest.chars().next());
                behind.is_none_or(|next| !next.is_ascii_alphanumeric() && next != '_')
            });
        assert!(is_used, "{key}");
    }
}
