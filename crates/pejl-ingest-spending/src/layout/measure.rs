//! Which unit and price level the numbers of a file have.

use pejl_domain::lang::fold;
use pejl_domain::{PriceLevel, Unit};
use pejl_ingest::{ColumnInfo, Described};

use super::{Of, Refusals};
use crate::declared::Declared;
use crate::knowledge::Table;
use crate::members::Measure;

/// Unit and price level, from the column PRISENHED, the table, the file or the user; they may not contradict.
pub(super) fn of(
    unit_column: Option<usize>,
    price_unit: Option<Measure>,
    described: &Described,
    declared: &Declared,
    table: Option<&'static Table>,
    refused: &mut Refusals<'_>,
) -> Option<Of<Measure>> {
    if let Some(dimension) = table.and_then(|t| t.mixed_units.as_deref()) {
        refused.add(
            "unit.mixed",
            Some(dimension),
            format!(
                "forventede tal med en og samme enhed; tabellens {dimension} blander antal, procent og dage"
            ),
            format!(
                "expected numbers of one unit; the table's {dimension} mixes counts, per cent and days"
            ),
        );
        return None;
    }
    if unit_column.is_some() || price_unit.is_some() {
        let stated = unit_column
            .map(Of::Column)
            .or_else(|| price_unit.map(Of::File));
        return check_undeclared(declared, refused).then_some(stated?);
    }
    if table.is_some_and(|table| table.has_dimension("price_unit"))
        && declared.unit != Some(Unit::DkkPerResident)
    {
        // `--unit oere` would be wrong by a factor of 100,000: StatBank writes accounts in 1,000 kroner.
        let unit = declared.unit.as_ref().map(Unit::to_string);
        refused.add(
            "unit.not_declared",
            unit.as_deref(),
            "filen siger ikke, om tallene er 1.000 kr. eller kr. pr. indbygger; angiv --set PRISENHED=LOBM eller --set PRISENHED=INDL",
            "the file does not say whether its numbers are DKK 1,000 or DKK per resident; declare --set PRISENHED=LOBM or --set PRISENHED=INDL",
        );
        return None;
    }
    if let Some(column) = described.columns.iter().find(|column| n_units(column) > 1) {
        refused.add(
            "unit.mixed",
            Some(&column.name),
            format!(
                "forventede tal med en og samme enhed; {} blander flere",
                column.name
            ),
            format!(
                "expected numbers of one unit; {} mixes several",
                column.name
            ),
        );
        return None;
    }
    let unit = one_unit(described, declared, table, refused)?;
    let price = price(&unit, declared, refused)?;
    Some(Of::File(Measure {
        unit,
        price,
        factor: 1,
    }))
}

/// PRISENHED says both unit and price level: what is declared beside it could only contradict.
fn check_undeclared(declared: &Declared, refused: &mut Refusals<'_>) -> bool {
    if let Some(unit) = &declared.unit {
        refused.add(
            "unit.contradicts",
            Some(&unit.to_string()),
            "PRISENHED siger selv, hvilken enhed tallene har; udelad --unit",
            "PRISENHED says itself which unit the numbers have; leave out --unit",
        );
    }
    if let Some(price) = declared.price {
        refused.add(
            "price.contradicts",
            Some(&price.to_string()),
            "PRISENHED siger selv, hvilke priser tallene er i; udelad --price",
            "PRISENHED says itself which prices the numbers are in; leave out --price",
        );
    }
    declared.unit.is_none() && declared.price.is_none()
}

fn one_unit(
    described: &Described,
    declared: &Declared,
    table: Option<&'static Table>,
    refused: &mut Refusals<'_>,
) -> Option<Unit> {
    let by_table = table
        .and_then(|t| t.unit.as_deref())
        .and_then(|unit| unit.parse::<Unit>().ok());
    let of_member = described
        .columns
        .iter()
        .find_map(|c| c.units.as_ref()?.values().next());
    let text = described.unit.as_ref().or(of_member);
    let by_file = text.map_or(UnitText::Unstated, |text| unit_of_text(text));
    let exactly = match &by_file {
        UnitText::Unit(unit) => Some(unit.clone()),
        UnitText::Count | UnitText::Unstated => None,
    };
    let mut said: Vec<Unit> = Vec::new();
    for unit in [declared.unit.clone(), by_table, exactly]
        .into_iter()
        .flatten()
    {
        if !said.contains(&unit) {
            said.push(unit);
        }
    }
    match (said.as_slice(), by_file) {
        ([unit], _) => Some(unit.clone()),
        ([], UnitText::Count) => Unit::other(COUNT).ok(),
        ([], _) => {
            refused.add(
                "unit.not_declared",
                described.unit.as_deref(),
                "filen siger ikke, hvilken enhed tallene har; angiv --unit",
                "the file does not say which unit its numbers have; declare --unit",
            );
            None
        }
        (several, _) => {
            let several = several
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(", ");
            refused.add(
                "unit.contradicts",
                Some(&several),
                "forventede en og samme enhed fra fil, tabel og --unit",
                "expected one and the same unit from file, table and --unit",
            );
            None
        }
    }
}

fn n_units(column: &ColumnInfo) -> usize {
    let units = column.units.iter().flat_map(|units| units.values());
    units.collect::<std::collections::BTreeSet<_>>().len()
}

/// The price level of numbers in `unit`: money has one, and nothing else does.
fn price(unit: &Unit, declared: &Declared, refused: &mut Refusals<'_>) -> Option<PriceLevel> {
    let is_money = matches!(unit, Unit::Oere | Unit::DkkPerResident);
    let own_words = matches!(unit, Unit::Other(_));
    match declared.price {
        None if is_money => Some(PriceLevel::Current),
        None => Some(PriceLevel::NotApplicable),
        Some(price) if own_words || is_money == (price != PriceLevel::NotApplicable) => Some(price),
        Some(price) => {
            refused.add(
                "price.contradicts",
                Some(&format!("{price}, {unit}")),
                "forventede priser (current eller fixed:ÅR) for beløb og ingen for andet",
                "expected prices (current or fixed:YEAR) for money and none for anything else",
            );
            None
        }
    }
}

/// What a unit is called that says no more than that something is counted.
const COUNT: &str = "antal";

/// What the text above a table says of its unit.
enum UnitText {
    Unit(Unit),
    /// Something is counted; what, only the table or the user knows.
    Count,
    Unstated,
}

/// Units as StatBank writes them above its tables; `-` says that the unit stands elsewhere.
fn unit_of_text(text: &str) -> UnitText {
    match fold(text).as_str() {
        "" | "-" | "." => UnitText::Unstated,
        "antal" | "number" => UnitText::Count,
        "personer" | "persons" => UnitText::Unit(Unit::Persons),
        "per cent" | "percent" | "procent" | "pct." | "%" => UnitText::Unit(Unit::Percent),
        "km2" | "km²" => UnitText::Unit(Unit::Km2),
        _ => Unit::other(text).map_or(UnitText::Unstated, UnitText::Unit),
    }
}
