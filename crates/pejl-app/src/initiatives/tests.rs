//! Initiatives as they are stored, refused and changed.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use pejl_db::testing::TestDatabase;

use super::*;
use crate::targets::State;
use crate::testing::Installation;

fn one() -> (Installation, Store) {
    let place = Installation::on(TestDatabase::sqlite());
    let store = place.open();
    (place, store)
}

fn draft() -> InitiativeDraft {
    InitiativeDraft {
        municipality: "Hedensted".to_owned(),
        title: "Rehabilitering først".to_owned(),
        started_on: "2017-01-01".to_owned(),
        expected: vec![ExpectationDraft {
            indicator: "O3.1".to_owned(),
            change: Some(-20.0),
            by: "2018-12-31".to_owned(),
            ..ExpectationDraft::default()
        }],
        decided_on: "2016-10-12".to_owned(),
        ..InitiativeDraft::default()
    }
}

fn create(store: &Store, draft: &InitiativeDraft) -> i64 {
    let made = create_initiative(store, draft, ("anna", false)).unwrap();
    assert_eq!(made.state, State::Applied);
    made.number.unwrap()
}

/// Field and what was expected of each fault.
fn faults(error: AppError) -> Vec<(String, String)> {
    match error {
        AppError::Invalid(problems) => {
            let of = |one: crate::ParamProblem| (one.parameter, one.allowed);
            problems.into_iter().map(of).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_initiative_comes_back_as_it_was_said() {
    let (_place, store) = one();
    let proved = create_initiative(&store, &draft(), ("anna", true)).unwrap();
    assert_eq!((proved.state, proved.number), (State::Proved, None));
    let number = create(&store, &draft());
    let listed = list_initiatives(&store, &InitiativesRequest::default()).unwrap();
    let [found] = listed.initiatives.as_slice() else {
        panic!("{listed:?}");
    };
    assert_eq!(
        (found.number, found.version, found.municipality.as_str()),
        (number, 1, "766")
    );
    let expected = found.said.expected.first().unwrap();
    let name = reading_name(&expected.subject(&found.municipality));
    assert_eq!(
        (name.as_str(), expected.shape.as_str()),
        ("O3.1.median_days", "level")
    );
    assert_eq!(expected.by.unwrap().to_string(), "2018-12-31");

    let of = |municipality: Option<&str>, indicator: Option<&str>| {
        let request = InitiativesRequest {
            municipality: municipality.map(str::to_owned),
            indicator: indicator.map(str::to_owned),
            ..InitiativesRequest::default()
        };
        list_initiatives(&store, &request)
            .unwrap()
            .initiatives
            .len()
    };
    assert_eq!(of(Some("766"), Some("o3.1")), 1);
    assert_eq!(of(None, Some("O3.1.median_days")), 1);
    assert_eq!((of(Some("630"), None), of(None, Some("O3.2"))), (0, 0));
}

#[test]
fn versions_follow_one_another_and_what_was_known_then_stays() {
    let (_place, store) = one();
    let number = create(&store, &draft());
    let first = list_initiatives(&store, &InitiativesRequest::default())
        .unwrap()
        .revision;
    let other = InitiativeDraft {
        ended_on: "2018-06-30".to_owned(),
        version: Some(1),
        ..draft()
    };
    let change = |draft: &InitiativeDraft, is_dry_run| {
        replace_initiative(&store, number, draft, ("anna", is_dry_run))
    };
    assert_eq!(change(&draft(), false).unwrap().state, State::Unchanged);
    assert_eq!(change(&other, true).unwrap().state, State::Proved);
    let second = change(&other, false).unwrap();
    assert_eq!(
        (second.state, second.number),
        (State::Applied, Some(number))
    );
    // Somebody else has changed it: the version that was read is not in force any more.
    assert!(matches!(
        change(&other, false).unwrap_err(),
        AppError::Conflict(_)
    ));

    let versions = get_initiative(&store, number, AsKnown::Head)
        .unwrap()
        .initiatives;
    assert_eq!(
        versions.iter().map(|one| one.version).collect::<Vec<_>>(),
        [2, 1]
    );
    let then = get_initiative(&store, number, AsKnown::Revision(first))
        .unwrap()
        .initiatives;
    assert_eq!((then.len(), then[0].known_to), (1, None));

    let gone = withdraw_initiative(&store, number, "anna").unwrap();
    assert!(gone.revision > second.revision);
    let left = list_initiatives(&store, &InitiativesRequest::default()).unwrap();
    assert!(left.initiatives.is_empty());
    for error in [
        withdraw_initiative(&store, number, "anna").unwrap_err(),
        change(&draft(), false).unwrap_err(),
        get_initiative(&store, 9, AsKnown::Head).unwrap_err(),
    ] {
        assert!(
            matches!(
                error,
                AppError::NotFound {
                    what: "initiative",
                    ..
                }
            ),
            "{error:?}"
        );
    }
}

#[test]
fn up_to_a_month_what_begins_later_is_not_known_and_what_ends_later_has_not_ended() {
    let (_place, store) = one();
    let ended = InitiativeDraft {
        ended_on: "2018-04-01".to_owned(),
        ..draft()
    };
    create(&store, &ended);
    let up_to = |month| {
        let request = InitiativesRequest {
            until: Until::read(Some(month)).unwrap(),
            ..InitiativesRequest::default()
        };
        let found = list_initiatives(&store, &request).unwrap().initiatives;
        let ends = found.iter().map(|one| one.said.ended_on.is_some());
        ends.collect::<Vec<_>>()
    };
    assert_eq!(up_to("2016-12"), Vec::<bool>::new());
    assert_eq!(up_to("2017-01"), [false]);
    assert_eq!(up_to("2018-03"), [false]);
    assert_eq!(up_to("2018-04"), [true]);
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let (_place, store) = one();
    let expectation = |indicator: &str, shape: &str, change, by: &str| ExpectationDraft {
        indicator: indicator.to_owned(),
        shape: shape.to_owned(),
        change,
        by: by.to_owned(),
        ..ExpectationDraft::default()
    };
    let wrong = InitiativeDraft {
        title: " ".to_owned(),
        description: "om 010190-1234".to_owned(),
        started_on: "2017-02-30".to_owned(),
        owner: "\u{7}".to_owned(),
        decided_on: "1492-01-01".to_owned(),
        expected: vec![
            expectation("O3.1", "", None, ""),
            expectation("O3.1.median_days", "jump", Some(f64::NAN), ""),
            expectation("O99", "", None, ""),
        ],
        ..draft()
    };
    let told = faults(create_initiative(&store, &wrong, ("anna", false)).unwrap_err());
    let fields: Vec<&str> = told.iter().map(|(field, _)| field.as_str()).collect();
    let expected = [
        "title",
        "started_on",
        "description",
        "expected[1].shape",
        "expected[1].change",
        "expected[1].indicator",
        "expected[2].indicator",
        "owner",
        "decided_on",
    ];
    assert_eq!(fields, expected, "{told:?}");

    let mut of_person = expectation("O3.1", "", None, "");
    of_person.members = [("unit".to_owned(), "010190-1234".to_owned())].into();
    let hidden = InitiativeDraft {
        title: "skjult \u{202e}".to_owned(),
        expected: vec![of_person],
        ..draft()
    };
    let told = faults(create_initiative(&store, &hidden, ("anna", false)).unwrap_err());
    let fields: Vec<&str> = told.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["title", "expected[0].members"], "{told:?}");
    assert!(!format!("{told:?}").contains("1234"));

    let ends_before = InitiativeDraft {
        ended_on: "2016-12-31".to_owned(),
        expected: vec![expectation("O3.1", "", None, "2016-12-31")],
        ..draft()
    };
    let told = faults(create_initiative(&store, &ends_before, ("anna", false)).unwrap_err());
    assert_eq!(told.len(), 2, "{told:?}");
    let nowhere = InitiativeDraft {
        municipality: "Nowhere".to_owned(),
        ..draft()
    };
    let told = faults(create_initiative(&store, &nowhere, ("anna", false)).unwrap_err());
    assert_eq!(told[0].0, "municipality");
    let many = InitiativeDraft {
        expected: vec![ExpectationDraft::default(); EXPECTED_MAX + 1],
        ..draft()
    };
    let told = faults(create_initiative(&store, &many, ("anna", false)).unwrap_err());
    assert_eq!(told[0].0, "expected");
    let left = list_initiatives(&store, &InitiativesRequest::default()).unwrap();
    assert!(left.initiatives.is_empty());
}
