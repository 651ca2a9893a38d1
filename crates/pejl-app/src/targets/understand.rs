//! What a draft says, by the cards: a target, or everything that is wrong with it.

mod path;
mod possible;

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use chrono::NaiveDate;
use pejl_db::target::{Decision, NewTarget, Subject};
use pejl_domain::cpr::masked;
use pejl_domain::target::{Direction, Parts, Path, Target};
use pejl_domain::{AreaLevel, PriceLevel, Unit};
use pejl_ingest::number::NumberFormat;
use pejl_metrics::query::Place;
use pejl_metrics::{Catalogue, Direction as Better, Query, Reading, Request};

use super::draft::Draft;
use super::fault::TargetFault;
use super::value::{listed, written_day};
use crate::observations::invalid;
use crate::{AppError, ParamProblem};

/// Longest text of an owner or a decision.
const TEXT_CHARS_MAX: usize = 200;
/// Longest note.
const NOTE_CHARS_MAX: usize = 2_000;

/// What a draft says, before other targets are looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Understood {
    /// The target, without the one it is a part of.
    pub(super) target: NewTarget,
    /// The number in force that it replaces, or a name for rows that are parts of it.
    pub(super) id: Option<String>,
    /// The version that it is meant to replace.
    pub(super) version: Option<i32>,
    /// Number or name of the target it is a part of.
    pub(super) parent: Option<String>,
    /// What is odd about it, though it can be.
    pub(super) warnings: Vec<TargetFault>,
}

/// Reads a draft by the cards.
///
/// # Errors
/// Everything that is wrong with it.
pub(super) fn understand(
    catalogue: &Arc<Catalogue>,
    draft: &Draft,
) -> Result<Understood, Vec<TargetFault>> {
    let mut reader = Reader {
        draft,
        format: draft.format(),
        is_share: false,
        faults: Vec::new(),
    };
    let found = reader.read(catalogue);
    match (found, reader.faults.is_empty()) {
        (Some(found), true) => Ok(found),
        _ => Err(reader.faults),
    }
}

/// Reads the fields of a draft and gathers what is wrong.
struct Reader<'a> {
    draft: &'a Draft,
    format: NumberFormat,
    /// Whether the unit is a share, which may be written in per cent.
    is_share: bool,
    faults: Vec<TargetFault>,
}

