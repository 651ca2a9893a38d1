//! The ranking of the 98 over real published figures: the same from command line, REST and page, and right by an
//! oracle that reads the raw files itself.

use std::collections::BTreeMap;
use std::path::Path;

use pejl_tests::real_data::real_data;
use pejl_tests::{Place, Server, for_each_database};
use serde_json::Value;

use crate::oracle::{Figures, Oracle, changes, mean, quartiles, ranks};
use crate::page::Ranking;

/// Vejle, Hedensted, Fredericia and Odense.
const MARKED: [&str; 4] = ["630", "766", "607", "461"];
/// What published figures may differ by from themselves: nothing. Means are compared to this.
const NEARLY: f64 = 1e-6;

/// Imports what the ranking needs: accounts, and residents on 1 July.
fn fill(place: &Place, real: &Path) {
    place.import(&real.join("dst-regk11/dataY.csv"), &["--table", "REGK11"]);
    let columns = [
        "--table",
        "REGK31",
        "--period",
        "2019",
        "--columns",
        "price_unit,art,function,area,value",
    ];
    place.import(&real.join("dst-regk31-uddrag/2019-uddrag.csv"), &columns);
    place.import(
        &real.join("dst-folk1b-kommuner/folk1b-omregnet.csv"),
        &["--table", "FOLK1B"],
    );
    place.import(
        &real.join("dst-folk1am/FOLK1AM.csv"),
        &["--table", "FOLK1AM"],
    );
}

/// A comparison as it was asked for.
#[derive(Debug, Clone)]
struct Asked {
    municipality: &'static str,
    function: &'static str,
    from: Option<i32>,
    period: i32,
}

impl Asked {
    fn of_cli(&self, place: &Place) -> Value {
        let (period, filter) = (
            self.period.to_string(),
            format!("function={}", self.function),
        );
        let from = self.from.map(|from| from.to_string());
        let mut arguments = vec![
            "comparison",
            "F2.published_per_resident",
            "--municipality",
            self.municipality,
            "--period",
            &period,
            "--filter",
            &filter,
            "--format",
            "json",
        ];
        if let Some(from) = &from {
            arguments.extend(["--from", from]);
        }
        place.run(arguments).expect_done().json()
    }

    fn query(&self) -> String {
        let from = self
            .from
            .map_or_else(String::new, |from| format!("&from={from}"));
        format!(
            "municipality={}&period={}&filter.function={}{from}",
            self.municipality, self.period, self.function
        )
    }

    fn of_rest(&self, server: &Server) -> Value {
        let path = format!(
            "/api/v1/indicators/F2.published_per_resident/comparison?{}",
            self.query()
        );
        server.get(&path).expect_status(200).json()
    }
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("no number: {value}"))
}

/// The standings by municipality; each of the 98 once.
fn standings(body: &Value) -> BTreeMap<String, &Value> {
    let items = body["items"].as_array().unwrap();
    let found: BTreeMap<String, &Value> = items
        .iter()
        .map(|item| (item["municipality"].as_str().unwrap().to_owned(), item))
        .collect();
    assert_eq!((items.len(), found.len()), (98, 98));
    found
}

