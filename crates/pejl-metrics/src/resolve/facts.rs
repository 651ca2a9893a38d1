//! Looks up which facts give a sum of accounts or the residents of an area, each answer once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use pejl_domain::{AccountCode, AgeBand, Cover, Grain, Period, PriceLevel, Unit, Variant};

use super::published::Signature;
use crate::catalogue::{Kind, Reading, catalogue};
use crate::coverage::{CoverIndex, CoverNos, members_of};
use crate::reason;
use crate::resolution::{Measure, Quantity, VariantTile};
use crate::selection::Expansion;
use crate::text::Reason;
use crate::tile::{AgeKey, Hole, Want, Wanted, tile};

/// The unit of the facts a reading is made of.
pub(super) fn unit_of(kind: Kind) -> Unit {
    match kind {
        Kind::Published => Unit::DkkPerResident,
        _ => Unit::Oere,
    }
}

/// Whether facts of the variant can stand above the line of the reading.
pub(super) fn may_answer(variant: &Variant, reading: &Reading) -> bool {
    reading.is_of_accounts()
        && variant.unit == unit_of(reading.kind)
        && variant.grain == Grain::Year
        && !matches!(variant.price, PriceLevel::Fixed { .. })
        && reading.tables.contains(&variant.table_id)
}

/// Area, year, month and ages.
type ResidentsKey = (String, i32, u32, Option<AgeKey>);

/// The live covers, and what was found in them so far.
pub(crate) struct Facts<'a> {
    index: CoverIndex<'a>,
    wanted: Vec<Wanted>,
    wanted_numbers: HashMap<Wanted, usize>,
    tiles: Vec<VariantTile>,
    /// Variant, covers that hold the area and period, what is wanted. Areas with the same covers share an answer.
    tile_numbers: HashMap<(usize, CoverNos, usize), Result<usize, Hole>>,
    quantities: Vec<Quantity>,
    quantity_numbers: HashMap<Quantity, u32>,
    residents: HashMap<ResidentsKey, Result<u32, Reason>>,
}

impl<'a> Facts<'a> {
    pub(crate) fn new(covers: &'a [Cover]) -> Self {
        Self {
            index: CoverIndex::new(covers),
            wanted: Vec::new(),
            wanted_numbers: HashMap::new(),
            tiles: Vec::new(),
            tile_numbers: HashMap::new(),
            quantities: Vec::new(),
            quantity_numbers: HashMap::new(),
            residents: HashMap::new(),
        }
    }

    /// The quantities and tiles that were asked for.
    pub(crate) fn finish(self) -> (Vec<Quantity>, Vec<VariantTile>) {
        (self.quantities, self.tiles)
    }

    /// Numbers of the tiles that add up to the accounts at an area and period, or the accounts that
    /// are not covered.
    pub(super) fn numerator(
        &mut self,
        reading: &Reading,
        expansions: &[Expansion],
        signature: &Signature,
        area: &str,
        period: Period,
    ) -> Result<Vec<usize>, Vec<AccountCode>> {
        let variants: Vec<usize> = reading
            .tables
            .iter()
            .flat_map(|table| {
                self.index
                    .of_table(table, &unit_of(reading.kind), period.grain())
            })
            .filter(|no| {
                self.index
                    .get(*no)
                    .is_some_and(|one| signature.fits(one.variant))
            })
            .collect();
        let mut tiles = Vec::new();
        let mut uncovered = Vec::new();
        for expansion in expansions {
            // A fact at the account's own depth comes before the sum of its functions.
            let whole = expansion
                .whole
                .as_ref()
                .map(|code| (code, self.account(&variants, code, signature, area, period)));
            match whole {
                Some((_, Some(tile))) => tiles.push(tile),
                Some((code, None)) if expansion.parts.is_none() => uncovered.push(code.clone()),
                _ => {
                    let listed = expansion.parts.iter().flatten().cloned();
                    let mut parts: BTreeSet<AccountCode> = listed.collect();
                    if let Some((code, _)) = whole {
                        // A function that is not listed but in the source is inside its main function too.
                        parts.extend(self.functions_below(&variants, code, area, period));
                    }
                    for part in parts {
                        match self.account(&variants, &part, signature, area, period) {
                            Some(tile) => tiles.push(tile),
                            None => uncovered.push(part),
                        }
                    }
                }
            }
        }
        if uncovered.is_empty() {
            tiles.sort_unstable();
            Ok(tiles)
        } else {
            Err(uncovered)
        }
    }

    /// The tile of one account in the first variant that has it.
    fn account(
        &mut self,
        variants: &[usize],
        code: &AccountCode,
        signature: &Signature,
        area: &str,
        period: Period,
    ) -> Option<usize> {
        let mut wanted = signature.wanted();
        wanted.insert(
            "function".to_owned(),
            Want::Exactly(BTreeSet::from([code.as_str().to_owned()])),
        );
        let wanted = self.wanted_number(wanted);
        variants
            .iter()
            .find_map(|variant| self.tile(*variant, area, period, wanted).ok())
    }

    fn functions_below(
        &self,
        variants: &[usize],
        code: &AccountCode,
        area: &str,
        period: Period,
    ) -> Vec<AccountCode> {
        let mut found = Vec::new();
        for one in variants.iter().filter_map(|no| self.index.get(*no)) {
            let covers = one.covers(&one.at(area, period));
            let functions = members_of(&covers, "function");
            found.extend(
                functions
                    .into_iter()
                    .filter_map(|text| AccountCode::parse(text).ok())
                    .filter(|function| code.contains(function) && function != code),
            );
        }
        found
    }

