//! Least squares with a handful of unknowns.

/// The normal equations of a linear model, filled one observation at a time.
pub(super) struct LeastSquares {
    /// One row an unknown; the last column is the right-hand side.
    rows: Vec<Vec<f64>>,
}

impl LeastSquares {
    pub(super) fn new(unknowns: usize) -> Self {
        Self { rows: vec![vec![0.0; unknowns + 1]; unknowns] }
    }

    /// Adds the observation `Σ factors · unknowns = target`.
    pub(super) fn observe(&mut self, factors: &[f64], target: f64) {
        for (row, weight) in self.rows.iter_mut().zip(factors) {
            for (cell, factor) in row.iter_mut().zip(factors.iter().chain(core::iter::once(&target))) {
                *cell += weight * factor;
            }
        }
    }

    /// The unknowns, by elimination with pivots. None if the observations do not fix them.
    pub(super) fn solve(mut self, ridge: f64) -> Option<Vec<f64>> {
        let unknowns = self.rows.len();
        for (i, row) in self.rows.iter_mut().enumerate() {
            *row.get_mut(i)? += ridge;
        }
        for column in 0..unknowns {
            let rest = self.rows.get_mut(column..)?;
            let pivot = rest
                .iter()
                .enumerate()
                .max_by(|(_, a), (_, b)| {
                    let of = |row: &[f64]| row.get(column).copied().unwrap_or_default().abs();
                    of(a).total_cmp(&of(b))
                })
                .map(|(i, _)| i)?;
            rest.swap(0, pivot);
            let scale = self.rows.get(column)?.get(column).copied()?;
            if scale.abs() < 1e-12 || !scale.is_finite() {
                return None;
            }
            let pivot: Vec<f64> = self.rows.get(column)?.iter().map(|cell| cell / scale).collect();
            for (i, row) in self.rows.iter_mut().enumerate() {
                if i == column {
                    row.clone_from(&pivot);
                    continue;
                }
                let factor = row.get(column).copied()?;
                for (cell, of_pivot) in row.iter_mut().zip(&pivot) {
                    *cell -= factor * of_pivot;
                }
            }
        }
        self.rows.iter().map(|row| row.last().copied().filter(|x| x.is_finite())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_plane_through_noisy_points() {
        let mut model = LeastSquares::new(3);
        for (x, y, off) in [(0.0, 0.0, 0.1), (1.0, 0.0, -0.1), (0.0, 1.0, -0.1), (1.0, 1.0, 0.1), (2.0, 3.0, 0.0)] {
            model.observe(&[1.0, x, y], 4.0 + 2.0 * x - 3.0 * y + off);
        }
        let found = model.solve(0.0).unwrap();
        for (found, expected) in found.iter().zip([4.0, 2.0, -3.0]) {
            assert!((found - expected).abs() < 0.1, "{found} is not {expected}");
        }
    }

    #[test]
    fn refuses_what_is_not_fixed() {
        let mut model = LeastSquares::new(2);
        model.observe(&[1.0, 2.0], 3.0);
        model.observe(&[2.0, 4.0], 6.0);
        assert!(model.solve(0.0).is_none());
    }
}
