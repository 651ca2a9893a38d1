//! The datasets of records: which rules read them, and which mappings there are.

use chrono::NaiveDate;
use pejl_ingest::record::{Mapping, Rules};
use pejl_ingest_services::subject::find_subject;
use pejl_ingest_services::{CareRules, list_mappings as list_care_mappings};
use pejl_ingest_spending::economy::{BudgetRules, LedgerRules};
use pejl_ingest_spending::list_mappings as list_economy_mappings;
use pejl_lake::{
    ABSENCE, ASSESSMENT, BAND_COST, BUDGET, COMPLAINT, COURSE, DEADLINE, DELIVERY, DatasetSpec,
    EVENT, GOAL, GRANT, LEDGER, PERSON, PREVENTION_VISIT, PROVIDER, REPORTING_ORG, STAFFING,
    STRUCTURAL_FACTOR, SURVEY, UNIT, WAITING,
};

/// Makes the rules of a dataset for a day called today.
type MakeRules = fn(&'static DatasetSpec, NaiveDate) -> Option<Box<dyn Rules>>;

/// Every dataset of records with its rules.
const KINDS: [(&DatasetSpec, MakeRules); 21] = [
    (&LEDGER, |_, as_of| Some(Box::new(LedgerRules::new(as_of)))),
    (&BUDGET, |_, as_of| Some(Box::new(BudgetRules::new(as_of)))),
    (&GRANT, care),
    (&DELIVERY, care),
    (&COURSE, care),
    (&ASSESSMENT, care),
    (&GOAL, care),
    (&WAITING, care),
    (&PERSON, care),
    (&EVENT, care),
    (&PREVENTION_VISIT, care),
    (&STAFFING, care),
    (&ABSENCE, care),
    (&SURVEY, care),
    (&COMPLAINT, care),
    (&UNIT, care),
    (&PROVIDER, care),
    (&REPORTING_ORG, care),
    (&STRUCTURAL_FACTOR, care),
    (&DEADLINE, care),
    (&BAND_COST, care),
];

fn care(spec: &'static DatasetSpec, as_of: NaiveDate) -> Option<Box<dyn Rules>> {
    Some(Box::new(CareRules::new(find_subject(spec.name)?, as_of)))
}

/// The datasets that are imported as records.
pub fn record_datasets() -> [&'static DatasetSpec; KINDS.len()] {
    KINDS.map(|(spec, _)| spec)
}

/// The rules of a dataset; `None` for one that is no dataset of records.
pub(super) fn rules_of(spec: &DatasetSpec, as_of: NaiveDate) -> Option<Box<dyn Rules>> {
    let (spec, make) = KINDS
        .into_iter()
        .find(|(found, _)| found.name == spec.name)?;
    make(spec, as_of)
}

/// The mappings that come with the program.
pub(super) fn list_mappings(dataset: &str) -> impl Iterator<Item = &'static Mapping> + use<'_> {
    list_economy_mappings(dataset).chain(list_care_mappings(dataset))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dataset_of_records_has_rules_and_its_own_layout() {
        let today = NaiveDate::MIN;
        for spec in record_datasets() {
            assert!(rules_of(spec, today).is_some(), "{}", spec.name);
            let own = list_mappings(spec.name).any(|mapping| mapping.source == "canonical");
            assert!(own, "{}", spec.name);
        }
        assert!(rules_of(&pejl_lake::STAT_FACT, today).is_none());
    }
}
