//! What the page shows, read from the store at one revision.

use std::collections::BTreeSet;
use std::sync::Arc;

use pejl_app::catalogue::list_datasets;
use pejl_app::comparison::{
    Compared, ComparisonRequest, MeanPoint, get_comparison, has_factors, mean_course,
};
use pejl_app::observations::{ObservationRequest, list_observations};
use pejl_app::reference::{GroupEntry, list_groups};
use pejl_app::{
    AppError, AsKnown, Catalogue, Comparability, Observation, ParamProblem, Reading, Request, Store,
};
use pejl_domain::group::ALL;
use pejl_domain::{Period, PriceLevel};

use super::against::Against;
use super::asked::{Asked, From};
use super::offer::Offer;
use super::sort::Sort;
use crate::account::Account;
use crate::link::{COMPARISON, Link};
use crate::place::Seen;
use crate::query::problem;
use crate::texts::{fill, texts};

/// Code of the whole country.
pub(crate) const COUNTRY: &str = "000";
/// Years that changes are counted over when the reader does not say.
const DEFAULT_YEARS: i32 = 4;

/// What is shown, nothing left open.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    /// Whose figures are marked, in which language, of which revision.
    pub seen: Seen,
    /// The reading.
    pub reading: Arc<Reading>,
    /// The account.
    pub account: Account,
    /// The year ranked.
    pub period: Period,
    /// The year that changes are counted from.
    pub from: Option<Period>,
    /// Whom it is compared with.
    pub group: Against,
    /// The prices.
    pub price: PriceLevel,
    /// Order of the table.
    pub sort: Sort,
}

impl Choice {
    /// The page of this choice, pinned where it is.
    pub fn link(&self) -> Link {
        self.seen.stay(self.newest())
    }

    /// The page of this choice at its revision.
    pub fn pinned(&self) -> Link {
        self.seen.pin(self.newest())
    }

    /// The page of this choice at the newest revision.
    pub fn newest(&self) -> Link {
        let from = self
            .from
            .map(|period| period.to_string())
            .unwrap_or_default();
        let link = Link::to(COMPARISON, self.seen.lang)
            .with("municipality", self.seen.own.code)
            .with("indicator", &reading_code(&self.reading))
            .with("filter.function", self.account.code())
            .with("period", &self.period.to_string())
            .with("from", &from)
            .with("group", &self.group.code())
            .with("price", &self.price.to_string());
        if self.sort == Sort::default() {
            link
        } else {
            link.with("sort", &self.sort.text())
        }
    }
}

/// The code a client names a reading by: `F2.net_per_resident`.
pub(crate) fn reading_code(reading: &Reading) -> String {
    format!("{}.{}", reading.indicator, reading.code)
}

/// Everything the page shows, of one revision.
#[derive(Debug)]
pub(crate) struct Figures {
    /// The indicators as they are defined at it.
    pub catalogue: Arc<Catalogue>,
    /// What is shown.
    pub choice: Choice,
    /// What else could be asked.
    pub offer: Offer,
    /// The groups to choose among.
    pub groups: Vec<GroupEntry>,
    /// The comparison with all municipalities.
    pub all: Compared,
    /// The comparison with the group, unless that is all; none either where the nearest are asked for and not known.
    pub group: Option<Compared>,
    /// Whether the nearest of the municipality can be asked for.
    pub has_nearest: bool,
    /// The own municipality, the group (all, where that has no code) and the country over the years.
    pub trend: Vec<Observation>,
    /// The mean of the nearest over the years, where these are compared with.
    pub nearest_course: Vec<MeanPoint>,
    /// The years there are figures for.
    pub years: Vec<Period>,
}

impl Figures {
    /// The comparison with those that the municipality is held against: the group, or all.
    pub fn against(&self) -> &Compared {
        self.group.as_ref().unwrap_or(&self.all)
    }

