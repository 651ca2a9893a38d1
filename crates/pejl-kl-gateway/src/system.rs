//! Code systems.

/// `Fælles Sprog III`.
pub const FSIII: &str = "urn:oid:1.2.208.176.2.21";
/// `Fælles Faglige Begreber`, the method of the disability area.
pub const FFB: &str = "urn:oid:1.2.208.176.2.22";
/// KL's codes of care and social work.
pub const CARE_SOCIAL: &str = "http://fhir.kl.dk/term/CodeSystem/CareSocialCodes";
/// Person numbers, which are replaced and never kept.
pub const CPR: &str = "urn:oid:1.2.208.176.1.2";
/// Health organisations.
pub const SOR: &str = "urn:oid:1.2.208.176.1.1";
/// KOMBIT's organisations.
pub const KOMBIT: &str = "https://www.kombit.dk/organisation";
/// Hospital classification.
pub(crate) const SKS: &str = "urn:oid:1.2.208.176.2.4.12";
/// SNOMED CT, for fixed markers.
pub(crate) const SNOMED: &str = "http://snomed.info/sct";
/// HL7's own code systems.
pub(crate) const HL7: &str = "http://terminology.hl7.org/CodeSystem/";

/// Whether the codes of a system are the same in every municipality.
pub(crate) fn is_national(system: &str) -> bool {
    has_code_list(system) || matches!(system, SKS | SNOMED) || system.starts_with(HL7)
}

/// Whether the codes of a system must stand in a code list.
pub(crate) fn has_code_list(system: &str) -> bool {
    matches!(system, FSIII | FFB | CARE_SOCIAL)
}
