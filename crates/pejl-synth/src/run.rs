//! From options to files.

use crate::budget::{BudgetRow, budget};
use crate::cpr::Cpr;
use crate::effects::Effects;
use crate::error::SynthError;
use crate::files;
use crate::files::canonical::{Dataset, Sink};
use crate::files::care::{DATASETS, DELIVERY};
use crate::files::folder::{Folder, Output};
use crate::files::ledger::LedgerRows;
use crate::ledger::{Posting, is_known, postings};
use crate::load::Load;
use crate::model::{Model, Window};
use crate::options::Options;
use crate::outcome::outcome;
use crate::place::Place;
use crate::resent::{resend, resent_year};
use crate::truth::{BudgetSum, Exact, FileTruth, LedgerTally, Truth};

/// Rows between two reports of progress.
const REPORT_ROWS: u64 = 1 << 16;

/// How far the writing has come.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// Path of the file being written, below the folder.
    pub file: &'a str,
    /// Rows written to all files so far.
    pub n_rows: u64,
}

/// Draws the municipalities and writes their files and `truth.json`; either all of them are there afterwards or none.
///
/// # Errors
/// An option is impossible, the folder is occupied, or a file could not be written.
pub fn write(
    options: &Options,
    progress: &mut dyn FnMut(&Progress<'_>),
) -> Result<Truth, SynthError> {
    options.check()?;
    let mut run = Run {
        folder: Folder::open(&options.out)?,
        truth: Truth::of(options),
        rows: LedgerRows::new(),
        counter: Counter {
            n_rows: 0,
            progress,
        },
    };
    let window = Window {
        from: options.from,
        to: options.to,
    };
    let mut load = options.rows.map(|rows| Load::new(rows, options));
    for place in Place::first(options.scale, options.seed) {
        let effects = options.effects();
        let model = Model::draw(place.clone(), options.seed, window, effects);
        match &mut load {
            Some(load) => run.load(&model, load)?,
            None => {
                let without = Model::draw(place, options.seed, window, Effects::planted(None));
                run.truth.municipalities.push(outcome(&model, &without));
                run.municipality(&model)?;
            }
        }
    }
    run.finish()
}

/// A run and what it has written so far.
pub(crate) struct Run<'a> {
    pub(crate) folder: Folder,
    pub(crate) truth: Truth,
    rows: LedgerRows,
    counter: Counter<'a>,
}

/// Counts the rows of all files and reports now and then.
pub(crate) struct Counter<'a> {
    n_rows: u64,
    progress: &'a mut dyn FnMut(&Progress<'_>),
}

impl Counter<'_> {
    /// Counts a row of the file `path`.
    pub(crate) fn row(&mut self, path: &str) {
        self.n_rows += 1;
        if self.n_rows.is_multiple_of(REPORT_ROWS) {
            (self.progress)(&Progress {
                file: path,
                n_rows: self.n_rows,
            });
        }
    }
}

