//! A row becomes a fact: its area, period, unit, members and value are understood, checked and stored.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use pejl_domain::account::Existence;
use pejl_domain::area::find_area;
use pejl_domain::{Absent, Area, Cell, Grain, Period, Variant};
use pejl_ingest::number::Number;
use pejl_ingest::{Described, Message, RowIssue};
use pejl_lake::{CodedStatFact, TextCode};

use super::Import;
use super::combination::{Account, Combination, Combinations};
use super::fault::{Fault, Stop};
use super::outcome::ReadFailure;
use super::rows::RowCells;
use super::value::{Writing, stored_value};
use crate::covers::Place;
use crate::declared::Declared;
use crate::layout::{Layout, Of};
use crate::members::{Interner, Measure, Rejected, area, period, price_unit};
use crate::requested::Requested;

/// What is known of a file whose rows become facts.
pub(super) struct Facts {
    file_no: i32,
    layout: Layout,
    absent: Absent,
    dry_run: bool,
    combinations: Combinations,
    /// The period of every row as text, where no column says it.
    period_text: String,
    measures: Interner<Rc<Measure>>,
    /// Codes of areas that the file itself calls by another area's name, with that name.
    contradicted: HashMap<String, String>,
    variants: HashMap<(u32, Grain), VariantOfFile>,
    /// What the cover has been told.
    seen: HashSet<(u32, u32, u32)>,
    seen_members: HashSet<(u32, u32)>,
    /// Unlisted accounts that were named.
    warned: HashSet<String>,
    /// Rows of foreign areas, which a dry run leaves out.
    n_foreign: u64,
}

/// A variant as it is known inside one file.
#[derive(Clone, Copy)]
struct VariantOfFile {
    number: u32,
    code: TextCode,
}

/// A row as it is understood, before it is stored.
struct Understood {
    area: (u32, &'static Area),
    period: (u32, Period),
    measure: (u32, Rc<Measure>),
    combination: Rc<Combination>,
    value: Option<Number>,
    cell: Cell,
}

impl Facts {
    pub(super) fn new(
        file_no: i32,
        layout: Layout,
        described: &Described,
        declared: &Declared,
    ) -> Self {
        let bulk = declared.absent_is_zero || described.absent == Absent::Zero;
        Self {
            absent: if bulk { Absent::Zero } else { Absent::Missing },
            dry_run: declared.dry_run,
            combinations: Combinations::of(&layout),
            period_text: match &layout.period {
                Of::Column(_) => String::new(),
                Of::File(period) => period.to_string(),
            },
            measures: Interner::default(),
            contradicted: contradicted_areas(described, layout.area),
            variants: HashMap::new(),
            seen: HashSet::new(),
            seen_members: HashSet::new(),
            warned: HashSet::new(),
            n_foreign: 0,
            file_no,
            layout,
        }
    }

    /// Rows that a dry run left out, because their areas are not Danish ones.
    pub(super) fn n_foreign(&self) -> u64 {
        self.n_foreign
    }

    /// Makes a row a fact, or says which of its cells is wrong.
    pub(super) fn row(
        &mut self,
        cells: &RowCells<'_>,
        writing: Writing,
        file: &str,
        import: &mut Import<'_, '_>,
    ) -> Result<(), Stop> {
        if self.is_foreign(cells) {
            self.n_foreign += 1;
            return Ok(());
        }
        let mut row = self.understand(cells, writing, import)?;
        if let Some(account) = &row.combination.account {
            match account.existed_in(row.period.1.year_number()) {
                Existence::Yes => {}
                Existence::No { .. } if row.value.is_none_or(|number| number.value == 0) => {
                    (row.value, row.cell) = (None, Cell::NotApplicable);
                }
                Existence::No { from, to } => {
                    let fault = self.no_such_account(account, row.period.1, (from, to), cells);
                    return Err(fault.into());
                }
                Existence::Unlisted => self.warn_unlisted(account, file, cells, import),
            }
        }
        self.store(&row, cells.line, import)
    }

    /// Tells the cover of every variant seen in the file what was asked for.
    pub(super) fn cover_requested(&self, requested: &Requested, import: &mut Import<'_, '_>) {
        for variant in self.variants.values() {
            requested.cover(&self.layout, self.place(*variant), &mut import.covers);
        }
    }

