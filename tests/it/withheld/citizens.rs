//! Records in which some cells are of three citizens, with figures that occur nowhere else.

use std::fmt::Write as _;

use chrono::{Datelike as _, Days, NaiveDate};
use pejl_tests::Place;
use serde_json::json;

/// What is told of few, by name: figures that a board, its courses and its splits show.
pub const PLANTED: [(&str, f64); 8] = [
    ("median days of 2018-Q4", 1_037.0),
    ("median days of 2019", 1_249.0),
    ("days to first contact of 2018-Q4", 1_222.0),
    ("days to first contact of 2019", 1_333.0),
    ("hours gained of 2018-Q4", 277.308_7),
    ("hours gained of 2019", 288.642),
    ("cost per course of 2019", 725_396.42),
    ("cost per hour of 2019", 375_205.063_793_103_5),
];

/// What is told of few where somebody put it into words, and where it was corrected after a report was kept.
pub const SAID: (&str, f64) = ("a number of a comment", 98_765.0);
pub const CORRECTED: (&str, f64) = ("median days of 2019, as first known", 1_264.0);

/// Ends of the courses of eight citizens each: figures of them are told.
const TOLD: [&str; 6] = [
    "2017-02-10",
    "2017-05-12",
    "2017-11-10",
    "2018-02-09",
    "2018-05-11",
    "2018-08-10",
];

/// Months that are covered.
const CARE: &str = "2014-10..2020-06";
const BOOKED: &str = "2017-01..2019-12";

/// A citizen with a course: what is of them in each dataset.
struct Citizen {
    end: NaiveDate,
    days: u64,
    hours: f64,
    hours_left: f64,
    oere: i64,
    minutes: i64,
    waited: u64,
    course_type: &'static str,
    unit: &'static str,
}

/// The rows of the datasets, each with its headings.
struct Rows {
    course: String,
    grant: String,
    ledger: String,
    waiting: String,
    delivery: String,
    n_citizens: u32,
}

impl Rows {
    fn new() -> Self {
        let heading = |text: &str| format!("{text}\n");
        Self {
            course: heading(
                "course_id;cpr;course_type;law_basis;service;unit_id;start;planned_end;end;end_reason;hours_before;hours_after",
            ),
            grant: heading(
                "grant_id;cpr;service;target_group;setting;applied_date;decision_date;valid_from;valid_to;amount;unit;per;\
                 acting_municipality;paying_municipality;end_reason",
            ),
            ledger: heading(
                "fiscal_year;period;posting_date;document_no;function;dranst;ownership;cost_centre;service_code;amount_oere;cpr",
            ),
            waiting: heading("list_type;cpr;service;listed;first_contact;offered;accepted"),
            delivery: heading(
                "cpr;grant_id;course_id;service;date;minutes;quantity;planned_minutes;profession;provider_id;mode;cancelled;\
                 cancel_reason",
            ),
            n_citizens: 0,
        }
    }

    fn add(&mut self, one: &Citizen) {
        let no = self.n_citizens;
        self.n_citizens += 1;
        let born = format!("{:02}{:02}{}", 1 + no % 28, 1 + no % 12, 30 + no % 9);
        let cpr = format!("{born}-{:04}", 1_000 + no);
        self.add_care(no, &cpr, one);
        self.add_booked(no, &cpr, one);
    }

    /// The course and the grant of a citizen.
    fn add_care(&mut self, no: u32, cpr: &str, one: &Citizen) {
        let before = |days| one.end - Days::new(one.days + days);
        let (end, start) = (one.end, before(0));
        let reason = match no.is_multiple_of(4) {
            true => "less_help",
            false => "self_reliant",
        };
        let planned = start + Days::new(one.days / 2);
        let (kind, unit) = (one.course_type, one.unit);
        let (hours, left) = (one.hours, one.hours_left);
        let of_course = format!("{kind};SEL § 83 a;SEL-83a;{unit};{start};{planned};{end}");
        let of_end = format!("{reason};{hours};{left}");
        writeln!(self.course, "F{no};{cpr};{of_course};{of_end}").unwrap();
        let (applied, decided, from) = (before(90), before(70), before(60));
        let until = end + Days::new(20);
        let of_grant = format!("{applied};{decided};{from};{until};{left};hours;week;766;766;");
        let of = format!("G{no};{cpr};SEL-83-1;elderly;own_home");
        writeln!(self.grant, "{of};{of_grant}").unwrap();
    }

