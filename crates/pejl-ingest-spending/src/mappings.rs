//! The mappings that come with the program, and those of a municipality's own.

use std::sync::LazyLock;

use pejl_ingest::record::{Mapping, MappingError};

/// Each as it stands in `mappings/`; a test reads and checks them all.
const EMBEDDED: [&str; 4] = [
    include_str!("../mappings/ledger.prisme.toml"),
    include_str!("../mappings/ledger.canonical.toml"),
    include_str!("../mappings/budget.prisme.toml"),
    include_str!("../mappings/budget.canonical.toml"),
];

static MAPPINGS: LazyLock<Vec<Mapping>> = LazyLock::new(|| {
    // A mapping that cannot be read is caught by a test; at run time it is not there.
    EMBEDDED
        .iter()
        .filter_map(|text| Mapping::parse(text).ok())
        .collect()
});

/// Lists the mappings of a dataset.
pub fn list_mappings(dataset: &str) -> impl Iterator<Item = &'static Mapping> + use<'_> {
    MAPPINGS
        .iter()
        .filter(move |mapping| mapping.dataset == dataset)
}

/// Returns the mapping of a dataset for a source.
///
/// # Example
/// ```
/// let mapping = pejl_ingest_spending::find_mapping("ledger", "prisme").ok_or("no such mapping")?;
/// assert_eq!(mapping.title.en, "Postings from Fujitsu Prisme");
/// # Ok::<(), &str>(())
/// ```
pub fn find_mapping(dataset: &str, source: &str) -> Option<&'static Mapping> {
    list_mappings(dataset).find(|mapping| mapping.source == source)
}

/// Reads a mapping of a municipality's own and checks it against its dataset.
///
/// # Errors
/// What contradicts the dataset, or is no mapping.
pub fn read_mapping(
    text: &str,
    spec: &'static pejl_lake::DatasetSpec,
) -> Result<Mapping, MappingError> {
    let mapping = Mapping::parse(text)?;
    mapping.check(spec)?;
    Ok(mapping)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_embedded_mapping_fits_its_dataset_and_is_there_once() {
        let mut seen = BTreeSet::new();
        for text in EMBEDDED {
            let mapping = Mapping::parse(text).unwrap();
            let spec = pejl_lake::dataset(&mapping.dataset).unwrap();
            mapping.check(spec).unwrap();
            assert!(!mapping.title.da.is_empty() && !mapping.evidence.is_empty());
            assert!(seen.insert((mapping.dataset.clone(), mapping.source.clone())));
            assert!(find_mapping(&mapping.dataset, &mapping.source).is_some());
        }
        assert_eq!(
            find_mapping("ledger", "nothing").map(|found| found.version),
            None
        );
    }

    #[test]
    fn the_template_for_opus_fits_the_ledger_and_is_no_source() {
        use pejl_domain::account::posting::{AccountString, Pattern};
        let text = include_str!("../mappings/opus.template.toml");
        let mapping = read_mapping(text, &pejl_lake::LEDGER).unwrap();
        assert!(find_mapping("ledger", &mapping.source).is_none());
        let account = mapping.column.iter().find_map(|it| it.account.as_deref());
        let pattern: Pattern = account.unwrap().parse().unwrap();
        let read = AccountString::parse("5302611123400140", &pattern).unwrap();
        let parts = (read.function().as_str(), read.dranst(), read.grouping());
        assert_eq!(parts, ("5.30.26", 1, Some("001")));
    }

    #[test]
    fn a_mapping_of_another_dataset_is_refused() {
        let error = read_mapping(EMBEDDED[0], &pejl_lake::BUDGET).unwrap_err();
        assert!(
            matches!(error, MappingError::OtherDataset { .. }),
            "{error}"
        );
    }
}
