//! What can be asked: the readings, accounts and years that imports cover.

use std::collections::BTreeMap;
use std::sync::Arc;

use pejl_app::catalogue::{DatasetStatus, TableCoverage};
use pejl_app::{Catalogue, Kind, Reading};
use pejl_domain::account::areas;
use pejl_domain::{AccountCode, Grain, Period, PriceLevel, Unit, Variant};

use crate::account::Account;

/// Name of the dataset of price and wage rates.
const PRICES: &str = "price_index";
/// Most years shown; national accounts by function begin in 2007.
const YEARS_MAX: i32 = 60;
/// Accounts preferred when the reader names none.
const PREFERRED: [&str; 2] = ["elderly", "5.30.27"];

/// What the imports cover, as far as the page needs to know.
///
/// Coverage is read per table, so a year may be offered that one function of the table lacks; the page then says so.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Offer {
    readings: Vec<ReadingOffer>,
    prices: Option<Years>,
}

#[derive(Debug, Clone, PartialEq)]
struct ReadingOffer {
    /// Code of the reading.
    reading: Arc<Reading>,
    is_default: bool,
    accounts: BTreeMap<AccountCode, Years>,
}

/// First and last year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Years {
    first: i32,
    last: i32,
}

impl Years {
    fn and(self, other: Self) -> Self {
        Self {
            first: self.first.min(other.first),
            last: self.last.max(other.last),
        }
    }
}

impl Offer {
    /// Reads the offer off what the datasets cover.
    pub fn of(catalogue: &Catalogue, datasets: &[DatasetStatus]) -> Self {
        let prices = |dataset: &&DatasetStatus| dataset.spec.name == PRICES;
        let price_tables = datasets
            .iter()
            .filter(prices)
            .flat_map(|dataset| &dataset.tables);
        let fact_tables: Vec<(Variant, &TableCoverage)> = datasets
            .iter()
            .filter(|dataset| dataset.spec.name != PRICES)
            .flat_map(|dataset| &dataset.tables)
            .filter_map(|table| Some((Variant::parse_key(&table.variant).ok()?, table)))
            .collect();
        let offered = |reading: &Arc<Reading>, is_default| ReadingOffer {
            reading: Arc::clone(reading),
            is_default,
            accounts: accounts(reading, &fact_tables),
        };
        let readings = catalogue
            .indicators
            .iter()
            .flat_map(|one| {
                one.readings
                    .iter()
                    .map(|r| offered(r, r.code == one.default_reading))
            })
            .collect();
        Self {
            readings,
            prices: price_tables.filter_map(years_of).reduce(Years::and),
        }
    }

    /// Whether no reading can be answered at all.
    pub fn is_empty(&self) -> bool {
        self.readings.iter().all(|one| one.accounts.is_empty())
    }

    /// Whether a reading has any account.
    pub fn has(&self, reading: &Reading) -> bool {
        self.find(reading)
            .is_some_and(|one| !one.accounts.is_empty())
    }

    /// Whether a reading can be asked of an account.
    pub fn covers(&self, reading: &Reading, account: &Account) -> bool {
        self.find(reading)
            .is_some_and(|one| one.years(account).is_some())
    }

    /// The reading for somebody who names none: the indicator's own if it has the account, else the first that has.
    pub fn default_reading(&self, account: Option<&Account>) -> Option<&Arc<Reading>> {
        let fits = |one: &&ReadingOffer| match account {
            Some(account) => one.years(account).is_some(),
            None => !one.accounts.is_empty(),
        };
        let default = self.readings.iter().filter(|one| one.is_default).find(fits);
        let found = default
            .or_else(|| self.readings.iter().find(fits))
            .or_else(|| self.readings.first());
        found.map(|one| &one.reading)
    }

    /// The account for somebody who names none.
    pub fn default_account(&self, reading: &Reading) -> Option<Account> {
        let preferred = PREFERRED
            .into_iter()
            .filter_map(Account::parse)
            .find(|one| self.covers(reading, one));
        preferred.or_else(|| {
            self.accounts()
                .into_iter()
                .find(|one| self.covers(reading, one))
        })
    }

    /// Every account and area that some reading covers, areas first, in the order of their codes.
    pub fn accounts(&self) -> Vec<Account> {
        let mut codes: Vec<&AccountCode> = self
            .readings
            .iter()
            .flat_map(|one| one.accounts.keys())
            .collect();
        codes.sort_unstable();
        codes.dedup();
        let whole = |area: &Account| self.readings.iter().any(|one| one.years(area).is_some());
        let areas = areas().iter().map(Account::Area).filter(whole);
        areas
            .chain(codes.into_iter().cloned().map(Account::Code))
            .collect()
    }

