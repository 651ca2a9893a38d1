//! What an address asks for: the courses of which period, split by what, and which curve.

use std::sync::Arc;

use pejl_app::indicators::Listed;
use pejl_app::rehabilitation::FollowedKind;
use pejl_app::{AppError, AsKnown, Catalogue, ParamProblem};
use pejl_domain::{Grain, Period};

use crate::link::{Link, REHABILITATION};
use crate::place::{Place, Seen, head_of};
use crate::problem::PageError;
use crate::query::Query;

/// The reading whose dimensions courses can be split by, and whose periods are offered.
pub(super) const STARTED: &str = "O3.0.courses_started";
/// The dimension that courses are split by, unless said: what they hold.
const CONTENT: &str = "course_type";

/// What is shown.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// Whose figures, in which language, of which revision.
    pub seen: Seen,
    /// Years or quarters.
    pub grain: Grain,
    /// The period; the newest with courses, unless said.
    pub period: Option<Period>,
    /// The dimension that courses are split by.
    pub by: String,
    /// Which curve.
    pub of: FollowedKind,
    /// The indicators as they are defined at it.
    pub catalogue: Arc<Catalogue>,
}

impl Asked {
    /// Reads the parameters, with what is not asked chosen.
    ///
    /// # Errors
    /// Every parameter that cannot be used; what `list` fails with.
    pub fn read(
        query: &Query,
        list: impl FnOnce(AsKnown) -> Result<Listed, AppError>,
    ) -> Result<Self, PageError> {
        let mut problems = Vec::new();
        let place = Place::read(query, &mut problems);
        let listed = list(place.at)?;
        let grain = query.understood("grain", &mut problems, |text| {
            [Grain::Year, Grain::Quarter]
                .into_iter()
                .find(|one| one.as_str() == text)
        });
        let grain = grain.unwrap_or(Grain::Year);
        let period = period(query, grain, &mut problems);
        let dimensions = dimensions(&listed.catalogue);
        let by = query.understood("by", &mut problems, |text| {
            dimensions.iter().find(|one| *one == text).cloned()
        });
        let of = query.understood("of", &mut problems, FollowedKind::parse);
        let seen = place.seen(head_of(&listed), problems)?;
        Ok(Self {
            seen,
            grain,
            period,
            by: by.unwrap_or_else(|| CONTENT.to_owned()),
            of: of.unwrap_or_default(),
            catalogue: listed.catalogue,
        })
    }

    /// The dimensions that courses can be split by.
    pub fn dimensions(&self) -> Vec<String> {
        dimensions(&self.catalogue)
    }

    /// The page of this, pinned where it is.
    pub fn link(&self) -> Link {
        self.seen.stay(self.newest())
    }

    /// The page of this at its revision.
    pub fn pinned(&self) -> Link {
        self.seen.pin(self.newest())
    }

    /// The page of this at the newest revision.
    fn newest(&self) -> Link {
        let mut link =
            Link::to(REHABILITATION, self.seen.lang).with("municipality", self.seen.own.code);
        if self.grain != Grain::Year {
            link = link.with("grain", self.grain.as_str());
        }
        if let Some(period) = self.period {
            link = link.with("period", &period.to_string());
        }
        if self.by != CONTENT {
            link = link.with("by", &self.by);
        }
        match self.of == FollowedKind::default() {
            true => link,
            false => link.with("of", self.of.as_str()),
        }
    }
}

/// The period. One of another length than asked for is that of a form whose lengths were changed: the newest then.
fn period(query: &Query, grain: Grain, problems: &mut Vec<ParamProblem>) -> Option<Period> {
    let found = query.understood("period", problems, |text| {
        let period = text.parse::<Period>().ok()?;
        matches!(period.grain(), Grain::Year | Grain::Quarter).then_some(period)
    });
    found.filter(|period| period.grain() == grain)
}

fn dimensions(catalogue: &Catalogue) -> Vec<String> {
    let reading = catalogue.find_reading(STARTED);
    let mut found = reading.map_or_else(Vec::new, |one| one.dimensions.clone());
    // What courses hold is what they are split by first.
    found.sort_by_key(|one| one != CONTENT);
    found
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

    use super::*;

    fn read(query: &str) -> Result<Asked, Vec<ParamProblem>> {
        let of_program = |_| Ok(Listed::of_program());
        match Asked::read(&Query::read(query).unwrap(), of_program) {
            Ok(asked) => Ok(asked),
            Err(PageError::Parameters(problems)) => Err(problems),
            Err(other) => panic!("{other}"),
        }
    }

    #[track_caller]
    fn check_link(query: &str, expected: &str) {
        let link = read(query).unwrap().link().to_string();
        assert_eq!(link, format!("/rehabilitering?{expected}"), "{query}");
    }

    #[test]
    fn a_link_holds_what_is_not_usual_and_gives_the_same_again() {
        check_link("", "municipality=766");
        check_link(
            "grain=year&period=&by=course_type&of=return",
            "municipality=766",
        );
        for same in [
            "municipality=630&grain=quarter&period=2018-Q3&by=sex&of=duration",
            "lang=en&municipality=766&period=2018&revision=0",
        ] {
            check_link(same, same);
        }
    }

    #[test]
    fn a_period_of_another_length_is_that_of_the_form_before() {
        check_link(
            "grain=quarter&period=2018",
            "municipality=766&grain=quarter",
        );
    }

    #[test]
    fn what_courses_hold_is_the_first_to_split_by() {
        let asked = read("").unwrap();
        assert_eq!(asked.by, CONTENT);
        assert_eq!(asked.dimensions().first().unwrap(), CONTENT);
    }

    #[test]
    fn every_bad_parameter_is_named() {
        let problems = read("grain=month&period=2018-03&by=hund&of=intet&municipality=Atlantis");
        let problems = problems.unwrap_err();
        let names: Vec<&str> = problems.iter().map(|one| one.parameter.as_str()).collect();
        assert_eq!(names, ["municipality", "grain", "period", "by", "of"]);
    }
}
