//! The members of a row, each combination understood once.

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

use pejl_domain::AccountCode;
use pejl_domain::account::{Existence, existed_in};
use pejl_domain::cover::{members_text, parse_members_text};
use pejl_lake::TextCode;

use super::fault::Fault;
use super::rows::RowCells;
use super::{COMBINATIONS_MAX, Import};
use crate::layout::Layout;
use crate::members::{Interner, MemberReader, Rejected};

/// The member that stands for all functions together.
const TOTAL: &str = "TOT";

/// One combination of members, written canonically, and the account in it.
pub(super) struct Combination {
    /// Its number within the import.
    pub(super) number: u32,
    /// Its text in the frames.
    pub(super) code: TextCode,
    /// Canonical dimension and member.
    pub(super) pairs: Vec<(String, String)>,
    pub(super) account: Option<Account>,
}

/// The function or main account of a combination.
pub(super) struct Account {
    pub(super) code: AccountCode,
    /// The answer for the last year asked: rows of one combination often follow each other by year.
    last: Cell<Option<(i32, Existence)>>,
}

impl Account {
    /// Whether the account could be booked on in a year.
    pub(super) fn existed_in(&self, year: i32) -> Existence {
        match self.last.get() {
            Some((asked, existence)) if asked == year => existence,
            _ => {
                let existence = existed_in(&self.code, year);
                self.last.set(Some((year, existence)));
                existence
            }
        }
    }
}

/// The columns of one file that are dimensions, and the combinations seen in them.
pub(super) struct Combinations {
    columns: Vec<Column>,
    constants: Vec<(String, String)>,
    known: HashMap<Vec<u32>, Rc<Combination>>,
    /// The numbers of the present row's members, kept to be filled again.
    row: Vec<u32>,
}

struct Column {
    index: usize,
    name: String,
    reader: MemberReader,
    members: Interner<Rc<str>>,
}

impl Combinations {
    pub(super) fn of(layout: &Layout) -> Self {
        let columns = layout.dimensions.iter().map(|dimension| Column {
            index: dimension.index,
            name: dimension.name.clone(),
            reader: MemberReader::of(dimension.known),
            members: Interner::default(),
        });
        Self {
            columns: columns.collect(),
            constants: layout.constants.clone(),
            known: HashMap::new(),
            row: Vec::new(),
        }
    }

    /// The combination of a row.
    pub(super) fn resolve(
        &mut self,
        cells: &RowCells<'_>,
        import: &mut Import<'_, '_>,
    ) -> Result<Rc<Combination>, Fault> {
        self.row.clear();
        for column in &mut self.columns {
            let text = cells.get(column.index);
            let reader = &column.reader;
            let (number, _) = column
                .members
                .resolve(text, |text| reader.read(text).map(Rc::from))
                .map_err(|rejected| Fault::at(column.index, text, rejected))?;
            self.row.push(number);
        }
        if let Some(known) = self.known.get(self.row.as_slice()) {
            return Ok(Rc::clone(known));
        }
        let combination = Rc::new(self.begin(cells, import)?);
        self.known.insert(self.row.clone(), Rc::clone(&combination));
        Ok(combination)
    }

    /// A combination that this file has not had before.
    fn begin(
        &mut self,
        cells: &RowCells<'_>,
        import: &mut Import<'_, '_>,
    ) -> Result<Combination, Fault> {
        let mut pairs = Vec::with_capacity(self.columns.len() + self.constants.len());
        for column in &mut self.columns {
            let text = cells.get(column.index);
            let reader = &column.reader;
            let (_, member) = column
                .members
                .resolve(text, |text| reader.read(text).map(Rc::from))
                .map_err(|rejected| Fault::at(column.index, text, rejected))?;
            pairs.push((column.name.clone(), member.as_ref().to_owned()));
        }
        pairs.extend(self.constants.iter().cloned());
        let text = members_text(&pairs.iter().cloned().collect());
        // What could not be read back from the lake is not written to it.
        if parse_members_text(&text).is_err() {
            return Err(Fault::of_row(
                &text,
                Rejected::expected(
                    "members.too_long",
                    "en række, hvis værdier tilsammen er kortere",
                    "a row whose members together are shorter",
                ),
            ));
        }
        let number = import.combination(&text).ok_or_else(|| {
            let expected = Rejected::expected(
                "members.too_many",
                format!("højst {COMBINATIONS_MAX} forskellige kombinationer af værdier"),
                format!("at most {COMBINATIONS_MAX} different combinations of members"),
            );
            Fault::of_row(&text, expected)
        })?;
        let account = pairs
            .iter()
            .find(|(name, member)| name == "function" && member != TOTAL)
            .and_then(|(_, member)| AccountCode::parse(member).ok())
            .map(|code| Account {
                code,
                last: Cell::new(None),
            });
        Ok(Combination {
            number,
            code: import.builder.members(&text),
            pairs,
            account,
        })
    }

    /// Position of the column of functions, where a column holds them.
    pub(super) fn function_column(&self) -> Option<usize> {
        let column = self.columns.iter().find(|c| c.name == "function")?;
        Some(column.index)
    }
}
