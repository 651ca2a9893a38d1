//! Comments as they are stored, refused, signed off and told.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use pejl_db::narrative::Change;
use pejl_db::testing::{TestDatabase, for_each_database};
use pejl_domain::Cell;

use super::*;
use crate::gate::Role;
use crate::targets::State;
use crate::test_place::{COURSES, Place, course, cpr};

/// Courses begun in March and in April of 2018, each by another citizen.
fn courses(in_march: usize, in_april: usize) -> String {
    let march = (0..in_march).map(|no| course(no, no, 3, ""));
    let april = (0..in_april).map(|no| course(100 + no, 100 + no, 4, ""));
    format!("{COURSES}{}", march.chain(april).collect::<String>())
}

fn load(place: &Place, in_march: usize, in_april: usize) {
    let rows = courses(in_march, in_april);
    place.import_of("course", "766", &rows, Some("2018-03..2018-04"));
}

fn one() -> (TestDatabase, Place) {
    let database = TestDatabase::sqlite();
    let place = Place::on(&database);
    load(&place, 8, 2);
    (database, place)
}

fn draft(period: &str) -> CommentDraft {
    CommentDraft {
        municipality: "Hedensted".to_owned(),
        indicator: "O3.0.courses_started".to_owned(),
        period: period.to_owned(),
        text_da: "Et nyt hold begyndte <b>tidligt</b>.".to_owned(),
        author: "Anne Holm".to_owned(),
        author_role: "Leder af træningen".to_owned(),
        ..CommentDraft::default()
    }
}

fn create(place: &Place, draft: &CommentDraft) -> i64 {
    let made = create_comment(&place.store, draft, ("anna", false)).unwrap();
    assert_eq!(made.state, State::Applied);
    made.number.unwrap()
}

fn told(place: &Place, request: &CommentsRequest, role: Role) -> Vec<ToldComment> {
    let found = list_comments(&place.store, request).unwrap();
    let at = found.at(request.at);
    tell(&place.store, &found.comments, at, &Viewer::everywhere(role)).unwrap()
}

fn value(of: Option<&pejl_metrics::Observation>) -> (Option<f64>, Cell) {
    let of = of.unwrap();
    (of.value, of.cell)
}

#[test]
fn a_comment_keeps_the_figure_that_it_explains() {
    for_each_database(|database| {
        let place = Place::on(database);
        load(&place, 8, 2);
        let proved = create_comment(&place.store, &draft("2018-03"), ("anna", true)).unwrap();
        assert_eq!((proved.state, proved.number), (State::Proved, None));
        assert_eq!(create(&place, &draft("2018M03")), 1);
        let all = CommentsRequest::default();
        let found = told(&place, &all, Role::Viewer);
        let [found] = found.as_slice() else {
            panic!("{found:?}");
        };
        let said = &found.said;
        assert_eq!(
            (said.period.as_str(), said.text_da.as_str()),
            ("2018-03", "Et nyt hold begyndte <b>tidligt</b>.")
        );
        assert_eq!(found.moved, Some(false));
        let then = found.explains.read_by.revision;

        // Two courses more come in: the words are of the eight.
        load(&place, 10, 2);
        let found = told(&place, &all, Role::Viewer).remove(0);
        assert_eq!(value(found.explains.figure.as_ref()), (Some(8.0), Cell::Ok));
        assert_eq!(value(found.now.as_ref()), (Some(10.0), Cell::Ok));
        assert_eq!(found.moved, Some(true));
        // As known when it was written nothing has moved.
        let before = CommentsRequest {
            at: AsKnown::Revision(then + 1),
            ..CommentsRequest::default()
        };
        assert_eq!(told(&place, &before, Role::Viewer)[0].moved, Some(false));

        // The same words of another figure are another version; said again they are none.
        let again = || replace_comment(&place.store, 1, &draft("2018-03"), ("anna", false));
        assert_eq!(again().unwrap().state, State::Applied);
        assert_eq!(again().unwrap().state, State::Unchanged);
        let found = told(&place, &all, Role::Viewer).remove(0);
        assert_eq!((found.version, found.moved), (2, Some(false)));
        let (_, versions) = get_told(&place.store, 1, AsKnown::Head, &Viewer::default()).unwrap();
        let moved: Vec<_> = versions.iter().map(|one| one.moved).collect();
        assert_eq!(moved, [Some(false), Some(true)]);

        withdraw_comment(&place.store, 1, "anna").unwrap();
        assert!(told(&place, &all, Role::Viewer).is_empty());
        let gone = withdraw_comment(&place.store, 1, "anna").unwrap_err();
        assert!(matches!(
            gone,
            AppError::NotFound {
                what: "comment",
                ..
            }
        ));
    });
}

