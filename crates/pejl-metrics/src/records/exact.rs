//! Exact quotients of whole numbers, so that a division is the last step.

/// A quotient of two whole numbers, in lowest terms, the divisor above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quotient {
    over: i128,
    under: i128,
}

/// Why there is no exact number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inexact {
    /// The divisor is zero.
    NothingToDivideBy,
    /// It does not fit into 128 bits.
    TooLarge,
}

impl Quotient {
    /// The quotient of two whole numbers.
    pub(super) fn new(over: i128, under: i128) -> Result<Self, Inexact> {
        if under == 0 {
            return Err(Inexact::NothingToDivideBy);
        }
        let common = common_divisor(over, under)?;
        let sign = if under < 0 { -1 } else { 1 };
        let reduced = |number: i128| {
            let number = number.checked_div(common)?;
            number.checked_mul(sign)
        };
        match (reduced(over), reduced(under)) {
            (Some(over), Some(under)) => Ok(Self { over, under }),
            _ => Err(Inexact::TooLarge),
        }
    }

    /// A whole number.
    pub(super) fn whole(number: i128) -> Self {
        Self {
            over: number,
            under: 1,
        }
    }

    pub(super) fn is_zero(self) -> bool {
        self.over == 0
    }

    pub(super) fn plus(self, other: Self) -> Result<Self, Inexact> {
        let one = self.over.checked_mul(other.under);
        let two = other.over.checked_mul(self.under);
        let sum = one.zip(two).and_then(|(one, two)| one.checked_add(two));
        let under = self.under.checked_mul(other.under);
        match (sum, under) {
            (Some(sum), Some(under)) => Self::new(sum, under),
            _ => Err(Inexact::TooLarge),
        }
    }

    pub(super) fn minus(self, other: Self) -> Result<Self, Inexact> {
        let negative = other.over.checked_neg().ok_or(Inexact::TooLarge)?;
        self.plus(Self {
            over: negative,
            ..other
        })
    }

    pub(super) fn times(self, other: Self) -> Result<Self, Inexact> {
        // Across first, so that what is left is as small as it can be.
        let one = Self::new(self.over, other.under)?;
        let two = Self::new(other.over, self.under)?;
        let over = one.over.checked_mul(two.over);
        let under = one.under.checked_mul(two.under);
        match (over, under) {
            (Some(over), Some(under)) => Ok(Self { over, under }),
            _ => Err(Inexact::TooLarge),
        }
    }

    pub(super) fn over(self, other: Self) -> Result<Self, Inexact> {
        self.times(Self::new(other.under, other.over)?)
    }

    /// The nearest double to the whole part and that of the rest, added up.
    pub(super) fn to_f64(self) -> f64 {
        let (whole, rest) = (self.over / self.under, self.over % self.under);
        nearest(whole) + nearest(rest) / nearest(self.under)
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "the only place where an exact number is rounded"
)]
fn nearest(number: i128) -> f64 {
    number as f64
}

/// The greatest common divisor, at least 1.
fn common_divisor(one: i128, two: i128) -> Result<i128, Inexact> {
    let absolute = |number: i128| number.checked_abs().ok_or(Inexact::TooLarge);
    let (mut one, mut two) = (absolute(one)?, absolute(two)?);
    while two != 0 {
        (one, two) = (two, one % two);
    }
    Ok(one.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(over: i128, under: i128) -> Result<Quotient, Inexact> {
        Quotient::new(over, under)
    }

    #[test]
    fn thirds_are_exact_until_they_are_told() {
        let third = of(1, 3).and_then(|one| one.plus(of(1, 6)?));
        assert_eq!(third, of(1, 2));
        let none = of(1, 3).and_then(|one| one.minus(of(2, 6)?));
        assert_eq!(none.map(Quotient::is_zero), Ok(true));
        assert_eq!(of(-7, -14).map(Quotient::to_f64), Ok(0.5));
        assert_eq!(of(7, -2).map(Quotient::to_f64), Ok(-3.5));
        let ninths = of(1, 3).and_then(|one| one.times(of(2, 6)?));
        assert_eq!(ninths, of(1, 9));
        let three = of(1, 3).and_then(|one| one.over(of(1, 9)?));
        assert_eq!(three, Ok(Quotient::whole(3)));
    }

    #[test]
    fn what_does_not_fit_and_what_is_divided_by_nothing_is_no_number() {
        assert_eq!(of(1, 0), Err(Inexact::NothingToDivideBy));
        assert_eq!(
            of(1, 3).and_then(|one| one.over(Quotient::whole(0))),
            Err(Inexact::NothingToDivideBy)
        );
        let large = Quotient::whole(i128::MAX);
        assert_eq!(large.times(Quotient::whole(2)), Err(Inexact::TooLarge));
        assert_eq!(large.plus(large), Err(Inexact::TooLarge));
        assert_eq!(of(i128::MIN, 3), Err(Inexact::TooLarge));
        let third = of(i128::MAX, 3).and_then(|one| one.times(of(3, i128::MAX)?));
        assert_eq!(third, Ok(Quotient::whole(1)));
    }
}
