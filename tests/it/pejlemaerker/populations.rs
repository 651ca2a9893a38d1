//! The populations of `fixtures`, and what their READMEs say of them.

use pejl_tests::Place;

use super::FIXTURES;

/// A folder of files of one municipality, and what its README says of them.
pub struct Population {
    folder: &'static str,
    /// Residents, in the form of StatBank's FOLK1A.
    residents: Option<&'static str>,
    /// Datasets, each with the months or years that its file covers; none where the rows say it, as those of a register.
    datasets: &'static [(&'static str, Option<&'static str>)],
    /// As many cells as stand in `expected.csv`.
    pub(super) n_cells: usize,
}

/// Eighteen citizens: grants, courses, goals, visits and complaints.
pub const PEJLEMAERKER: Population = Population {
    folder: "pejlemaerker",
    residents: Some("folk1a.csv"),
    datasets: &[
        ("grant", Some(PEJLEMAERKER_MONTHS)),
        ("course", Some(PEJLEMAERKER_MONTHS)),
        ("assessment", Some(PEJLEMAERKER_MONTHS)),
        ("goal", Some(PEJLEMAERKER_MONTHS)),
        ("event", Some(PEJLEMAERKER_MONTHS)),
        ("person", None),
        ("delivery", Some(PEJLEMAERKER_MONTHS)),
        ("prevention_visit", Some(PEJLEMAERKER_MONTHS)),
        ("complaint", Some(PEJLEMAERKER_MONTHS)),
    ],
    n_cells: 453,
};
const PEJLEMAERKER_MONTHS: &str = "2016-10..2018-12,2025-04..2025-09";

/// Twelve citizens, three units and a ledger: effort, and what it costs.
pub const EFFORT: Population = Population {
    folder: "effort",
    residents: None,
    datasets: &[
        ("grant", Some(EFFORT_MONTHS)),
        ("course", Some(EFFORT_MONTHS)),
        ("goal", Some(EFFORT_MONTHS)),
        ("assessment", Some(EFFORT_MONTHS)),
        ("event", Some(EFFORT_MONTHS)),
        ("delivery", Some("2017-10..2019-06")),
        ("ledger", Some("2017-01..2019-06")),
        ("staffing", Some("2018-01..2019-06")),
        ("absence", Some("2018-01..2019-03")),
        ("survey", Some("2017..2019")),
        ("waiting", Some("2018-01..2018-09")),
        ("budget", None),
        ("provider", None),
    ],
    n_cells: 440,
};
const EFFORT_MONTHS: &str = "2016-01..2019-06";

/// Seventeen citizens in rehabilitation, as the English outcomes framework counts them.
pub const REABLEMENT: Population = Population {
    folder: "reablement",
    residents: None,
    datasets: &[
        ("grant", Some(REABLEMENT_MONTHS)),
        ("course", Some(REABLEMENT_MONTHS)),
        ("event", Some(REABLEMENT_MONTHS)),
    ],
    n_cells: 32,
};
const REABLEMENT_MONTHS: &str = "2017-10..2018-12";

/// Twenty applications, a small ledger and two published tables: what figures are held against, and figures of others.
pub const NORMS: Population = Population {
    folder: "norms",
    residents: Some("folk1a.csv"),
    datasets: &[
        ("grant", Some("2018-01..2019-06")),
        ("event", Some("2018-01..2019-06")),
        ("deadline", None),
        ("ledger", Some("2017-01..2019-06")),
        ("band_cost", None),
    ],
    n_cells: 44,
};

/// The published tables of [`NORMS`], each with what its file does not say.
const NORMS_PUBLISHED: [(&str, [&str; 4]); 2] = [
    (
        "forebyggelige.csv",
        [
            "--table",
            "ESUNDHED_FOREBYGGELIGE_SYGEHUSOPHOLD",
            "--unit",
            "per_1000",
        ],
    ),
    (
        "genindlaeggelser.csv",
        ["--table", "GENINDLAEGGELSER_65", "--unit", "percent"],
    ),
];

/// Imports [`NORMS`] with its published tables.
pub fn load_norms(place: &Place) {
    NORMS.load(place);
    for (file, options) in NORMS_PUBLISHED {
        place.import(NORMS.file(file).as_ref(), &options);
    }
}

/// Twelve citizens and a ledger: what grants cost, what courses gain, and prices at a fixed mix.
pub const PRICES: Population = Population {
    folder: "prices",
    residents: None,
    datasets: &[
        ("grant", Some(PRICES_MONTHS)),
        ("course", Some(PRICES_MONTHS)),
        ("event", Some(PRICES_MONTHS)),
        ("delivery", Some(PRICES_MONTHS)),
        ("ledger", Some(PRICES_MONTHS)),
        ("provider", None),
    ],
    n_cells: 91,
};
const PRICES_MONTHS: &str = "2019-01..2021-01";

/// Five citizens who move and grow older, and a year of which half is in.
pub const MOVES: Population = Population {
    folder: "moves",
    residents: None,
    datasets: &[
        ("grant", Some(MOVES_MONTHS)),
        ("event", Some(MOVES_MONTHS)),
        ("ledger", Some(MOVES_MONTHS)),
        ("person", None),
    ],
    n_cells: 46,
};
const MOVES_MONTHS: &str = "2018-01..2019-06";

/// Eight citizens in places of residence and by day, of one's own, bought and sold, across the accounts of 2018, two with help at
/// home, and staff.
pub const PLACES: Population = Population {
    folder: "places",
    residents: Some("folk1a.csv"),
    datasets: &[
        ("staffing", Some(PLACES_MONTHS)),
        ("grant", Some(PLACES_MONTHS)),
        ("event", Some(PLACES_MONTHS)),
        ("ledger", Some(PLACES_MONTHS)),
        ("budget", None),
    ],
    n_cells: 78,
};
const PLACES_MONTHS: &str = "2017-01..2018-12";

/// Seven citizens on both sides of the Elderly Act.
pub const ACT: Population = Population {
    folder: "act",
    residents: Some("folk1a.csv"),
    datasets: &[
        ("grant", Some(ACT_MONTHS)),
        ("course", Some(ACT_MONTHS)),
        ("event", Some(ACT_MONTHS)),
        ("delivery", Some(ACT_MONTHS)),
        ("ledger", Some(ACT_MONTHS)),
        ("waiting", Some("2024-01..2025-12")),
        ("budget", None),
        ("provider", None),
        ("deadline", None),
        ("band_cost", None),
    ],
    n_cells: 90,
};
const ACT_MONTHS: &str = "2024-01..2026-03";

impl Population {
    pub fn file(&self, name: &str) -> String {
        format!("{FIXTURES}/{}/{name}", self.folder)
    }

    /// Imports all of it into the data folder of a place.
    pub fn load(&self, place: &Place) {
        let key = place.folder().join("key");
        place
            .run(["person-key", &key.display().to_string()])
            .expect_done();
        if let Some(file) = self.residents {
            let file = self.file(file);
            place
                .run(["import", "statbank", &file, "--table", "FOLK1A"])
                .expect_done();
        }
        for (dataset, covered) in self.datasets {
            let file = self.file(&format!("{dataset}.csv"));
            let mut command = place.command(["import", dataset, &file, "--source", "canonical"]);
            command.args(["--municipality", "766", "--format", "json", "--person-key"]);
            command.arg(&key);
            if let Some(covered) = covered {
                command.args(["--period", covered]);
            }
            let done = pejl_tests::process::run(command).expect_done().json();
            assert_eq!(done["n_refused"], 0, "{dataset}: {done}");
        }
    }
}
