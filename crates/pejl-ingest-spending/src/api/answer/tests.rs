#![expect(clippy::unwrap_used, reason = "tests")]

use pejl_domain::Lang;

use super::*;
use crate::api::testing::tables::table;
use crate::api::{Plan, PlanOptions, Selection, plan};

/// Two areas × two quarters of FOLK1A, the other variables left out.
fn small(format: Format) -> Plan {
    let info = table("FOLK1A", Lang::Da).unwrap();
    let mut selection = Selection::new()
        .with("OMRÅDE", ["630", "766"])
        .with("Tid", ["2020K1", "2020K2"]);
    if format == Format::Bulk {
        selection = selection
            .with("KØN", ["TOT"])
            .with("ALDER", ["IALT"])
            .with("CIVILSTAND", ["TOT"]);
    } else {
        selection = selection
            .without("KØN")
            .without("ALDER")
            .without("CIVILSTAND");
    }
    plan(
        &info,
        &selection,
        &PlanOptions {
            format: Some(format),
            ..PlanOptions::default()
        },
    )
    .unwrap()
}

fn copy(format: Format, end_proven: bool, answer: &[u8]) -> Result<Copied, AnswerError> {
    let plan = small(format);
    let expected = Expected::of(plan.requests().next().unwrap(), "FOLK1A", format);
    let mut out = Vec::new();
    let copied = expected.copy(
        &mut io::BufReader::with_capacity(7, answer),
        &mut out,
        end_proven,
        100_000,
        &mut |_| (),
    )?;
    assert_eq!(
        out, answer,
        "an answer that is taken is taken byte for byte"
    );
    assert_eq!(copied.bytes, u64::try_from(answer.len()).unwrap());
    Ok(copied)
}

#[track_caller]
fn check(format: Format, end_proven: bool, answer: &str, expected: Result<u64, &str>) {
    let copied = copy(format, end_proven, answer.as_bytes())
        .map(|copied| copied.rows)
        .map_err(|error| error.to_string());
    assert_eq!(copied, expected.map_err(ToOwned::to_owned));
}

const CSV: &str = "\u{feff}OMRÅDE;TID;INDHOLD\r\n630;2020K1;1\r\n630;2020K2;2\r\n766;2020K1;..\r\n766;2020K2;-4\r\n";
const BULK: &str = "OMRÅDE;KØN;ALDER;CIVILSTAND;TID;INDHOLD\n630;TOT;IALT;TOT;2020K1;1\n766;TOT;IALT;TOT;2020K2;2\n";

#[test]
fn a_whole_answer_is_taken_as_it_is() {
    check(Format::Csv, true, CSV, Ok(4));
    check(Format::Csv, false, CSV, Ok(4));
    check(Format::Bulk, true, BULK, Ok(2));
}

#[test]
fn columns_may_stand_in_any_order_and_case_and_be_quoted() {
    check(
        Format::Csv,
        true,
        "Tid;\"område\";Indhold\n2020K1;\"630\";1\n2020K2;630;2\n2020K1;766;3\n2020K2;766;4\n",
        Ok(4),
    );
}

#[test]
fn columns_may_be_headed_by_the_names_of_the_variables() {
    check(
        Format::Csv,
        true,
        &CSV.replace("OMRÅDE;TID", "område;tid"),
        Ok(4),
    );
    let plan = {
        let info = table("FOLK1A", Lang::En).unwrap();
        let selection =
            Selection::parse(["OMRÅDE=766", "!KØN", "!ALDER", "CIVILSTAND=U", "Tid=2020K1"])
                .unwrap();
        plan(&info, &selection, &PlanOptions::default()).unwrap()
    };
    let expected = Expected::of(plan.requests().next().unwrap(), "FOLK1A", Format::Csv);
    let mut answer = "REGION;MARITAL STATUS;TIME;INDHOLD\n766;U;2020K1;1\n".as_bytes();
    let copied = expected
        .copy(&mut answer, &mut io::sink(), true, 1000, &mut |_| ())
        .unwrap();
    assert_eq!(copied.rows, 1);
}

#[test]
fn a_last_line_break_may_lack_only_where_all_else_proves_the_end() {
    let open = CSV.trim_end();
    check(Format::Csv, true, open, Ok(4));
    check(
        Format::Csv,
        false,
        open,
        Err("the answer breaks off in line 5"),
    );
    let cut = "OMRÅDE;TID;INDHOLD\n630;2020K1;1\n630;2020K2;2";
    check(
        Format::Csv,
        true,
        cut,
        Err("the answer breaks off in line 3"),
    );
    check(
        Format::Bulk,
        true,
        BULK.trim_end(),
        Err("the answer breaks off in line 3"),
    );
    check(
        Format::Bulk,
        true,
        "OMRÅDE;KØN;ALDER;CIVILSTAND;TID;INDHOLD",
        Err("the answer breaks off in line 1"),
    );
    check(
        Format::Csv,
        true,
        "",
        Err("the answer breaks off in line 1"),
    );
}

