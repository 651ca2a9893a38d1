//! What figures of records can be split and filtered by, and the column that has it.

use pejl_lake::columns;

/// The member that stands for rows which do not say.
pub const NOT_STATED: &str = "not_stated";

/// Name and column of every dimension of records.
const DIMENSIONS: [(&str, &str); 20] = [
    ("service", columns::SERVICE_CODE),
    ("law", columns::LAW),
    ("paragraph", columns::PARAGRAPH),
    ("function", columns::FUNCTION),
    ("package_level", columns::PACKAGE_LEVEL),
    ("provider_type", columns::PROVIDER_TYPE),
    ("provider", columns::PROVIDER_ID),
    ("unit", columns::UNIT_ID),
    ("area", columns::SERVICE_AREA),
    ("district", columns::DISTRICT),
    (AGE_BAND, AGE_BAND),
    ("sex", columns::SEX),
    ("target_group", columns::TARGET_GROUP),
    ("course_type", columns::COURSE_TYPE),
    ("profession", columns::PROFESSION),
    ("setting", columns::SETTING),
    ("goal_type", columns::GOAL_TYPE),
    ("question", columns::QUESTION),
    ("outcome", columns::OUTCOME),
    ("dranst", columns::DRANST),
];

/// The age band on the day of the event.
pub const AGE_BAND: &str = "age_band";

/// The bands that ages fall into: from and, where it ends, to.
pub const AGE_BANDS: [(&str, u8, Option<u8>); 5] = [
    ("0-17", 0, Some(17)),
    ("18-64", 18, Some(64)),
    ("65-74", 65, Some(74)),
    ("75-84", 75, Some(84)),
    ("85+", 85, None),
];

/// The column of a dimension.
pub fn column_of(dimension: &str) -> Option<&'static str> {
    let found = DIMENSIONS.iter().find(|(name, _)| *name == dimension);
    found.map(|(_, column)| *column)
}

/// Whether the dimension is of the person and is another as time goes by.
pub fn changes_with_time(column: &str) -> bool {
    [AGE_BAND, columns::DISTRICT].contains(&column)
}

/// Whether the dimension is of the person and not of what he or she gets: it is read off the day of the event.
pub fn is_of_person(column: &str) -> bool {
    [AGE_BAND, columns::DISTRICT, columns::SEX].contains(&column)
}