impl Reader<'_> {
    fn read(&mut self, catalogue: &Arc<Catalogue>) -> Option<Understood> {
        let members = self.members();
        let asked = self.subject(catalogue, &members);
        if let Some((_, reading)) = &asked {
            self.is_share = reading.unit == Unit::Share;
        }
        let version = self.parsed("version", ("et versionsnummer", "a number of a version"));
        let direction = self.direction(asked.as_ref().map(|(_, reading)| reading.as_ref()));
        let parts = self.parts(direction);
        let decision = self.decision();
        let (municipality, reading) = asked?;
        if let Some(parts) = &parts {
            self.possible(&reading, parts);
        }
        let price_level = self.price_level(&reading, &parts);
        let target = self.checked(parts?)?;
        let warnings = self.odd(target.parts());
        Some(Understood {
            warnings,
            target: NewTarget {
                subject: Subject {
                    municipality,
                    indicator: reading.indicator.clone(),
                    reading: reading.code.clone(),
                    members,
                },
                unit: reading.unit.clone(),
                price_level: price_level?,
                target,
                parent: None,
                decision,
            },
            id: self.draft.get("id").map(str::to_owned),
            version,
            parent: self.draft.get("parent").map(str::to_owned),
        })
    }

    fn fault(&mut self, field: &'static str, (da, en): (impl Into<String>, impl Into<String>)) {
        let value = self.draft.get(field).unwrap_or_default();
        let fault = TargetFault::new(field, value, (da, en));
        self.faults.push(fault);
    }

    fn required(&mut self, field: &'static str) -> Option<String> {
        let found = self.draft.get(field).map(str::to_owned);
        if found.is_none() {
            self.fault(field, ("skal udfyldes", "must be given"));
        }
        found
    }

    /// Says that a field has no meaning beside the others.
    fn unused(&mut self, field: &'static str, (da, en): (&str, &str)) {
        if self.draft.get(field).is_some() {
            let texts = (
                format!("bruges ikke {da}; lad feltet være tomt"),
                format!("is not used {en}; leave it empty"),
            );
            self.fault(field, texts);
        }
    }

    fn decided_on(&mut self) -> Option<NaiveDate> {
        let text = self.draft.get("decided_on")?;
        let found = written_day(text);
        if found.is_none() {
            let texts = (
                "forventede en dag, såsom 2014-10-08",
                "expected a day, such as 2014-10-08",
            );
            self.fault("decided_on", texts);
        }
        found
    }

    fn parsed<T: FromStr>(&mut self, field: &'static str, (da, en): (&str, &str)) -> Option<T> {
        let text = self.draft.get(field)?;
        let found = text.parse().ok();
        if found.is_none() {
            self.fault(
                field,
                (format!("forventede {da}"), format!("expected {en}")),
            );
        }
        found
    }

    /// The municipality and the reading, asked for as a question about figures would.
    fn subject(
        &mut self,
        catalogue: &Arc<Catalogue>,
        members: &BTreeMap<String, String>,
    ) -> Option<(String, Arc<Reading>)> {
        let municipality = self.required("municipality");
        let indicator = self.required("indicator");
        let filters = members.iter();
        let request = Request {
            indicators: vec![indicator?],
            municipalities: vec![municipality?],
            periods: vec!["latest".to_owned()],
            filters: filters
                .map(|(name, member)| (name.clone(), vec![member.clone()]))
                .collect(),
            ..Request::default()
        };
        let query = match Query::parse(catalogue, &request) {
            Ok(query) => query,
            Err(errors) => {
                if let AppError::Invalid(mut problems) = invalid(errors) {
                    // Of an indicator that there is not, no cut can be told right or wrong.
                    if problems.iter().any(|one| one.parameter == "indicator") {
                        problems.retain(|one| !one.parameter.starts_with("filter"));
                    }
                    let found: Vec<_> = problems.iter().map(|one| self.asked(one)).collect();
                    self.faults.extend(found);
                }
                return None;
            }
        };
        let place = match query.places.as_slice() {
            [Place::Area(area)] if area.level == AreaLevel::Municipality => Some(area.code),
            _ => None,
        };
        if place.is_none() {
            self.fault(
                "municipality",
                ("forventede én kommune", "expected one municipality"),
            );
        }
        let [reading] = query.readings.as_slice() else {
            self.fault(
                "indicator",
                ("forventede én indikator", "expected one indicator"),
            );
            return None;
        };
        if query.record_filters.len() > 1 {
            let texts = (
                "et mål kan deles efter én ting, såsom enhed eller distrikt",
                "a target can be of one cut, such as a unit or a district",
            );
            self.fault("members", texts);
        }
        Some((place?.to_owned(), Arc::clone(reading)))
    }

    /// What is wrong with the question that a target asks.
    fn asked(&self, problem: &ParamProblem) -> TargetFault {
        let (field, da) = match problem.parameter.as_str() {
            "municipality" => ("municipality", "ukendt kommune"),
            "indicator" => ("indicator", "ukendt indikator"),
            _ => ("members", "ukendt udsnit"),
        };
        let near = match problem.nearest.is_empty() {
            true => (String::new(), String::new()),
            false => {
                let near = problem.nearest.join(", ");
                (format!("; nærmest: {near}"), format!("; nearest: {near}"))
            }
        };
        let value = match problem.value.is_empty() {
            true => self.draft.get(field).unwrap_or_default().to_owned(),
            false => problem.value.clone(),
        };
        let en = format!("expected {}{}", problem.allowed, near.1);
        TargetFault::new(field, value, (format!("{da}{}", near.0), en))
    }

    /// `unit=T1`, or several with `;` between them.
    fn members(&mut self) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        for part in listed(self.draft.get("members").unwrap_or_default()) {
            let pair = part
                .split_once('=')
                .map(|(name, member)| (name.trim(), member.trim()));
            match pair.filter(|(name, member)| !name.is_empty() && !member.is_empty()) {
                Some((name, member)) if !found.contains_key(name) => {
                    found.insert(name.to_owned(), member.to_owned());
                }
                _ => {
                    let texts = (
                        "forventede dimension=medlem, såsom unit=T1, hver dimension én gang",
                        "expected dimension=member, such as unit=T1, each dimension once",
                    );
                    self.fault("members", texts);
                }
            }
        }
        found
    }

    /// The direction: that of the indicator, unless the target says another that it may have.
    fn direction(&mut self, reading: Option<&Reading>) -> Option<Direction> {
        let said: Option<Direction> =
            self.parsed("direction", ("up, down eller band", "up, down or band"));
        let reading = reading?;
        let of_card = match reading.direction {
            Better::Up => Some(Direction::Up),
            Better::Down => Some(Direction::Down),
            Better::Band => Some(Direction::Band),
            Better::Context => None,
        };
        match (said, of_card) {
            (None, None) => {
                let texts = (
                    "indikatoren har ingen bedre retning selv; målet skal vælge up, down eller band",
                    "the indicator has no better way of its own; the target must choose up, down or band",
                );
                self.fault("direction", texts);
                None
            }
            (None, of_card) => of_card.filter(|_| self.draft.get("direction").is_none()),
            // A way may be chosen for context, and a better way be kept within limits.
            (Some(said), Some(of_card)) if said != of_card && said != Direction::Band => {
                let texts = (
                    format!("indikatorens bedre retning er {of_card}"),
                    format!("the better way of the indicator is {of_card}"),
                );
                self.fault("direction", texts);
                None
            }
            (said, _) => said,
        }
    }

    /// The prices of the values; money that says nothing is in the prices of each year.
    fn price_level(&mut self, reading: &Reading, parts: &Option<Parts>) -> Option<PriceLevel> {
        if let Some(unit) = self.draft.get("unit")
            && unit.parse() != Ok(reading.unit.clone())
        {
            let texts = (
                format!("indikatorens enhed er {}", reading.unit),
                format!("the unit of the indicator is {}", reading.unit),
            );
            self.fault("unit", texts);
        }
        let is_money = matches!(reading.unit, Unit::Dkk | Unit::DkkPerResident | Unit::Oere);
        let allowed = match is_money {
            true => ("current eller fixed:ÅR", "current or fixed:YEAR"),
            false => (
                "not_applicable: det er ikke penge",
                "not_applicable: it is no money",
            ),
        };
        let said: Option<PriceLevel> = self.parsed("price_level", allowed);
        let found = match (self.draft.get("price_level"), is_money) {
            (None, true) => PriceLevel::Current,
            (None, false) => PriceLevel::NotApplicable,
            (Some(_), _) => said?,
        };
        if (found == PriceLevel::NotApplicable) == is_money {
            let (da, en) = allowed;
            self.fault(
                "price_level",
                (format!("forventede {da}"), format!("expected {en}")),
            );
        }
        let follows_index = parts
            .as_ref()
            .is_some_and(|parts| matches!(parts.path, Path::IndexLinked(_)));
        if follows_index && matches!(found, PriceLevel::Fixed { .. }) {
            let texts = (
                "en sti efter et indeks er i årets priser (current)",
                "a path along an index is in the prices of each year (current)",
            );
            self.fault("price_level", texts);
        }
        Some(found)
    }

    fn checked(&mut self, parts: Parts) -> Option<Target> {
        match Target::new(parts) {
            Ok(target) => Some(target),
            Err(problems) => {
                let draft = self.draft;
                let value_of = |field: &str| draft.get(field).unwrap_or_default().to_owned();
                let faults = problems.iter();
                self.faults
                    .extend(faults.map(|one| TargetFault::of_problem(one, value_of)));
                None
            }
        }
    }

    fn decision(&mut self) -> Decision {
        let mut text = |field: &'static str, max: usize| {
            let found = self.draft.get(field).unwrap_or_default().to_owned();
            if found.chars().count() > max {
                let texts = (
                    format!("højst {max} tegn"),
                    format!("at most {max} characters"),
                );
                self.fault(field, texts);
            } else if found.chars().any(|c| c.is_control() && c != '\n') {
                self.fault(field, ("holder styretegn", "holds control characters"));
            } else if masked(&found) != found {
                // It is told again to whoever reads the target.
                let texts = (
                    "ligner et personnummer",
                    "looks like the number of a person",
                );
                self.faults.push(TargetFault::new(field, "", texts));
            }
            found
        };
        Decision {
            owner: text("owner", TEXT_CHARS_MAX),
            case: text("decision_case", TEXT_CHARS_MAX),
            meeting: text("decision_meeting", TEXT_CHARS_MAX),
            note: text("note", NOTE_CHARS_MAX),
            decided_on: self.decided_on(),
        }
    }
}
