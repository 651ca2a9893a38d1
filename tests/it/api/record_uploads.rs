//! A municipality's own records sent to be imported: what is kept of them, and what never is.

use std::io::Write as _;
use std::net::TcpStream;
use std::path::{Path, PathBuf};

use pejl_tests::process::wait_for;

use super::*;

const CPR: &str = "010240-1234";
const LEDGER: &str = "Regnskabsår;Periode;Bogføringsdato;Bilagsnr.;Kontostreng;Omkostningssted;Aktivitet;Projekt;\
                      Ejerforhold;Posteringstekst;Beløb;CPR-nr.\n";
const GRANTS: &str = "basketGrantId;patientIdentifier;paragraph;serviceDelivery;basketGrantEndDate;\
                      visitatedDurationInMinutes;description\n";
const PRISME: &str = "/api/v1/imports?dataset=ledger&source=prisme&municipality=Hedensted";
const NEXUS: &str = "/api/v1/imports?dataset=grant&source=nexus&municipality=766";

fn posting(month: u32, kroner: &str, cpr: &str) -> String {
    format!(
        "2019;{month};28-{month:02}-2019;B{month};09410-530261001-093007-229--093001-5052;1234;;;1;ring {CPR};{kroner};{cpr}\n"
    )
}

fn grant(id: u32, from: &str) -> String {
    format!("{id};{CPR};§ 83, stk. 1, nr. 1;{from};;30;ring til {CPR}\n")
}

