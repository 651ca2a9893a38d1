//! Every bundle is read, and no citizen's number comes out.

use super::{Examples, organisations, read_with};
use crate::testing::read as read_made;

#[test]
fn every_bundle_is_read_as_the_index_says() {
    let Some(examples) = Examples::find() else {
        return;
    };
    let index = std::fs::read_to_string(examples.folder.join("json/index.csv")).unwrap();
    let mut n_bundles = 0;
    for line in index.lines().skip(1) {
        let cells: Vec<&str> = line.split(';').collect();
        let [file, guide, bundle_id, timestamp, _, n_entries, ..] = cells.as_slice() else {
            panic!("{line}");
        };
        let report = examples.read(file.trim_start_matches("json/"));
        assert!(report.issues.is_empty(), "{file}: {:?}", report.issues);
        let [delivery] = report.deliveries.as_slice() else {
            panic!("{file}")
        };
        assert_eq!(delivery.key.guide.as_str(), *guide, "{file}");
        n_bundles += 1;
        if file.contains("incremental") {
            continue;
        }
        assert_eq!(delivery.key.bundle_id, *bundle_id, "{file}");
        assert_eq!(
            delivery.n_entries,
            n_entries.parse::<usize>().unwrap(),
            "{file}"
        );
        assert_eq!(delivery.entries.len(), delivery.n_entries, "{file}");
        assert_eq!(
            crate::When::Instant(delivery.reported_at).to_string(),
            *timestamp,
            "{file}"
        );
    }
    assert_eq!(n_bundles, 39);
}

#[test]
fn no_number_of_an_example_comes_out() {
    let Some(examples) = Examples::find() else {
        return;
    };
    let index = std::fs::read_to_string(examples.folder.join("json/index.csv")).unwrap();
    let rows: Vec<Vec<&str>> = index
        .lines()
        .skip(1)
        .map(|line| line.split(';').collect())
        .collect();
    let numbers: Vec<&str> = rows
        .iter()
        .map(|cells| cells[4])
        .filter(|cpr| !cpr.is_empty())
        .collect();
    assert_eq!(numbers.len(), 37);
    let all = organisations(&super::ORGANISATIONS);
    let none = organisations(&[]);
    for cells in &rows {
        let file = cells[0].trim_start_matches("json/");
        let bytes = examples.bytes(file);
        // Read, held, and cut off in the middle.
        let half = &bytes[..bytes.len() / 2];
        for report in [
            read_with(&bytes, &all),
            read_with(&bytes, &none),
            read_made(&bytes),
            read_with(half, &all),
        ] {
            let stored = serde_json::to_string(&(&report.deliveries, &report.held)).unwrap();
            let mut history = crate::History::default();
            history.load(report.deliveries.clone());
            let versions = serde_json::to_string(&history.versions()).unwrap();
            let shown: String = report.issues.iter().map(ToString::to_string).collect();
            let out = format!("{stored}{versions}{shown}{report:?}");
            for number in &numbers {
                assert!(!out.contains(number), "{file}");
                assert!(
                    !out.contains(&format!("{}-{}", &number[..6], &number[6..])),
                    "{file}"
                );
            }
        }
    }
}

#[test]
fn the_code_lists_know_what_the_examples_use() {
    let Some(examples) = Examples::find() else {
        return;
    };
    // The sum of the lists, as their description counts them.
    assert_eq!(examples.codes.entries().len(), 578);
    let story = examples.story("new-jens-hansen");
    let history = story.history();
    let view = history.view(crate::Known::Latest);
    let quality = crate::quality::assess(&view, &examples.codes, &story.settings());
    assert_eq!(
        (quality.unknown_codes.len(), quality.n_legacy_codes),
        (0, 0)
    );
    let story = examples.story("classic-jens-hansen");
    let history = story.history();
    let view = history.view(crate::Known::Latest);
    let quality = crate::quality::assess(&view, &examples.codes, &story.settings());
    assert!(
        quality.unknown_codes.is_empty(),
        "{:?}",
        quality.unknown_codes
    );
    assert!(quality.legacy_share() > Some(0.5), "{quality:?}");
    // No example has it, though the guides require it.
    assert_eq!(quality.n_without_last_updated, quality.n_versions);
}
