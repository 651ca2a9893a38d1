//! Rehabilitation as the English outcomes framework counts it: what is one, who is new, what came of it, by citizen.

use super::given;

const CLUSTERS: &str = "short_term_cluster";

/// Courses with a header of their own: `person;service;start;end;reason`.
fn courses(rows: &str) -> String {
    let rows = rows.lines().enumerate().map(|(no, row)| {
        let mut cells = row.trim().splitn(2, ';');
        let (person, rest) = (cells.next().unwrap(), cells.next().unwrap());
        format!("F{no};{person};rehabilitation;{rest}\n")
    });
    let header = "course_id;person_key;course_type;service_code;start;end;end_reason";
    format!("{header}\n{}", rows.collect::<String>())
}

/// Grants: `person;service;setting;from;to`.
fn grants(rows: &str) -> String {
    format!("person_key;service_code;setting;valid_from;valid_to\n{rows}")
}

#[test]
fn courses_at_most_7_days_apart_are_one_and_end_with_the_last() {
    let courses = courses(
        "A;SEL-83a;2018-01-01;2018-01-31;less_help
         A;SEL-86-1;2018-02-07;2018-02-20;self_reliant
         A;SEL-83a;2018-02-28;2018-03-10;self_reliant
         B;SEL-83a;2018-01-01;2018-03-31;self_reliant
         B;SEL-86-1;2018-02-01;2018-02-10;declined
         B;SEL-83a;2018-04-07;2018-04-20;self_reliant
         C;SEL-83a;2018-01-01;2018-01-31;self_reliant
         C;SEL-83a;2018-02-01;;
         D;SEL-86-2;2018-01-01;2018-01-31;self_reliant
         D;SEL-83a;2018-02-01;2018-02-10;error
         E;;2018-01-01;2018-01-31;self_reliant",
    );
    // A: 31 January to 7 February are 7 days, 20 to 28 February are 8. B: the second lies in the first, the third goes on.
    // C runs. D: maintenance is none, nor is what was registered in error. E has a type and no service.
    let given = given(&[("course", &courses)]);
    let found = given.rows(CLUSTERS, &["person_key", "first_day", "ended_on"]);
    assert_eq!(
        found,
        [
            "A 2018-01-01 2018-02-20",
            "A 2018-02-28 2018-03-10",
            "B 2018-01-01 2018-04-20",
            "C 2018-01-01 -",
            "E 2018-01-01 2018-01-31",
        ]
    );
}

#[test]
fn a_new_client_had_no_long_term_support_in_the_91_days_before() {
    let persons = ["A", "B", "C", "D", "E", "F", "G"];
    let rows = persons.map(|person| format!("{person};SEL-83a;2018-06-01;2018-06-30;self_reliant"));
    // The 91 days before 1 June begin on 2 March.
    let grants = grants(
        "A;SEL-83-1;own_home;2017-01-01;2018-03-01
B;SEL-83-1;own_home;2017-01-01;2018-03-02
C;SEL-83-1;own_home;2018-06-01;
D;SEL-83-3;own_home;2017-01-01;
E;SEL-83-3;care_housing;2017-01-01;
F;;own_home;2018-05-31;
G;SUL-138;own_home;2017-01-01;
",
    );
    let given = given(&[("course", &courses(&rows.join("\n"))), ("grant", &grants)]);
    assert_eq!(
        given.rows(CLUSTERS, &["person_key", "is_new_client"]),
        [
            "A true", "B false", "C true", "D true", "E false", "F false", "G true"
        ]
    );
}

/// What came of a course from 1 to 30 June that ended for a reason, with these grants (`service;setting;from;to`) and deaths.
#[track_caller]
fn check(reason: &str, grants_of_it: &[&str], death: &str, expected: &str) {
    let rows = grants_of_it.iter().map(|row| format!("A;{row}\n"));
    let events = match death {
        "" => String::new(),
        day => format!("A;death;{day}\n"),
    };
    let given = given(&[
        (
            "course",
            &courses(&format!("A;SEL-83a;2018-06-01;2018-06-30;{reason}")),
        ),
        ("grant", &grants(&rows.collect::<String>())),
        ("event", &format!("person_key;kind;date\n{events}")),
    ]);
    let found = given.rows(CLUSTERS, &["sequel"]);
    assert_eq!(found, [expected], "{reason} {grants_of_it:?} {death}");
}

