//! The accounts that the municipality books on, before and after 2018.

use pejl_domain::care::Setting;

use crate::service::{Service, Target};

/// A field of spending; its function changes in 2018.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    HomeHelp,
    CareHousing,
    Nursing,
    Relief,
    DevicesElderly,
    Dying,
    HomeHelpDisability,
    Support,
    Assistance,
    Advice,
    DevicesDisability,
    Shelter,
    Alcohol,
    Drugs,
    LongStay,
    SupportInHousing,
    ShortStay,
    Companion,
    ShelteredWork,
    Activity,
    HousingElderly,
    Training,
    Physiotherapy,
    Prevention,
    Refund,
    CashBenefits,
    OtherSocial,
    Administration,
}

/// Where a field is booked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Booking {
    /// Function until 2017, five digits.
    pub(crate) until_2017: u32,
    /// Function from 2018.
    pub(crate) from_2018: u32,
    pub(crate) department: u32,
    /// Grouping of the own supplier, until 2017 and from 2018.
    pub(crate) own: (u16, u16),
    /// Grouping of bought services, until 2017 and from 2018.
    pub(crate) bought: (u16, u16),
    pub(crate) activity: u32,
    /// District of the accounts, the last part of the string.
    pub(crate) area: u16,
}

/// The one activity that is written with five digits, as published account strings have some.
pub(crate) const SHORT_ACTIVITY: u32 = 91_935;

/// One account string, in its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Account {
    /// Five digits.
    pub(crate) department: u32,
    /// Five digits, 02519 for 0.25.19.
    pub(crate) function: u32,
    pub(crate) dranst: u8,
    /// Three digits.
    pub(crate) grouping: u16,
    /// Six digits; [`SHORT_ACTIVITY`] has five.
    pub(crate) activity: u32,
    /// Three digits, the third local.
    pub(crate) art: u16,
    /// Six digits; 0 for none.
    pub(crate) place: u32,
    /// Four digits; 0 for none.
    pub(crate) area: u16,
}

const fn booking(
    functions: (u32, u32),
    department: u32,
    own: (u16, u16),
    bought: (u16, u16),
    activity: u32,
    area: u16,
) -> Booking {
    Booking {
        until_2017: functions.0,
        from_2018: functions.1,
        department,
        own,
        bought,
        activity,
        area,
    }
}

impl Field {
    /// The field that a service is booked on.
    pub(crate) const fn of(service: Service, setting: Setting, target: Target) -> Self {
        match (service, setting, target) {
            (Service::PersonalCare | Service::PracticalHelp, Setting::CareHousing, _) => {
                Self::CareHousing
            }
            (
                Service::PersonalCare
                | Service::PracticalHelp
                | Service::Meals
                | Service::Rehabilitation,
                _,
                Target::Elderly,
            ) => Self::HomeHelp,
            (
                Service::PersonalCare
                | Service::PracticalHelp
                | Service::Meals
                | Service::Rehabilitation,
                _,
                _,
            ) => Self::HomeHelpDisability,
            (Service::Nursing, _, _) => Self::Nursing,
            (Service::Training, _, _) => Self::Training,
            (Service::Support, _, _) => Self::Support,
            (Service::SupportInHousing, _, _) => Self::SupportInHousing,
            (Service::Assistance, _, _) => Self::Assistance,
            (Service::LongStay, _, _) => Self::LongStay,
            (Service::ShortStay, _, _) => Self::ShortStay,
            (Service::Shelter, _, _) => Self::Shelter,
            (Service::ShelteredWork, _, _) => Self::ShelteredWork,
            (Service::Activity, _, _) => Self::Activity,
        }
    }