#[test]
fn absent_rows_are_accepted_only_in_bulk_and_only_with_a_proven_end() {
    let three = CSV.trim_end().rsplit_once("766").unwrap().0;
    check(Format::Csv, true, three, Err("the answer has 3 of 4 rows"));
    check(
        Format::Bulk,
        false,
        BULK,
        Err("the transfer does not show whether the answer is whole after 2 rows"),
    );
    check(
        Format::Bulk,
        true,
        "OMRÅDE;KØN;ALDER;CIVILSTAND;TID;INDHOLD\r\n",
        Ok(0),
    );
}

#[test]
fn rows_that_were_not_asked_for_are_refused() {
    let more = format!("{CSV}766;2020K2;5\n");
    check(
        Format::Csv,
        true,
        &more,
        Err("the answer has more than the 4 rows asked for"),
    );
    let other = CSV.replace("766;2020K1", "101;2020K1");
    check(
        Format::Csv,
        true,
        &other,
        Err("line 4 of the answer has `101` in column `OMRÅDE`, which was not asked for"),
    );
    let labels = CSV.replace("766;2020K1", "Hedensted;2020K1");
    check(
        Format::Csv,
        true,
        &labels,
        Err("line 4 of the answer has `Hedensted` in column `OMRÅDE`, which was not asked for"),
    );
}

#[test]
fn a_wrong_heading_is_refused() {
    let wrong =
        |found: &str| format!("the answer has the columns {found}, expected OMRÅDE;Tid;INDHOLD");
    for heading in [
        "OMRÅDE;INDHOLD",
        "OMRÅDE;KØN;TID;INDHOLD",
        "OMRÅDE;OMRÅDE;INDHOLD",
        "OMRÅDE;TID",
        "<html>",
        "OMRÅDE,TID,INDHOLD",
    ] {
        check(
            Format::Csv,
            true,
            &format!("{heading}\n630;2020K1;1\n"),
            Err(&wrong(heading)),
        );
    }
}

#[test]
fn a_broken_row_is_refused_with_its_line() {
    let short = CSV.replace("766;2020K1;..", "766;2020K1");
    check(
        Format::Csv,
        true,
        &short,
        Err("line 4 of the answer has 2 columns, expected 3: 766;2020K1"),
    );
    let noise = CSV.replace("766;2020K1;..", "An error occurred");
    check(
        Format::Csv,
        true,
        &noise,
        Err("line 4 of the answer has 1 columns, expected 3: An error occurred"),
    );
    let long = format!("OMRÅDE;TID;INDHOLD\n{}\n", "7".repeat(20_000));
    check(
        Format::Csv,
        true,
        &long,
        Err("line 2 of the answer is longer than 16384 bytes"),
    );
    let latin = copy(Format::Csv, true, b"OMR\xc5DE;TID;INDHOLD\n");
    assert!(matches!(latin, Err(AnswerError::NotUtf8 { line: 1 })));
}

#[test]
fn an_error_document_is_read_as_what_it_says() {
    let body = "{\"errorTypeCode\":\"REQUEST-LIMIT\",\n\"message\":\"For mange celler\"}";
    let refused = copy(Format::Csv, true, body.as_bytes());
    assert!(
        matches!(refused, Err(AnswerError::Service(ServiceError::TooManyCells { message, .. })) if message == "For mange celler")
    );
    let marked = format!("\u{feff}{body}");
    assert!(matches!(
        copy(Format::Csv, true, marked.as_bytes()),
        Err(AnswerError::Service(_))
    ));
    let other = copy(Format::Csv, true, b"{\"dataset\":{}}\n");
    assert!(matches!(other, Err(AnswerError::Header { .. })));
}

#[test]
fn an_endless_answer_is_cut_off() {
    let plan = small(Format::Csv);
    let expected = Expected::of(plan.requests().next().unwrap(), "FOLK1A", Format::Csv);
    let mut endless = io::BufReader::new(io::repeat(b'\n'));
    let mut heading = "OMRÅDE;TID;INDHOLD\n".as_bytes().chain(&mut endless);
    let cut = expected.copy(&mut heading, &mut io::sink(), true, 5_000_000, &mut |_| ());
    assert!(matches!(
        cut,
        Err(AnswerError::TooLong { limit: 5_000_000 })
    ));
}

#[test]
fn failures_of_the_two_sides_are_told_apart() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::Error::from(io::ErrorKind::StorageFull))
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    struct Gone;
    impl Read for Gone {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::from(io::ErrorKind::ConnectionReset))
        }
    }
    let plan = small(Format::Csv);
    let expected = Expected::of(plan.requests().next().unwrap(), "FOLK1A", Format::Csv);
    let full = expected
        .copy(&mut CSV.as_bytes(), &mut Full, true, 1000, &mut |_| ())
        .unwrap_err();
    assert!(matches!(full, AnswerError::Write(_)) && !full.is_passing());
    let gone = expected
        .copy(
            &mut io::BufReader::new(Gone),
            &mut io::sink(),
            true,
            1000,
            &mut |_| (),
        )
        .unwrap_err();
    assert!(matches!(gone, AnswerError::Broken(_)) && gone.is_passing());
}
