//! The table of rules: what each status follows from. The documentation is compared with it.

use super::Status;
use crate::text::Text;

/// What decided a status; of those that hold the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// The level meets the goal, and no forecast speaks against it.
    GoalMet,
    /// The level meets the goal, and the forecast speaks against its staying there.
    GoalNotSafe,
    /// The deadline has passed, and chance may explain what is missing.
    MissedByChance,
    /// The deadline has passed without the goal.
    Missed,
    /// The path is kept, and no forecast speaks against the goal.
    OnPath,
    /// The path is kept, and the forecast speaks against the goal.
    OnPathNotExpected,
    /// The path is not kept, and the forecast speaks for the goal.
    OffPathExpected,
    /// The path is not kept, and chance may explain what is missing.
    OffPathByChance,
    /// The path is not kept.
    OffPath,
    /// Few figures: the goal is met by the two newest, or by the newest once the deadline has passed.
    FewGoalMet,
    /// Few figures: the newest keeps the path.
    FewOnPath,
    /// Few figures: the newest does not keep the path, and the one before did.
    FewOnceOffPath,
    /// Few figures: the two newest do not keep the path.
    FewOffPath,
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleText {
    /// The rule.
    pub rule: Rule,
    /// Its code.
    pub code: &'static str,
    /// The status it gives.
    pub status: Status,
    /// When it holds, in Danish.
    pub da: &'static str,
    /// When it holds, in English.
    pub en: &'static str,
}

const fn row(
    rule: Rule,
    code: &'static str,
    status: Status,
    da: &'static str,
    en: &'static str,
) -> RuleText {
    RuleText {
        rule,
        code,
        status,
        da,
        en,
    }
}

/// The rules in their order: first those of twelve figures or more, then those of fewer.
pub const RULES: [RuleText; 13] = [
    row(
        Rule::GoalMet,
        "goal_met",
        Status::Reached,
        "niveauet opfylder målet, og prognosen taler ikke klart imod",
        "the level meets the goal, and the forecast does not speak clearly against it",
    ),
    row(
        Rule::GoalNotSafe,
        "goal_not_safe",
        Status::AtRisk,
        "niveauet opfylder målet, men prognosen taler klart imod, at det gør det ved fristen",
        "the level meets the goal, but the forecast speaks clearly against its doing so at the deadline",
    ),
    row(
        Rule::MissedByChance,
        "missed_by_chance",
        Status::AtRisk,
        "fristen er gået, og niveauet mangler ikke mere, end tilfældet kan forklare",
        "the deadline has passed, and the level lacks no more than chance can explain",
    ),
    row(
        Rule::Missed,
        "missed",
        Status::OffTrack,
        "fristen er gået, og niveauet opfylder ikke målet",
        "the deadline has passed, and the level does not meet the goal",
    ),
    row(
        Rule::OnPath,
        "on_path",
        Status::OnTrack,
        "niveauet følger stien, og prognosen taler ikke klart imod målet",
        "the level keeps the path, and the forecast does not speak clearly against the goal",
    ),
    row(
        Rule::OnPathNotExpected,
        "on_path_not_expected",
        Status::AtRisk,
        "niveauet følger stien, men prognosen taler klart imod målet",
        "the level keeps the path, but the forecast speaks clearly against the goal",
    ),
    row(
        Rule::OffPathExpected,
        "off_path_expected",
        Status::AtRisk,
        "niveauet følger ikke stien, men prognosen taler klart for målet",
        "the level does not keep the path, but the forecast speaks clearly for the goal",
    ),
    row(
        Rule::OffPathByChance,
        "off_path_by_chance",
        Status::AtRisk,
        "niveauet følger ikke stien, men mangler ikke mere, end tilfældet kan forklare",
        "the level does not keep the path, but lacks no more than chance can explain",
    ),
    row(
        Rule::OffPath,
        "off_path",
        Status::OffTrack,
        "niveauet følger ikke stien",
        "the level does not keep the path",
    ),
    row(
        Rule::FewGoalMet,
        "few_goal_met",
        Status::Reached,
        "få tal: de to nyeste opfylder målet, eller det nyeste, når fristen er gået",
        "few figures: the two newest meet the goal, or the newest once the deadline has passed",
    ),
    row(
        Rule::FewOnPath,
        "few_on_path",
        Status::OnTrack,
        "få tal: det nyeste følger stien",
        "few figures: the newest keeps the path",
    ),
    row(
        Rule::FewOnceOffPath,
        "few_once_off_path",
        Status::AtRisk,
        "få tal: det nyeste følger ikke stien, og der er ikke to sådanne i træk",
        "few figures: the newest does not keep the path, and there are no two such in a row",
    ),
    row(
        Rule::FewOffPath,
        "few_off_path",
        Status::OffTrack,
        "få tal: de to nyeste følger ikke stien",
        "few figures: the two newest do not keep the path",
    ),
];

impl Rule {
    /// The row of the table.
    fn row(self) -> Option<&'static RuleText> {
        RULES.iter().find(|row| row.rule == self)
    }

    /// The status it gives.
    pub fn status(self) -> Status {
        // Every rule has a row; a test says so.
        self.row().map_or(Status::NotComputable, |row| row.status)
    }

    /// Its code, `on_path`.
    pub fn code(self) -> &'static str {
        self.row().map_or("", |row| row.code)
    }

    /// When it holds.
    pub fn text(self) -> Text {
        let (da, en) = self.row().map_or(("", ""), |row| (row.da, row.en));
        Text {
            da: da.to_owned(),
            en: en.to_owned(),
        }
    }
}