    /// The number of the fact that is wanted of an area and period, in the first of the tables that is covered there.
    pub(super) fn fact(
        &mut self,
        tables: &[String],
        unit: &Unit,
        wanted: Wanted,
        (area, period): (&str, Period),
    ) -> Option<u32> {
        let wanted = self.wanted_number(wanted);
        let variants = tables.iter();
        let variants = variants.flat_map(|table| self.index.of_table(table, unit, period.grain()));
        let variants: Vec<usize> = variants.collect();
        let mut tiles = variants.into_iter();
        let tile = tiles.find_map(|variant| self.tile(variant, area, period, wanted).ok())?;
        Some(self.quantity(vec![tile], area, period))
    }

    /// The residents of an area on 1 July of the year, all or those of an age band.
    pub(crate) fn residents(
        &mut self,
        area: &str,
        year: i32,
        ages: Option<AgeBand>,
    ) -> Result<u32, Reason> {
        self.residents_in(area, year, 7, ages)
    }

    /// The residents of an area as last counted up to a month, all or those of an age band.
    pub(crate) fn residents_in(
        &mut self,
        area: &str,
        year: i32,
        month: u32,
        ages: Option<AgeBand>,
    ) -> Result<u32, Reason> {
        let key = (area.to_owned(), year, month, ages.map(AgeKey::from));
        if let Some(known) = self.residents.get(&key) {
            return known.clone();
        }
        let found = self.find_residents(area, year, month, ages);
        self.residents.insert(key, found.clone());
        found
    }

    fn find_residents(
        &mut self,
        area: &str,
        year: i32,
        month: u32,
        ages: Option<AgeBand>,
    ) -> Result<u32, Reason> {
        let wanted: Wanted = ages
            .map(|band| ("age".to_owned(), Want::Ages(band.into())))
            .into_iter()
            .collect();
        let wanted = self.wanted_number(wanted);
        let mut hole = None;
        for table in &catalogue().population {
            let Some(period) = table.in_month(year, month) else {
                continue;
            };
            for variant in self
                .index
                .of_table(&table.table, &Unit::Persons, table.grain)
            {
                match self.tile(variant, area, period, wanted) {
                    Ok(tile) => return Ok(self.quantity(vec![tile], area, period)),
                    Err(Hole::Age(age)) => hole = hole.or(Some(age)),
                    Err(Hole::NotCovered) => {}
                }
            }
        }
        Err(match (hole, ages, month) {
            (Some(age), Some(band), _) => reason::ages_not_covered(band, age, area, year),
            (_, _, 7) => reason::residents_not_covered(area, year),
            _ => reason::residents_of_month_not_covered(area, year, month),
        })
    }

    fn wanted_number(&mut self, wanted: Wanted) -> usize {
        if let Some(no) = self.wanted_numbers.get(&wanted) {
            return *no;
        }
        let no = self.wanted.len();
        self.wanted.push(wanted.clone());
        self.wanted_numbers.insert(wanted, no);
        no
    }

    fn tile(
        &mut self,
        variant: usize,
        area: &str,
        period: Period,
        wanted: usize,
    ) -> Result<usize, Hole> {
        let one = self.index.get(variant).ok_or(Hole::NotCovered)?;
        let nos = one.at(area, period);
        if nos.is_empty() {
            return Err(Hole::NotCovered);
        }
        let key = (variant, nos, wanted);
        if let Some(known) = self.tile_numbers.get(&key) {
            return known.clone();
        }
        let empty = BTreeMap::new();
        let wanted = self.wanted.get(wanted).unwrap_or(&empty);
        let found = tile(&one.variant.dimensions, &one.covers(&key.1), wanted).map(|tile| {
            self.tiles.push(VariantTile {
                variant: one.key.clone(),
                tile,
                measure: measure(&one.variant.unit),
            });
            self.tiles.len() - 1
        });
        self.tile_numbers.insert(key, found.clone());
        found
    }

    /// The number of the sum of these tiles at an area and period.
    pub(super) fn quantity(&mut self, tiles: Vec<usize>, area: &str, period: Period) -> u32 {
        let quantity = Quantity {
            tiles,
            area: area.to_owned(),
            period,
        };
        if let Some(no) = self.quantity_numbers.get(&quantity) {
            return *no;
        }
        // The size of a question is bounded long before its sums pass the range of a u32.
        let no = u32::try_from(self.quantities.len()).unwrap_or(u32::MAX);
        self.quantities.push(quantity.clone());
        self.quantity_numbers.insert(quantity, no);
        no
    }

    /// How many facts a quantity is the sum of.
    pub(super) fn n_parts(&self, quantity: u32) -> usize {
        let quantity = usize::try_from(quantity)
            .ok()
            .and_then(|no| self.quantities.get(no));
        let tiles = quantity.map(|one| one.tiles.as_slice()).unwrap_or_default();
        tiles
            .iter()
            .filter_map(|no| self.tiles.get(*no))
            .map(|one| one.tile.parts.len())
            .sum()
    }
}

fn measure(unit: &Unit) -> Measure {
    match unit {
        Unit::Oere => Measure::Amount,
        Unit::Persons => Measure::Residents,
        _ => Measure::PerResident,
    }
}