    /// Whether the nearest are asked for, and it is not known who they are.
    pub fn lacks_nearest(&self) -> bool {
        self.group.is_none() && !self.choice.group.is_all()
    }

    /// Codes of the group; none where that is all.
    pub fn group_members(&self) -> BTreeSet<&'static str> {
        let nearest = self.group.as_ref().and_then(|one| one.nearest.as_ref());
        match (self.choice.group, nearest) {
            (_, Some(nearest)) => nearest.neighbours.iter().map(|n| n.municipality).collect(),
            (Against::Group(group), None) if group.code != ALL => {
                group.members.iter().copied().collect()
            }
            _ => BTreeSet::new(),
        }
    }

    /// What the group is called; none where that is all.
    pub fn group_name(&self) -> Option<String> {
        let lang = self.choice.seen.lang;
        let compared = self.group.as_ref()?;
        Some(match (&compared.nearest, self.choice.group) {
            (None, Against::Group(group)) => group.name(lang).to_owned(),
            (nearest, _) => {
                // There may be fewer than asked for.
                let n = nearest.as_ref().map_or(0, |one| one.neighbours.len());
                fill(texts(lang).nearest_name, &[("n", &n.to_string())])
            }
        })
    }

    /// How many of the peers have figures throughout, where they are too few for a line of the group (C2).
    pub fn too_few_for_a_line(&self) -> Option<Comparability> {
        let of = self.against().comparison.comparability;
        of.filter(|one| one.allows_line == Some(false))
    }

    /// Whether the municipality is compared with a group that it is no member of: it is ranked among the group all the
    /// same, and the means are those of the group alone.
    pub fn is_own_added(&self) -> bool {
        let own = self.choice.seen.own.code;
        self.group.is_some() && !self.group_members().contains(own)
    }
}

/// What there is to show.
#[derive(Debug)]
pub(crate) enum Found {
    /// Nothing that a reading could use.
    Nothing {
        /// Whether something else has been imported.
        some_data: bool,
    },
    /// Figures, or the reasons why there are none.
    Figures(Box<Figures>),
}

/// Reads what an address asks for.
///
/// # Errors
/// A parameter cannot be used, there is no such revision, or the store fails.
pub(crate) fn find(store: &Store, asked: Asked) -> Result<Found, AppError> {
    // One revision for everything on the page, whatever is imported meanwhile.
    let at = asked.seen.at();
    let catalogue = Arc::clone(&asked.catalogue);
    let datasets = list_datasets(store, at)?;
    let offer = Offer::of(&catalogue, &datasets);
    if offer.is_empty() {
        return Ok(Found::Nothing {
            some_data: datasets.iter().any(|dataset| !dataset.tables.is_empty()),
        });
    }
    let Some((reading, account)) = subject(&asked, &offer) else {
        return Ok(Found::Nothing { some_data: true });
    };
    let covered = offer.years(&reading, &account);
    let mut trend = trend(store, &asked, &reading, &account, &covered, at)?;
    let years = years_with_figures(covered, &trend);
    trend.retain(|one| years.contains(&one.period));
    let Some(choice) = choose(asked, reading, account, &years)? else {
        return Ok(Found::Nothing { some_data: true });
    };
    let all = get_comparison(store, &request(&choice, ALL, at))?;
    let group = compared_with_group(store, &choice, at)?;
    let has_nearest = has_factors(store, (choice.seen.own, choice.period), at)?;
    let nearest_course = match &group {
        Some(group) => nearest_course(store, &choice, group, &years)?,
        None => Vec::new(),
    };
    let groups = list_groups(store, None, choice.seen.lang);
    Ok(Found::Figures(Box::new(Figures {
        catalogue,
        choice,
        offer,
        groups,
        all,
        group,
        has_nearest,
        trend,
        nearest_course,
        years,
    })))
}