    fn place(&self, variant: VariantOfFile) -> Place {
        Place {
            variant: variant.number,
            file: self.file_no,
        }
    }

    /// Whether a dry run of a table that is not known leaves the row out, because its area is not a Danish one.
    fn is_foreign(&self, cells: &RowCells<'_>) -> bool {
        self.dry_run && self.layout.table.is_none() && {
            let text = cells.get(self.layout.area);
            self.contradicted.contains_key(text) || find_area(text).is_none()
        }
    }

    fn understand(
        &mut self,
        cells: &RowCells<'_>,
        writing: Writing,
        import: &mut Import<'_, '_>,
    ) -> Result<Understood, Fault> {
        let layout = &self.layout;
        let (area_column, value_column) = (layout.area, layout.value);
        let text = cells.get(area_column);
        if let Some(called) = self.contradicted.get(text) {
            return Err(Fault::at(area_column, text, contradiction(text, called)));
        }
        let area = import
            .areas
            .resolve(text, area)
            .map_err(|rejected| Fault::at(area_column, text, rejected))?;
        let period = match &layout.period {
            Of::Column(column) => {
                let text = cells.get(*column);
                let resolved = import.periods.resolve(text, period);
                resolved.map_err(|rejected| Fault::at(*column, text, rejected))?
            }
            Of::File(period) => {
                let text = self.period_text.as_str();
                let resolved = import.periods.resolve(text, |_| Ok(*period));
                resolved.map_err(|rejected| Fault::of_row(text, rejected))?
            }
        };
        let measure = match &layout.measure {
            Of::Column(column) => {
                let text = cells.get(*column);
                let resolved = self
                    .measures
                    .resolve(text, |text| price_unit(text).map(Rc::new));
                resolved.map_err(|rejected| Fault::at(*column, text, rejected))?
            }
            Of::File(measure) => {
                let resolved = self.measures.resolve("", |_| Ok(Rc::new(measure.clone())));
                resolved.map_err(|rejected| Fault::of_row("", rejected))?
            }
        };
        let combination = self.combinations.resolve(cells, import)?;
        let text = cells.get(value_column);
        let (value, cell) = stored_value(text, writing, &measure.1)
            .map_err(|rejected| Fault::at(value_column, text, rejected))?;
        Ok(Understood {
            area,
            period,
            measure,
            combination,
            value,
            cell,
        })
    }

    /// A listed function has no money in a year it did not exist.
    fn no_such_account(
        &self,
        account: &Account,
        period: Period,
        (from, to): (Option<chrono::NaiveDate>, Option<chrono::NaiveDate>),
        cells: &RowCells<'_>,
    ) -> Fault {
        let code = &account.code;
        let date = |day: Option<chrono::NaiveDate>| {
            day.map_or_else(|| "…".to_owned(), |day| day.to_string())
        };
        let (from, to) = (date(from), date(to));
        let rejected = Rejected::expected(
            "function.not_in_year",
            format!("en funktion, der fandtes i {period}; {code} gjaldt {from} til {to}"),
            format!("a function that existed in {period}; {code} was valid {from} to {to}"),
        );
        match self.combinations.function_column() {
            Some(column) => Fault::at(column, cells.get(column), rejected),
            None => Fault::of_row(code.as_str(), rejected),
        }
    }

    /// An unlisted function is kept and named once.
    fn warn_unlisted(
        &mut self,
        account: &Account,
        file: &str,
        cells: &RowCells<'_>,
        import: &mut Import<'_, '_>,
    ) {
        let code = account.code.as_str();
        if self.warned.contains(code) {
            return;
        }
        self.warned.insert(code.to_owned());
        let message = Message {
            da: format!("funktion {code} står ikke på Pejls liste; den er med, som den står"),
            en: format!("function {code} is not on Pejl's list; it is kept as it stands"),
        };
        let issue = RowIssue::warning(file, "function.unlisted", message).at_line(cells.line);
        import.outcome.push(issue);
    }