const HOME_HELP: &str = "SEL-83-1;own_home;2018-01-01;";

#[test]
fn death_comes_before_everything_up_to_7_days_after_the_end() {
    check("hospital", &[HOME_HELP], "2018-07-07", "death");
    check("hospital", &[HOME_HELP], "2018-07-08", "hospital");
    check("death", &[], "", "death");
    check("self_reliant", &[], "2018-06-20", "death");
}

#[test]
fn hospital_comes_before_help_and_help_before_what_is_recorded() {
    check(
        "hospital",
        &["ABL-54;care_housing;2018-06-20;"],
        "",
        "hospital",
    );
    check("self_reliant", &[HOME_HELP], "", "community");
    check(
        "declined",
        &["SEL-83-3;own_home;2018-07-07;"],
        "",
        "low_level",
    );
}

#[test]
fn help_counts_that_goes_on_after_the_last_day_or_begins_within_7_days() {
    check(
        "self_reliant",
        &["SEL-83-1;own_home;2018-01-01;2018-06-30"],
        "",
        "none",
    );
    check(
        "self_reliant",
        &["SEL-83-1;own_home;2018-01-01;2018-07-01"],
        "",
        "community",
    );
    check(
        "self_reliant",
        &["SEL-83-1;own_home;2018-07-07;"],
        "",
        "community",
    );
    check(
        "self_reliant",
        &["SEL-83-1;own_home;2018-07-08;"],
        "",
        "none",
    );
}

#[test]
fn of_several_kinds_the_first_in_order_is_what_came_of_it() {
    let stay = "SEL-84-2;care_housing;2018-07-01;2018-07-20";
    let group = "SEL-82a;own_home;2018-07-01;";
    let meals = "SEL-83-3;own_home;2018-07-01;";
    let not_listed = "RSL-1;own_home;2018-07-01;";
    let home = "AEL-10-1;own_home;2018-07-01;";
    let residence = "SEL-108;residential;2018-07-01;";
    let nursing = "SUL-138;care_housing;2018-07-01;";
    let all = [group, stay, meals, not_listed, home, residence, nursing];
    let names = [
        "other_short_term",
        "short_term_stay",
        "low_level",
        "unknown",
        "community",
        "residential",
        "nursing",
    ];
    for (no, name) in names.into_iter().enumerate() {
        check("self_reliant", &all[..=no], "", name);
    }
    // The course's own grant and health care are no help that came of it.
    let own = "SEL-83a;own_home;2018-06-01;2018-07-05";
    check(
        "self_reliant",
        &[own, "SUL-138;own_home;2018-01-01;"],
        "",
        "none",
    );
}

#[test]
fn without_help_the_end_reason_tells_and_then_equipment() {
    check("moved", &[], "", "moved");
    check("declined", &[], "", "declined");
    check("self_reliant", &[], "", "none");
    check("less_help", &[], "", "unknown");
    check("other", &[], "", "unknown");
    let walker = "SEL-112;own_home;2018-06-10;2018-06-10";
    check("less_help", &[walker], "", "low_level");
    check(
        "less_help",
        &["SEL-112;own_home;2018-05-31;2018-05-31"],
        "",
        "unknown",
    );
    check("self_reliant", &[walker], "", "none");
    check(
        "less_help",
        &["SEL-114;own_home;2018-06-10;2018-06-10"],
        "",
        "unknown",
    );
}

