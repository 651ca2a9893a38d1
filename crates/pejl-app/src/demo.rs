//! An invented municipality and invented national figures, written as the sources would write them and imported through
//! the real importers.
//!
//! Every municipality gets a size, an age structure, a level of spending and a slope, all drawn from its code; the
//! figures mean nothing, and the store is marked so that every page and answer says so. One story is planted: Vejle
//! starts high on disability and falls, Hedensted is close to the middle and turns in 2021. Another is planted in Hedensted's
//! own records: from July 2024 its courses of rehabilitation become shorter and end better, as its council has decided.

mod municipality;
mod story;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use pejl_domain::area::municipalities;
use pejl_domain::{Area, Unit};
use pejl_ingest_spending::Declared;

use crate::error::AppError;
use crate::import::{ImportKind, ImportRequest, ImportState, ImportSummary, import};
use crate::store::{Store, file_error};

/// First and last year of the invented accounts; elderly accounts of their own exist from 2018.
const YEARS: std::ops::RangeInclusive<i32> = 2018..=2025;
/// Oldest single year of age that StatBank's table has.
const AGE_MAX: i32 = 125;

/// A function, kroner per resident in the middle of the country, and how strongly it follows the share aged 67+.
const FUNCTIONS: [(&str, f64, f64); 19] = [
    ("53026", 2_090.0, 1.0),
    ("53027", 2_810.0, 1.0),
    ("53028", 680.0, 0.7),
    ("53029", 300.0, 0.8),
    ("53031", 375.0, 0.6),
    ("53036", 18.0, 0.5),
    ("53838", 240.0, 0.0),
    ("53839", 1_450.0, 0.0),
    ("53840", 130.0, 0.0),
    ("53841", 260.0, 0.0),
    ("53842", 310.0, 0.0),
    ("53844", 60.0, 0.0),
    ("53845", 190.0, 0.0),
    ("53850", 1_250.0, 0.0),
    ("53851", 1_700.0, 0.0),
    ("53852", 1_050.0, 0.0),
    ("53853", 95.0, 0.0),
    ("53858", 210.0, 0.0),
    ("53859", 640.0, 0.0),
];

/// Writes the invented files into `folder` and imports them; a store that has them already is left as it is.
///
/// The municipality's own records are read with a key for pseudonyms that is made in the folder, and their files, which
/// are large, are removed afterwards. The two agree in size and not to the krone: the national figures are drawn for
/// all municipalities alike, and the municipality's own follow from its citizens.
///
/// # Errors
/// The folder cannot be written, an import failed, or an importer refused our own file.
pub fn load(
    store: &Store,
    folder: &Path,
    progress: &mut dyn FnMut(&str, u64),
) -> Result<Vec<ImportSummary>, AppError> {
    std::fs::create_dir_all(folder).map_err(|source| file_error("create", folder, source))?;
    store.mark_demo()?;
    let population = write(folder, "FOLK1A.csv", &population_csv())?;
    let functions = write(folder, "REGK31.csv", &functions_csv())?;
    let accounts = write(folder, "REGK11.csv", &main_account_csv())?;
    let prices = write(folder, "PL.csv", PRICES)?;
    let mut summaries = Vec::new();
    for (table, file, kind) in [
        ("FOLK1A", population, ImportKind::Statbank),
        ("REGK31", functions, ImportKind::Statbank),
        ("REGK11", accounts, ImportKind::Statbank),
        ("PL", prices, ImportKind::PriceIndex),
    ] {
        let declared = match kind {
            ImportKind::Statbank => Declared {
                table: Some(table.to_owned()),
                ..Declared::default()
            },
            ImportKind::PriceIndex => Declared {
                unit: Some(Unit::Share),
                ..Declared::default()
            },
        };
        let request = ImportRequest {
            kind,
            files: vec![file],
            declared,
            dry_run: false,
            actor: "demo".to_owned(),
        };
        let summary = import(store, &request, &mut |n_rows| progress(table, n_rows))?;
        if summary.state == ImportState::Refused {
            let first = summary
                .issues
                .first()
                .map(ToString::to_string)
                .unwrap_or_default();
            return Err(AppError::Conflict(format!(
                "the invented table {table} was refused: {first}"
            )));
        }
        summaries.push(summary);
    }
    let records = municipality::load(store, folder, progress)?;
    summaries.extend(records.into_iter().map(|records| records.summary));
    Ok(summaries)
}

fn write(folder: &Path, name: &str, text: &str) -> Result<PathBuf, AppError> {
    let path = folder.join(name);
    std::fs::write(&path, text).map_err(|source| file_error("write", &path, source))?;
    Ok(path)
}

