#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeMap;

use chrono::TimeZone;
use pejl_domain::Lang;
use tempfile::TempDir;

use super::*;
use crate::api::testing::{MadeUp, ReplayOptions, ReplayServer, Step, made_up_value};
use crate::api::{ClientOptions, PlanOptions, Selection, SidecarError, plan};

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2025, 11, 21, 22, 4, 5).unwrap()
}

struct Bench {
    server: ReplayServer,
    client: Client,
    folder: TempDir,
}

fn bench() -> Bench {
    bench_with(&ReplayOptions::default(), ClientOptions::default())
}

fn bench_with(replay: &ReplayOptions, options: ClientOptions) -> Bench {
    let server = ReplayServer::start_with(replay).unwrap();
    let client = Client::new(&server.base_url(), options)
        .unwrap()
        .with_sleep(|_| ());
    Bench {
        server,
        client,
        folder: TempDir::new().unwrap(),
    }
}

impl Bench {
    fn plan(&mut self, table: &str, selection: &Selection, options: &PlanOptions) -> Plan {
        let info = self.client.table_info(table, Lang::Da).unwrap();
        plan(&info, selection, options).unwrap()
    }

    fn fetch(&mut self, plan: &Plan) -> Result<Fetched, FetchError> {
        self.client
            .fetch(plan, self.folder.path(), now(), &mut |_| ())
    }

    /// The requests for figures.
    fn asked(&self) -> usize {
        self.server
            .requests()
            .iter()
            .filter(|seen| seen.path == "/v1/data")
            .count()
    }

    fn left_behind(&self) -> Vec<String> {
        let names = fs::read_dir(self.folder.path()).unwrap();
        names
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect()
    }

    /// Fetches the plan after the given answers and expects nothing but the error.
    fn refused(&mut self, plan: &Plan, steps: impl IntoIterator<Item = Step>) -> ClientError {
        self.server.script(steps);
        let error = self.fetch(plan).unwrap_err();
        assert!(self.left_behind().is_empty(), "{:?}", self.left_behind());
        let FetchError::Request { source, .. } = error else {
            unreachable!("{error:?}")
        };
        *source
    }
}

fn bulk() -> PlanOptions {
    PlanOptions {
        format: Some(Format::Bulk),
        ..PlanOptions::default()
    }
}

fn regk31() -> Selection {
    let selection = Selection::new()
        .with("OMRÅDE", ["630", "766"])
        .with("FUNKTION", ["5302*"])
        .with("DRANST", ["1"]);
    selection
        .with("ART", ["TOT"])
        .with("PRISENHED", ["INDL"])
        .with("Tid", [">=2018"])
}

/// Every row of a data file: codes by variable (in upper case) and the text of the number.
fn rows(path: &Path) -> Vec<(BTreeMap<String, String>, String)> {
    let text = fs::read_to_string(path).unwrap();
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let heading: Vec<&str> = lines.next().unwrap().split(';').collect();
    let row = |line: &str| {
        let mut cells: Vec<&str> = line.split(';').collect();
        let value = cells.pop().unwrap().to_owned();
        (
            heading
                .iter()
                .zip(cells)
                .map(|(name, cell)| ((*name).to_owned(), cell.to_owned()))
                .collect(),
            value,
        )
    };
    lines.map(row).collect()
}

/// Checks every row against what the server makes up, and that exactly the zeros are absent where absent means zero.
fn check_made_up(plan: &Plan, fetched: &Fetched) {
    let mut found = 0_u64;
    let mut zeros = 0_u64;
    for (file, request) in fetched.files.iter().zip(plan.requests()) {
        let variables: Vec<&str> = request
            .variables()
            .map(|(variable, _)| variable.id.as_str())
            .collect();
        let rows = rows(&file.data);
        assert_eq!(u64::try_from(rows.len()).unwrap(), file.n_rows);
        for (codes, value) in &rows {
            let members: Vec<(&str, &str)> = variables
                .iter()
                .map(|id| (*id, codes[&id.to_uppercase()].as_str()))
                .collect();
            let expected = match made_up_value(&plan.table, &members) {
                MadeUp::Zero => {
                    zeros += 1;
                    "0".to_owned()
                }
                MadeUp::Unknown => "..".to_owned(),
                MadeUp::Number(number) => number.to_string(),
            };
            assert_eq!(*value, expected, "{members:?}");
        }
        found += file.n_rows;
    }
    if plan.format == Format::Bulk {
        assert_eq!(zeros, 0);
        assert!(found < plan.rows());
    } else {
        assert!(zeros > 0);
        assert_eq!(found, plan.rows());
    }
}