    /// What was booked, delivered and waited for.
    fn add_booked(&mut self, no: u32, cpr: &str, one: &Citizen) {
        let (end, minutes) = (one.end, one.minutes);
        let function = match end.year() < 2018 {
            true => "5.32.32",
            false => "5.30.26",
        };
        for (document, service, oere) in [
            ("L", "SEL-83a", one.oere),
            ("M", "SEL-83-1", 2 * one.oere + 11),
        ] {
            let booked = format!("{};{};{end};{document}{no}", end.year(), end.month());
            let to = format!("{function};1;1;K10;{service};{oere};{cpr}");
            writeln!(self.ledger, "{booked};{to}").unwrap();
        }
        for (of, minutes) in [
            (format!("G{no};;SEL-83-1"), minutes),
            (format!(";F{no};SEL-83a"), minutes + 20),
        ] {
            let visit = format!("{end};{minutes};;{minutes};sosu-hjælper;V1;visit;false;");
            writeln!(self.delivery, "{cpr};{of};{visit}").unwrap();
        }
        let listed = end - Days::new(3);
        let waited = |more| listed + Days::new(one.waited + more);
        let of_list = format!("{listed};{};{};{}", waited(0), waited(1), waited(2));
        writeln!(self.waiting, "plejebolig;{cpr};ABL-54;{of_list}").unwrap();
    }
}

/// Rows in which each of the three citizens of a planted cell stands so many times, under as many names: means, medians and
/// ratios are the same, and of ten times as many they are told. `days` is how long the courses of 2019 were.
fn rows(copies: u32, days: u64) -> Rows {
    let mut rows = Rows::new();
    for end in TOLD {
        for no in 0..8_u32 {
            rows.add(&Citizen {
                end: end.parse().unwrap(),
                days: u64::from(50 + 7 * no),
                hours: 4.0 + f64::from(no) * 0.5,
                hours_left: 2.0,
                oere: i64::from(100_000 + no * 1_000),
                minutes: i64::from(60 + no),
                waited: u64::from(30 + no),
                course_type: "rehabilitation",
                unit: "U1",
            });
        }
    }
    for (end, days, hours, oere, minutes, waited) in [
        ("2018-11-09", 1_037, 287.4321, 61_428_531, 149, 1_222),
        ("2019-11-08", days, 298.7654, 72_539_642, 163, 1_333),
    ] {
        for no in (0..3_i32)
            .cycle()
            .take(3 * usize::try_from(copies).unwrap())
        {
            rows.add(&Citizen {
                end: end.parse().unwrap(),
                days,
                hours: ((hours + f64::from(no - 1) * 0.5) * 10_000.0).round() / 10_000.0,
                hours_left: 10.1234,
                oere: oere + i64::from(no - 1) * 7,
                minutes: minutes + i64::from(no),
                waited,
                course_type: "training",
                unit: "U7",
            });
        }
    }
    rows
}

