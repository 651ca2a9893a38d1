//! The municipality's own units, and every provider.

use crate::error::SynthError;
use crate::files::canonical::{Dataset, Sink, TableSpec};
use crate::model::Model;
use crate::place::{Owner, Supplier};

use super::{PROVIDER, UNIT};

pub(crate) const UNITS: Dataset = Dataset {
    name: "unit",
    columns: &[
        "unit_id",
        "name",
        "unit_type",
        "parent_id",
        "service_area",
        "valid_from",
        "valid_to",
    ],
    tables: &[TableSpec {
        by: &["unit_type", "service_area"],
        measures: &[],
    }],
    write: units,
};

pub(crate) const PROVIDERS: Dataset = Dataset {
    name: "provider",
    columns: &[
        "provider_id",
        "name",
        "provider_type",
        "parent_id",
        "service_area",
        "valid_from",
        "valid_to",
    ],
    tables: &[TableSpec {
        by: &["provider_type", "service_area"],
        measures: &[],
    }],
    write: providers,
};

fn units(model: &Model, _: Option<i32>, sink: &mut Sink<'_, '_>) -> Result<(), SynthError> {
    for (position, supplier) in model.place.suppliers.iter().enumerate() {
        if supplier.owner == Owner::Own {
            row(
                model,
                sink,
                UNIT,
                position,
                supplier,
                supplier.trade.as_str(),
            )?;
        }
    }
    Ok(())
}

fn providers(model: &Model, _: Option<i32>, sink: &mut Sink<'_, '_>) -> Result<(), SynthError> {
    for (position, supplier) in model.place.suppliers.iter().enumerate() {
        let provider_type = supplier.owner.provider_type().as_str();
        row(model, sink, PROVIDER, position, supplier, provider_type)?;
    }
    Ok(())
}

fn row(
    model: &Model,
    sink: &mut Sink<'_, '_>,
    letter: u8,
    position: usize,
    supplier: &Supplier,
    kind: &str,
) -> Result<(), SynthError> {
    let from = model.window.first_day();
    sink.row(Some(from), |row| {
        row.id(letter, position)
            .text(&supplier.name)
            .text(kind)
            .none()
            .text(supplier.trade.service_area())
            .date(from)
            .none();
    })
}
