//! Citizens, their grants, and the postings about them.

use super::*;

#[test]
fn every_citizen_has_a_number_of_a_valid_date_and_the_ledger_names_only_them() {
    let options = Options {
        from: Month::new(2025, 1),
        to: Month::new(2025, 12),
        ..short(2)
    };
    let (place, truth) = written(&options);
    let persons = canonical(place.path(), "person.csv");
    let mut known = HashSet::new();
    for person in &persons {
        let cpr = Cpr::parse(&person["cpr"]).unwrap();
        assert_eq!(
            cpr.birth_date().format("%Y").to_string(),
            person["birth_year"]
        );
        assert_eq!(cpr.sex().as_str(), person["sex"]);
        known.insert(person["cpr"].clone());
    }
    let file = truth
        .files
        .iter()
        .find(|file| file.dataset == "ledger")
        .unwrap();
    let mut n_named = 0;
    for row in ledger(place.path(), file) {
        if row["CPR-nr."].is_empty() {
            continue;
        }
        n_named += 1;
        assert!(known.contains(&row["CPR-nr."]), "a number of nobody");
        let (code, _) = function(&row["Kontostreng"]);
        assert!(
            matches!(code.as_str(), "5.38.42" | "5.38.50" | "5.38.51" | "5.38.52"),
            "{code}"
        );
    }
    assert!(n_named > 1000, "{n_named}");
}

#[test]
fn before_2025_no_posting_names_a_citizen() {
    let (place, truth) = written(&short(2));
    for file in truth.files.iter().filter(|file| file.dataset == "ledger") {
        assert!(
            ledger(place.path(), file)
                .iter()
                .all(|row| row["CPR-nr."].is_empty())
        );
    }
}

#[test]
fn documents_that_move_an_amount_sum_to_zero() {
    for seed in [1, 2, 3] {
        let options = Options {
            from: Month::new(2025, 1),
            to: Month::new(2025, 12),
            ..short(seed)
        };
        let (place, truth) = written(&options);
        let file = truth
            .files
            .iter()
            .find(|file| file.path == "766/ledger-2025.csv")
            .unwrap();
        let mut documents: BTreeMap<String, (i64, usize)> = BTreeMap::new();
        for row in ledger(place.path(), file) {
            let text = &row["Posteringstekst"];
            if text.starts_with("Omposteret") || text == "Fordeling på borger" {
                let sum = documents.entry(row["Bilagsnr."].clone()).or_default();
                *sum = (sum.0 + oere(&row["Beløb"]), sum.1 + 1);
            }
        }
        assert!(documents.len() > 500, "{}", documents.len());
        for (document, sum) in documents {
            assert_eq!(sum, (0, 2), "document {document}");
        }
    }
}

#[test]
fn a_year_sent_again_differs_as_stated() {
    let (place, truth) = written(&short(2));
    let again = truth
        .files
        .iter()
        .find(|file| file.resent.is_some())
        .unwrap();
    assert_eq!(again.path, "766/corrected/ledger-2017.csv");
    let first = truth
        .files
        .iter()
        .find(|file| file.path == "766/ledger-2017.csv")
        .unwrap();
    let key = |row: &HashMap<String, String>| {
        (
            row["Bilagsnr."].clone(),
            row["Kontostreng"].clone(),
            row["Omkostningssted"].clone(),
            row["Posteringstekst"].clone(),
        )
    };
    let count = |file: &FileTruth| {
        let mut amounts: BTreeMap<_, Vec<i64>> = BTreeMap::new();
        for row in ledger(place.path(), file) {
            amounts
                .entry(key(&row))
                .or_default()
                .push(oere(&row["Beløb"]));
        }
        amounts
    };
    let (old, new) = (count(first), count(again));
    let resent = again.resent.unwrap();
    let lost: usize = old
        .iter()
        .filter(|(key, _)| !new.contains_key(*key))
        .map(|(_, rows)| rows.len())
        .sum();
    let found: usize = new
        .iter()
        .filter(|(key, _)| !old.contains_key(*key))
        .map(|(_, rows)| rows.len())
        .sum();
    let changed = old
        .iter()
        .filter(|(key, amounts)| new.get(*key).is_some_and(|now| now != *amounts))
        .count();
    assert_eq!(u64::try_from(lost).unwrap(), resent.removed);
    assert_eq!(u64::try_from(found).unwrap(), resent.added);
    assert_eq!(u64::try_from(changed).unwrap(), resent.changed);
    assert_eq!(again.rows, first.rows + resent.added - resent.removed);
}

