//! What a target in force says, as the texts that say it again.

use pejl_db::target::StoredTarget;
use pejl_domain::target::{Goal, Level, Path, Step};
use pejl_domain::{Lang, PriceLevel, Unit};

use super::reading_name;

/// Field and text of all that a target says.
pub(super) fn texts(one: &StoredTarget, lang: Lang) -> Vec<(&'static str, String)> {
    let (set, parts) = (&one.set, one.set.target.parts());
    let written = |value: Level| match set.unit {
        Unit::Share => in_per_cent(value, lang),
        _ => number(value, lang),
    };
    let members = set.subject.members.iter();
    let members: Vec<String> = members.map(|(name, one)| format!("{name}={one}")).collect();
    let decision = &set.decision;
    let mut texts = vec![
        ("version", one.version.to_string()),
        ("municipality", set.subject.municipality.clone()),
        ("indicator", reading_name(&set.subject)),
        ("members", members.join(";")),
        ("direction", set.target.direction().to_string()),
        ("baseline_on", parts.baseline.on.to_string()),
        ("baseline", written(parts.baseline.value)),
        ("deadline", parts.deadline.to_string()),
        ("path", parts.path.as_str().to_owned()),
        ("owner", decision.owner.clone()),
        ("decision_case", decision.case.clone()),
        ("decision_meeting", decision.meeting.clone()),
        ("note", decision.note.clone()),
    ];
    let decided_on = decision.decided_on;
    texts.extend(decided_on.map(|day| ("decided_on", day.to_string())));
    texts.extend(set.parent.map(|parent| ("parent", parent.to_string())));
    if set.price_level != PriceLevel::NotApplicable {
        texts.push(("price_level", set.price_level.to_string()));
    }
    if parts.tolerance != Level::ZERO {
        texts.push(("tolerance", written(parts.tolerance)));
    }
    match &parts.path {
        Path::Linear { goal: reached } => texts.extend(goal(*reached, written)),
        Path::Steps {
            goal: reached,
            steps,
        } => {
            texts.extend(goal(*reached, written));
            let step = |one: &Step| format!("{}={}", one.from, written(one.value));
            let steps: Vec<String> = steps.iter().map(step).collect();
            texts.push(("steps", steps.join(";")));
        }
        Path::IndexLinked(link) => {
            texts.push(("index_series", link.series.clone()));
            // Parts per million are millionths of one.
            let change = Level::from_millionths(link.change_ppm);
            texts.extend(change.map(|change| ("index_change", in_per_cent(change, lang))));
        }
    }
    texts
}

fn goal(goal: Goal, written: impl Fn(Level) -> String) -> Vec<(&'static str, String)> {
    match goal {
        Goal::AtLeast(one) | Goal::AtMost(one) => vec![("goal", written(one))],
        Goal::Within { low, high } => {
            vec![("goal_low", written(low)), ("goal_high", written(high))]
        }
    }
}

/// A value as the language writes it, without marks between thousands.
fn number(value: Level, lang: Lang) -> String {
    let text = value.to_string();
    match lang {
        Lang::Da => text.replace('.', ","),
        Lang::En => text,
    }
}

/// A share in per cent; as it is where a hundred of it is more than a value can be.
fn in_per_cent(share: Level, lang: Lang) -> String {
    let hundred = share.as_millionths().checked_mul(100);
    let hundred = hundred.and_then(|all| Level::from_millionths(all).ok());
    match hundred {
        Some(hundred) => format!("{} %", number(hundred, lang)),
        None => number(share, lang),
    }
}
