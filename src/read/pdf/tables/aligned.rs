//! What the cells of a column have in one place: their left ends, their middles, or their right ends.

use super::gutters::ALIGNED;

/// Middles of the cells of a column are within this of each other, points.
pub const CENTRED: f32 = 3.0;

/// What the cells of a column have in one place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aligned {
    Left(f32),
    Centre(f32),
    Right(f32),
}

impl Aligned {
    /// What most of some cells have in one place, if there are any.
    pub fn most(cells: &[(f32, f32)]) -> Option<Self> {
        let most = |place: fn(&(f32, f32)) -> f32| {
            let mut places: Vec<f32> = cells.iter().map(place).collect();
            places.sort_by(f32::total_cmp);
            most(&places, ALIGNED)
        };
        let (left, as_left) = most(|cell| cell.0);
        let (centre, as_centre) = most(|cell| f32::midpoint(cell.0, cell.1));
        let (right, as_right) = most(|cell| cell.1);
        let aligned = if as_right > as_left.max(as_centre) {
            Self::Right(right)
        } else if as_centre > as_left {
            Self::Centre(centre)
        } else {
            Self::Left(left)
        };
        (!cells.is_empty()).then_some(aligned)
    }

    /// Where the middles of most of some cells are, if there are any.
    pub fn middles(cells: &[(f32, f32)]) -> Option<Self> {
        let mut places: Vec<f32> = cells.iter().map(|cell| f32::midpoint(cell.0, cell.1)).collect();
        places.sort_by(f32::total_cmp);
        (!cells.is_empty()).then(|| Self::Centre(most(&places, ALIGNED).0))
    }

    pub fn holds(self, (x0, x1): (f32, f32)) -> bool {
        match self {
            Self::Left(left) => (x0 - left).abs() <= ALIGNED,
            Self::Centre(centre) => (f32::midpoint(x0, x1) - centre).abs() <= CENTRED,
            // A stop can hang beyond the others.
            Self::Right(right) => (x1 - right).abs() <= CENTRED,
        }
    }
}

/// The place at which most of rising values are, and how many.
pub fn most(values: &[f32], near: f32) -> (f32, usize) {
    let mut best = (0.0, 0);
    let mut end = 0;
    for (start, &value) in values.iter().enumerate() {
        while values.get(end).is_some_and(|&other| other - value <= near) {
            end += 1;
        }
        if end - start > best.1 {
            best = (value, end - start);
        }
    }
    best
}