#[test]
fn with_a_figure_of_few_its_words_are_withheld() {
    let (_database, place) = one();
    create(&place, &draft("2018-03"));
    create(&place, &draft("2018-04"));
    let all = CommentsRequest::default();
    let of = |role| told(&place, &all, role);
    let seen = of(Role::Viewer);
    assert_eq!(seen[0].withheld, None);
    let few = &seen[1];
    assert_eq!(
        value(few.explains.figure.as_ref()),
        (None, Cell::Confidential)
    );
    assert_eq!(value(few.now.as_ref()), (None, Cell::Confidential));
    assert_eq!((few.said.text_da.as_str(), few.moved), ("", None));
    assert!(few.withheld.is_some());
    assert!(few.said.figure.is_none(), "the gate is the only way out");
    let few = &of(Role::Analyst)[1];
    assert_eq!(value(few.explains.figure.as_ref()), (Some(2.0), Cell::Ok));
    assert_eq!((few.withheld.is_none(), few.moved), (true, Some(false)));
    // Somebody of another municipality is anybody here.
    let found = list_comments(&place.store, &all).unwrap();
    let other = Viewer::of(Role::Analyst, vec!["615".to_owned()]);
    let seen = tell(&place.store, &found.comments, AsKnown::Head, &other).unwrap();
    assert!(seen[1].withheld.is_some());

    // Later there are many: what was said of the few stays with those who might know of them.
    load(&place, 8, 9);
    let few = &of(Role::Viewer)[1];
    assert_eq!(value(few.now.as_ref()), (Some(9.0), Cell::Ok));
    assert_eq!((few.said.text_da.as_str(), few.moved), ("", None));
}

#[test]
fn an_erasure_takes_the_kept_figures_and_leaves_the_words() {
    let (_database, place) = one();
    create(&place, &draft("2018-03"));
    create(&place, &draft("2018-04"));
    place.forget(&[cpr(0)]);
    let found = told(&place, &CommentsRequest::default(), Role::Viewer);
    assert!(found[0].explains.figure.is_none());
    assert_eq!(value(found[0].now.as_ref()), (Some(7.0), Cell::Ok));
    assert_eq!((found[0].moved, found[0].withheld.is_none()), (None, true));
    // Whether anybody might know the words goes on holding.
    assert!(found[1].withheld.is_some());
    let seen = told(&place, &CommentsRequest::default(), Role::Admin);
    assert!(seen[1].withheld.is_none() && seen[1].explains.figure.is_none());
    // What was read before is not stored after.
    let late = |read_at: i64| {
        let change = Change::Create {
            municipality: "766",
            body: "{}",
        };
        narratives::apply(&place.store, Kind::Comment, change, (read_at, "anna"))
    };
    let erased_at = place.store.db.with(head).unwrap();
    assert!(matches!(late(erased_at - 1), Err(AppError::Conflict(_))));
}

#[test]
fn comments_are_found_by_what_they_are_of() {
    let (_database, place) = one();
    create(&place, &draft("2018-03"));
    create(&place, &draft("2018"));
    let of = |municipality: Option<&str>, indicator: Option<&str>, periods: &[&str]| {
        let request = CommentsRequest {
            municipality: municipality.map(str::to_owned),
            indicator: indicator.map(str::to_owned),
            periods: periods.iter().map(ToString::to_string).collect(),
            at: AsKnown::Head,
        };
        list_comments(&place.store, &request)
            .unwrap()
            .comments
            .len()
    };
    assert_eq!(of(None, None, &[]), 2);
    assert_eq!(of(Some("766"), Some("o3.0"), &["2018"]), 2);
    assert_eq!(of(None, Some("O3.0.courses_started"), &["2018-Q1"]), 1);
    assert_eq!(of(None, None, &["2017..2018-03"]), 1);
    assert_eq!(of(None, None, &["2017", "2018-03"]), 1);
    assert_eq!(
        (of(Some("630"), None, &[]), of(None, Some("O3.2"), &[])),
        (0, 0)
    );
    for wrong in ["2018-13", "2018..2017", "soon", ".."] {
        let request = CommentsRequest {
            periods: vec![wrong.to_owned()],
            ..CommentsRequest::default()
        };
        assert!(list_comments(&place.store, &request).is_err(), "{wrong}");
    }
}