    /// The years a reading may be asked of an account, in order: those covered in which the account is in force.
    /// Without any, the years covered of any account.
    pub fn years(&self, reading: &Reading, account: &Account) -> Vec<Period> {
        let of_account = self.find(reading).and_then(|one| one.years(account));
        let of_any = || {
            self.readings
                .iter()
                .flat_map(|one| one.accounts.values().copied())
                .reduce(Years::and)
        };
        let Some(years) = of_account.or_else(of_any) else {
            return Vec::new();
        };
        let first = years.first.max(years.last.saturating_sub(YEARS_MAX));
        (first..=years.last)
            .filter(|year| account.is_in_force(*year))
            .filter_map(|year| Period::year(year).ok())
            .collect()
    }

    /// The years whose prices can be calculated to, the latest first; none without price and wage rates.
    pub fn price_years(&self) -> Vec<i32> {
        let Some(years) = self.prices else {
            return Vec::new();
        };
        // A rate leads from the year before it.
        let first = years
            .first
            .saturating_sub(1)
            .max(years.last.saturating_sub(YEARS_MAX));
        (first..=years.last).rev().collect()
    }

    /// Every reading, in the order of the cards, whether or not there is anything for it.
    pub fn readings(&self) -> impl Iterator<Item = &Arc<Reading>> {
        self.readings.iter().map(|one| &one.reading)
    }

    fn find(&self, reading: &Reading) -> Option<&ReadingOffer> {
        self.readings
            .iter()
            .find(|one| one.reading.code == reading.code)
    }
}

impl ReadingOffer {
    /// First and last year of an account; of an area those of its functions, when every one of the last year is there.
    fn years(&self, account: &Account) -> Option<Years> {
        match account {
            Account::Code(code) => self.accounts.get(code).copied(),
            Account::Area(area) => {
                let last = self.accounts.values().map(|years| years.last).max()?;
                let functions = pejl_domain::account::functions_of_area(area.code, last);
                let all: Option<Vec<Years>> = functions
                    .iter()
                    .map(|function| self.accounts.get(&function.code).copied())
                    .collect();
                all?.into_iter().reduce(Years::and)
            }
        }
    }
}

/// The accounts a reading may be asked of, with their years.
fn accounts(
    reading: &Reading,
    tables: &[(Variant, &TableCoverage)],
) -> BTreeMap<AccountCode, Years> {
    let unit = match reading.kind {
        Kind::Published => reading.unit.clone(),
        _ => Unit::Oere,
    };
    let mut found: BTreeMap<AccountCode, Years> = BTreeMap::new();
    for (variant, table) in tables {
        // A series its source has deflated is not turned into another price level, so no reading uses it.
        let usable = reading.tables.contains(&variant.table_id)
            && variant.unit == unit
            && variant.grain == Grain::Year
            && !matches!(variant.price, PriceLevel::Fixed { .. });
        let Some(years) = years_of(table).filter(|_| usable) else {
            continue;
        };
        for text in table.members.get("function").into_iter().flatten() {
            // The total of all main accounts is no account.
            let Ok(code) = AccountCode::parse(text) else {
                continue;
            };
            found
                .entry(code)
                .and_modify(|known| *known = known.and(years))
                .or_insert(years);
        }
    }
    found
}

fn years_of(table: &TableCoverage) -> Option<Years> {
    Some(Years {
        first: table.first?.year_number(),
        last: table.last?.year_number(),
    })
}

