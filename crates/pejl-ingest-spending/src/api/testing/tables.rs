//! The tables the test server knows: descriptions made after the documented ones, in both languages.

use pejl_domain::Lang;

use crate::api::TableInfo;

struct Fixture {
    id: &'static str,
    da: &'static str,
    en: &'static str,
}

macro_rules! fixture {
    ($id:literal) => {
        Fixture {
            id: $id,
            da: include_str!(concat!(
                "../../../../../fixtures/statbank-api/tableinfo-",
                $id,
                "-da.json"
            )),
            en: include_str!(concat!(
                "../../../../../fixtures/statbank-api/tableinfo-",
                $id,
                "-en.json"
            )),
        }
    };
}

static FIXTURES: [Fixture; 3] = [fixture!("FOLK1A"), fixture!("FOLK1AM"), fixture!("REGK31")];

/// The description of a table as it is sent; identifiers are known in any letter case.
pub(super) fn description(table: &str, lang: Lang) -> Option<&'static str> {
    let fixture = FIXTURES
        .iter()
        .find(|fixture| fixture.id.eq_ignore_ascii_case(table))?;
    Some(match lang {
        Lang::Da => fixture.da,
        Lang::En => fixture.en,
    })
}

/// The description of a table as the client reads it.
pub(crate) fn table(table: &str, lang: Lang) -> Option<TableInfo> {
    TableInfo::parse(description(table, lang)?, lang).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_description_is_read_and_both_languages_agree() {
        for fixture in &FIXTURES {
            let da = table(fixture.id, Lang::Da);
            let en = table(&fixture.id.to_lowercase(), Lang::En);
            let codes = |info: &TableInfo| -> Vec<(String, Vec<String>)> {
                let values = |v: &crate::api::TableVariable| {
                    v.values.iter().map(|value| value.id.clone()).collect()
                };
                info.variables
                    .iter()
                    .map(|v| (v.id.clone(), values(v)))
                    .collect()
            };
            assert!(da.is_some(), "{}", fixture.id);
            assert_eq!(
                da.as_ref().map(codes),
                en.as_ref().map(codes),
                "{}",
                fixture.id
            );
            assert_ne!(
                da.map(|info| info.text),
                en.map(|info| info.text),
                "{}",
                fixture.id
            );
        }
    }
}