/// A server that has a key for Hedensted.
fn server_with_key(place: &Place, further: &[&str]) -> Server {
    let keys = place.folder().join("keys");
    if !keys.exists() {
        std::fs::create_dir(&keys).unwrap();
        let key = keys.join("766.key").display().to_string();
        place.run(["person-key", &key]).expect_done();
    }
    let keys = keys.display().to_string();
    let mut arguments = vec!["--person-keys", keys.as_str()];
    arguments.extend(further);
    Server::start_with(place, &arguments)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

fn uploads(place: &Place) -> Vec<PathBuf> {
    files(&place.data().join("uploads"))
}

/// Fails where a text or a file holds the number, with its hyphen or without.
#[track_caller]
fn assert_no_number(place: &Place, said: &[String]) {
    let needles = [CPR.to_owned(), CPR.replace('-', "")];
    for needle in &needles {
        for text in said {
            assert!(!text.contains(needle), "{text}");
        }
    }
    let kept = files(&place.data());
    assert!(kept.len() >= 2, "{kept:?}");
    for path in kept {
        let shown = path.display().to_string();
        let bytes = std::fs::read(&path).unwrap();
        for needle in &needles {
            let found = bytes
                .windows(needle.len())
                .any(|window| window == needle.as_bytes());
            assert!(!found && !shown.contains(needle), "{shown}");
        }
    }
}

#[test]
fn a_ledger_and_grants_are_kept_and_no_byte_of_a_person_number_is() {
    for_each_database(|place| {
        let server = server_with_key(place, &[]);
        let rows = posting(1, "1.234,50", CPR) + &posting(2, "5,00-", "");
        let path = format!("{PRISME}&file_name={CPR}.csv&control_total=2019%3D1.229,50");
        let created = server
            .post(&path, format!("{LEDGER}{rows}").as_bytes())
            .expect_status(201);
        let summary = created.json();
        assert_eq!(summary["n_rows"], 2, "{summary}");
        assert_eq!(summary["totals_oere"]["2019"], 122_950);
        let location = created.header("location").unwrap().to_owned();
        let ledger = server.get(&location).expect_status(200);
        assert_eq!(ledger.json()["dataset"], "ledger");
        assert_eq!(ledger.json()["files"][0]["name"], "••••••-••••.csv");

        // One row of a hundred may be refused; its day cannot be.
        let grants: String = (1..=120).map(|id| grant(id, "15-01-2018")).collect();
        let grants = format!("{GRANTS}{grants}{}", grant(121, "31-02-2018"));
        let path = format!("{NEXUS}&file_name=grants.csv&explain=2");
        let created = server.post(&path, grants.as_bytes()).expect_status(201);
        let summary = created.json();
        assert_eq!(
            (&summary["n_rows"], &summary["n_refused"]),
            (&120.into(), &1.into())
        );
        assert_eq!(summary["rules"]["date.invalid"], 1);
        assert_eq!(summary["explained"].as_array().unwrap().len(), 2);
        let quarantine = summary["quarantine"].as_str().unwrap();
        assert!(place.data().join("quarantine").join(quarantine).is_file());
        let again = server.post(&path, grants.as_bytes()).expect_status(200);
        assert_eq!(again.json()["state"], "unchanged");
        let location = created.header("location").unwrap();
        let import = server.get(location).expect_status(200).json();
        assert_eq!(import["n_refused"], 1, "{import}");
        assert_eq!(import["rules"]["date.invalid"], 1, "{import}");
        let issues = server.get(&format!("{location}/issues"));
        let said = [ledger, created.clone(), again, issues.expect_status(200)];
        let mut said: Vec<String> = said.iter().map(Answer::text).collect();
        said.push(server.get("/api/v1/imports").text());
        said.push(server.log());
        assert!(uploads(place).is_empty());
        assert_no_number(place, &said);
        let sums = place
            .run(["query", "--dataset", "grant", "--format", "json"])
            .expect_done()
            .json();
        assert_eq!(sums["items"][0]["n_rows"], 120);
        assert_eq!(sums["items"][0]["n_persons"], 1);
        place.assert_sound();
    });
}

#[test]
fn refused_records_are_422_with_masked_issues_and_change_nothing() {
    let place = Place::sqlite();
    let server = server_with_key(&place, &[]);
    let rows = posting(1, "1,00", "") + &posting(2, CPR, "");
    let body = format!("{LEDGER}{rows}");
    let refused = server.post(PRISME, body.as_bytes()).expect_status(422);
    let summary = refused.json();
    assert_eq!(summary["state"], "refused");
    assert_eq!(summary["n_refused"], 1);
    let rules: Vec<&Value> = summary["issues"]
        .as_array()
        .unwrap()
        .iter()
        .map(|issue| &issue["rule"])
        .collect();
    assert!(rules.contains(&&"rows.refused".into()), "{rules:?}");
    let unmet = format!("{PRISME}&max_refused=1&control_total=2019%3D1,01");
    let unmet = server.post(&unmet, body.as_bytes()).expect_status(422);
    assert_eq!(unmet.json()["issues"][0]["rule"], "amount.control_total");
    assert_eq!(place.revision(), 0);
    let allowed = format!("{PRISME}&max_refused=1&control_total=2019%3D1,00");
    server.post(&allowed, body.as_bytes()).expect_status(201);
    let id = summary["id"].as_i64().unwrap();
    let issues = server
        .get(&format!("/api/v1/imports/{id}/issues"))
        .expect_status(200);
    let said = [refused.text(), unmet.text(), issues.text(), server.log()];
    assert_no_number(&place, &said);
    assert!(uploads(&place).is_empty());
}

#[test]
fn a_dry_run_explains_and_keeps_nothing() {
    let place = Place::sqlite();
    let server = server_with_key(&place, &[]);
    let body = format!("{LEDGER}{}", posting(1, "1.234,50-", CPR));
    let path = format!("{PRISME}&dry_run=true&explain=5");
    let dry = server.post(&path, body.as_bytes()).expect_status(200);
    let summary = dry.json();
    assert_eq!(
        (&summary["state"], &summary["id"]),
        (&"dry_run".into(), &Value::Null)
    );
    let cells = summary["explained"][0]["cells"].as_array().unwrap();
    let amount = cells.iter().find(|cell| cell["column"] == "amount_oere");
    let amount = amount.unwrap();
    assert_eq!(
        (&amount["written"], &amount["value"]),
        (&"1.234,50-".into(), &"-123450".into())
    );
    assert_eq!(
        server.get("/api/v1/imports").json()["items"],
        Value::Array(Vec::new())
    );
    assert_no_number(&place, &[dry.text(), server.log()]);
}

#[test]
fn records_that_cannot_be_carried_out_are_400_by_parameter() {
    let place = Place::sqlite();
    let server = server_with_key(&place, &[]);
    let refused = |query: &str, parameter: &str| {
        let problem = server
            .post(&format!("/api/v1/imports?{query}"), b"x")
            .expect_problem(400);
        named(&problem, parameter);
    };
    refused("dataset=ledger&source=prisme", "municipality");
    refused("dataset=ledger&municipality=766", "source");
    refused("dataset=ledger&municipality=766&source=sap", "source");
    let prisme = "dataset=ledger&source=prisme&municipality=766";
    refused(&format!("{prisme}&table=REGK31"), "table");
    refused(&format!("{prisme}&mapping=/etc/passwd"), "mapping");
    refused(&format!("{prisme}&explain=101"), "explain");
    refused(&format!("{prisme}&max_refused=mange"), "max_refused");
    refused(&format!("{prisme}&control_total=2019"), "control_total");
    refused(&format!("{prisme}&period=2019-Q9"), "period");
    // The server has no key for another municipality.
    refused(
        "dataset=ledger&source=prisme&municipality=630",
        "person_key",
    );
    assert!(uploads(&place).is_empty());
    assert_eq!(place.revision(), 0);
}

#[test]
fn two_uploads_at_once_are_both_kept() {
    for_each_database(|place| {
        let server = server_with_key(place, &[]);
        let ledger: String = (0..20_000)
            .map(|row| posting(1 + row % 12, "1,00", ""))
            .collect();
        let ledger = format!("{LEDGER}{ledger}");
        let grants: String = (1..=5_000).map(|id| grant(id, "15-01-2018")).collect();
        let grants = format!("{GRANTS}{grants}");
        std::thread::scope(|scope| {
            let one = scope.spawn(|| server.post(PRISME, ledger.as_bytes()));
            let other = scope.spawn(|| server.post(NEXUS, grants.as_bytes()));
            one.join().unwrap().expect_status(201);
            other.join().unwrap().expect_status(201);
        });
        assert_eq!(place.revision(), 2);
        assert!(uploads(place).is_empty());
        place.assert_sound();
    });
}

/// Begins an upload whose body does not come to its end.
fn begun(server: &Server) -> TcpStream {
    let mut stream = TcpStream::connect(server.authority()).unwrap();
    let head = format!(
        "POST {PRISME}&file_name={CPR}.csv HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(LEDGER.as_bytes()).unwrap();
    stream
        .write_all(posting(1, "1,00", CPR).as_bytes())
        .unwrap();
    stream.flush().unwrap();
    stream
}

/// Waits until the server has kept the first bytes of an upload.
fn first_bytes(place: &Place) -> PathBuf {
    wait_for("the first bytes of an upload", || {
        let found = uploads(place);
        let is_begun = |path: &PathBuf| path.metadata().is_ok_and(|file| file.len() > 0);
        found.into_iter().find(is_begun)
    })
}

#[test]
fn an_upload_under_way_is_private_stalls_no_query_and_is_gone_when_its_client_is() {
    let place = Place::sqlite();
    let server = server_with_key(&place, &[]);
    let streams: Vec<TcpStream> = (0..8).map(|_| begun(&server)).collect();
    wait_for("eight uploads under way", || {
        (uploads(&place).len() == 8).then_some(())
    });
    let path = first_bytes(&place);
    assert!(!path.display().to_string().contains(CPR), "{path:?}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
        assert_eq!(mode(&place.data().join("uploads")), 0o700);
    }
    // As many as there are places for: the next is told so at once, and queries are answered.
    let body = format!("{LEDGER}{}", posting(1, "1,00", ""));
    let problem = server.post(PRISME, body.as_bytes()).expect_problem(503);
    assert_eq!(problem["type"], "urn:pejl:problem:overloaded");
    server.get("/api/v1/datasets").expect_status(200);
    drop(streams);
    wait_for("the end of the uploads", || {
        uploads(&place).is_empty().then_some(())
    });
    server.post(PRISME, body.as_bytes()).expect_status(201);
    assert_eq!(place.revision(), 1);
    assert!(!server.log().contains(CPR), "{}", server.log());
}

#[test]
fn what_a_killed_server_left_of_an_upload_is_gone_when_the_next_one_starts() {
    let place = Place::sqlite();
    let mut server = server_with_key(&place, &[]);
    let _stream = begun(&server);
    let path = first_bytes(&place);
    server.process().kill();
    assert!(path.is_file());
    let server = server_with_key(&place, &[]);
    assert!(uploads(&place).is_empty());
    assert!(server.log().contains("n_removed=1"), "{}", server.log());
}

#[test]
fn an_upload_that_grows_too_large_is_413_and_gone() {
    let place = Place::sqlite();
    let server = server_with_key(&place, &["--upload-bytes-max", "4096"]);
    assert_eq!(
        server.get("/api/v1/config").json()["limits"]["upload_bytes_max"],
        4096
    );
    // In pieces, so that its length is not known before.
    let mut request = format!(
        "POST {PRISME} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    );
    let row = posting(1, "1,00", CPR);
    for _ in 0..40 {
        request.push_str(&format!("{:x}\r\n{row}\r\n", row.len()));
    }
    request.push_str("0\r\n\r\n");
    let answer = server.raw(request.as_bytes());
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert!(answer.contains("application/problem+json"), "{answer}");
    assert!(uploads(&place).is_empty());
    assert_eq!(place.revision(), 0);
    assert!(!server.log().contains(CPR));
}

#[test]
fn reports_to_kl_gateway_are_taken_as_they_are_sent() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/kl-gateway");
    let reports = std::fs::read(fixtures.join("reports.ndjson")).unwrap();
    let place = Place::sqlite();
    let server = server_with_key(&place, &[]);
    let path = "/api/v1/imports?dataset=kl-gateway&municipality=766&file_name=march.ndjson";
    let held = server.post(path, &reports).expect_status(422).json();
    assert_eq!(held["rules"]["kl.unknown_organisation"], 2, "{held}");
    let organisations = "system;value;municipality_code;unit_id;valid_from;valid_to\n\
                         urn:oid:1.2.208.176.1.1;100000000000001;766;;;\n";
    let register =
        "/api/v1/imports?dataset=reporting_org&source=canonical&municipality=766&file_name=o.csv";
    server
        .post(register, organisations.as_bytes())
        .expect_status(201);
    let created = server.post(path, &reports).expect_status(201);
    assert!(created.json()["n_rows"].as_i64().unwrap() > 5);
    let again = server.post(path, &reports).expect_status(200).json();
    assert_eq!(again["state"], "unchanged");
    let location = created.header("location").unwrap().to_owned();
    let import = server.get(&location).expect_status(200).json();
    assert_eq!(import["dataset"], "kl_resource");
    for wrong in [
        "/api/v1/imports?dataset=kl-gateway&municipality=766&file_name=a.json&source=nexus",
        "/api/v1/imports?dataset=kl-gateway&file_name=a.json",
    ] {
        server.post(wrong, &reports).expect_status(400);
    }
    assert_eq!(uploads(&place), Vec::<PathBuf>::new());
    // The number of the made citizen, which stands in the reports and in their free text.
    for path in files(&place.data()) {
        let bytes = std::fs::read(&path).unwrap();
        let found = bytes.windows(10).any(|window| window == b"3112419995");
        assert!(!found, "{}", path.display());
    }
}
