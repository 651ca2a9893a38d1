//! What would keep the frame: a change of price, of the share served or of the length of courses.
//!
//! Spending is residents × users of a resident × units of a user × price of a unit, added up over the services, so that a change
//! of one factor by a share changes what is still to be spent by the same share. What is spent already does not change.

use super::{nearest, reason};
use crate::text::Reason;

/// Changes of the factors, each as a share: −0.02 is two per cent less.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Levers {
    /// Price of a unit.
    pub price: f64,
    /// Users of a resident.
    pub share: f64,
    /// Length of a course of rehabilitation.
    pub length: f64,
}

/// What is spent, what is still to be, and what it is held against, in øre.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spending {
    /// Spent already.
    pub spent: i64,
    /// Expected to be spent still.
    pub ahead: i64,
    /// The share of it that is courses of rehabilitation; none where that is not known.
    pub of_courses: Option<f64>,
    /// The frame.
    pub frame: i64,
}

/// The change of one factor, alone, that makes spending end at the frame.
#[derive(Debug, Clone, PartialEq)]
pub enum Keeps {
    /// By this share; above zero there is room for it.
    Change(f64),
    /// It would have to fall by all there is, or more: this much.
    Impossible(f64),
    /// It cannot be told.
    Unknown(Reason),
}

/// What comes of changes, and what each factor alone would have to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The spending without them.
    pub spending: Spending,
    /// Spending in all with them; none where it cannot be told.
    pub with: Option<i64>,
    /// The same less the frame.
    pub distance: Option<i64>,
    /// The change of price that keeps the frame, without the others.
    pub price: Keeps,
    /// The change of the share served that does.
    pub share: Keeps,
    /// The change of the length of courses that does.
    pub length: Keeps,
}

impl Spending {
    /// What comes of these changes, and what each factor alone would have to do.
    pub fn outcome(self, levers: &Levers) -> Outcome {
        let with = self.with(levers);
        Outcome {
            with,
            distance: with.and_then(|with| with.checked_sub(self.frame)),
            price: self.price(),
            share: self.share(),
            length: self.length(),
            spending: self,
        }
    }

    /// The spending of the year after: all of it is still to come, for residents who are more by the first share, at prices that
    /// are higher by the second.
    ///
    /// None where it does not fit.
    pub fn next_year(
        expected: i64,
        (population_change, price_change): (f64, f64),
        of_courses: Option<f64>,
        frame: i64,
    ) -> Option<Self> {
        let ahead = expected as f64 * (1.0 + population_change) * (1.0 + price_change);
        Some(Self {
            spent: 0,
            ahead: nearest(ahead)?,
            of_courses,
            frame,
        })
    }

    /// What is spent in all with these changes; none where it does not fit, or length is changed and the part of the courses is
    /// not known.
    ///
    /// ```
    /// use pejl_metrics::frame::{Levers, Spending};
    /// let spending = Spending { spent: 60_000, ahead: 40_000, of_courses: Some(0.1), frame: 98_000 };
    /// let levers = Levers { price: -0.02, share: -0.01, length: -0.05 };
    /// // 40,000 × 0.98 × 0.99 × (1 − 0.1 × 0.05)
    /// assert_eq!(spending.with(&levers), Some(98_614));
    /// ```
    pub fn with(&self, levers: &Levers) -> Option<i64> {
        let of_length = match levers.length == 0.0 {
            true => 1.0,
            false => 1.0 + self.of_courses? * levers.length,
        };
        let factor = (1.0 + levers.price) * (1.0 + levers.share) * of_length;
        self.spent.checked_add(nearest(self.ahead as f64 * factor)?)
    }

    /// Which change of price alone keeps the frame.
    pub fn price(&self) -> Keeps {
        self.keeps(1.0)
    }

    /// Which change of the share served alone keeps the frame.
    pub fn share(&self) -> Keeps {
        self.keeps(1.0)
    }

    /// Which change of the length of courses alone keeps the frame.
    pub fn length(&self) -> Keeps {
        match self.of_courses {
            Some(part) => self.keeps(part),
            None => Keeps::Unknown(reason::courses_unknown()),
        }
    }

    /// Which change of a factor of this part of what is still to be spent keeps the frame: the inverse of [`Spending::with`].
    pub fn keeps(&self, part: f64) -> Keeps {
        let room = self
            .frame
            .checked_sub(self.spent)
            .and_then(|room| room.checked_sub(self.ahead));
        let Some(room) = room else {
            return Keeps::Unknown(reason::too_large());
        };
        match self.ahead {
            0 => return Keeps::Unknown(reason::nothing_ahead()),
            ..0 => return Keeps::Unknown(reason::income_ahead()),
            _ => {}
        }
        let moved = self.ahead as f64 * part;
        if moved <= 0.0 || !moved.is_finite() {
            return Keeps::Unknown(reason::no_part_of_it());
        }
        match room as f64 / moved {
            change if change <= -1.0 => Keeps::Impossible(change),
            change => Keeps::Change(change),
        }
    }
}