/// Compares an answer with the oracle's: every value and rank, quartiles, means, and the country beside them.
fn check(body: &Value, oracle: &Oracle, now: &crate::oracle::Published, asked: &Asked) {
    let places = ranks(&now.municipalities);
    for (code, standing) in standings(body) {
        assert_eq!(
            number(&standing["value"]),
            now.municipalities[&code],
            "{standing}"
        );
        let (rank, shared_by) = places[&code];
        assert_eq!(
            (standing["rank"].as_u64(), standing["shared_by"].as_u64()),
            (Some(rank), Some(shared_by)),
            "{standing}"
        );
        assert_eq!(
            standing["cell"],
            if now.municipalities[&code] == 0.0 {
                "zero"
            } else {
                "ok"
            }
        );
    }
    assert_eq!((&body["n"], &body["n_members"]), (&98.into(), &98.into()));
    assert_eq!(body["missing"], Value::Array(Vec::new()));
    assert_eq!(body["rank_1_is"], "lowest");
    assert_eq!(body["own"]["municipality"], asked.municipality);
    assert_eq!(
        body["own"]["rank"].as_u64(),
        Some(places[asked.municipality].0)
    );
    for (found, expected) in body["quartiles"]
        .as_array()
        .unwrap()
        .iter()
        .zip(quartiles(&now.municipalities))
    {
        assert!(
            (number(found) - expected).abs() < NEARLY,
            "{} is not {expected}",
            body["quartiles"]
        );
    }
    assert!((number(&body["unweighted_mean"]) - mean(&now.municipalities)).abs() < NEARLY);
    assert_eq!(number(&body["country"]["value"]), now.country);
    assert_eq!(body["mean"]["method"], "population_weighted_mean");
    match oracle.weighted_mean(&now.municipalities, asked.period) {
        Some(weighted) => {
            assert!(
                (number(&body["mean"]["value"]) - weighted).abs() < NEARLY,
                "{} is not {weighted}",
                body["mean"]
            );
            let difference = number(&body["country"]["difference"]);
            assert!(
                (difference - (weighted - now.country)).abs() < NEARLY,
                "{}",
                body["country"]
            );
            // The published country is whole kroner of the same mean.
            assert!(
                difference.abs() <= 0.5,
                "{} in {}",
                difference,
                asked.period
            );
        }
        None => {
            assert_eq!(body["mean"]["value"], Value::Null);
            assert!(
                body["mean"]["reason"]
                    .as_str()
                    .is_some_and(|reason| reason.len() > 20),
                "{}",
                body["mean"]
            );
            assert_eq!(body["country"]["difference"], Value::Null);
        }
    }
    // In order of rank.
    let order: Vec<u64> = body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["rank"].as_u64().unwrap())
        .collect();
    assert!(order.is_sorted(), "{order:?}");
}

/// Compares changes and their ranks with the oracle's.
fn check_changes(body: &Value, before: &Figures, now: &Figures) {
    let changes = changes(before, now);
    let places = ranks(&changes);
    let (earlier, later) = (ranks(before), ranks(now));
    let shares: Figures = changes
        .iter()
        .map(|(code, change)| (code.clone(), change / before[code]))
        .collect();
    let share_places = ranks(&shares);
    for (code, standing) in standings(body) {
        assert_eq!(number(&standing["from_value"]), before[&code], "{standing}");
        assert_eq!(number(&standing["change"]), changes[&code], "{standing}");
        assert_eq!(
            standing["change_rank"].as_u64(),
            Some(places[&code].0),
            "{standing}"
        );
        assert!(
            (number(&standing["change_share"]) - shares[&code]).abs() < NEARLY,
            "{standing}"
        );
        assert_eq!(
            standing["change_share_rank"].as_u64(),
            Some(share_places[&code].0),
            "{standing}"
        );
        let (was, is) = (earlier[&code].0, later[&code].0);
        assert_eq!(standing["from_rank"].as_u64(), Some(was), "{standing}");
        assert_eq!(
            standing["rank_change"].as_i64(),
            Some(is.cast_signed() - was.cast_signed()),
            "{standing}"
        );
    }
}

#[test]
fn home_help_and_home_nursing_in_2019_from_every_exit() {
    let Some(real) = real_data() else { return };
    let oracle = Oracle::read(&real);
    for_each_database(|place| {
        fill(place, &real);
        let server = Server::start(place);
        for function in ["5.30.27", "5.30.28"] {
            let published = oracle.function(function);
            for municipality in MARKED {
                let asked = Asked {
                    municipality,
                    function,
                    from: None,
                    period: 2019,
                };
                let rest = asked.of_rest(&server);
                check(&rest, &oracle, published, &asked);
                assert_eq!(asked.of_cli(place), rest, "the command line says otherwise");
                let page = Ranking::read(&server, &asked.query());
                page.check(&rest);
                assert_eq!(page.marked, [municipality]);
            }
        }
    });
}

