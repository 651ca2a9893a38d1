//! `pejl analyse`: statistics on any file, from the command line to JSON.

mod amounts;
mod contract;
mod series;
mod units;

use std::path::PathBuf;

use pejl_tests::Place;
use pejl_tests::process::{Finished, run_pejl};
use serde_json::Value;

struct File {
    _place: Place,
    path: PathBuf,
}

impl File {
    fn new(text: &str) -> Self {
        let place = Place::sqlite();
        let path = place.folder().join("numbers.csv");
        std::fs::write(&path, text).unwrap();
        Self {
            _place: place,
            path,
        }
    }

    /// A column of numbers under a name.
    fn column(name: &str, numbers: &str) -> Self {
        Self::new(&format!("{name}\n{}\n", numbers.replace(' ', "\n")))
    }

    fn run(&self, method: &str, options: &[&str]) -> Finished {
        let path = self.path.display().to_string();
        run_pejl(["analyse", method, &path].iter().chain(options))
    }

    fn found(&self, method: &str, options: &[&str]) -> Value {
        let said = self.run(method, options).expect_done().stdout;
        let found: Value = serde_json::from_str(&said).unwrap();
        assert_eq!(found["meta"]["method"], method);
        assert!(found["meta"]["options"].is_object());
        found
    }

    /// The only item.
    #[track_caller]
    fn item(&self, method: &str, options: &[&str]) -> Value {
        let found = self.found(method, options);
        let items = found["items"].as_array().unwrap();
        assert_eq!(items.len(), 1, "{found}");
        items[0].clone()
    }

    /// What is said where the file is refused.
    #[track_caller]
    fn refused(&self, method: &str, options: &[&str]) -> String {
        self.run(method, options).expect_code(1).stderr
    }

    /// What is said where the call is wrong.
    #[track_caller]
    fn misused(&self, method: &str, options: &[&str]) -> String {
        self.run(method, options).expect_code(2).stderr
    }
}

#[track_caller]
fn near(found: &Value, expected: f64, within: f64) {
    let number = found.as_f64().unwrap_or(f64::NAN);
    assert!(
        (number - expected).abs() <= within,
        "{found} is not {expected}"
    );
}
