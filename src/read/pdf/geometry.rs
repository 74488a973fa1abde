//! Matrices and the four ways in which text runs over a page.

/// A transformation: `x' = a x + c y + e`, `y' = b x + d y + f`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Matrix {
    /// What x adds to x.
    pub a: f32,
    /// What x adds to y.
    pub b: f32,
    /// What y adds to x.
    pub c: f32,
    /// What y adds to y.
    pub d: f32,
    /// What is added to x.
    pub e: f32,
    /// What is added to y.
    pub f: f32,
}

impl Matrix {
    /// Leaves everything where it is.
    pub const IDENTITY: Self = Self {
        a: 1.0,
        b: 0.0,
        c: 0.0,
        d: 1.0,
        e: 0.0,
        f: 0.0,
    };

    /// From the six numbers of a file.
    #[expect(clippy::many_single_char_names, reason = "the names that PDF gives them")]
    pub fn new([a, b, c, d, e, f]: [f32; 6]) -> Self {
        Self { a, b, c, d, e, f }
    }

    /// First this one, then the other.
    #[must_use]
    pub fn then(self, next: Self) -> Self {
        Self {
            a: self.a * next.a + self.b * next.c,
            b: self.a * next.b + self.b * next.d,
            c: self.c * next.a + self.d * next.c,
            d: self.c * next.b + self.d * next.d,
            e: self.e * next.a + self.f * next.c + next.e,
            f: self.e * next.b + self.f * next.d + next.f,
        }
    }

    /// First a shift, then this one.
    #[must_use]
    pub fn shifted(self, x: f32, y: f32) -> Self {
        let (e, f) = self.apply(x, y);
        Self { e, f, ..self }
    }

    /// Where a point goes.
    pub fn apply(self, x: f32, y: f32) -> (f32, f32) {
        (self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f)
    }
}

/// In which direction a line runs on the page as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Turn {
    /// From left to right.
    Right,
    /// From top to bottom.
    Down,
    /// From right to left, upside down.
    Left,
    /// From bottom to top.
    Up,
}

impl Turn {
    /// The turn next to a direction given with y downwards.
    pub fn of(x: f32, y: f32) -> Self {
        match (x.abs() >= y.abs(), x >= 0.0, y >= 0.0) {
            (true, true, _) => Self::Right,
            (true, false, _) => Self::Left,
            (false, _, true) => Self::Down,
            (false, _, false) => Self::Up,
        }
    }

    /// From a point of the page to (how far along its line, how far below other lines).
    pub fn along(self, x: f32, y: f32) -> (f32, f32) {
        match self {
            Self::Right => (x, y),
            Self::Down => (y, -x),
            Self::Left => (-x, -y),
            Self::Up => (-y, x),
        }
    }

    /// The way back from [`Turn::along`].
    pub fn back(self, along: f32, below: f32) -> (f32, f32) {
        match self {
            Self::Right => (along, below),
            Self::Down => (-below, along),
            Self::Left => (-along, -below),
            Self::Up => (below, -along),
        }
    }
}

/// Places are written to a hundredth of a point, finer than anything is printed.
pub fn hundredths(points: f32) -> f32 {
    // A cast, since `round` is a call where the processor is of no known kind.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "pages are no larger than 10,000 points"
    )]
    let rounded = (points * 100.0 + 0.5f32.copysign(points)) as i32 as f32;
    rounded / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for (x, y, turn) in [
            (1.0, 0.1, Turn::Right),
            (0.0, 1.0, Turn::Down),
            (-1.0, 0.0, Turn::Left),
            (0.2, -1.0, Turn::Up),
        ] {
            assert_eq!(Turn::of(x, y), turn);
            let (along, below) = turn.along(30.0, 40.0);
            assert_eq!(turn.back(along, below), (30.0, 40.0));
            assert!(turn.along(x, y).0 > 0.9, "its direction is along itself");
        }
    }

    #[test]
    fn one_matrix_after_the_other() {
        let turn = Matrix::new([0.0, 1.0, -1.0, 0.0, 0.0, 0.0]);
        let shift = Matrix::new([1.0, 0.0, 0.0, 1.0, 10.0, 0.0]);
        assert_eq!(turn.then(shift).apply(2.0, 0.0), (10.0, 2.0));
        assert_eq!(Matrix::IDENTITY.shifted(3.0, 4.0).apply(1.0, 1.0), (4.0, 5.0));
    }
}
