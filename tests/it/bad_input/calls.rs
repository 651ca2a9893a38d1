//! Wrong use, and an environment that fails.

use super::*;

#[test]
fn wrong_use_is_status_2_and_says_what_would_be_right() {
    let place = Place::sqlite();
    let file = place.write("regk31.csv", regk31(&[2020], 1));
    let file = file.to_str().unwrap();
    let check = |arguments: &[&str], said: &str| {
        let finished = place.run(arguments).expect_code(2);
        assert!(
            finished.stderr.contains(said),
            "{arguments:?}: {}",
            finished.stderr
        );
        assert_eq!(finished.stdout, "", "{arguments:?}");
    };
    check(&["import", "nothing", file], "statbank");
    check(&["import", "statbank", "missing.csv"], "missing.csv");
    check(&["import", "statbank"], "FILES");
    check(&["import", "statbank", file, "--period", "20"], "2019-Q3");
    check(
        &["import", "statbank", file, "--encoding", "ebcdic"],
        "iso-8859-1",
    );
    check(&["import", "statbank", file, "--set", "dranst"], "dranst=1");
    check(
        &["query", "--table", "REGK31", "--filter", "function"],
        "function=5.30.27",
    );
    check(
        &[
            "query",
            "--table",
            "REGK31",
            "--revision",
            "1",
            "--as-known-at",
            "2018-01-01T00:00:00Z",
        ],
        "--as-known-at",
    );
    check(&["serve", "--bind", "nowhere"], "--bind");
    check(&["serve", "--workers", "0"], "1..=64");
    check(&["serve", "--workers", "100000"], "--workers");
    check(&["frobnicate"], "frobnicate");
    // An option that would be passed over is wrong use, too.
    check(
        &["import", "statbank", file, "--max-refused", "1%"],
        "--max-refused",
    );
    check(
        &["import", "prevention-visit", file, "--decimal", "comma"],
        "--decimal",
    );
    for option in ["--grain", "--price"] {
        check(&["query", "--dataset", "ledger", option, "x"], option);
    }
    for option in ["--grain", "--price", "--by"] {
        check(&["query", "--table", "REGK31", option, "x"], option);
    }
    assert!(!place.data().join("pejl.sqlite").exists() || place.revision() == 0);
}

#[test]
fn failing_environment_is_status_3() {
    let place = Place::sqlite();
    let not_a_folder = place.write("file", "");
    let mut command = place.command(["revisions"]);
    command.env("PEJL_DATA", not_a_folder);
    let finished = pejl_tests::process::run(command).expect_code(3);
    assert!(finished.stderr.contains("file"), "{}", finished.stderr);
    let mut command = place.command(["revisions"]);
    // Port 1 is nobody's.
    command.env("PEJL_DATABASE", "postgres://nobody@127.0.0.1:1/none");
    pejl_tests::process::run(command).expect_code(3);
    let mut command = place.command(["revisions"]);
    command.env("PEJL_DATABASE", "mysql://127.0.0.1/none");
    let refused = pejl_tests::process::run(command).expect_code(2);
    assert!(refused.stderr.contains("postgres"), "{}", refused.stderr);
}
