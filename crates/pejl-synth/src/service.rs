//! The services that are granted, with their codes under the two laws.

use crate::calendar::Day;

/// What is granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Service {
    PersonalCare,
    PracticalHelp,
    Meals,
    Rehabilitation,
    Nursing,
    Training,
    /// § 85 in the citizen's own home.
    Support,
    /// § 85 in housing under ABL § 105.
    SupportInHousing,
    /// § 96, citizen-managed assistance.
    Assistance,
    /// § 108.
    LongStay,
    /// § 107.
    ShortStay,
    /// § 110.
    Shelter,
    /// § 103.
    ShelteredWork,
    /// § 104.
    Activity,
}

/// Whom a grant is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    Elderly,
    Disability,
    Vulnerable,
}

/// What a grant is counted in, per week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    Minutes,
    Meals,
    Days,
}

/// A service's code, law and paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Legal {
    pub(crate) code: &'static str,
    pub(crate) law: &'static str,
    pub(crate) paragraph: &'static str,
}

/// First day of the Elderly Act.
pub(crate) fn elderly_act() -> Day {
    Day::new(2025, 7, 1)
}

/// First day of SEL § 83 a; rehabilitation before it was granted under § 86.
fn rehabilitation_act() -> Day {
    Day::new(2015, 1, 1)
}

/// First day of the laws that stand in grants: whoever had help already got it anew when the municipalities merged.
pub(crate) fn first_law() -> Day {
    Day::new(2007, 1, 1)
}

const fn legal(code: &'static str, law: &'static str, paragraph: &'static str) -> Legal {
    Legal {
        code,
        law,
        paragraph,
    }
}

impl Service {
    /// The service as granted to `target` by a grant in force from `from`.
    pub(crate) fn legal(self, target: Target, from: Day) -> Legal {
        let act = self.is_under_elderly_act(target, from);
        match self {
            Self::PersonalCare if act => legal("AEL-10-1", "AEL", "§ 10, jf. § 9, stk. 2, nr. 1"),
            Self::PracticalHelp if act => legal("AEL-10-2", "AEL", "§ 10, jf. § 9, stk. 2, nr. 2"),
            Self::Meals if act => legal("AEL-MEAL", "AEL", ""),
            Self::Rehabilitation if act => legal("AEL-TRAIN", "AEL", "§ 10"),
            Self::PersonalCare => legal("SEL-83-1", "SEL", "§ 83, stk. 1, nr. 1"),
            Self::PracticalHelp => legal("SEL-83-2", "SEL", "§ 83, stk. 1, nr. 2"),
            Self::Meals => legal("SEL-83-3", "SEL", "§ 83, stk. 1, nr. 3"),
            Self::Rehabilitation if from < rehabilitation_act() => {
                legal("SEL-86-1", "SEL", "§ 86, stk. 1")
            }
            Self::Rehabilitation => legal("SEL-83a", "SEL", "§ 83 a"),
            Self::Training => legal("SEL-86-2", "SEL", "§ 86, stk. 2"),
            Self::Nursing => legal("SUL-138", "SUL", "§ 138"),
            Self::Support | Self::SupportInHousing => legal("SEL-85", "SEL", "§ 85"),
            Self::Assistance => legal("SEL-96", "SEL", "§ 96"),
            Self::LongStay => legal("SEL-108", "SEL", "§ 108"),
            Self::ShortStay => legal("SEL-107", "SEL", "§ 107"),
            Self::Shelter => legal("SEL-110", "SEL", "§ 110"),
            Self::ShelteredWork => legal("SEL-103", "SEL", "§ 103"),
            Self::Activity => legal("SEL-104", "SEL", "§ 104"),
        }
    }

    /// Whether a grant in force from `from` is one of the Elderly Act, which knows levels and no hours.
    pub(crate) fn is_under_elderly_act(self, target: Target, from: Day) -> bool {
        let has_successor = matches!(
            self,
            Self::PersonalCare | Self::PracticalHelp | Self::Meals | Self::Rehabilitation
        );
        has_successor && target == Target::Elderly && from >= elderly_act()
    }

    pub(crate) const fn unit(self) -> Unit {
        match self {
            Self::Meals => Unit::Meals,
            Self::LongStay
            | Self::ShortStay
            | Self::Shelter
            | Self::ShelteredWork
            | Self::Activity => Unit::Days,
            _ => Unit::Minutes,
        }
    }

    /// Personal or practical help, which the caseload counts.
    pub(crate) const fn is_home_help(self) -> bool {
        matches!(self, Self::PersonalCare | Self::PracticalHelp)
    }

    /// The service as a key of draws.
    pub(crate) const fn key(self) -> u64 {
        self as u64
    }
}

impl Target {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Elderly => "elderly",
            Self::Disability => "disability",
            Self::Vulnerable => "vulnerable",
        }
    }
}

impl Unit {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Minutes => "minutes",
            Self::Meals => "meals",
            Self::Days => "days",
        }
    }
}
