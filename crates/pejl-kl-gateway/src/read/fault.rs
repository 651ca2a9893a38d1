//! What can be wrong with a report: one rule each, with both texts.

use pejl_ingest::issue::{Message, RowIssue};

/// A broken rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    TooLarge,
    Empty,
    Xml,
    Zip,
    Syntax,
    TooManyBundles,
    TooManyEntries,
    TooManyIssues,
    NotBundle,
    UnknownReport,
    NestedDelivery,
    NoId,
    NoTimestamp,
    NotOnePatient,
    NoCpr,
    BadCpr,
    NoOrganisation,
    UnknownOrganisation,
    NotResource,
    UnknownProfile,
    WrongType,
    OtherSubject,
    BadWhen,
    WrongKind,
    TooLong,
    PersonNumber,
    BadReference,
    UnresolvedReference,
    Required,
}

impl Fault {
    const fn rule(self) -> &'static str {
        match self {
            Self::TooLarge => "kl.too_large",
            Self::Empty => "kl.empty",
            Self::Xml => "kl.xml",
            Self::Zip => "kl.zip",
            Self::Syntax => "kl.json",
            Self::TooManyBundles => "kl.too_many_reports",
            Self::TooManyEntries => "kl.too_many_entries",
            Self::TooManyIssues => "kl.too_many_issues",
            Self::NotBundle => "kl.not_bundle",
            Self::UnknownReport => "kl.unknown_report",
            Self::NestedDelivery => "kl.nested_delivery",
            Self::NoId => "kl.no_id",
            Self::NoTimestamp => "kl.no_timestamp",
            Self::NotOnePatient => "kl.not_one_patient",
            Self::NoCpr => "kl.no_cpr",
            Self::BadCpr => "kl.bad_cpr",
            Self::NoOrganisation => "kl.no_organisation",
            Self::UnknownOrganisation => "kl.unknown_organisation",
            Self::NotResource => "kl.not_resource",
            Self::UnknownProfile => "kl.unknown_profile",
            Self::WrongType => "kl.wrong_type",
            Self::OtherSubject => "kl.other_subject",
            Self::BadWhen => "kl.bad_date",
            Self::WrongKind => "kl.wrong_kind",
            Self::TooLong => "kl.too_long",
            Self::PersonNumber => "kl.person_number",
            Self::BadReference => "kl.bad_reference",
            Self::UnresolvedReference => "kl.unresolved_reference",
            Self::Required => "kl.required",
        }
    }

    /// Danish and English.
    const fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::TooLarge => (
                "filen er større end grænsen for en leverance",
                "the file is larger than the limit of a delivery",
            ),
            Self::Empty => ("filen er tom", "the file is empty"),
            Self::Xml => (
                "XML understøttes ikke; rapporten skal leveres som FHIR JSON",
                "XML is not supported; the report must be delivered as FHIR JSON",
            ),
            Self::Zip => (
                "ZIP-arkivet kan ikke læses: det er beskadiget, krypteret eller indeholder selv et arkiv",
                "the ZIP archive cannot be read: it is damaged, encrypted or holds another archive",
            ),
            Self::Syntax => ("filen er ikke gyldig JSON", "the file is no valid JSON"),
            Self::TooManyBundles => (
                "filen har flere rapporter end grænsen",
                "the file has more reports than the limit",
            ),
            Self::TooManyEntries => (
                "rapporten har flere ressourcer end grænsen",
                "the report has more resources than the limit",
            ),
            Self::TooManyIssues => (
                "filen har flere problemer end dem, der er nævnt",
                "the file has more problems than those named",
            ),
            Self::NotBundle => (
                "forventede en FHIR Bundle af typen collection",
                "expected a FHIR Bundle of the type collection",
            ),
            Self::UnknownReport => (
                "profilen er ingen af de rapporter, der kan læses",
                "the profile is none of the reports that can be read",
            ),
            Self::NestedDelivery => (
                "en inkrementel leverance kan kun indeholde rapporter",
                "an incremental delivery can only hold reports",
            ),
            Self::NoId => ("et id mangler", "an id is missing"),
            Self::NoTimestamp => (
                "rapportens timestamp mangler eller er intet tidspunkt",
                "the timestamp of the report is missing or no instant",
            ),
            Self::NotOnePatient => (
                "en rapport skal have præcis én borger",
                "a report must have exactly one citizen",
            ),
            Self::NoCpr => (
                "borgerens CPR-nummer mangler",
                "the citizen's CPR number is missing",
            ),
            Self::BadCpr => (
                "borgerens CPR-nummer er ikke ti cifre med en gyldig dato",
                "the citizen's CPR number is not ten digits with a valid date",
            ),
            Self::NoOrganisation => (
                "den indberettende organisation mangler eller har et ugyldigt nummer",
                "the reporting organisation is missing or has an invalid number",
            ),
            Self::UnknownOrganisation => (
                "den indberettende organisation er ukendt; rapporten er sat i karantæne, til den er oprettet",
                "the reporting organisation is unknown; the report is held in quarantine until it is known",
            ),
            Self::NotResource => ("forventede en FHIR-ressource", "expected a FHIR resource"),
            Self::UnknownProfile => (
                "profilen kendes ikke; ressourcen er ikke læst",
                "the profile is unknown; the resource was not read",
            ),
            Self::WrongType => (
                "ressourcens type passer ikke til dens profil",
                "the type of the resource does not fit its profile",
            ),
            Self::OtherSubject => (
                "ressourcen handler om en anden end rapportens borger",
                "the resource is about somebody else than the citizen of the report",
            ),
            Self::BadWhen => (
                "forventede en hel dato eller et tidspunkt med tidszone",
                "expected a whole date, or an instant with a zone",
            ),
            Self::WrongKind => (
                "elementet har en anden form end forventet",
                "the element has another form than expected",
            ),
            Self::TooLong => (
                "teksten er længere end grænsen",
                "the text is longer than the limit",
            ),
            Self::PersonNumber => (
                "teksten ligner et CPR-nummer og er ikke gemt",
                "the text looks like a CPR number and was not kept",
            ),
            Self::BadReference => (
                "forventede en henvisning som CarePlan/<id>",
                "expected a reference such as CarePlan/<id>",
            ),
            Self::UnresolvedReference => (
                "henvisningen peger på en ressource, der ikke er i rapporten",
                "the reference points at a resource that is not in the report",
            ),
            Self::Required => (
                "et påkrævet element mangler",
                "a required element is missing",
            ),
        }
    }

    /// Whether the report can be read in spite of it.
    const fn is_warning(self) -> bool {
        matches!(
            self,
            Self::UnknownOrganisation
                | Self::UnknownProfile
                | Self::PersonNumber
                | Self::UnresolvedReference
                | Self::TooManyIssues
        )
    }

    /// The issue, without a place yet.
    pub(super) fn issue(self, file: &str) -> RowIssue {
        let (da, en) = self.texts();
        let message = Message {
            da: da.to_owned(),
            en: en.to_owned(),
        };
        if self.is_warning() {
            RowIssue::warning(file, self.rule(), message)
        } else {
            RowIssue::error(file, self.rule(), message)
        }
    }
}
