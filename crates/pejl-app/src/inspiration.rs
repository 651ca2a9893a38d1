//! Inspiration: which municipalities turned the curve of an indicator, and when.

use pejl_metrics::inspiration::courses;
use pejl_stats::Order;

use crate::comparison::{COUNTRY, Compared, ComparisonRequest, get_comparison};
use crate::error::AppError;
use crate::store::Store;

pub use pejl_metrics::inspiration::{Course, Courses, LASTED_LEAST, Lasting, PERIODS_LEAST};

/// Whose courses are wanted.
#[derive(Debug, Clone, Default)]
pub struct InspirationRequest {
    /// Which municipalities, of which indicator, from which period to which; `from` must be said.
    pub comparison: ComparisonRequest,
    /// `down` or `up`; the indicator's own way, and down where it has none, unless said.
    pub better: Option<String>,
}

/// The courses of municipalities at a revision.
#[derive(Debug, Clone)]
pub struct Inspired {
    /// What is compared, and the municipality that is marked.
    pub compared: Compared,
    /// Which way is better.
    pub better: Order,
    /// The courses.
    pub courses: Courses,
}

/// Tells who turned the curve: the courses of municipalities from one period to another, the largest lasting change first.
///
/// Figures are those that anybody may see, as in every comparison.
///
/// # Errors
/// As [`get_comparison`]; `from` is not said, or `better` is no way.
pub fn get_inspiration(store: &Store, request: &InspirationRequest) -> Result<Inspired, AppError> {
    if request.comparison.from.is_none() {
        let allowed = "the period that courses are looked at from, such as 2008";
        return Err(AppError::parameter("from", "", allowed));
    }
    let asked = request.better.as_deref().map(|text| match text.trim() {
        "down" => Ok(Order::LowestFirst),
        "up" => Ok(Order::HighestFirst),
        _ => Err(AppError::parameter("better", text, "down or up")),
    });
    let asked = asked.transpose()?;
    let compared = get_comparison(store, &request.comparison)?;
    let better = asked.unwrap_or(compared.comparison.order);
    let courses = courses_of(&compared, better);
    Ok(Inspired {
        compared,
        better,
        courses,
    })
}

/// The courses of the municipalities of a comparison that is made already, from its earlier period to the one that is ranked.
pub fn courses_of(compared: &Compared, better: Order) -> Courses {
    let cells: Vec<_> = compared
        .observations
        .iter()
        .filter(|one| one.municipality != COUNTRY)
        .cloned()
        .collect();
    courses(&cells, compared.comparison.period, better)
}
