//! The names of the columns, one constant each: no other file spells one.

/// Key of the variant a fact belongs to, as `pejl_domain::Variant::key` writes it.
pub const VARIANT: &str = "variant";
/// Canonical area code.
pub const AREA: &str = "area";
/// Level of the area: `municipality`, `region`, ….
pub const LEVEL: &str = "level";
/// Canonical period: `2017`, `2017-Q3`, ….
pub const PERIOD: &str = "period";
/// Members of the fact's dimensions, as `pejl_domain::cover::members_text` writes them.
pub const MEMBERS: &str = "members";
/// The number, scaled by [`SCALE`].
pub const VALUE: &str = "value";
/// Decimals of [`VALUE`]: the number is `value / 10^scale`.
pub const SCALE: &str = "scale";
/// Why the value is there or is not: `ok`, `zero`, `missing`, ….
pub const CELL: &str = "cell";

/// The import a row came with.
pub const IMPORT_ID: &str = "import_id";
/// The file within the import, from 0.
pub const FILE_NO: &str = "file_no";
/// The line within the file, from 1.
pub const LINE: &str = "line";

/// Name of a price or wage series.
pub const SERIES: &str = "series";
/// Calendar year.
pub const YEAR: &str = "year";
/// Change from the year before, as a share (0.021 is 2.1 %).
pub const PCT_CHANGE: &str = "pct_change";
/// The day the figure was published.
pub const PUBLISHED_ON: &str = "published_on";
/// Where the figure was published.
pub const SOURCE: &str = "source";

/// The year of account.
pub const FISCAL_YEAR: &str = "fiscal_year";
/// Month within the year of account, 13 for the supplementary period.
pub const FISCAL_PERIOD: &str = "fiscal_period";
/// The day a posting was booked.
pub const POSTING_DATE: &str = "posting_date";
/// Number of a voucher.
pub const DOCUMENT_NO: &str = "document_no";
/// Function of the chart of accounts.
pub const FUNCTION: &str = "function";
/// Operation, refund, capital, …
pub const DRANST: &str = "dranst";
/// Who owns what the amount is for.
pub const OWNERSHIP: &str = "ownership";
/// Grouping within a function.
pub const GROUPING: &str = "grouping";
/// Kind of expenditure or income.
pub const ART: &str = "art";
/// The municipality's own cost centre.
pub const COST_CENTRE: &str = "cost_centre";
/// The municipality's own activity.
pub const ACTIVITY: &str = "activity";
/// The municipality's own project.
pub const PROJECT: &str = "project";
/// Code of a service.
pub const SERVICE_CODE: &str = "service_code";
/// A unit of the organisation.
pub const UNIT_ID: &str = "unit_id";
/// An amount in øre.
pub const AMOUNT_OERE: &str = "amount_oere";
/// A text without persons.
pub const TEXT: &str = "text";
/// Pseudonym of a citizen.
pub const PERSON_KEY: &str = "person_key";
/// Year of birth of a citizen.
pub const BIRTH_YEAR: &str = "birth_year";
/// Sex of a citizen, `K` or `M`.
pub const SEX: &str = "sex";
/// An account string as written.
pub const ACCOUNT_RAW: &str = "account_raw";
/// The kind of a budget.
pub const BUDGET_TYPE: &str = "budget_type";
/// The day of a version.
pub const VERSION_DATE: &str = "version_date";
/// Whether an appropriation binds.
pub const BINDING_FLAG: &str = "binding_flag";