#[test]
fn a_sign_off_is_a_version_and_other_words_need_another() {
    let (_database, place) = one();
    let number = create(&place, &draft("2018-03"));
    let sign =
        |by: &str, version| approve_comment(&place.store, (number, version), by, ("anna", false));
    for nobody in ["", "anne holm", "010190-1234"] {
        assert!(matches!(
            sign(nobody, None).unwrap_err(),
            AppError::Invalid(_)
        ));
    }
    assert!(matches!(
        sign("Bo Lund", Some(7)).unwrap_err(),
        AppError::Conflict(_)
    ));
    assert_eq!(sign("Bo Lund", Some(1)).unwrap().state, State::Applied);
    assert_eq!(sign("Bo Lund", None).unwrap().state, State::Unchanged);
    let all = CommentsRequest::default();
    let found = told(&place, &all, Role::Viewer).remove(0);
    assert_eq!(
        (found.version, found.said.approved_by.as_deref()),
        (2, Some("Bo Lund"))
    );
    assert!(found.said.approved_on.is_some());
    // The same words keep it.
    let put = |draft: &CommentDraft| {
        replace_comment(&place.store, number, draft, ("anna", false))
            .unwrap()
            .state
    };
    assert_eq!(put(&draft("2018-03")), State::Unchanged);
    let other = CommentDraft {
        text_en: "A new group began early.".to_owned(),
        version: Some(2),
        ..draft("2018-03")
    };
    assert_eq!(put(&other), State::Applied);
    let found = told(&place, &all, Role::Viewer).remove(0);
    assert_eq!(
        (found.version, found.said.approved_by.as_deref()),
        (3, None)
    );
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let (_database, place) = one();
    let faults = |draft: &CommentDraft| match create_comment(&place.store, draft, ("anna", false)) {
        Err(AppError::Invalid(problems)) => problems,
        other => panic!("{other:?}"),
    };
    let fields = |draft: &CommentDraft| -> Vec<String> {
        let faults = faults(draft).into_iter();
        faults.map(|one| one.parameter).collect()
    };
    assert_eq!(
        fields(&CommentDraft::default()),
        ["text_da", "author", "municipality", "period"]
    );
    let wrong = CommentDraft {
        indicator: "O3.00".to_owned(),
        text_da: "om 010190-1234".to_owned(),
        text_en: "å".repeat(TEXT_CHARS_MAX + 1),
        author_role: "\u{7}".to_owned(),
        ..draft("2018-13")
    };
    let found = faults(&wrong);
    let named: Vec<&str> = found.iter().map(|one| one.parameter.as_str()).collect();
    assert_eq!(
        named,
        ["text_da", "text_en", "author_role", "indicator", "period"],
        "{found:?}"
    );
    assert!(
        found[3].nearest.iter().any(|one| one.contains("O3.0")),
        "{found:?}"
    );
    assert!(!format!("{found:?}").contains("1234"));
    // A period to come, one of a length that the indicator has not, and a cut there is not.
    assert_eq!(fields(&draft("2090")), ["period"]);
    assert_eq!(fields(&draft("2018-W05")), ["period"]);
    let mut cut = draft("2018-03");
    cut.members = [("moon".to_owned(), "1".to_owned())].into();
    assert_eq!(fields(&cut), ["members"]);
    // An index has no number without other periods.
    let index = CommentDraft {
        indicator: "O5.3".to_owned(),
        ..draft("2018")
    };
    assert_eq!(fields(&index), ["indicator"]);
    let left = list_comments(&place.store, &CommentsRequest::default()).unwrap();
    assert!(left.comments.is_empty());
}
