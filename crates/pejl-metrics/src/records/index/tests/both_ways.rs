//! An index by both ways of computing it.

use std::collections::HashMap;

use super::*;
use crate::records::figures::{DENOMINATOR, IS_NOTHING, MUNICIPALITY, NUMERATOR, PERIOD, VALUE};
use crate::relation::{Literal, Relation, Type, plan};

/// The price index, as [`of_index`] has it.
#[track_caller]
pub(super) fn both_ways(
    periods: (Period, Period),
    figures: (&[Observation], &[Observation]),
) -> Observation {
    of_index("O5.3", periods, figures)
}

/// An index as [`of_components`] has it, to which that of the relation is held: the same numbers, and no value where there is
/// none.
#[track_caller]
pub(super) fn of_index(
    code: &str,
    (base, period): (Period, Period),
    (components, finer): (&[Observation], &[Observation]),
) -> Observation {
    let reading = catalogue().find_reading(code).unwrap();
    let index = reading.index.as_ref().unwrap();
    let asked = (base, &[period][..]);
    let of = (reading.as_ref(), index);
    let mut found = of_components(catalogue(), of, asked, (components, finer));
    assert_eq!(found.len(), 1);
    let found = found.remove(0);

    let mut names: Vec<String> = components.iter().map(reading_of).collect();
    names.dedup();
    let rows_of = |all: &[Observation]| -> Vec<Relation> {
        let names = names.iter().enumerate();
        let of_name = names.map(|(no, name)| {
            let own = all.iter().filter(|one| reading_of(one) == *name);
            rows(&format!("component_{no}"), own)
        });
        of_name.collect()
    };
    let figures = ComponentFigures {
        components: rows_of(components),
        finer: match finer {
            [] => Vec::new(),
            finer => rows_of(finer),
        },
    };
    let index = Index {
        components: names.clone(),
        ..index.clone()
    };
    let of = (reading.as_ref(), &index);
    let relation = super::super::figures(catalogue(), of, asked, figures).unwrap();
    let told = pejl_lake::run(plan(&relation, &HashMap::new()).unwrap()).unwrap();
    let number = |name: &str| {
        let column = told.column(name).unwrap().f64().unwrap();
        column.iter().next().flatten()
    };
    assert!(told.height() <= 1, "{told}");
    match found.value {
        None => assert_eq!(number(VALUE), None, "{told}"),
        Some(_) => {
            let expected = [found.numerator, found.denominator, found.value];
            let numbers = [NUMERATOR, DENOMINATOR, VALUE].map(number);
            for (one, two) in numbers.iter().zip(expected) {
                let (one, two) = (one.unwrap(), two.unwrap());
                assert!((one - two).abs() <= 1e-12 * two.abs(), "{told}");
            }
        }
    }
    found
}

/// Observations of one component as the rows of its figures.
fn rows<'a>(name: &str, all: impl Iterator<Item = &'a Observation>) -> Relation {
    let number = |number: Option<f64>| match number {
        Some(number) => Literal::Float(number),
        None => Literal::Null(Type::Float),
    };
    let rows = all.map(|one| {
        let member = one.members.get("package_level");
        let member = member.or(one.members.get("age_band"));
        vec![
            one.municipality.as_str().into(),
            one.period.to_string().as_str().into(),
            member.map_or("", String::as_str).into(),
            number(one.numerator),
            number(one.denominator),
            number(one.value),
            (one.cell == Cell::NotApplicable).into(),
        ]
    });
    let columns = [
        (MUNICIPALITY, Type::Text),
        (PERIOD, Type::Text),
        ("member", Type::Text),
        (NUMERATOR, Type::Float),
        (DENOMINATOR, Type::Float),
        (VALUE, Type::Float),
        (IS_NOTHING, Type::Bool),
    ];
    Relation::values(name, &columns, rows.collect()).unwrap()
}
