#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn version(name: &str, valid_from: &str) -> CodeVersion {
    CodeVersion {
        name: name.to_owned(),
        valid_from: day(valid_from),
    }
}

fn levels(rows: &str, name: &str, valid_from: &str) -> Vec<CodeEntry> {
    let text = format!("scale;code;legacy_code;level;display_da;valid_info;system\n{rows}");
    parse_code_list(
        text.as_bytes(),
        ListKind::FunctionalLevels,
        &version(name, valid_from),
    )
    .unwrap()
}

fn coding(code: &str, version: Option<&str>) -> Coding {
    Coding {
        system: "made:up".into(),
        code: code.into(),
        version: version.map(str::to_owned),
    }
}

#[test]
fn a_code_is_looked_up_by_code_and_version() {
    let mut codes = Codes::default();
    codes
        .add(levels(
            "FSIII functional level;u-1;Q1;0;Ingen;;made:up\n",
            "1",
            "2020-01-01",
        ))
        .unwrap();
    codes
        .add(levels(
            "FSIII functional level;u-1;Q1;2;Moderat;;made:up\n",
            "2",
            "2022-01-01",
        ))
        .unwrap();
    let level = |version, on| {
        codes
            .find(&coding("u-1", version), day(on))
            .and_then(|found| found.entry.level)
    };
    assert_eq!(level(None, "2021-12-31"), Some(0));
    assert_eq!(level(None, "2022-01-01"), Some(2));
    assert_eq!(level(Some("1"), "2022-01-01"), Some(0));
    assert_eq!(level(Some("3"), "2022-01-01"), None);
    // Reported before the list that first has it was dated.
    assert_eq!(level(None, "2019-01-01"), Some(0));
}

#[test]
fn an_old_code_is_the_same_and_said_to_be_old() {
    let mut codes = Codes::default();
    codes.add(levels("FSIII functional level;u-1;Q1;0;Ingen;;made:up\nFSIII functional level;u-6;Q6;;Ikke relevant;;made:up\n", "1", "2020-01-01")).unwrap();
    let found = codes.find(&coding("Q1", None), day("2021-01-01")).unwrap();
    assert_eq!((found.is_legacy, found.entry.level), (true, Some(0)));
    let found = codes.find(&coding("u-6", None), day("2021-01-01")).unwrap();
    assert_eq!(
        (found.is_legacy, found.entry.level, found.entry.role),
        (false, None, Some(Role::FsiiiLevel))
    );
    assert_eq!(codes.find(&coding("Q2", None), day("2021-01-01")), None);
}

#[test]
fn a_code_twice_in_a_version_is_refused_and_nothing_added() {
    let mut codes = Codes::default();
    let rows = "FSIII functional level;u-1;Q1;0;Ingen;;made:up\nFSIII functional level;u-2;Q1;1;Lette;;made:up\n";
    let error = codes.add(levels(rows, "1", "2020-01-01")).unwrap_err();
    assert_eq!((error.code.as_str(), codes.entries().len()), ("Q1", 0));
}

#[track_caller]
fn check_error(text: &str, expected: &str) {
    let error = parse_code_list(
        text.as_bytes(),
        ListKind::FunctionalLevels,
        &version("1", "2020-01-01"),
    )
    .unwrap_err();
    assert_eq!(error.to_string(), expected);
}

#[test]
fn what_is_no_list_is_refused_with_its_place() {
    check_error(
        "scale;code\n",
        "column `display_da` is missing from `codes_functional_levels`",
    );
    let header = "scale;code;legacy_code;level;display_da;valid_info;system\n";
    check_error(
        &format!("{header}s;;Q1;0;Ingen;;made:up\n"),
        "line 2, column `code`: a value is needed",
    );
    check_error(
        &format!("{header}s;u;Q1;5;Ingen;;made:up\n"),
        "line 2, column `level`, value `5`: expected 0 to 4, or nothing",
    );
    check_error(
        &format!("{header}s;u;Q1\n"),
        "failed to read the code list as CSV",
    );
}

#[test]
fn a_list_with_what_looks_like_a_person_number_is_refused() {
    let header = "scale;code;legacy_code;level;display_da;valid_info;system\n";
    for row in [
        "FSIII functional level;0102031234;Q1;0;Ingen;;made:up\n",
        "FSIII functional level;u-1;Q1;0;Ingen;ring til 010203-1234;made:up\n",
    ] {
        let column = if row.contains("ring") {
            "valid_info"
        } else {
            "code"
        };
        check_error(
            &format!("{header}{row}"),
            &format!("line 2, column `{column}`: here stands what looks like a person number"),
        );
    }
    // Digits within a random code are no person's.
    let random = "FSIII functional level;0102031234-aa;a05628c5_0f8261041328;0;Ingen;;made:up\n";
    let mut codes = Codes::default();
    codes.add(levels(random, "1", "2020-01-01")).unwrap();
}

#[test]
fn names_of_lists_are_their_files() {
    for kind in ListKind::ALL {
        assert_eq!(ListKind::find(kind.as_str()), Some(*kind));
    }
    assert_eq!(ListKind::find("codes_other"), None);
}