    /// Where the field is booked. Until 2017 help at home, care housing, nursing and assistance share 5.32.32.
    pub(crate) const fn booking(self) -> Booking {
        match self {
            Self::HomeHelp => booking((53232, 53026), 9410, (1, 1), (2, 2), 93_007, 5052),
            Self::CareHousing => booking((53232, 53027), 9313, (11, 11), (12, 12), 93_421, 5052),
            Self::Nursing => booking((53232, 53028), 9408, (4, 1), (4, 1), 93_201, 5052),
            Self::Relief => booking((53233, 53029), 9372, (2, 2), (2, 2), SHORT_ACTIVITY, 5052),
            Self::DevicesElderly => booking((53235, 53031), 9601, (7, 7), (7, 7), 96_040, 5056),
            Self::Dying => booking((53237, 53036), 9601, (1, 1), (3, 3), 96_118, 5056),
            Self::HomeHelpDisability => booking((53232, 53838), 9412, (1, 1), (2, 2), 93_044, 5054),
            Self::Support => booking((53233, 53839), 9206, (4, 4), (4, 4), 91_097, 5054),
            Self::Assistance => booking((53232, 53839), 9611, (5, 2), (5, 2), 96_102, 5052),
            Self::Advice => booking((53540, 53840), 9107, (1, 1), (1, 1), 91_163, 5054),
            Self::DevicesDisability => {
                booking((53235, 53841), 9601, (12, 12), (12, 12), 96_085, 5056)
            }
            Self::Shelter => booking((53842, 53842), 9151, (1, 1), (1, 1), 91_069, 5054),
            Self::Alcohol => booking((53844, 53844), 9107, (1, 1), (1, 1), 91_048, 5054),
            Self::Drugs => booking((53845, 53845), 9107, (2, 2), (2, 2), 91_100, 5054),
            Self::LongStay => booking((53850, 53850), 9161, (2, 2), (3, 3), 91_089, 5054),
            Self::SupportInHousing => booking((53850, 53851), 9171, (2, 2), (1, 1), 91_186, 5054),
            Self::ShortStay => booking((53852, 53852), 9162, (2, 2), (1, 1), 91_109, 5054),
            Self::Companion => booking((53853, 53853), 9181, (2, 2), (2, 2), 91_057, 5054),
            Self::ShelteredWork => booking((53858, 53858), 9210, (2, 2), (2, 2), 91_080, 5054),
            Self::Activity => booking((53859, 53859), 9201, (2, 2), (2, 2), 91_016, 5054),
            Self::HousingElderly => {
                booking((53230, 2519), 9344, (999, 999), (999, 999), 93_076, 5052)
            }
            Self::Training => booking((46282, 46282), 9371, (1, 1), (1, 1), 97_123, 5056),
            Self::Physiotherapy => booking((46284, 46284), 9722, (1, 1), (1, 1), 97_163, 5056),
            Self::Prevention => booking((46288, 46288), 9715, (1, 1), (1, 1), 97_164, 5056),
            Self::Refund => booking((52207, 52207), 9107, (6, 6), (6, 6), 91_048, 5054),
            Self::CashBenefits => booking((55772, 55772), 9613, (9, 9), (9, 9), 96_152, 0),
            Self::OtherSocial => {
                booking((57299, 57299), 1005, (999, 999), (999, 999), 99_022, 5054)
            }
            Self::Administration => {
                booking((64557, 64557), 9601, (999, 999), (999, 999), 60_601, 0)
            }
        }
    }

    /// The field's account in `year`, of the own supplier; dranst 1, no place.
    pub(crate) fn account(self, year: i32, art: u16) -> Account {
        let booking = self.booking();
        let (function, grouping) = if year < 2018 {
            (booking.until_2017, booking.own.0)
        } else {
            (booking.from_2018, booking.own.1)
        };
        Account {
            department: booking.department,
            function,
            dranst: 1,
            grouping,
            activity: booking.activity,
            art,
            place: 0,
            area: booking.area,
        }
    }

    /// The field's account of bought services in `year`.
    pub(crate) fn bought(self, year: i32, art: u16) -> Account {
        let booking = self.booking();
        let grouping = if year < 2018 {
            booking.bought.0
        } else {
            booking.bought.1
        };
        Account {
            grouping,
            ..self.account(year, art)
        }
    }

    /// Whether the postings of single cases carry the citizen's number from 2025.
    pub(crate) const fn is_per_citizen(self) -> bool {
        matches!(
            self,
            Self::Shelter | Self::LongStay | Self::SupportInHousing | Self::ShortStay
        )
    }
}

impl Account {
    /// A level of the case as the last digit of the activity, so that the ledger tells levels apart.
    pub(crate) const fn at_level(self, level: u8) -> Self {
        Self {
            activity: if level == 0 {
                self.activity
            } else {
                self.activity / 10 * 10 + level as u32
            },
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use pejl_domain::AccountCode;
    use pejl_domain::account::{Existence, existed_in};

    use super::*;

    const ALL: [Field; 28] = [
        Field::HomeHelp,
        Field::CareHousing,
        Field::Nursing,
        Field::Relief,
        Field::DevicesElderly,
        Field::Dying,
        Field::HomeHelpDisability,
        Field::Support,
        Field::Assistance,
        Field::Advice,
        Field::DevicesDisability,
        Field::Shelter,
        Field::Alcohol,
        Field::Drugs,
        Field::LongStay,
        Field::SupportInHousing,
        Field::ShortStay,
        Field::Companion,
        Field::ShelteredWork,
        Field::Activity,
        Field::HousingElderly,
        Field::Training,
        Field::Physiotherapy,
        Field::Prevention,
        Field::Refund,
        Field::CashBenefits,
        Field::OtherSocial,
        Field::Administration,
    ];

    #[test]
    fn every_field_is_booked_on_a_listed_function_of_its_year() {
        for field in ALL {
            for year in 2007..=2026 {
                let function = format!("{:05}", field.account(year, 109).function);
                let code = AccountCode::parse(&function).unwrap();
                assert_eq!(existed_in(&code, year), Existence::Yes, "{code} in {year}");
            }
        }
    }

    #[test]
    fn fields_that_share_a_function_have_groupings_or_activities_of_their_own() {
        for year in [2017, 2018] {
            let mut keys: Vec<_> = ALL
                .iter()
                .map(|field| field.account(year, 109))
                .map(|account| (account.function, account.grouping, account.activity))
                .collect();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), ALL.len());
        }
    }
}