    fn store(
        &mut self,
        row: &Understood,
        line: u64,
        import: &mut Import<'_, '_>,
    ) -> Result<(), Stop> {
        let (area_number, area) = row.area;
        let (period_number, period) = row.period;
        let combination = &row.combination;
        let variant = self.variant(row, import)?;
        let place = self.place(variant);
        if self
            .seen
            .insert((variant.number, area_number, period_number))
        {
            import.covers.seen(place, area.code, period);
        }
        if self
            .seen_members
            .insert((variant.number, combination.number))
        {
            for (dimension, member) in &combination.pairs {
                import.covers.member(place, dimension, member);
            }
        }
        let key = key([
            variant.number,
            area_number,
            period_number,
            combination.number,
        ]);
        import
            .keys
            .insert(key, self.file_no.unsigned_abs(), line)
            .map_err(ReadFailure::Keys)?;
        let fact = CodedStatFact {
            variant: variant.code,
            area: import.builder.area(area.code),
            level: area.level,
            period,
            members: combination.code,
            value: row.value.map(|number| number.value),
            scale: row.value.map_or(0, |number| number.scale),
            cell: row.cell,
            import_id: import.import_id,
            file_no: self.file_no,
            line: i64::try_from(line).unwrap_or(i64::MAX),
        };
        import
            .builder
            .push_coded(&fact)
            .map_err(ReadFailure::Frame)?;
        Ok(())
    }

    fn variant(
        &mut self,
        row: &Understood,
        import: &mut Import<'_, '_>,
    ) -> Result<VariantOfFile, Fault> {
        let (measure_number, measure) = &row.measure;
        let grain = row.period.1.grain();
        if let Some(known) = self.variants.get(&(*measure_number, grain)) {
            return Ok(*known);
        }
        let variant = Variant {
            source: self.layout.source.to_owned(),
            table_id: self.layout.table_id.clone(),
            unit: measure.unit.clone(),
            price: measure.price,
            grain,
            dimensions: self.layout.dimension_names().map(str::to_owned).collect(),
        };
        let key = variant.key();
        // What could not be read back from the catalogue is not written to it.
        if Variant::parse_key(&key).as_ref() != Ok(&variant) {
            return Err(Fault::of_row(
                &key,
                Rejected::expected(
                    "columns.too_long",
                    "kortere navne på tabel, enhed og kolonner",
                    "shorter names of table, unit and columns",
                ),
            ));
        }
        let known = VariantOfFile {
            number: import.variant(&variant),
            code: import.builder.variant(&key),
        };
        import
            .covers
            .begin(self.place(known), &variant, self.absent);
        self.variants.insert((*measure_number, grain), known);
        Ok(known)
    }
}

/// Codes that a file with codes and labels gives another name than the area has.
///
/// Other countries number their municipalities too: Norway's 0101 is Halden and not København.
fn contradicted_areas(described: &Described, column: usize) -> HashMap<String, String> {
    let members = described
        .columns
        .get(column)
        .and_then(|column| column.members.as_ref());
    let is_another = |code: &str, label: &str| {
        let label = label.trim();
        !label.is_empty()
            && label != code
            && find_area(code)
                .is_some_and(|area| find_area(label).is_none_or(|called| called.code != area.code))
    };
    members
        .into_iter()
        .flatten()
        .filter(|(code, label)| is_another(code, label))
        .map(|(code, label)| (code.clone(), label.clone()))
        .collect()
}

fn contradiction(code: &str, called: &str) -> Rejected {
    let name = |lang| find_area(code).map_or("", |area| area.name(lang));
    Rejected {
        rule: "area.contradicts",
        da: format!(
            "koden er {}, men filen kalder området {called}",
            name(pejl_domain::Lang::Da)
        ),
        en: format!(
            "the code is {}, but the file calls the area {called}",
            name(pejl_domain::Lang::En)
        ),
    }
}

/// Identity of a fact, exactly: variant, area, period and combination of members.
///
/// Multiplying by an odd number loses nothing and spreads the numbers over all bits, which the spilling of keys needs.
fn key(numbers: [u32; 4]) -> u128 {
    const ODD: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;
    numbers
        .iter()
        .fold(0, |key: u128, number| (key << 32) | u128::from(*number))
        .wrapping_mul(ODD)
}