#[test]
fn the_figures_of_2019_are_those_of_the_issue() {
    let Some(real) = real_data() else { return };
    let place = Place::sqlite();
    fill(&place, &real);
    let own = |function, municipality| {
        let body = Asked {
            municipality,
            function,
            from: None,
            period: 2019,
        }
        .of_cli(&place);
        (
            number(&body["own"]["value"]),
            body["own"]["rank"].as_u64().unwrap(),
        )
    };
    // Read off the file: value, and how many of the 98 are lower, plus one.
    assert_eq!(
        MARKED.map(|m| own("5.30.27", m)),
        [(2819.0, 7), (3079.0, 15), (4051.0, 56), (2791.0, 5)]
    );
    assert_eq!(
        MARKED.map(|m| own("5.30.28", m)),
        [(1089.0, 69), (1073.0, 67), (1274.0, 79), (663.0, 16)]
    );
    let body = Asked {
        municipality: "630",
        function: "5.30.27",
        from: None,
        period: 2019,
    }
    .of_cli(&place);
    let difference = number(&body["country"]["difference"]);
    assert!(
        (number(&body["mean"]["value"]) - 3_833.764).abs() < 1e-3
            && (difference + 0.236).abs() < 1e-3,
        "{body}"
    );
}

#[test]
fn health_between_any_two_years_from_rest() {
    let Some(real) = real_data() else { return };
    let oracle = Oracle::read(&real);
    let place = Place::sqlite();
    fill(&place, &real);
    let server = Server::start(&place);
    for period in 2008..=2022 {
        let asked = Asked {
            municipality: "630",
            function: "4",
            from: None,
            period,
        };
        check(
            &asked.of_rest(&server),
            &oracle,
            oracle.health(period),
            &asked,
        );
        for from in 2008..period {
            // Each of the four is marked in turn.
            let municipality = MARKED[usize::try_from(from + period).unwrap() % MARKED.len()];
            let asked = Asked {
                municipality,
                from: Some(from),
                ..asked
            };
            let body = asked.of_rest(&server);
            check(&body, &oracle, oracle.health(period), &asked);
            check_changes(
                &body,
                &oracle.health(from).municipalities,
                &oracle.health(period).municipalities,
            );
        }
    }
}

#[test]
fn health_between_two_years_is_the_same_from_every_exit() {
    let Some(real) = real_data() else { return };
    let oracle = Oracle::read(&real);
    for_each_database(|place| {
        fill(place, &real);
        let server = Server::start(place);
        for (municipality, from, period) in [
            ("630", 2015, 2016),
            ("766", 2008, 2022),
            ("607", 2011, 2012),
            ("461", 2017, 2018),
        ] {
            let asked = Asked {
                municipality,
                function: "4",
                from: Some(from),
                period,
            };
            let rest = asked.of_rest(&server);
            check_changes(
                &rest,
                &oracle.health(from).municipalities,
                &oracle.health(period).municipalities,
            );
            assert_eq!(asked.of_cli(place), rest, "the command line says otherwise");
            Ranking::read(&server, &asked.query()).check(&rest);
        }
    });
}

#[test]
fn the_mean_of_2021_is_missing_since_no_file_has_residents_of_1_july() {
    let Some(real) = real_data() else { return };
    let oracle = Oracle::read(&real);
    assert_eq!(
        oracle.weighted_mean(&oracle.health(2021).municipalities, 2021),
        None
    );
    let place = Place::sqlite();
    fill(&place, &real);
    let asked = Asked {
        municipality: "766",
        function: "4",
        from: None,
        period: 2021,
    };
    let body = asked.of_cli(&place);
    check(&body, &oracle, oracle.health(2021), &asked);
    let reason = body["mean"]["reason"].as_str().unwrap();
    assert!(reason.contains("2021") || reason.contains("98"), "{reason}");
}

