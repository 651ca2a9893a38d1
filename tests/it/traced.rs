//! A figure of published facts is followed to the very lines it is the sum of, alike on its page, over HTTP and on the command line.

use pejl_tests::{Place, Server, for_each_database};
use serde_json::Value;

use crate::indicator_page::{page, section};
use crate::page::{attribute, between, text};

/// Functions of the elderly in 2018, as the files write them.
const ELDERLY: [&str; 6] = ["53026", "53027", "53028", "53029", "53031", "53036"];
/// Residents of two years by quarter; those of the third quarter count.
const RESIDENTS: &str = "OMRÅDE;KØN;ALDER;TID;INDHOLD
630;I alt;I alt;2018K3;114000
766;I alt;I alt;2018K2;45000
766;I alt;I alt;2018K3;46000
766;I alt;67-79 år;2018K3;6000
";
/// The line of that file with the residents of Hedensted.
const RESIDENTS_LINE: i64 = 4;

/// REGK31 of two municipalities in 2018 with dranst 1 to 3 and two kinds of expenditure, as a file, and the lines of it that
/// the net expenditure of Hedensted on a function is the sum of.
fn accounts(unit: &str, functions: &[&str]) -> (String, Vec<i64>) {
    let mut file = "OMRÅDE;FUNKTION;DRANST;ART;PRISENHED;TID;INDHOLD\n".to_owned();
    let mut counted = Vec::new();
    let mut line = 2;
    for function in ELDERLY {
        for area in ["630", "766"] {
            for dranst in ["1", "2", "3"] {
                for art in ["TOT", "UE"] {
                    file += &format!("{area};{function};{dranst};{art};{unit};2018;{line}\n");
                    if functions.contains(&function)
                        && (area, art) == ("766", "TOT")
                        && dranst != "3"
                    {
                        counted.push(line);
                    }
                    line += 1;
                }
            }
        }
    }
    (file, counted)
}

fn import(place: &Place, name: &str, table: &str, content: &str) {
    let file = place.folder().join(name);
    std::fs::write(&file, content).unwrap();
    place.import(&file, &["--table", table]);
}

/// A place with REGK31 both per resident and in kroner, and with residents.
fn fill(place: &Place) {
    let (per_resident, _) = accounts("INDL", &[]);
    let (amounts, _) = accounts("LOBM", &[]);
    import(place, "pr-indbygger.csv", "REGK31", &per_resident);
    import(place, "beloeb.csv", "REGK31", &amounts);
    import(place, "folketal.csv", "FOLK1A", RESIDENTS);
}

/// Side, table, period, file and lines of a document, file by file.
fn files(document: &Value) -> Vec<(String, Vec<i64>)> {
    let mut found = Vec::new();
    for dataset in document["datasets"].as_array().unwrap() {
        let of = |field: &str| dataset[field].as_str().unwrap().to_owned();
        let of = format!("{} {} {}", of("side"), of("table"), of("from"));
        for import in dataset["imports"].as_array().unwrap() {
            for file in import["files"].as_array().unwrap() {
                let lines = file["lines"].as_array().unwrap().iter();
                let lines = lines
                    .flat_map(|one| one["first"].as_i64().unwrap()..=one["last"].as_i64().unwrap());
                let name = file["name"].as_str().unwrap();
                found.push((format!("{of} {name}"), lines.collect()));
            }
        }
    }
    found
}

/// Dataset, file and lines of each row of the page's table.
fn rows(html: &str) -> Vec<(String, String, String)> {
    let rows = between(section(html, "lineage"), "<tr>", "</tr>");
    let rows = rows.into_iter().filter(|row| row.contains("scope=\"row\""));
    rows.map(|row| {
        let head = text(between(row, "<th scope=\"row\">", "</th>")[0]);
        let cells = between(row, "<td>", "</td>");
        let file = cells[1].split('<').next().unwrap().to_owned();
        (head, file, text(cells[2]))
    })
    .collect()
}