#[test]
fn a_small_selection_is_one_file_with_its_sidecar() {
    let mut bench = bench();
    let plan = bench.plan("REGK31", &regk31(), &PlanOptions::default());
    let fetched = bench.fetch(&plan).unwrap();
    let name = "REGK31-20251121T220405Z-001.csv";
    let data = bench.folder.path().join(name);
    assert_eq!(fetched.files.len(), 1);
    assert_eq!(
        (&fetched.files[0].data, fetched.files[0].n_rows),
        (&data, 2 * 4 * 7)
    );
    let mut left = bench.left_behind();
    left.sort();
    assert_eq!(left, [name.to_owned(), format!("{name}.json")]);
    check_made_up(&plan, &fetched);

    let sidecar = Sidecar::read_beside(&data).unwrap().unwrap();
    assert_eq!(
        (sidecar.table.as_str(), sidecar.title.as_str()),
        ("REGK31", "Kommunernes regnskaber på funktioner")
    );
    assert_eq!(
        (sidecar.unit.as_str(), sidecar.updated.as_str()),
        ("-", "2025-04-29T08:00:00")
    );
    assert_eq!(
        (sidecar.format.as_str(), sidecar.language.as_str()),
        ("CSV", "da")
    );
    assert_eq!(
        (sidecar.value_presentation.as_str(), sidecar.absent),
        ("Code", AbsentRows::Missing)
    );
    assert_eq!((sidecar.n_rows, sidecar.n_combinations), (56, 56));
    assert_eq!(
        (sidecar.url, sidecar.fetched_at),
        (format!("{}/data", bench.server.base_url()), now())
    );
    let areas: Vec<(&str, &str)> = sidecar.variables[0]
        .values
        .iter()
        .map(|v| (v.id.as_str(), v.text.as_str()))
        .collect();
    assert_eq!(areas, [("630", "Vejle"), ("766", "Hedensted")]);
    assert_eq!(sidecar.request, plan.requests().next().unwrap().body());
    let ids: Vec<&str> = sidecar.variables.iter().map(|v| v.id.as_str()).collect();
    assert_eq!(
        ids,
        ["OMRÅDE", "FUNKTION", "DRANST", "ART", "PRISENHED", "Tid"]
    );
}

#[test]
fn bulk_leaves_zeros_out_and_the_sidecar_says_so() {
    let mut bench = bench();
    let selection = Selection::new()
        .with("ART", ["TOT"])
        .with("PRISENHED", ["INDL"])
        .with("Tid", ["(-n+2)"]);
    let plan = bench.plan("REGK31", &selection, &bulk());
    let fetched = bench.fetch(&plan).unwrap();
    assert_eq!(plan.rows(), 109 * 39 * 7 * 2);
    check_made_up(&plan, &fetched);
    let sidecar = Sidecar::read_beside(&fetched.files[0].data)
        .unwrap()
        .unwrap();
    assert_eq!(
        (sidecar.format.as_str(), sidecar.absent),
        ("BULK", AbsentRows::Zero)
    );
    assert_eq!(
        (sidecar.n_combinations, sidecar.n_rows),
        (plan.rows(), fetched.files[0].n_rows)
    );
}

#[test]
fn a_large_csv_selection_is_several_files_fetched_one_at_a_time() {
    let mut bench = bench();
    let options = PlanOptions {
        limit: 7 * 16,
        format: Some(Format::Csv),
    };
    let plan = bench.plan("REGK31", &regk31(), &options);
    assert_eq!(plan.n_requests(), 4);
    let mut events = Vec::new();
    let fetched = bench
        .client
        .fetch(&plan, bench.folder.path(), now(), &mut |progress| {
            let event = match progress.event {
                Event::Asking { rows } => format!("asking {rows}"),
                Event::Receiving { .. } => return,
                Event::Waiting { .. } => "waiting".to_owned(),
                Event::Received { rows, .. } => format!("received {rows}"),
            };
            events.push(format!(
                "{}/{} {event}",
                progress.request_no, progress.n_requests
            ));
        });
    let fetched = fetched.unwrap();
    check_made_up(&plan, &fetched);
    assert_eq!(bench.server.max_in_flight(), 1);
    assert_eq!(
        events[..4],
        [
            "1/4 asking 16",
            "1/4 received 16",
            "2/4 asking 16",
            "2/4 received 16"
        ]
    );
    assert_eq!(
        fetched.files.iter().map(|file| file.n_rows).sum::<u64>(),
        plan.rows()
    );
    let last = Sidecar::read_beside(&fetched.files[3].data)
        .unwrap()
        .unwrap();
    assert_eq!((last.request_no, last.n_requests), (4, 4));
    assert_eq!(
        last.variables[5]
            .values
            .iter()
            .map(|v| v.id.as_str())
            .collect::<Vec<_>>(),
        ["2024"]
    );
}

#[test]
fn answers_that_break_off_are_asked_for_again() {
    let mut bench = bench();
    let plan = bench.plan("REGK31", &regk31(), &bulk());
    let too_short = Step::Unannounced { bytes: Some(200) };
    bench.server.script([
        Step::CutOff { bytes: 300 },
        too_short,
        Step::HangUp,
        Step::CutOff { bytes: 0 },
    ]);
    let mut waits = Vec::new();
    let fetched = bench
        .client
        .fetch(&plan, bench.folder.path(), now(), &mut |progress| {
            if let Event::Waiting {
                wait,
                attempt,
                cause,
            } = progress.event
            {
                waits.push((wait.as_secs(), attempt, cause.to_string()));
            }
        });
    check_made_up(&plan, &fetched.unwrap());
    assert_eq!(bench.asked(), 5);
    assert_eq!(
        waits
            .iter()
            .map(|(wait, attempt, _)| (*wait, *attempt))
            .collect::<Vec<_>>(),
        [(2, 1), (4, 2), (8, 3), (16, 4)]
    );
    assert_eq!(waits[0].2, "the answer broke off");
    assert!(
        waits[1].2.starts_with("the answer breaks off in line "),
        "{}",
        waits[1].2
    );
    assert!(
        waits[2].2.starts_with("failed to reach http://127.0.0.1:"),
        "{}",
        waits[2].2
    );
}