#[test]
fn a_group_is_ranked_among_its_own_members() {
    let Some(real) = real_data() else { return };
    let oracle = Oracle::read(&real);
    let place = Place::sqlite();
    fill(&place, &real);
    let members = ["101", "461", "561", "730", "751", "851"];
    let all = &oracle.health(2019).municipalities;
    let figures: Figures = members
        .iter()
        .map(|code| ((*code).to_owned(), all[*code]))
        .collect();
    let arguments = [
        "comparison",
        "F2.published_per_resident",
        "--municipality",
        "461",
        "--period",
        "2019",
        "--group",
        "SIX_CITIES",
        "--filter",
        "function=4",
        "--format",
        "json",
    ];
    let body = place.run(arguments).expect_done().json();
    assert_eq!((&body["n"], &body["n_members"]), (&6.into(), &6.into()));
    let places = ranks(&figures);
    for item in body["items"].as_array().unwrap() {
        let code = item["municipality"].as_str().unwrap();
        assert_eq!(item["rank"].as_u64(), Some(places[code].0), "{item}");
    }
    let weighted = oracle.weighted_mean(&figures, 2019).unwrap();
    assert!((number(&body["mean"]["value"]) - weighted).abs() < NEARLY);
    for (found, expected) in body["quartiles"]
        .as_array()
        .unwrap()
        .iter()
        .zip(quartiles(&figures))
    {
        assert!((number(found) - expected).abs() < NEARLY);
    }
}

#[test]
fn a_terminal_shows_the_means_the_country_and_the_own_row() {
    let Some(real) = real_data() else { return };
    let place = Place::sqlite();
    fill(&place, &real);
    let arguments = [
        "comparison",
        "F2.published_per_resident",
        "--municipality",
        "630",
        "--period",
        "2019",
        "--filter",
        "function=5.30.27",
    ];
    let shown = place.run(arguments).expect_done().stdout;
    for said in [
        "98 of 98 with a value, rank 1 is the lowest",
        "mean 3833.764 (population_weighted_mean)",
        "country 3834.000 (ok), mean minus country -0.236",
    ] {
        assert!(shown.contains(said), "no `{said}` in {shown}");
    }
    let own: Vec<&str> = shown.lines().filter(|line| line.starts_with('*')).collect();
    assert_eq!(own.len(), 1, "{shown}");
    let cells: Vec<&str> = own[0].split_whitespace().collect();
    assert_eq!(&cells[..5], ["*", "7", "630", "Vejle", "2819.0"]);
}

#[test]
fn csv_holds_the_same_standings() {
    let Some(real) = real_data() else { return };
    let oracle = Oracle::read(&real);
    let place = Place::sqlite();
    fill(&place, &real);
    let server = Server::start(&place);
    let asked = Asked {
        municipality: "766",
        function: "5.30.28",
        from: None,
        period: 2019,
    };
    let path = format!(
        "/api/v1/indicators/F2.published_per_resident/comparison?{}",
        asked.query()
    );
    let csv = server
        .get(&format!("{path}&format=csv"))
        .expect_status(200)
        .text();
    let mut lines = csv.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let at = |name: &str| header.iter().position(|column| *column == name).unwrap();
    let (code, rank, value) = (at("municipality"), at("rank"), at("value"));
    let places = ranks(&oracle.function("5.30.28").municipalities);
    let mut n = 0;
    for line in lines {
        let fields: Vec<&str> = line.split(',').collect();
        assert_eq!(
            fields[rank].parse::<u64>().unwrap(),
            places[fields[code]].0,
            "{line}"
        );
        assert_eq!(
            fields[value].parse::<f64>().unwrap(),
            oracle.function("5.30.28").municipalities[fields[code]],
            "{line}"
        );
        n += 1;
    }
    assert_eq!(n, 98);
}