/// The comparison with the group, unless that is all.
///
/// Of whom it is not known who is near, the page compares with all and says so: a reader who goes on to another municipality by
/// the form must not end at a refusal.
fn compared_with_group(
    store: &Store,
    choice: &Choice,
    at: AsKnown,
) -> Result<Option<Compared>, AppError> {
    if choice.group.is_all() {
        return Ok(None);
    }
    let is_of_nearest =
        |problem: &ParamProblem| matches!(problem.parameter.as_str(), "group" | "factors");
    match get_comparison(store, &request(choice, &choice.group.code(), at)) {
        Err(AppError::Invalid(problems))
            if choice.group.group().is_none() && problems.iter().all(is_of_nearest) =>
        {
            Ok(None)
        }
        found => found.map(Some),
    }
}

/// What is shown of what: the reading and the account asked for, or those there are.
fn subject(asked: &Asked, offer: &Offer) -> Option<(Arc<Reading>, Account)> {
    let reading = asked
        .reading
        .as_ref()
        .or_else(|| offer.default_reading(asked.account.as_ref()))?;
    let account = asked
        .account
        .clone()
        .or_else(|| offer.default_account(reading))
        .or_else(|| offer.accounts().into_iter().next())?;
    Some((Arc::clone(reading), account))
}

/// The years in which the municipality, the group or the country has a figure; all of them when none has.
///
/// Coverage is known per table only, so a year may be covered for other accounts than the one asked about.
fn years_with_figures(covered: Vec<Period>, trend: &[Observation]) -> Vec<Period> {
    let has_figure = |year: &Period| {
        trend
            .iter()
            .any(|one| one.period == *year && one.value.is_some())
    };
    let found: Vec<Period> = covered.iter().copied().filter(has_figure).collect();
    if found.is_empty() { covered } else { found }
}

/// Fills in the years that were not asked; `None` when there are none to choose from.
fn choose(
    asked: Asked,
    reading: Arc<Reading>,
    account: Account,
    years: &[Period],
) -> Result<Option<Choice>, AppError> {
    let Some(period) = asked.period.or_else(|| years.last().copied()) else {
        return Ok(None);
    };
    let from = match asked.from {
        From::Nothing => None,
        From::Year(from) if from < period => Some(from),
        From::Year(from) => {
            return Err(AppError::Invalid(vec![problem("from", &from.to_string())]));
        }
        From::Default => {
            let earliest = period.year_number().saturating_sub(DEFAULT_YEARS);
            years
                .iter()
                .copied()
                .find(|year| year.year_number() >= earliest && *year < period)
        }
    };
    Ok(Some(Choice {
        seen: asked.seen,
        reading,
        account,
        period,
        from,
        group: asked.group,
        price: asked.price,
        sort: asked.sort,
    }))
}

fn request(choice: &Choice, group: &str, at: AsKnown) -> ComparisonRequest {
    ComparisonRequest {
        indicator: reading_code(&choice.reading),
        municipality: choice.seen.own.code.to_owned(),
        period: choice.period.to_string(),
        from: choice.from.map(|period| period.to_string()),
        group: group.to_owned(),
        filters: filters(&choice.account),
        prices: vec![choice.price.to_string()],
        at,
        ..ComparisonRequest::default()
    }
}

fn filters(account: &Account) -> Vec<(String, Vec<String>)> {
    vec![("function".to_owned(), vec![account.code().to_owned()])]
}

/// The municipality, the group and the country over the years; all for the nearest, as it is not known yet who they are.
fn trend(
    store: &Store,
    asked: &Asked,
    reading: &Reading,
    account: &Account,
    years: &[Period],
    at: AsKnown,
) -> Result<Vec<Observation>, AppError> {
    let group = asked.group.group().map_or(ALL, |group| &group.code);
    let series = Request {
        indicators: vec![reading_code(reading)],
        municipalities: vec![
            asked.seen.own.code.to_owned(),
            group.to_owned(),
            COUNTRY.to_owned(),
        ],
        filters: filters(account),
        prices: vec![asked.price.to_string()],
        ..Request::default()
    };
    over_years(store, series, years, at)
}