/// Invented yearly changes; two vintages of one year show what a revised estimate does.
const PRICES: &str = "series;year;pct_change;published_on;source\n\
    PL_SERVICE;2019;0,021;2019-06-30;opfundet til demo\n\
    PL_SERVICE;2020;0,018;2020-06-30;opfundet til demo\n\
    PL_SERVICE;2021;0,016;2021-06-30;opfundet til demo\n\
    PL_SERVICE;2022;0,026;2022-06-30;opfundet til demo\n\
    PL_SERVICE;2023;0,041;2023-06-30;opfundet til demo\n\
    PL_SERVICE;2023;0,044;2024-03-31;opfundet til demo\n\
    PL_SERVICE;2024;0,037;2024-06-30;opfundet til demo\n\
    PL_SERVICE;2025;0,031;2025-06-30;opfundet til demo\n";

/// Numbers between 0 and 1 that depend on their seeds alone (SplitMix64).
fn draw(seed: &str, number: i32) -> f64 {
    let mut state = seed.bytes().fold(0x9e37_79b9_7f4a_7c15_u64, |s, b| {
        (s ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
    });
    state =
        state.wrapping_add(u64::from(number.unsigned_abs()).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^= state >> 31;
    let thousandths = u32::try_from(state % 1_000_003).unwrap_or_default();
    f64::from(thousandths) / 1_000_003.0
}

/// Residents on 1 July, by single year of age.
fn residents(area: &Area, year: i32) -> Vec<i64> {
    let size = match area.code {
        "101" => 640_000.0,
        "751" => 350_000.0,
        "851" => 220_000.0,
        "461" => 205_000.0,
        // As many as its own records are invented of.
        "766" => 46_000.0,
        "825" | "563" | "741" | "492" => 1_800.0 + 4_400.0 * draw(area.code, 1),
        code => 14_000.0 * (1.0 + 6.0 * draw(code, 1).powi(2)),
    };
    let growth = 1.0 + (draw(area.code, 2) - 0.4) * 0.012 * f64::from(year - 2018);
    let age_tilt = 0.75 + 0.6 * draw(area.code, 3) + 0.012 * f64::from(year - 2018);
    let weights: Vec<f64> = (0..=AGE_MAX)
        .map(|age| {
            let age = f64::from(age);
            let survival = if age < 60.0 {
                1.0
            } else {
                (-((age - 60.0) / 24.0).powi(2)).exp()
            };
            if age >= 60.0 {
                survival * age_tilt
            } else {
                survival
            }
        })
        .collect();
    let total: f64 = weights.iter().sum();
    weights
        .iter()
        .map(|weight| whole(size * growth * weight / total))
        .collect()
}

/// Rounds to a whole number; the invented figures are far inside the range.
fn whole(value: f64) -> i64 {
    format!("{value:.0}").parse().unwrap_or_default()
}

fn population_csv() -> String {
    let mut text = String::from("OMRÅDE;KØN;ALDER;TID;INDHOLD\n");
    for year in YEARS {
        let mut country = vec![0_i64; usize::try_from(AGE_MAX + 1).unwrap_or_default()];
        for area in municipalities() {
            let ages = residents(area, year);
            for (sum, n) in country.iter_mut().zip(&ages) {
                *sum += n;
            }
            population_rows(&mut text, area.code, year, &ages);
        }
        population_rows(&mut text, "000", year, &country);
    }
    text
}

fn population_rows(text: &mut String, area: &str, year: i32, ages: &[i64]) {
    let _infallible = writeln!(
        text,
        "{area};TOT;IALT;{year}K3;{}",
        ages.iter().sum::<i64>()
    );
    for (age, n) in ages.iter().enumerate() {
        let _infallible = writeln!(text, "{area};TOT;{age};{year}K3;{n}");
    }
}

/// Kroner per resident of one function, before the refund on dranst 2.
fn spending_per_resident(
    area: &Area,
    function: &str,
    level: f64,
    elderly: f64,
    share_67: f64,
    year: i32,
) -> f64 {
    let seed = format!("{}{function}", area.code);
    let own = 0.82 + 0.36 * draw(&seed, 1);
    let slope = (draw(&seed, 2) - 0.45) * 0.02;
    let years = f64::from(year - 2018);
    let prices = 1.025_f64.powf(years);
    let age = 1.0 + elderly * (share_67 / 0.17 - 1.0);
    let noise = 1.0 + (draw(&seed, year) - 0.5) * 0.03;
    let story = match (area.code, function.starts_with("538")) {
        ("630", true) => 1.22 * 0.955_f64.powf(years),
        ("766", true) => {
            if year < 2021 {
                1.04 * 1.01_f64.powf(years)
            } else {
                1.07 * 0.97_f64.powf(years - 3.0)
            }
        }
        _ => 1.0,
    };
    level * own * age.max(0.4) * (1.0 + slope * years) * prices * noise * story
}

struct Place {
    code: &'static str,
    residents: i64,
    share_67: f64,
}

fn place(area: &'static Area, year: i32) -> Place {
    let ages = residents(area, year);
    let total: i64 = ages.iter().sum();
    let old: i64 = ages.iter().skip(67).sum();
    #[expect(
        clippy::cast_precision_loss,
        reason = "invented counts of persons are far below 2^52"
    )]
    let share_67 = old as f64 / total.max(1) as f64;
    Place {
        code: area.code,
        residents: total,
        share_67,
    }
}