#[test]
fn what_was_delivered_of_own_help_is_what_the_ledger_pays_for() {
    let options = Options {
        from: Month::new(2018, 1),
        to: Month::new(2018, 12),
        ..short(2)
    };
    let (place, truth) = written(&options);
    let own: HashSet<String> = canonical(place.path(), "grant.csv")
        .into_iter()
        .filter(|grant| grant["setting"] == "own_home" && grant["provider_type"] == "own")
        .filter(|grant| {
            grant["service_code"].starts_with("SEL-83-1")
                || grant["service_code"].starts_with("SEL-83-2")
        })
        .map(|grant| grant["grant_id"].clone())
        .collect();
    let minutes: i64 = canonical(place.path(), "delivery-2018.csv")
        .iter()
        .filter(|row| own.contains(&row["grant_id"]))
        .map(|row| row["minutes"].parse::<i64>().unwrap())
        .sum();
    assert_eq!(
        minutes,
        truth.municipalities[0].own_home_help[0].delivered_minutes
    );
}

#[test]
fn a_citizen_never_has_two_grants_of_a_service_at_once() {
    check_grants(&short(2));
    check_grants(&Options {
        from: Month::new(2025, 1),
        to: Month::new(2026, 6),
        ..short(2)
    });
}

#[track_caller]
fn check_grants(options: &Options) {
    let (place, _) = written(options);
    let mut stretches: BTreeMap<(String, String), Vec<(String, String)>> = BTreeMap::new();
    let persons: HashMap<String, String> = canonical(place.path(), "person.csv")
        .into_iter()
        .map(|person| (person["cpr"].clone(), person["valid_to"].clone()))
        .collect();
    for grant in canonical(place.path(), "grant.csv") {
        let left = &persons[&grant["cpr"]];
        let to = if grant["valid_to"].is_empty() {
            left
        } else {
            &grant["valid_to"]
        };
        let to = if to.is_empty() { "9999-12-31" } else { to };
        let key = (grant["cpr"].clone(), grant["service_code"].clone());
        stretches
            .entry(key)
            .or_default()
            .push((grant["valid_from"].clone(), to.to_owned()));
    }
    for (key, mut grants) in stretches {
        grants.sort();
        for pair in grants.windows(2) {
            assert!(pair[0].1 < pair[1].0, "{} {pair:?}", key.1);
        }
    }
}

#[test]
fn every_service_is_listed_on_the_first_day_of_its_grant_and_its_course() {
    let options = Options {
        from: Month::new(2014, 1),
        to: Month::new(2014, 6),
        ..short(2)
    };
    check_services(&options);
    check_services(&Options {
        from: Month::new(2025, 1),
        to: Month::new(2026, 6),
        ..options
    });
}

#[track_caller]
fn check_services(options: &Options) {
    let (place, _) = written(options);
    let mut n = 0;
    for (file, day) in [("grant.csv", "valid_from"), ("course.csv", "start")] {
        for row in canonical(place.path(), file) {
            let first: NaiveDate = row[day].parse().unwrap();
            let code = &row["service_code"];
            assert_eq!(
                service::existed_on(code, first),
                Existence::Yes,
                "{code} on {first}"
            );
            n += 1;
        }
    }
    assert!(n > 1000, "{n}");
}