/// Residents of all quarters, postings of nobody, staff and a provider.
fn surroundings() -> [(&'static str, String); 4] {
    let mut residents = String::from("OMRÅDE;KØN;ALDER;TID;INDHOLD\n");
    let mut postings = String::new();
    let mut staff =
        String::from("unit_id;month;profession;fte;headcount;agency_hours;trained_flag\n");
    for year in 2016..=2020 {
        for quarter in 1..=4 {
            for (ages, n) in [
                ("18-64 år", 25_011),
                ("65-74 år", 5_021),
                ("75-79 år", 2_031),
                ("80-84 år", 1_041),
                ("85 år og derover", 811),
            ] {
                writeln!(residents, "766;I alt;{ages};{year}K{quarter};{n}").unwrap();
            }
        }
    }
    for (year, month) in (2017..=2019).flat_map(|year| (1..=12).map(move |month| (year, month))) {
        let oere = 900_000 + month * 100;
        let of = format!("{year};{month};{year}-{month:02}-15;N{year}{month}");
        writeln!(postings, "{of};5.38.50;1;1;K30;SEL-108;{oere};").unwrap();
        for (unit, profession, fte) in [("U7", "sosu-hjælper", 345.678), ("U8", "pædagog", 234.567)]
        {
            writeln!(
                staff,
                "{unit};{year}-{month:02}-01;{profession};{fte};357;;true"
            )
            .unwrap();
        }
    }
    let provider = "provider_id;name;provider_type;parent_id;service_area;valid_from;valid_to\nV1;Hjemmeplejen Nord;own;;elderly;2015-01-01;\n";
    [
        ("folk1a", residents),
        ("ledger", postings),
        ("staffing", staff),
        ("provider", provider.to_owned()),
    ]
}

/// An installation with cells of three citizens.
pub fn few() -> Place {
    let place = Place::sqlite();
    load(&place, &rows(1, 1_264));
    speak(&place);
    let keep = [
        "report",
        "--municipality",
        "766",
        "--month",
        "2019-12",
        "--keep",
    ];
    place.run(keep).expect_done();
    // What was known at first is corrected after the report was kept.
    let corrected = rows(1, 1_249).course;
    import(&place, "course", &corrected, Some(CARE));
    place
}

/// The same figures of thirty citizens each, which are told to anybody.
pub fn many() -> Place {
    let place = Place::sqlite();
    load(&place, &rows(10, 1_249));
    speak(&place);
    place
}

fn load(place: &Place, rows: &Rows) {
    let key = place.folder().join("key").display().to_string();
    place.run(["person-key", &key]).expect_done();
    let [(_, residents), (_, postings), staffing, provider] = surroundings();
    let file = place.write("folk1a.csv", residents);
    place.import(&file, &["--table", "FOLK1A"]);
    let ledger = format!("{}{postings}", rows.ledger);
    for (dataset, text, covered) in [
        ("course", &rows.course, Some(CARE)),
        ("grant", &rows.grant, Some(CARE)),
        ("delivery", &rows.delivery, Some(CARE)),
        ("ledger", &ledger, Some(BOOKED)),
        ("waiting", &rows.waiting, Some(BOOKED)),
        (staffing.0, &staffing.1, Some(BOOKED)),
        (provider.0, &provider.1, None),
    ] {
        import(place, dataset, text, covered);
    }
}

fn import(place: &Place, dataset: &str, text: &str, covered: Option<&str>) {
    let file = place.write(&format!("{dataset}.csv"), text);
    let mut command = place.command(["import", dataset, "--source", "canonical"]);
    command.args(["--municipality", "766", "--format", "json", "--person-key"]);
    command.arg(place.folder().join("key")).arg(file);
    if let Some(covered) = covered {
        command.args(["--period", covered]);
    }
    let done = pejl_tests::process::run(command).expect_done().json();
    assert_eq!(done["n_refused"], 0, "{dataset}: {done}");
}

/// A target, an initiative and a comment on figures that are of few.
fn speak(place: &Place) {
    crate::status::set(place, &crate::overview::TARGET);
    let initiative = json!({
        "municipality": "766",
        "title": "Kortere forløb",
        "started_on": "2018-01-01",
        "expected": [{"indicator": "O3.1"}, {"indicator": "O3.2"}],
    });
    let file = place.write("initiative.json", initiative.to_string());
    let file = file.display().to_string();
    place.run(["initiatives", "set", &file]).expect_done();
    let mut comment = place.command(["comments", "add", "O3.1", "--municipality", "766"]);
    let text = "Forløbene blev længere for 98.765 borgere";
    comment.args([
        "--period",
        "2019-Q4",
        "--author",
        "Anne Holm",
        "--text",
        text,
    ]);
    comment.args(["--text-en", "Courses became longer for 98,765 citizens"]);
    pejl_tests::process::run(comment).expect_done();
}