#[test]
fn the_last_courses_of_a_cluster_say_how_it_ended() {
    let courses = courses(
        "A;SEL-83a;2018-06-01;2018-06-10;hospital
         A;SEL-83a;2018-06-12;2018-06-30;self_reliant
         B;SEL-83a;2018-06-01;2018-06-30;self_reliant
         B;SEL-86-1;2018-06-05;2018-06-30;hospital
         C;SEL-83a;2018-06-01;;",
    );
    let given = given(&[("course", &courses)]);
    let found = given.rows(CLUSTERS, &["person_key", "sequel"]);
    assert_eq!(found, ["A none", "B hospital", "C -"]);
}

#[test]
fn a_share_is_of_new_adults_of_whom_it_is_told() {
    // A none, B community, C unknown, D declined, E not new, F none and 17 years old.
    let rows = [
        "self_reliant",
        "same_help",
        "less_help",
        "declined",
        "self_reliant",
        "self_reliant",
    ];
    let people = ["A", "B", "C", "D", "E", "F"].iter().zip(rows);
    let rows = people.map(|(person, reason)| {
        let (born, age) = if *person == "F" { (2001, 17) } else { (1940, 78) };
        format!("F{person};{person};{born};{age};rehabilitation;SEL-83a;2018-06-01;2018-06-30;{reason}\n")
    });
    let courses = format!(
        "course_id;person_key;birth_year;age;course_type;service_code;start;end;end_reason\n{}",
        rows.collect::<String>()
    );
    let grants =
        grants("B;SEL-83-2;own_home;2018-07-01;\nE;SEL-83-2;own_home;2018-01-01;2018-05-31\n");
    let given = given(&[
        ("course", &courses),
        ("grant", &grants),
        ("event", "person_key"),
    ]);
    given.check(
        "R1.ascof_2a_2024",
        "2018-06,2018-07",
        "",
        &["2018-06 ok 1 / 2", "2018-07 not_applicable"],
    );
    // C, of whom it is not told, is below the line of the measure of before.
    given.check(
        "R1.ascof_2d_until_2022",
        "2018-06",
        "",
        &["2018-06 ok 1 / 3"],
    );
    given.check(
        "R1.ascof_2a_2024_not_told",
        "2018-06",
        "",
        &["2018-06 ok 1"],
    );
    given.check("R1.ascof_2a_2024", "2018-12", "", &["2018-12 immature"]);
}

/// Events of one citizen: `kind;date;planned`.
fn events(person: &str, rows: &[&str]) -> String {
    let rows = rows.iter();
    rows.map(|row| format!("{person};1940;78;{row}\n"))
        .collect()
}

const EVENTS: &str = "person_key;birth_year;age;kind;date;planned\n";
/// From 1 to 10 May.
const STAY: [&str; 2] = ["admission;2018-05-01;", "discharge;2018-05-10;"];

#[test]
fn a_discharge_counts_after_a_night_and_of_whom_did_not_live_in_care() {
    let of = [
        events("A", &STAY),
        // No night, and no admission that is known.
        events("B", &["admission;2018-05-10;", "discharge;2018-05-10;"]),
        events("C", &["discharge;2018-05-10;"]),
        // The stay goes on in another hospital.
        events(
            "D",
            &[
                STAY[0],
                STAY[1],
                "admission;2018-05-10;",
                "discharge;2018-05-12;",
            ],
        ),
        // Told twice.
        events("E", &[STAY[0], STAY[1], STAY[1]]),
        // The admission is that of the discharge before.
        events("F", &[STAY[0], STAY[1], "discharge;2018-05-20;"]),
        events("G", &STAY),
        events("H", &STAY),
    ];
    // G lived in care when admitted, H moved there after it.
    let grants = grants(
        "G;ABL-54;care_housing;2018-01-01;2018-05-01
H;ABL-54;care_housing;2018-05-02;
",
    );
    let given = given(&[
        ("event", &format!("{EVENTS}{}", of.concat())),
        ("grant", &grants),
    ]);
    assert_eq!(
        given.rows("discharge", &["person_key", "discharged_on"]),
        [
            "A 2018-05-10",
            "D 2018-05-12",
            "E 2018-05-10",
            "F 2018-05-10",
            "H 2018-05-10",
        ]
    );
}

