//! The point nearest to 0 that is a weighted mean of points.
//!
//! P. Wolfe, "Finding the nearest point in a polytope", Mathematical Programming 11 (1976), 128–149. It ends after finitely many
//! steps with the point itself, not near it: a set of points that lie in no smaller plane is kept, the nearest point of their plane
//! is found by least squares, and points are let go that this would weigh below 0.

use crate::regression::least_squares;

/// What is this small a part of the points it is of is rounding.
const NOTHING: f64 = 1e-10;

/// Weights of points, none below 0 and 1 together, of the mean that is nearest to 0; of no points, or points whose squares are not
/// finite, none. Of points that are as good the first has the weight.
pub(super) fn weights(points: &[Vec<f64>]) -> Option<Vec<f64>> {
    let squares: Vec<f64> = points.iter().map(|point| dot(point, point)).collect();
    if !squares.iter().all(|square| square.is_finite()) {
        return None;
    }
    let first = least(&squares)?;
    let mut kept = vec![(first, 1.0)];
    // Wolfe's method never comes to the same set twice; rounding might.
    for _ in 0..points.len().saturating_mul(20) {
        let here = mean(points, &kept)?;
        let ahead: Vec<f64> = points.iter().map(|point| dot(point, &here)).collect();
        let next = least(&ahead)?;
        let (of_here, of_next) = (dot(&here, &here), *squares.get(next)?);
        let gain = of_here - ahead.get(next)?;
        // By those that have to do with it alone: others may be far away.
        let of_kept = kept.iter().filter_map(|(no, _)| squares.get(*no).copied());
        let is_met = of_here <= NOTHING * NOTHING * of_kept.fold(0.0, f64::max);
        let size = of_here + (of_here * of_next).sqrt();
        if is_met || gain <= NOTHING * size || kept.iter().any(|(no, _)| *no == next) {
            break;
        }
        kept.push((next, 0.0));
        to_nearest(points, &mut kept)?;
    }
    let mut weights = vec![0.0; points.len()];
    for (no, weight) in kept {
        *weights.get_mut(no)? = weight;
    }
    Some(weights)
}

/// Goes to the nearest point of the plane through the kept ones, and lets go of those that stand in the way.
fn to_nearest(points: &[Vec<f64>], kept: &mut Vec<(usize, f64)>) -> Option<()> {
    while kept.len() > 1 {
        let aim = of_plane(points, kept)?;
        // As far as no weight is below 0.
        let steps = kept.iter().zip(&aim).filter(|(_, aim)| **aim <= 0.0);
        let steps = steps.map(|((_, weight), aim)| weight / (weight - aim));
        let step = steps.fold(1.0, |least: f64, step| {
            least.min(if step.is_nan() { 0.0 } else { step })
        });
        for ((_, weight), aim) in kept.iter_mut().zip(&aim) {
            *weight += step * (aim - *weight);
        }
        if aim.iter().all(|aim| *aim > 0.0) {
            break;
        }
        let smallest = least(&kept.iter().map(|(_, weight)| *weight).collect::<Vec<_>>())?;
        kept.remove(smallest);
        let whole: f64 = kept.iter().map(|(_, weight)| weight).sum();
        for (_, weight) in kept.iter_mut() {
            *weight /= whole;
        }
    }
    if let [(_, weight)] = kept.as_mut_slice() {
        *weight = 1.0;
    }
    Some(())
}

/// The weights, 1 together, of the nearest point of the plane through the kept ones.
fn of_plane(points: &[Vec<f64>], kept: &[(usize, f64)]) -> Option<Vec<f64>> {
    let ((base, _), rest) = kept.split_first()?;
    let base = points.get(*base)?;
    let columns = rest.iter().map(|(no, _)| {
        let point = points.get(*no)?;
        Some(point.iter().zip(base).map(|(one, of)| one - of).collect())
    });
    let columns: Vec<Vec<f64>> = columns.collect::<Option<_>>()?;
    let (of_rest, _) = least_squares(columns, base.clone());
    let first = 1.0 - of_rest.iter().sum::<f64>();
    Some([first].into_iter().chain(of_rest).collect())
}

fn mean(points: &[Vec<f64>], kept: &[(usize, f64)]) -> Option<Vec<f64>> {
    let mut mean = vec![0.0; points.first()?.len()];
    for (no, weight) in kept {
        for (sum, value) in mean.iter_mut().zip(points.get(*no)?) {
            *sum += weight * value;
        }
    }
    Some(mean)
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

/// The place of the least of numbers, the first of several.
fn least(values: &[f64]) -> Option<usize> {
    let places = values.iter().enumerate();
    let found = places.min_by(|(_, one), (_, other)| one.total_cmp(other));
    found.map(|(no, _)| no)
}
