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
    /// The deadline has passed with the goal met.
    GoalMetInTime,
    /// The deadline has passed, and chance may explain what is missing.
    MissedByChance,
    /// The deadline has passed without the goal.
    Missed,
    /// The path is kept, and no forecast speaks against the goal.
    OnPath,
    /// The target is new: nothing since the baseline has left the path by more than chance.
    OnPathSoFar,
    /// The path is kept, and the forecast speaks against the goal.
    OnPathNotExpected,
    /// The path is not kept, and the forecast speaks for the goal.
    OffPathExpected,
    /// The path is not kept, and chance may explain what is missing.
    OffPathByChance,
    /// The path is not kept.
    OffPath,
    /// Few figures: the goal was met by two in a row or at the deadline, and nothing contradicts it.
    FewGoalMet,
    /// Few figures: the path is kept, and nothing contradicts it.
    FewOnPath,
    /// Few figures: one does not keep the path, and it cannot be told whether that is chance.
    FewOnceOffPath,
    /// Few figures: the path is not kept.
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
pub const RULES: [RuleText; 15] = [
    row(
        Rule::GoalMet,
        "goal_met",
        Status::Reached,
        "niveauet opfylder målet, og ingen prognose taler klart imod",
        "the level meets the goal, and no forecast speaks clearly against it",
    ),
    row(
        Rule::GoalNotSafe,
        "goal_not_safe",
        Status::AtRisk,
        "niveauet opfylder målet, men prognosen taler klart imod, at det gør det ved fristen",
        "the level meets the goal, but the forecast speaks clearly against its doing so at the deadline",
    ),
    row(
        Rule::GoalMetInTime,
        "goal_met_in_time",
        Status::Reached,
        "fristen er gået, og målet er opfyldt",
        "the deadline has passed, and the goal is met",
    ),
    row(
        Rule::MissedByChance,
        "missed_by_chance",
        Status::AtRisk,
        "fristen er gået, og der mangler ikke mere, end tilfældig variation kan forklare",
        "the deadline has passed, and no more is missing than chance can explain",
    ),
    row(
        Rule::Missed,
        "missed",
        Status::OffTrack,
        "fristen er gået, og målet er ikke opfyldt",
        "the deadline has passed, and the goal is not met",
    ),
    row(
        Rule::OnPath,
        "on_path",
        Status::OnTrack,
        "niveauet følger stien, og ingen prognose taler klart imod målet",
        "the level keeps the path, and no forecast speaks clearly against the goal",
    ),
    row(
        Rule::OnPathSoFar,
        "on_path_so_far",
        Status::OnTrack,
        "målet er nyt, og tallene siden udgangspunktet afviger ikke mere fra stien, end tilfældig variation kan forklare",
        "the target is new, and the figures since the baseline do not leave the path by more than chance can explain",
    ),
    row(
        Rule::OnPathNotExpected,
        "on_path_not_expected",
        Status::AtRisk,
        "stien følges, men prognosen taler klart imod målet",
        "the path is kept, but the forecast speaks clearly against the goal",
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
        "niveauet følger ikke stien, men der mangler ikke mere, end tilfældig variation kan forklare",
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
        "der er få tal, og to i træk eller det ved fristen opfylder målet",
        "there are few figures, and two in a row or that of the deadline meet the goal",
    ),
    row(
        Rule::FewOnPath,
        "few_on_path",
        Status::OnTrack,
        "der er få tal, og de følger stien, så vidt de kan vise det",
        "there are few figures, and they keep the path as far as they can show",
    ),
    row(
        Rule::FewOnceOffPath,
        "few_once_off_path",
        Status::AtRisk,
        "der er få tal, og det kan ikke siges endnu, om det er tilfældig variation, at stien ikke følges",
        "there are few figures, and it cannot be told yet whether it is chance that the path is not kept",
    ),
    row(
        Rule::FewOffPath,
        "few_off_path",
        Status::OffTrack,
        "der er få tal, og de følger ikke stien",
        "there are few figures, and they do not keep the path",
    ),
];

impl Rule {
    /// Whether it goes by how far the figures are from their path, and not by the goal.
    pub fn is_of_path(self) -> bool {
        use Rule::{OffPath, OffPathByChance, OffPathExpected, OnPath, OnPathNotExpected};
        matches!(
            self,
            OnPath | OnPathNotExpected | OffPathExpected | OffPathByChance | OffPath
        )
    }

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