impl Run<'_> {
    fn municipality(&mut self, model: &Model) -> Result<(), SynthError> {
        for year in model.window.from.year()..=model.window.to.year() {
            let whole_year = postings(model, year);
            let known: Vec<Posting> = whole_year
                .iter()
                .filter(|posting| is_known(model, year, posting))
                .copied()
                .collect();
            self.ledger(model, &format!("ledger-{year}.csv"), year, &known)?;
            if year == resent_year(model.window) {
                let (again, resent) = resend(model, year, &known);
                self.ledger(model, &format!("corrected/ledger-{year}.csv"), year, &again)?;
                if let Some(file) = self.truth.files.last_mut() {
                    file.resent = Some(resent);
                }
            }
            self.budget(model, year, &budget(model, year, &whole_year))?;
        }
        for dataset in &DATASETS {
            self.canonical(model, dataset, None)?;
        }
        for year in model.window.from.year()..=model.window.to.year() {
            self.canonical(model, &DELIVERY, Some(year))?;
        }
        Ok(())
    }

    fn ledger(
        &mut self,
        model: &Model,
        name: &str,
        year: i32,
        postings: &[Posting],
    ) -> Result<(), SynthError> {
        let mut file = FileTruth::new(model.place.code, name, "ledger");
        let mut output = self.folder.create(model.place.code, name)?;
        let mut tally = LedgerTally::with_periods();
        self.rows.header(&mut output.buffer);
        for posting in postings {
            self.posting(model, year, posting, &mut output, &mut tally, &file.path)?;
        }
        output.finish()?;
        tally.finish(year, &mut file);
        self.truth.files.push(file);
        Ok(())
    }

    fn posting(
        &mut self,
        model: &Model,
        year: i32,
        posting: &Posting,
        output: &mut Output,
        tally: &mut LedgerTally,
        path: &str,
    ) -> Result<(), SynthError> {
        let cpr = posting
            .person
            .and_then(|person| model.person(person))
            .map(|person| person.cpr);
        self.rows.row(&mut output.buffer, year, posting, cpr);
        tally.add(
            posting.account.function,
            posting.account.dranst,
            posting.amount,
        );
        if let Some(periods) = &mut tally.periods {
            let (year, period) = (year.to_string(), posting.period.to_string());
            let month = posting.date.month().to_string();
            let values = [year.as_bytes(), period.as_bytes(), month.as_bytes()];
            let amount = Some(Exact::whole(posting.amount));
            periods.add(values.into_iter(), cpr.map(Cpr::key), [amount].into_iter());
        }
        self.counter.row(path);
        output.row_done()
    }

    fn load(&mut self, model: &Model, load: &mut Load) -> Result<(), SynthError> {
        for year in model.window.from.year()..=model.window.to.year() {
            let mut known = postings(model, year);
            known.retain(|posting| is_known(model, year, posting));
            let name = format!("ledger-{year}.csv");
            let mut file = FileTruth::new(model.place.code, &name, "ledger");
            let mut output = self.folder.create(model.place.code, &name)?;
            let mut tally = LedgerTally::default();
            self.rows.header(&mut output.buffer);
            for posting in load.file(&known) {
                self.posting(model, year, &posting, &mut output, &mut tally, &file.path)?;
            }
            output.finish()?;
            tally.finish(year, &mut file);
            self.truth.files.push(file);
        }
        Ok(())
    }

    fn budget(&mut self, model: &Model, year: i32, rows: &[BudgetRow]) -> Result<(), SynthError> {
        let name = format!("budget-{year}.csv");
        let mut file = FileTruth::new(model.place.code, &name, "budget");
        let mut output = self.folder.create(model.place.code, &name)?;
        files::budget::header(&mut output.buffer);
        for row in rows {
            files::budget::row(&mut output.buffer, year, row);
            count_budget(&mut file, year, row);
            self.counter.row(&file.path);
            output.row_done()?;
        }
        output.finish()?;
        self.truth.files.push(file);
        Ok(())
    }

    /// Writes a dataset in the project's own layout.
    fn canonical(
        &mut self,
        model: &Model,
        dataset: &Dataset,
        year: Option<i32>,
    ) -> Result<(), SynthError> {
        let name = match year {
            Some(year) => format!("{}-{year}.csv", dataset.name),
            None => format!("{}.csv", dataset.name),
        };
        let mut file = FileTruth::new(model.place.code, &name, dataset.name);
        let output = self.folder.create(model.place.code, &name)?;
        let mut sink = Sink::new(
            output,
            dataset,
            model.place.code,
            &file.path,
            &mut self.counter,
        );
        (dataset.write)(model, year, &mut sink)?;
        (file.years, file.tables) = sink.finish()?;
        file.rows = file.years.iter().map(|count| count.rows).sum();
        self.truth.files.push(file);
        Ok(())
    }

    fn finish(mut self) -> Result<Truth, SynthError> {
        let mut output = self.folder.create("", "truth.json")?;
        serde_json::to_writer_pretty(&mut output.buffer, &self.truth).map_err(SynthError::Truth)?;
        output.buffer.push(b'\n');
        output.finish()?;
        self.folder.finish()?;
        Ok(self.truth)
    }
}

/// Adds a row to the sums of its version; versions come one after the other.
fn count_budget(file: &mut FileTruth, year: i32, row: &BudgetRow) {
    file.rows += 1;
    let version_date = row.version.date().to_string();
    let budget_type = row.budget_type.as_str();
    if let Some(last) = file
        .budget
        .last_mut()
        .filter(|last| last.version_date == version_date && last.budget_type == budget_type)
    {
        last.rows += 1;
        last.amount_oere += row.amount;
        return;
    }
    file.budget.push(BudgetSum {
        fiscal_year: year,
        budget_type: budget_type.to_owned(),
        version_date,
        rows: 1,
        amount_oere: row.amount,
    });
}
