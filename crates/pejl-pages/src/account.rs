//! One account or account area, as a page offers and names it.

use pejl_domain::account::{self, AccountArea, AccountDepth, Existence};
use pejl_domain::{AccountCode, Lang};

/// What a figure is of: an account at any depth, or a named area of accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Account {
    /// All functions of an area.
    Area(&'static AccountArea),
    /// A main account, main function or function.
    Code(AccountCode),
}

impl Account {
    /// The account of a code in any spelling, or the area of a code; `None` when it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        match account::areas()
            .iter()
            .find(|area| area.code.eq_ignore_ascii_case(text))
        {
            Some(area) => Some(Self::Area(area)),
            None => AccountCode::parse(text).ok().map(Self::Code),
        }
    }

    /// The code in addresses: `elderly`, `5.30.27`.
    pub fn code(&self) -> &str {
        match self {
            Self::Area(area) => area.code,
            Self::Code(code) => code.as_str(),
        }
    }

    /// The code and the name of an account; the name alone of an area, whose code nobody knows.
    pub fn label(&self, lang: Lang) -> String {
        match self {
            Self::Area(area) => area.name(lang).to_owned(),
            Self::Code(code) => match account::name(code, lang) {
                Some(name) => format!("{code} {name}"),
                None => code.to_string(),
            },
        }
    }

    /// Whether anything could be booked on it in the year; an account that is not listed may have been.
    pub fn is_in_force(&self, year: i32) -> bool {
        match self {
            Self::Area(area) => !account::functions_of_area(area.code, year).is_empty(),
            Self::Code(code) => !matches!(account::existed_in(code, year), Existence::No { .. }),
        }
    }

    /// The functions an area is made of in the year, each with code and name; none for an account.
    pub fn parts(&self, year: i32, lang: Lang) -> Vec<String> {
        match self {
            Self::Area(area) => account::functions_of_area(area.code, year)
                .iter()
                .map(|function| {
                    format!(
                        "{} {}",
                        function.code,
                        lang.pick(function.name_da, function.name_en)
                    )
                })
                .collect(),
            Self::Code(_) => Vec::new(),
        }
    }

    /// The functions an area is made of in the year, by code; of an account itself.
    pub fn functions(&self, year: i32) -> Vec<String> {
        match self {
            Self::Area(area) => account::functions_of_area(area.code, year)
                .iter()
                .map(|function| function.code.to_string())
                .collect(),
            Self::Code(code) => vec![code.to_string()],
        }
    }

    /// Which of the lists it is offered in.
    pub fn list(&self) -> AccountList {
        match self {
            Self::Area(_) => AccountList::Areas,
            Self::Code(code) => match code.depth() {
                AccountDepth::Main => AccountList::MainAccounts,
                AccountDepth::MainFunction => AccountList::MainFunctions,
                AccountDepth::Function => AccountList::Functions,
            },
        }
    }
}

/// A list that accounts are offered in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccountList {
    /// Named areas.
    Areas,
    /// One digit.
    MainAccounts,
    /// Three digits.
    MainFunctions,
    /// Five digits.
    Functions,
}

impl AccountList {
    /// Every list in the order shown.
    pub const ALL: [Self; 4] = [
        Self::Areas,
        Self::MainAccounts,
        Self::MainFunctions,
        Self::Functions,
    ];
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn codes_areas_and_other_texts_are_told_apart() {
        assert_eq!(Account::parse("053027").unwrap().code(), "5.30.27");
        assert_eq!(Account::parse("ELDERLY").unwrap().code(), "elderly");
        assert_eq!(Account::parse("<script>"), None);
        assert_eq!(
            Account::parse("4").unwrap().label(Lang::Da),
            "4 Sundhedsområdet"
        );
        assert_eq!(
            Account::parse("3.22.01").unwrap().label(Lang::En),
            "3.22.01"
        );
    }

    #[test]
    fn the_elderly_accounts_begin_in_2018() {
        let elderly = Account::parse("elderly").unwrap();
        assert!(elderly.is_in_force(2018) && !elderly.is_in_force(2017));
        assert_eq!(elderly.parts(2018, Lang::Da).len(), 6);
        assert!(!Account::parse("5.30.27").unwrap().is_in_force(2017));
        assert!(Account::parse("3.22.01").unwrap().is_in_force(2017));
    }
}