/// Writes the amounts in 1,000 kroner and, as StatBank does, the same per resident in whole kroner.
fn account_rows(
    text: &mut String,
    area: &str,
    function: &str,
    dranst: &str,
    year: i32,
    thousands: i64,
    residents: i64,
) {
    let _infallible = writeln!(
        text,
        "{area};{function};{dranst};TOT;LOBM;{year};{thousands}"
    );
    #[expect(
        clippy::cast_precision_loss,
        reason = "invented amounts are far below 2^52"
    )]
    let per_resident = whole(thousands as f64 * 1000.0 / residents.max(1) as f64);
    let _infallible = writeln!(
        text,
        "{area};{function};{dranst};TOT;INDL;{year};{per_resident}"
    );
}

fn functions_csv() -> String {
    let mut text = String::from("OMRÅDE;FUNKTION;DRANST;ART;PRISENHED;TID;INDHOLD\n");
    for year in YEARS {
        let places: Vec<_> = municipalities()
            .iter()
            .map(|area| (area, place(area, year)))
            .collect();
        let everybody: i64 = places.iter().map(|(_, place)| place.residents).sum();
        for (function, level, elderly) in FUNCTIONS {
            let mut country = (0, 0);
            for (area, place) in &places {
                #[expect(
                    clippy::cast_precision_loss,
                    reason = "invented counts of persons are far below 2^52"
                )]
                let thousands = whole(
                    spending_per_resident(area, function, level, elderly, place.share_67, year)
                        * place.residents as f64
                        / 1000.0,
                );
                let refund = if function.starts_with("538") {
                    -(thousands / 40)
                } else {
                    0
                };
                country = (country.0 + thousands, country.1 + refund);
                account_rows(
                    &mut text,
                    place.code,
                    function,
                    "1",
                    year,
                    thousands,
                    place.residents,
                );
                account_rows(
                    &mut text,
                    place.code,
                    function,
                    "2",
                    year,
                    refund,
                    place.residents,
                );
            }
            account_rows(&mut text, "000", function, "1", year, country.0, everybody);
            account_rows(&mut text, "000", function, "2", year, country.1, everybody);
        }
    }
    text
}

fn main_account_csv() -> String {
    let mut text = String::from("OMRÅDE;FUNK1;DRANST;ART;PRISENHED;TID;INDHOLD\n");
    for year in YEARS {
        let mut country = (0, 0);
        for area in municipalities() {
            let place = place(area, year);
            #[expect(
                clippy::cast_precision_loss,
                reason = "invented counts of persons are far below 2^52"
            )]
            let thousands = whole(
                spending_per_resident(area, "4", 5_300.0, 0.4, place.share_67, year)
                    * place.residents as f64
                    / 1000.0,
            );
            country = (country.0 + thousands, country.1 + place.residents);
            account_rows(
                &mut text,
                place.code,
                "4",
                "1",
                year,
                thousands,
                place.residents,
            );
            account_rows(&mut text, place.code, "4", "2", year, 0, place.residents);
        }
        account_rows(&mut text, "000", "4", "1", year, country.0, country.1);
        account_rows(&mut text, "000", "4", "2", year, 0, country.1);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_number_inside_the_unit_interval() {
        for number in 0..1000 {
            let x = draw("766", number);
            assert!((0.0..1.0).contains(&x));
            assert!((x - draw("766", number)).abs() < f64::EPSILON);
        }
    }

    #[test]
    fn every_municipality_has_every_age_and_every_function() {
        let n_years = YEARS.count();
        assert_eq!(population_csv().lines().count(), 1 + n_years * 99 * 127);
        assert_eq!(
            functions_csv().lines().count(),
            1 + n_years * FUNCTIONS.len() * 99 * 4
        );
    }
}