#[test]
fn the_page_names_the_files_and_lines_that_a_figure_is_the_sum_of_and_no_others() {
    for_each_database(|place| {
        fill(place);
        let server = Server::start(place);
        for (account, functions) in [
            ("5.30.27", &["53027"][..]),
            ("5.30", &ELDERLY),
            ("elderly", &ELDERLY),
        ] {
            let (_, counted) = accounts("LOBM", functions);
            let path = format!(
                "/indikator?municipality=766&lang=en&indicator=F2&filter.function={account}"
            );
            let html = page(&server, &path).text();
            let rows = rows(&html);
            let named: Vec<String> = counted.iter().map(ToString::to_string).collect();
            // Of the two units the one in kroner, and the residents by the table they are from.
            let [top, bottom] = rows.as_slice() else {
                panic!("{rows:?}");
            };
            assert!(
                top.0.contains("REGK31") && top.0.contains("Numerator, 2018"),
                "{top:?}"
            );
            assert_eq!(
                (&*top.1, &*top.2),
                ("beloeb.csv", &*format!("line {}", named.join(", ")))
            );
            assert!(
                bottom.0.contains("FOLK1A") && bottom.0.contains("Denominator"),
                "{bottom:?}"
            );
            let line = format!("line {RESIDENTS_LINE}");
            assert_eq!((&*bottom.1, &*bottom.2), ("folketal.csv", &*line));

            // The document behind the page tells the same, and so does the command line.
            let lineage = section(&html, "lineage").split('<');
            let mut links = lineage.filter_map(|tag| attribute(tag, "href"));
            let document = links.find(|link| link.starts_with("/api/v1/observations/lineage"));
            let told = server.get(&document.unwrap()).expect_status(200).json();
            let expected = [
                ("top REGK31 2018 beloeb.csv".to_owned(), counted.clone()),
                (
                    "bottom FOLK1A 2018-Q3 folketal.csv".to_owned(),
                    vec![RESIDENTS_LINE],
                ),
            ];
            assert_eq!(files(&told), expected);
            let filter = format!("function={account}");
            let arguments = ["lineage", "F2", "--municipality", "766", "--period", "2018"];
            let arguments = arguments
                .into_iter()
                .chain(["--filter", &filter, "--lang", "en"]);
            let printed = place.run(arguments).expect_done().json();
            assert_eq!(printed, told);

            // The lines hold the numbers that were summed, each the number of its line, in thousands of kroner.
            let above: i64 = counted.iter().sum();
            assert_eq!(
                told["observation"]["numerator"].as_f64(),
                Some(1_000.0 * above as f64)
            );
            assert_eq!(told["observation"]["denominator"].as_f64(), Some(46_000.0));
            assert_eq!(told["n_facts"].as_u64(), Some(counted.len() as u64 + 1));
        }
    });
}

#[test]
fn a_published_figure_is_followed_to_its_own_file_alone() {
    let place = Place::sqlite();
    fill(&place);
    let server = Server::start(&place);
    let path = "/indikator?municipality=766&lang=en&indicator=F2&reading=published_per_resident\
                &filter.function=5.30.27";
    let rows = rows(&page(&server, path).text());
    let [(_, file, _)] = rows.as_slice() else {
        panic!("{rows:?}");
    };
    assert_eq!(file, "pr-indbygger.csv");
}

#[test]
fn a_figure_of_an_unknown_kind_or_of_several_parts_is_refused() {
    let place = Place::sqlite();
    fill(&place);
    let server = Server::start(&place);
    for (question, parameter) in [
        (
            "indicator=F2&municipality=766,630&period=2018&filter.function=5.30",
            "municipality",
        ),
        (
            "indicator=F2&municipality=766&period=2017..2018&filter.function=5.30",
            "period",
        ),
        ("indicator=E2f&municipality=766&period=2018", "indicator"),
    ] {
        let path = format!("/api/v1/observations/lineage?{question}");
        let problem = server.get(&path).expect_problem(400);
        assert_eq!(problem["errors"][0]["parameter"], parameter, "{problem}");
    }
}
