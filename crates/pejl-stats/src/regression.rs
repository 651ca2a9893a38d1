//! Least squares of a few unknowns, and how sure they are.

/// A column that is this small a part of what it was is made up of the others.
const MADE_UP: f64 = 1e-10;

/// The triangle R of columns X, with `X′X = R′R`, by Gram and Schmidt as modified; its diagonal is 0 where a column is made up of
/// those before it.
#[derive(Debug, Clone)]
pub(crate) struct Triangle {
    columns: Vec<Vec<f64>>,
}

impl Triangle {
    pub(crate) fn of(mut columns: Vec<Vec<f64>>) -> Self {
        let n = columns.len();
        let mut found: Vec<Vec<f64>> = vec![Vec::new(); n];
        let length = |column: &[f64]| column.iter().map(|value| value * value).sum::<f64>().sqrt();
        let wholes: Vec<f64> = columns.iter().map(|column| length(column)).collect();
        for no in 0..n {
            let Some(mut unit) = columns.get(no).cloned() else {
                continue;
            };
            let left = length(&unit);
            let is_something = left > MADE_UP * wholes.get(no).copied().unwrap_or_default();
            let diagonal = if is_something { left } else { 0.0 };
            for value in &mut unit {
                *value = if is_something { *value / left } else { 0.0 };
            }
            if let Some(of_column) = found.get_mut(no) {
                of_column.push(diagonal);
            }
            for (column, of_column) in columns.iter_mut().zip(&mut found).skip(no + 1) {
                let along: f64 = column.iter().zip(&unit).map(|(one, unit)| one * unit).sum();
                for (value, unit) in column.iter_mut().zip(&unit) {
                    *value -= along * unit;
                }
                of_column.push(along);
            }
        }
        Self { columns: found }
    }

    /// `g′(X′X)⁻¹g`: the squares of z, with `R′z = g`. What a made-up column would tell is left out.
    pub(crate) fn square(&self, gradient: impl Iterator<Item = f64>) -> f64 {
        let mut solved: Vec<f64> = Vec::new();
        for (column, slope) in self.columns.iter().zip(gradient) {
            let taken: f64 = column.iter().zip(&solved).map(|(one, z)| one * z).sum();
            let diagonal = column.get(solved.len()).copied().unwrap_or_default();
            solved.push(match diagonal > 0.0 {
                true => (slope - taken) / diagonal,
                false => 0.0,
            });
        }
        solved.iter().map(|z| z * z).sum()
    }

    /// `ln det X′X`; none where a column is made up of others.
    pub(crate) fn log_determinant(&self) -> Option<f64> {
        let diagonals = self.columns.iter().map(|column| column.last().copied());
        let logs = diagonals.map(|diagonal| Some(2.0 * diagonal.filter(|one| *one > 0.0)?.ln()));
        logs.sum()
    }
}

/// The unknowns for which `target + Σ unknownᵢ · columnᵢ` has the least squares, and the sum of these.
///
/// By Householder reflections. A column that the others make up has an unknown of 0.
pub(crate) fn least_squares(mut columns: Vec<Vec<f64>>, mut left: Vec<f64>) -> (Vec<f64>, f64) {
    let n = columns.len();
    // The triangle above the diagonal, column by column.
    let mut diagonal = vec![0.0; n];
    for at in 0..n {
        let Some((mirror, length)) = columns.get(at).and_then(|column| reflection(column, at))
        else {
            continue;
        };
        for column in columns.iter_mut().skip(at) {
            reflect(column, &mirror, at);
        }
        reflect(&mut left, &mirror, at);
        if let Some(place) = diagonal.get_mut(at) {
            *place = length;
        }
    }
    let mut unknowns = vec![0.0; n];
    for at in (0..n).rev() {
        let length = diagonal.get(at).copied().unwrap_or_default();
        if length == 0.0 {
            continue;
        }
        let of_others = columns.iter().zip(&unknowns).skip(at + 1);
        let taken: f64 = of_others
            .map(|(column, unknown)| column.get(at).copied().unwrap_or_default() * unknown)
            .sum();
        let right = -left.get(at).copied().unwrap_or_default();
        if let Some(unknown) = unknowns.get_mut(at) {
            *unknown = (right - taken) / length;
        }
    }
    let rest = left.iter().enumerate();
    let rest = rest.filter(|(at, _)| diagonal.get(*at).is_none_or(|length| *length == 0.0));
    (unknowns, rest.map(|(_, value)| value * value).sum())
}