/// The discharge that a course which begins on a day is linked to, after stays to 10 and 12 May.
#[track_caller]
fn check_link(start: &str, expected: &str) {
    let courses = courses(&format!("A;SEL-83a;{start};2018-08-30;self_reliant"));
    let stays = events(
        "A",
        &[
            STAY[0],
            STAY[1],
            "admission;2018-05-11;",
            "discharge;2018-05-12;",
        ],
    );
    let given = given(&[("course", &courses), ("event", &format!("{EVENTS}{stays}"))]);
    assert_eq!(
        given.rows(CLUSTERS, &["discharged_on"]),
        [expected],
        "{start}"
    );
}

#[test]
fn a_cluster_is_linked_to_the_latest_discharge_from_7_days_before_to_3_days_after_its_start() {
    check_link("2018-05-06", "-");
    check_link("2018-05-07", "2018-05-10");
    check_link("2018-05-09", "2018-05-12");
    check_link("2018-05-19", "2018-05-12");
    check_link("2018-05-20", "-");
}

/// Whether a citizen discharged on 10 May, with a course from the 12th, is at home 84 days later: on 2 August.
#[track_caller]
fn check_home(later: &[&str], grants_of_it: &str, expected: &str) {
    let courses = courses("A;SEL-83a;2018-05-12;2018-06-30;self_reliant");
    let all = [&STAY[..], later].concat();
    let given = given(&[
        ("course", &courses),
        ("event", &format!("{EVENTS}{}", events("A", &all))),
        ("grant", &grants(grants_of_it)),
    ]);
    let found = given.rows(CLUSTERS, &["is_at_home_84"]);
    assert_eq!(found, [expected], "{later:?} {grants_of_it}");
}

#[test]
fn at_home_is_who_neither_died_nor_was_readmitted_nor_moved_into_care_within_84_days() {
    check_home(&[], "A;SEL-83-1;own_home;2018-05-10;", "true");
    check_home(&["death;2018-08-02;"], "", "false");
    check_home(&["death;2018-08-03;"], "", "true");
    check_home(&["readmission;2018-05-11;"], "", "false");
    check_home(&["admission;2018-08-02;false"], "", "false");
    check_home(&["admission;2018-08-02;true"], "", "true");
    check_home(&["admission;2018-08-03;false"], "", "true");
    check_home(&[], "A;ABL-54;care_housing;2018-08-02;", "false");
    check_home(&[], "A;ABL-54;care_housing;2018-08-03;", "true");
    // A short stay is no place to live.
    check_home(&[], "A;SEL-84-2;care_housing;2018-05-20;2018-06-20", "true");
}

#[test]
fn shares_after_discharge_are_of_the_65_and_over() {
    let young = events("C", &STAY).replace("1940;78", "1970;48");
    let of = [
        events("A", &STAY),
        events("B", &[STAY[0], STAY[1], "death;2018-06-01;"]),
        young,
        events("D", &STAY),
    ];
    let rows = ["A", "B", "C"].map(|person| {
        let (born, age) = if person == "C" { (1970, 48) } else { (1940, 78) };
        format!("F{person};{person};{born};{age};rehabilitation;SEL-83a;2018-05-12;2018-06-30;self_reliant\n")
    });
    let courses = format!(
        "course_id;person_key;birth_year;age;course_type;service_code;start;end;end_reason\n{}",
        rows.concat()
    );
    let given = given(&[
        ("course", &courses),
        ("event", &format!("{EVENTS}{}", of.concat())),
        ("grant", "person_key"),
    ]);
    // D was discharged and had no rehabilitation.
    given.check(
        "R2.ascof_2d_2024",
        "2018-05,2018-06,2018-12",
        "",
        &[
            "2018-05 ok 1 / 2",
            "2018-06 not_applicable",
            "2018-12 immature",
        ],
    );
    given.check(
        "R2.ascof_2d_2024_provision",
        "2018-05",
        "",
        &["2018-05 ok 2 / 3"],
    );
}
