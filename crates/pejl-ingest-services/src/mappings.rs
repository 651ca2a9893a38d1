//! The mappings that come with the program.

use std::sync::LazyLock;

use pejl_ingest::record::Mapping;

/// Each as it stands in `mappings/`; a test reads and checks them all.
pub(crate) const EMBEDDED: [&str; 24] = [
    include_str!("../mappings/grant.canonical.toml"),
    include_str!("../mappings/grant.nexus.toml"),
    include_str!("../mappings/grant.sensum.toml"),
    include_str!("../mappings/grant.payments.toml"),
    include_str!("../mappings/grant.custom-data.toml"),
    include_str!("../mappings/delivery.canonical.toml"),
    include_str!("../mappings/course.canonical.toml"),
    include_str!("../mappings/course.sensum.toml"),
    include_str!("../mappings/assessment.canonical.toml"),
    include_str!("../mappings/goal.canonical.toml"),
    include_str!("../mappings/waiting.canonical.toml"),
    include_str!("../mappings/person.canonical.toml"),
    include_str!("../mappings/event.canonical.toml"),
    include_str!("../mappings/prevention_visit.canonical.toml"),
    include_str!("../mappings/staffing.canonical.toml"),
    include_str!("../mappings/absence.canonical.toml"),
    include_str!("../mappings/survey.canonical.toml"),
    include_str!("../mappings/complaint.canonical.toml"),
    include_str!("../mappings/unit.canonical.toml"),
    include_str!("../mappings/provider.canonical.toml"),
    include_str!("../mappings/reporting_org.canonical.toml"),
    include_str!("../mappings/structural_factor.canonical.toml"),
    include_str!("../mappings/deadline.canonical.toml"),
    include_str!("../mappings/band_cost.canonical.toml"),
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
/// let mapping = pejl_ingest_services::find_mapping("grant", "nexus").ok_or("no such mapping")?;
/// assert_eq!(mapping.title.en, "Grants from KMD Nexus");
/// # Ok::<(), &str>(())
/// ```
#[must_use]
pub fn find_mapping(dataset: &str, source: &str) -> Option<&'static Mapping> {
    list_mappings(dataset).find(|mapping| mapping.source == source)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::collections::BTreeSet;

    use super::*;
    use crate::subject::SUBJECTS;

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
        for subject in SUBJECTS {
            assert!(find_mapping(subject.spec.name, "canonical").is_some());
        }
        let nothing = find_mapping("grant", "nothing").map(|found| found.version);
        assert_eq!(nothing, None);
    }

    #[test]
    fn a_canonical_mapping_gives_every_column_and_promises_the_key() {
        // What a person number, a service or the import itself gives stands in no file.
        const DERIVED: [&str; 6] = [
            "birth_year",
            "sex",
            "age",
            "service_code",
            "law",
            "paragraph",
        ];
        for subject in SUBJECTS {
            let mapping = find_mapping(subject.spec.name, "canonical").unwrap();
            assert_eq!(mapping.promises.unique, subject.spec.key);
            for column in subject.spec.columns {
                let given = mapping.column.iter().any(|it| it.to == column.name);
                let by_import = ["variant", "area", "period", "members"].contains(&column.name)
                    || pejl_lake::columns::PROVENANCE.contains(&column.name);
                assert_eq!(
                    given,
                    !by_import && (!DERIVED.contains(&column.name)),
                    "{}: {}",
                    subject.spec.name,
                    column.name
                );
            }
        }
    }
}
