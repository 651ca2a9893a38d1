//! Small files as StatBank writes them, for tests that need one without caring for its figures.

use std::fmt::Write as _;

/// REGK31: five municipalities, two functions, the years given, per resident in current prices; the figure of a row
/// is `base` plus its number, so that files with different bases differ in every row.
pub fn regk31(years: &[i32], base: i64) -> String {
    let mut text = String::from("OMRÅDE;FUNKTION;DRANST;ART;PRISENHED;TID;INDHOLD\n");
    let mut value = base;
    for year in years {
        for function in ["53027", "53028"] {
            for area in ["461", "607", "615", "630", "766"] {
                let _infallible = writeln!(text, "{area};{function};1;TOT;INDL;{year};{value}");
                value += 1;
            }
        }
    }
    text
}