/// Number of a grant.
pub const GRANT_ID: &str = "grant_id";
/// Age of a citizen in whole years on the day of a row.
pub const AGE: &str = "age";
/// A law, as `SEL`.
pub const LAW: &str = "law";
/// A paragraph without its law.
pub const PARAGRAPH: &str = "paragraph";
/// A service or paragraph as written.
pub const SERVICE_RAW: &str = "service_raw";
/// Code of KL's lists.
pub const KL_CODE: &str = "kl_code";
/// Target group of a citizen.
pub const TARGET_GROUP: &str = "target_group";
/// Where a citizen lives.
pub const SETTING: &str = "setting";
/// The day of an application.
pub const APPLIED_DATE: &str = "applied_date";
/// The day of a decision.
pub const DECISION_DATE: &str = "decision_date";
/// The day of a rejection.
pub const REJECTED_DATE: &str = "rejected_date";
/// The day of a cancellation.
pub const CANCELLED_DATE: &str = "cancelled_date";
/// First day of validity.
pub const VALID_FROM: &str = "valid_from";
/// Last day of validity.
pub const VALID_TO: &str = "valid_to";
/// How far a grant has come.
pub const STATUS: &str = "status";
/// How much is granted.
pub const AMOUNT: &str = "amount";
/// What an amount counts.
pub const UNIT: &str = "unit";
/// What an amount is per.
pub const PER: &str = "per";
/// Level of a package.
pub const PACKAGE_LEVEL: &str = "package_level";
/// Price of one unit in øre.
pub const PRICE_OERE: &str = "price_oere";
/// Whether an amount is granted, expected or paid.
pub const AMOUNT_KIND: &str = "amount_kind";
/// A provider.
pub const PROVIDER_ID: &str = "provider_id";
/// Who runs a provider.
pub const PROVIDER_TYPE: &str = "provider_type";
/// The municipality that decides.
pub const ACTING_MUNICIPALITY: &str = "acting_municipality";
/// The municipality that pays.
pub const PAYING_MUNICIPALITY: &str = "paying_municipality";
/// The day of the next follow-up.
pub const FOLLOW_UP_DATE: &str = "follow_up_date";
/// Why something ended.
pub const END_REASON: &str = "end_reason";
/// Number of a course.
pub const COURSE_ID: &str = "course_id";
/// The day of a row.
pub const DATE: &str = "date";
/// Minutes delivered.
pub const MINUTES: &str = "minutes";
/// How much was delivered.
pub const QUANTITY: &str = "quantity";
/// Minutes planned.
pub const PLANNED_MINUTES: &str = "planned_minutes";
/// A profession.
pub const PROFESSION: &str = "profession";
/// How help is delivered.
pub const MODE: &str = "mode";
/// Whether a delivery was cancelled.
pub const CANCELLED: &str = "cancelled";
/// Why a delivery was cancelled.
pub const CANCEL_REASON: &str = "cancel_reason";
/// Kind of course.
pub const COURSE_TYPE: &str = "course_type";
/// What a course is based on.
pub const LAW_BASIS: &str = "law_basis";
/// First day of a course.
pub const START: &str = "start";
/// Last day of a course as planned.
pub const PLANNED_END: &str = "planned_end";
/// Last day of a course.
pub const END: &str = "end";
/// What came of a course or a goal.
pub const RESULT: &str = "result";
/// Hours per week before a course.
pub const HOURS_BEFORE: &str = "hours_before";
/// Hours per week after a course.
pub const HOURS_AFTER: &str = "hours_after";
/// The day of registration.
pub const REGISTERED_AT: &str = "registered_at";
/// What was measured with.
pub const INSTRUMENT: &str = "instrument";
/// What was measured.
pub const DOMAIN_CODE: &str = "domain_code";
/// Points of an assessment.
pub const SCORE: &str = "score";
/// When in a course.
pub const TIMING: &str = "timing";
/// Who answered.
pub const INFO_SOURCE: &str = "info_source";
/// Number of a goal.
pub const GOAL_ID: &str = "goal_id";
/// Whose goal it is.
pub const SET_BY: &str = "set_by";
/// Type of goal.
pub const GOAL_TYPE: &str = "goal_type";
/// The day a goal was set.
pub const SET_DATE: &str = "set_date";
/// The day a goal is to be evaluated.
pub const DUE_DATE: &str = "due_date";
/// The day a goal was evaluated.
pub const EVALUATED_DATE: &str = "evaluated_date";
/// Kind of waiting list.
pub const LIST_TYPE: &str = "list_type";
/// The day on a list.
pub const LISTED: &str = "listed";
/// Whether, or the day, something was offered.
pub const OFFERED: &str = "offered";
/// Whether, or the day, an offer was accepted.
pub const ACCEPTED: &str = "accepted";
/// District of a municipality.
pub const DISTRICT: &str = "district";
/// Kind of event.
pub const KIND: &str = "kind";
/// Whether an event was planned.
pub const PLANNED: &str = "planned";
/// Whether a visit was held.
pub const HELD: &str = "held";
/// Why a visit was offered.
pub const AGE_RULE: &str = "age_rule";
/// A day of the month a row is of.
pub const MONTH: &str = "month";
/// Full-time equivalents.
pub const FTE: &str = "fte";
/// Persons employed.
pub const HEADCOUNT: &str = "headcount";
/// Hours of agencies.
pub const AGENCY_HOURS: &str = "agency_hours";
/// Whether staff are trained.
pub const TRAINED_FLAG: &str = "trained_flag";
/// Days absent.
pub const DAYS_ABSENT: &str = "days_absent";
/// Cause of absence.
pub const CAUSE: &str = "cause";
/// Wave of a survey.
pub const WAVE: &str = "wave";
/// A group of persons.
pub const GROUP: &str = "group";
/// Code of a question.
pub const QUESTION: &str = "question";
/// Code of an answer.
pub const RESPONSE: &str = "response";
/// Weight of an answer.
pub const WEIGHT: &str = "weight";
/// Persons invited.
pub const N_INVITED: &str = "n_invited";
/// Number of a case.
pub const CASE_ID: &str = "case_id";
/// The day of receipt.
pub const RECEIVED: &str = "received";
/// The day of a decision on a complaint.
pub const DECIDED: &str = "decided";
/// What came of a complaint.
pub const OUTCOME: &str = "outcome";
/// Who decides a complaint first.
pub const FIRST_INSTANCE: &str = "first_instance";
/// A name of no person.
pub const NAME: &str = "name";
/// Kind of unit.
pub const UNIT_TYPE: &str = "unit_type";
/// The one above.
pub const PARENT_ID: &str = "parent_id";
/// Part of social care.
pub const SERVICE_AREA: &str = "service_area";
/// A naming system.
pub const SYSTEM: &str = "system";
/// Code of a municipality.
pub const MUNICIPALITY_CODE: &str = "municipality_code";
/// A structural factor.
pub const FACTOR: &str = "factor";
/// A publication.
pub const VINTAGE: &str = "vintage";