/// The mirror that turns a column, from a place on, into one number there, and that number; none where the column is nothing
/// beside what it was.
fn reflection(column: &[f64], at: usize) -> Option<(Vec<f64>, f64)> {
    const NOTHING: f64 = 1e-12;
    let below = column.get(at..)?;
    let square = |of: &[f64]| -> f64 { of.iter().map(|value| value * value).sum() };
    let norm = square(below).sqrt();
    if norm <= NOTHING * square(column).sqrt() {
        return None;
    }
    let first = below.first().copied()?;
    let length = if first > 0.0 { -norm } else { norm };
    let mut mirror = below.to_vec();
    *mirror.first_mut()? -= length;
    let size = square(&mirror).sqrt();
    for value in &mut mirror {
        *value /= size;
    }
    Some((mirror, length))
}

fn reflect(column: &mut [f64], mirror: &[f64], at: usize) {
    let Some(below) = column.get_mut(at..) else {
        return;
    };
    let pairs = below.iter().zip(mirror);
    let along: f64 = 2.0 * pairs.map(|(value, mirror)| value * mirror).sum::<f64>();
    for (value, mirror) in below.iter_mut().zip(mirror) {
        *value -= along * mirror;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_through_four_points() {
        // y = 1, 3, 2, 5 at 0 to 3: slope 1.1, intercept 1.1, left 0.01 + 0.64 + 1.44 + 0.36 − … = 2.7.
        let columns = [vec![-1.0; 4], vec![0.0, -1.0, -2.0, -3.0]];
        let (unknowns, left) = least_squares(columns.to_vec(), vec![1.0, 3.0, 2.0, 5.0]);
        let near = |one: f64, other: f64| assert!((one - other).abs() < 1e-12, "{one} {other}");
        for unknown in &unknowns {
            near(*unknown, 1.1);
        }
        near(left, 2.7);
    }

    #[test]
    fn a_triangle_has_the_determinant_and_the_inverse_of_its_square() {
        // Ones, and 0 to 3: X′X is (4, 6; 6, 14), its determinant 20, and 14/20 the first of its inverse.
        let columns = vec![vec![1.0; 4], vec![0.0, 1.0, 2.0, 3.0]];
        let triangle = Triangle::of(columns);
        let near = |one: f64, other: f64| assert!((one - other).abs() < 1e-12, "{one} {other}");
        near(
            triangle.log_determinant().unwrap_or_default(),
            20.0_f64.ln(),
        );
        near(triangle.square([1.0, 0.0].into_iter()), 14.0 / 20.0);
        near(triangle.square([0.0, 1.0].into_iter()), 4.0 / 20.0);
        let made_up = Triangle::of(vec![vec![1.0, 1.0], vec![2.0, 2.0], vec![0.0, 1.0]]);
        assert_eq!(made_up.log_determinant(), None);
        assert!(made_up.square([1.0, 1.0, 1.0].into_iter()).is_finite());
    }

    #[test]
    fn a_column_that_is_another_is_left_out() {
        let columns = [vec![1.0; 3], vec![2.0; 3], vec![0.0; 3]];
        let (unknowns, left) = least_squares(columns.to_vec(), vec![-4.0, -4.0, -4.0]);
        assert!((unknowns.first().copied().unwrap_or_default() - 4.0).abs() < 1e-12);
        assert_eq!(unknowns.get(1..), Some([0.0, 0.0].as_slice()));
        assert!(left < 1e-20);
    }
}