/// The mean of the nearest over the years; nothing of a group with a code, which has figures of its own.
fn nearest_course(
    store: &Store,
    choice: &Choice,
    group: &Compared,
    years: &[Period],
) -> Result<Vec<MeanPoint>, AppError> {
    let Some(nearest) = &group.nearest else {
        return Ok(Vec::new());
    };
    let members: Vec<&str> = nearest.neighbours.iter().map(|n| n.municipality).collect();
    let series = Request {
        indicators: vec![reading_code(&choice.reading)],
        municipalities: members.iter().map(|code| (*code).to_owned()).collect(),
        filters: filters(&choice.account),
        prices: vec![choice.price.to_string()],
        ..Request::default()
    };
    let found = over_years(store, series, years, choice.seen.at())?;
    mean_course(&members, &found)
}

/// What anybody may see of series over the years.
fn over_years(
    store: &Store,
    series: Request,
    years: &[Period],
    at: AsKnown,
) -> Result<Vec<Observation>, AppError> {
    if years.is_empty() {
        return Ok(Vec::new());
    }
    let query = Request {
        periods: years.iter().map(ToString::to_string).collect(),
        ..series
    };
    // The page is for anybody.
    let viewer = pejl_app::gate::Viewer::default();
    let asked = ObservationRequest {
        query,
        at,
        viewer,
        ..ObservationRequest::default()
    };
    Ok(list_observations(store, &asked)?.observations)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use pejl_app::indicators::Listed;

    use super::super::offer::tests::{offer, table};
    use super::*;
    use crate::query::Query;

    const PUBLISHED: &str = "statbank/REGK31/dkk_per_resident/current/year/art,function";

    fn choice(query: &str) -> Result<Option<Choice>, AppError> {
        let offer = offer(&[table(PUBLISHED, &["5.30.27", "4"], 2012, 2019)], None);
        let asked =
            Asked::read(&Query::read(query).unwrap(), |_| Ok(Listed::of_program())).unwrap();
        let (reading, account) = subject(&asked, &offer).unwrap();
        let years = offer.years(&reading, &account);
        choose(asked, reading, account, &years)
    }

    #[track_caller]
    fn check(query: &str, expected: &str) {
        let choice = choice(query).unwrap().unwrap();
        assert_eq!(
            choice.link().to_string(),
            format!("/sammenligning?{expected}"),
            "{query}"
        );
    }

    #[test]
    fn what_is_not_asked_is_the_newest_and_the_years_before_it() {
        check(
            "",
            "municipality=766&indicator=F2.published_per_resident&filter.function=5.30.27&period=2019&from=2018&group=all&price=current",
        );
        check(
            "filter.function=4",
            "municipality=766&indicator=F2.published_per_resident&filter.function=4&period=2019&from=2015&group=all&price=current",
        );
    }

    #[test]
    fn a_link_holds_everything_and_gives_the_same_again() {
        let asked = "lang=en&municipality=630&indicator=F2.published_per_resident&filter.function=4&period=2018&from=&group=SIX_CITIES&price=fixed:2018&sort=-change";
        check(asked, asked);
        let nearest = asked.replace("SIX_CITIES", "nearest:10");
        check(&nearest, &nearest);
    }

    #[test]
    fn an_earlier_year_that_is_not_earlier_is_refused() {
        let refused = choice("filter.function=4&period=2015&from=2015").unwrap_err();
        assert!(
            matches!(refused, AppError::Invalid(problems) if problems.first().is_some_and(|p| p.parameter == "from"))
        );
    }

    #[test]
    fn a_revision_is_added_for_keeps() {
        let choice = choice("").unwrap().unwrap();
        assert!(choice.pinned().to_string().ends_with("&revision=0"));
    }
}