#[test]
fn an_answer_cut_at_a_line_break_is_not_taken_for_whole() {
    let mut bench = bench();
    let plan = bench.plan("REGK31", &regk31(), &bulk());
    let whole = bench.fetch(&plan).unwrap();
    let text = fs::read_to_string(&whole.files[0].data).unwrap();
    let two_lines = text.match_indices('\n').nth(1).unwrap().0 + 1;
    // Rows after the cut would be read as zeros: once the last chunk is missing, once the connection's end is all there is
    // to go by.
    bench.server.script([
        Step::CutOff { bytes: two_lines },
        Step::Unannounced {
            bytes: Some(two_lines),
        },
    ]);
    let mut causes = Vec::new();
    let again = bench
        .client
        .fetch(&plan, bench.folder.path(), now(), &mut |progress| {
            if let Event::Waiting { cause, .. } = progress.event {
                causes.push(cause.to_string());
            }
        });
    assert_eq!(again.unwrap().files[0].n_rows, whole.files[0].n_rows);
    let expected = [
        "the answer broke off",
        "the transfer does not show whether the answer is whole after 1 rows",
    ];
    assert_eq!(causes, expected);
    assert_eq!(bench.asked(), 4);
}

#[test]
fn packed_answers_are_taken_where_they_prove_their_end() {
    let mut bench = bench();
    let csv = bench.plan("REGK31", &regk31(), &PlanOptions::default());
    bench.server.script([Step::Packed]);
    let fetched = bench.fetch(&csv).unwrap();
    check_made_up(&csv, &fetched);
    assert_eq!(bench.asked(), 1);
    // Unpacking hides the announced length; a second request, unpacked, shows it.
    let mut bench = self::bench();
    let plan = bench.plan("REGK31", &regk31(), &bulk());
    bench.server.script([Step::Packed, Step::Packed]);
    let fetched = bench.fetch(&plan).unwrap();
    check_made_up(&plan, &fetched);
    assert_eq!(bench.asked(), 2);
}

#[test]
fn a_busy_service_is_given_time() {
    let mut bench = bench();
    let plan = bench.plan("REGK31", &regk31(), &PlanOptions::default());
    let busy = |status, retry_after: Option<&str>| Step::Status {
        status,
        retry_after: retry_after.map(Into::into),
        body: String::new(),
    };
    bench
        .server
        .script([busy(429, Some("11")), busy(503, None)]);
    let mut waits = Vec::new();
    bench
        .client
        .fetch(&plan, bench.folder.path(), now(), &mut |progress| {
            if let Event::Waiting { wait, .. } = progress.event {
                waits.push(wait.as_secs());
            }
        })
        .unwrap();
    assert_eq!(waits, [11, 4]);
    let source = bench_refused_after_giving_up();
    assert!(matches!(source, ClientError::GaveUp { attempts: 5, .. }));
}

fn bench_refused_after_giving_up() -> ClientError {
    let mut bench = bench();
    let plan = bench.plan("REGK31", &regk31(), &PlanOptions::default());
    let busy = Step::Status {
        status: 503,
        retry_after: None,
        body: String::new(),
    };
    bench.refused(&plan, vec![busy; 5])
}

#[test]
fn a_sidecar_belongs_to_one_file() {
    let mut bench = bench();
    let plan = bench.plan("REGK31", &regk31(), &PlanOptions::default());
    let data = bench.fetch(&plan).unwrap().files[0].data.clone();
    let lone = bench.folder.path().join("lone.csv");
    fs::write(&lone, "A;INDHOLD\n").unwrap();
    assert!(Sidecar::read_beside(&lone).unwrap().is_none());
    fs::write(Sidecar::path_of(&lone), "{\"other\": 1}").unwrap();
    assert!(Sidecar::read_beside(&lone).unwrap().is_none());
    fs::write(Sidecar::path_of(&lone), "{\"pejl_statbank_sidecar\": 9}").unwrap();
    assert!(matches!(
        Sidecar::read_beside(&lone),
        Err(SidecarError::Version { version: 9, .. })
    ));
    fs::write(Sidecar::path_of(&lone), "{").unwrap();
    assert!(matches!(
        Sidecar::read_beside(&lone),
        Err(SidecarError::Form { .. })
    ));
    let longer = format!("{}\n", fs::read_to_string(&data).unwrap());
    fs::write(&data, longer).unwrap();
    assert!(matches!(
        Sidecar::read_beside(&data),
        Err(SidecarError::OtherFile { .. })
    ));
}

mod refused;
mod saved;
