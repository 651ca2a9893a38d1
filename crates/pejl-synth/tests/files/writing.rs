//! The bytes, the sums, and how a run goes.

use super::*;

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let (first, again, other) = (
        written(&short(5)).0,
        written(&short(5)).0,
        written(&short(6)).0,
    );
    let (first, again, other) = (
        bytes(first.path()),
        bytes(again.path()),
        bytes(other.path()),
    );
    assert!(first == again, "two runs of one seed differ");
    assert_eq!(
        first.keys().collect::<Vec<_>>(),
        other.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in first
        .iter()
        .filter(|(name, _)| !name.ends_with("unit.csv") && !name.ends_with("provider.csv"))
    {
        assert!(*bytes != other[name], "{name} is the same for another seed");
    }
}

#[test]
fn what_a_plain_reader_sums_is_what_the_truth_states() {
    let (place, truth) = written(&short(2));
    let on_disk = bytes(place.path());
    let mut listed: Vec<&str> = truth.files.iter().map(|file| file.path.as_str()).collect();
    listed.push("truth.json");
    assert_eq!(
        listed.iter().copied().collect::<HashSet<_>>(),
        on_disk.keys().map(String::as_str).collect()
    );
    for file in &truth.files {
        match file.dataset.as_str() {
            "ledger" => check_ledger(place.path(), file),
            "budget" => check_budget(place.path(), file),
            _ => {
                let n = fs::read_to_string(place.path().join(&file.path))
                    .unwrap()
                    .lines()
                    .count()
                    - 1;
                assert_eq!(u64::try_from(n).unwrap(), file.rows, "{}", file.path);
                assert_eq!(
                    file.years.iter().map(|count| count.rows).sum::<u64>(),
                    file.rows
                );
            }
        }
        assert!(file.rows > 0, "{}", file.path);
    }
    let stated: serde_json::Value = serde_json::from_slice(&on_disk["truth.json"]).unwrap();
    assert_eq!(stated["files"].as_array().unwrap().len(), truth.files.len());
}

#[test]
fn a_load_file_has_the_rows_asked_for_and_its_sums() {
    let (place, truth) = written(&Options {
        rows: Some(150_001),
        ..short(2)
    });
    assert_eq!(truth.n_rows(), 150_001);
    assert_eq!(truth.files.len(), 2);
    for file in &truth.files {
        check_ledger(place.path(), file);
    }
}

#[test]
fn two_municipalities_have_folders_of_their_own() {
    let options = Options {
        scale: 2,
        to: Month::new(2017, 8),
        ..short(2)
    };
    let (place, truth) = written(&options);
    let codes: Vec<&str> = truth
        .municipalities
        .iter()
        .map(|m| m.code.as_str())
        .collect();
    assert_eq!(codes, ["766", "101"]);
    for file in truth.files.iter().filter(|file| file.dataset == "ledger") {
        check_ledger(place.path(), file);
    }
}

#[test]
fn an_occupied_folder_is_refused_and_left_alone() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("notes.txt"), "mine").unwrap();
    let refused = write(
        &Options {
            out: place.path().to_owned(),
            ..short(1)
        },
        &mut |_| {},
    );
    assert!(
        matches!(refused, Err(SynthError::Occupied { .. })),
        "{refused:?}"
    );
    assert_eq!(bytes(place.path()).len(), 1);
}

#[test]
fn progress_tells_the_rows_written_so_far() {
    let place = tempfile::tempdir().unwrap();
    let mut seen = Vec::new();
    let options = Options {
        out: place.path().to_owned(),
        rows: Some(200_000),
        ..short(1)
    };
    write(&options, &mut |progress| seen.push(progress.n_rows)).unwrap();
    assert_eq!(seen, [65_536, 131_072, 196_608]);
}