/// A guide of KL Gateway.
pub const GUIDE: &str = "guide";
/// What a resource of a report is.
pub const PROFILE: &str = "profile";
/// Id of a report's bundle.
pub const BUNDLE_ID: &str = "bundle_id";
/// Hash of what was read of a report.
pub const CONTENT_HASH: &str = "content_hash";
/// The system an organisation's number is of.
pub const ORGANISATION_SYSTEM: &str = "organisation_system";
/// Number of an organisation.
pub const ORGANISATION_VALUE: &str = "organisation_value";
/// Type of a FHIR resource.
pub const RESOURCE_TYPE: &str = "resource_type";
/// Id of a FHIR resource.
pub const RESOURCE_ID: &str = "resource_id";
/// Name of a file.
pub const FILE: &str = "file";
/// The instant a report says it was made.
pub const REPORTED_AT: &str = "reported_at";
/// The instant a report arrived.
pub const RECEIVED_AT: &str = "received_at";
/// The instant a resource was last changed at its source.
pub const LAST_UPDATED: &str = "last_updated";
/// Number of a version within its resource.
pub const NUMBER: &str = "number";
/// Number of the version that is taken back.
pub const TAKEN_BACK: &str = "taken_back";
/// How a resource is after a version.
pub const STATE: &str = "state";
/// What a version reported, where that is not how the resource is.
pub const REPORTED: &str = "reported";
/// Entries of a report.
pub const N_ENTRIES: &str = "n_entries";
/// Versions a report made.
pub const N_STORED: &str = "n_stored";
/// Resources of a report that were as before.
pub const N_REPEATED: &str = "n_repeated";
/// Versions a report took back.
pub const N_TAKEN_BACK: &str = "n_taken_back";

/// A list of codes.
pub const LIST: &str = "list";
/// Version of a list.
pub const VERSION: &str = "version";
/// A code.
pub const CODE: &str = "code";
/// The code it was before.
pub const LEGACY_CODE: &str = "legacy_code";
/// Danish name.
pub const DISPLAY_DA: &str = "display_da";
/// What a list says of a code's validity.
pub const VALID_INFO: &str = "valid_info";
/// What a code means to how a report is read.
pub const MEANING: &str = "meaning";
/// A level from 0 to 4.
pub const FUNCTION_LEVEL: &str = "function_level";
/// The day of discharge from hospital.
pub const DISCHARGED: &str = "discharged";
/// The day of the first contact that was held.
pub const FIRST_CONTACT: &str = "first_contact";
/// The level a goal aims at.
pub const TARGET_SCORE: &str = "target_score";

/// Days within which a municipality has said that it decides.
pub const DEADLINE_DAYS: &str = "deadline_days";
/// Which accounts a cost is of.
pub const ACCOUNTS: &str = "accounts";
/// A band of ages.
pub const AGE_BAND: &str = "age_band";
/// A cost per resident in øre.
pub const COST_OERE: &str = "cost_oere";

/// Key of the thing a row is a version of (append datasets).
pub const KEY: &str = "key";
/// Place in the order of arrival (append datasets).
pub const ARRIVAL_NO: &str = "arrival_no";
/// `put` or `void` (append datasets).
pub const OP: &str = "op";

/// The columns that say where a row came from. Every dataset has them.
pub const PROVENANCE: [&str; 3] = [IMPORT_ID, FILE_NO, LINE];
