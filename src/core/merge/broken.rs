//! A result that is not what was meant although nobody changed the same line: what is asked then.

use super::threeway::Who;
use super::{Merged, Piece, Side};

/// How many runs of changes are looked at for the smallest that explains why a result cannot be read.
const MOST_RUNS: usize = 60;

impl Merged {
    /// Nobody changed the same line, and yet the result cannot be read: the smallest run of changes
    /// without which all is well is one conflict, else everything from the first to the last.
    pub(super) fn break_up(&mut self, sides: [&str; 3], problem: String) {
        let changed: Vec<usize> = (0..self.pieces.len())
            .filter(|at| self.pieces[*at].who != Who::Nobody)
            .collect();
        let runs = (2..changed.len()).flat_map(|count| changed.windows(count));
        let mut broken = runs.take(MOST_RUNS).filter_map(|run| self.broken_at(run));
        let found = broken.find(|broken| broken.is_well_with_either(sides));
        if let Some(broken) = found.or_else(|| self.broken_at(&changed)) {
            self.pieces = broken.pieces;
        }
        self.broken = Some(problem);
    }

    /// Whether the result is what was meant, were one of the two not to have changed what is a
    /// conflict here.
    fn is_well_with_either(&self, [base, disk, new]: [&str; 3]) -> bool {
        let without = |side: fn(&Piece) -> &str| -> String {
            let pieces = self.pieces.iter();
            pieces
                .map(|piece| {
                    if piece.is_conflict() {
                        &piece.base
                    } else {
                        side(piece)
                    }
                })
                .collect()
        };
        let (less, fewer) = (without(|piece| &piece.new), without(|piece| &piece.disk));
        let well = |sides, side: Side| {
            let text = self.settled(|_| side.clone());
            self.format.misread(sides, &text).is_none()
        };
        well([base, disk, &less], Side::Theirs) && well([base, &fewer, new], Side::Ours)
    }

    /// The same with one conflict from the first of these pieces to the last.
    fn broken_at(&self, run: &[usize]) -> Option<Self> {
        let run = *run.first()?..=*run.last()?;
        let pieces = &self.pieces[run.clone()];
        let text = |side: fn(&Piece) -> &str| pieces.iter().map(side).collect::<String>();
        let piece = Piece {
            who: Who::Both,
            base: text(|piece| &piece.base),
            disk: text(|piece| &piece.disk),
            new: text(|piece| &piece.new),
            text: None,
            united: None,
        };
        let mut broken = self.clone();
        broken.pieces.splice(run, [piece]);
        Some(broken)
    }
}