#[cfg(test)]
pub(super) mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use pejl_app::indicators::Listed;

    use super::*;

    /// The coverage of one table.
    pub fn table(key: &str, functions: &[&str], first: i32, last: i32) -> (Variant, TableCoverage) {
        let coverage = TableCoverage {
            variant: key.to_owned(),
            table_id: "REGK31".to_owned(),
            n_areas: 99,
            first: Period::year(first).ok(),
            last: Period::year(last).ok(),
            members: [(
                "function".to_owned(),
                functions.iter().map(|f| (*f).to_owned()).collect(),
            )]
            .into(),
        };
        (Variant::parse_key(key).unwrap(), coverage)
    }

    /// An offer of these tables.
    pub fn offer(tables: &[(Variant, TableCoverage)], prices: Option<(i32, i32)>) -> Offer {
        let tables: Vec<(Variant, &TableCoverage)> =
            tables.iter().map(|(v, t)| (v.clone(), t)).collect();
        let listed = Listed::of_program();
        let indicator = listed.get("F2").unwrap();
        let readings = indicator.readings.iter().map(|reading| ReadingOffer {
            reading: Arc::clone(reading),
            is_default: reading.code == indicator.default_reading,
            accounts: accounts(reading, &tables),
        });
        Offer {
            readings: readings.collect(),
            prices: prices.map(|(first, last)| Years { first, last }),
        }
    }

    const PUBLISHED: &str = "statbank/REGK31/dkk_per_resident/current/year/art,function";
    const AMOUNTS: &str = "statbank/REGK31/oere/current/year/art,dranst,function";
    const ELDERLY: [&str; 6] = [
        "5.30.26", "5.30.27", "5.30.28", "5.30.29", "5.30.31", "5.30.36",
    ];

    fn reading(code: &str) -> Arc<Reading> {
        let listed = Listed::of_program();
        Arc::clone(listed.catalogue.find_reading(code).unwrap())
    }

    fn account(text: &str) -> Account {
        Account::parse(text).unwrap()
    }

    #[test]
    fn published_figures_alone_offer_the_published_reading_alone() {
        let offer = offer(
            &[table(PUBLISHED, &["5.30.27", "5.30.28", "TOT"], 2019, 2019)],
            None,
        );
        assert!(
            offer.has(&reading("published_per_resident"))
                && !offer.has(&reading("net_per_resident"))
        );
        assert_eq!(
            offer.default_reading(None).unwrap().code,
            "published_per_resident"
        );
        let labels: Vec<String> = offer
            .accounts()
            .iter()
            .map(|one| one.code().to_owned())
            .collect();
        assert_eq!(labels, ["5.30.27", "5.30.28"]);
        assert_eq!(
            offer
                .default_account(&reading("published_per_resident"))
                .unwrap()
                .code(),
            "5.30.27"
        );
    }

    #[test]
    fn amounts_offer_the_indicators_own_reading_first() {
        let offer = offer(
            &[
                table(PUBLISHED, &ELDERLY, 2018, 2020),
                table(AMOUNTS, &ELDERLY, 2018, 2020),
            ],
            None,
        );
        assert_eq!(
            offer.default_reading(None).unwrap().code,
            "net_per_resident"
        );
        assert_eq!(
            offer
                .default_account(&reading("net_per_resident"))
                .unwrap()
                .code(),
            "elderly"
        );
    }

    #[test]
    fn an_area_is_offered_when_all_its_functions_are_there() {
        let without_one = offer(&[table(PUBLISHED, &ELDERLY[1..], 2018, 2020)], None);
        assert!(!without_one.covers(&reading("published_per_resident"), &account("elderly")));
        let whole = offer(&[table(PUBLISHED, &ELDERLY, 2018, 2020)], None);
        assert!(whole.covers(&reading("published_per_resident"), &account("elderly")));
        assert_eq!(whole.accounts().first().unwrap().code(), "elderly");
    }

    #[test]
    fn years_before_an_account_existed_are_not_offered() {
        let offer = offer(&[table(PUBLISHED, &["5.30.27", "4"], 2016, 2019)], None);
        let years = |text| -> Vec<String> {
            offer
                .years(&reading("published_per_resident"), &account(text))
                .iter()
                .map(ToString::to_string)
                .collect()
        };
        assert_eq!(years("5.30.27"), ["2018", "2019"]);
        assert_eq!(years("4"), ["2016", "2017", "2018", "2019"]);
        // An account that is not covered is offered the years of the others.
        assert_eq!(years("5.38.50").len(), 4);
    }

    #[test]
    fn deflated_and_quarterly_series_are_left_out() {
        for key in [
            "statbank/REGK31/dkk_per_resident/fixed:2018/year/function",
            "statbank/REGK31/dkk_per_resident/current/quarter/function",
        ] {
            assert!(
                offer(&[table(key, &["4"], 2016, 2019)], None).is_empty(),
                "{key}"
            );
        }
    }

    #[test]
    fn prices_reach_back_to_the_year_before_the_first_rate() {
        assert_eq!(
            offer(&[], Some((2019, 2021))).price_years(),
            [2021, 2020, 2019, 2018]
        );
        assert!(offer(&[], None).price_years().is_empty());
    }
}
