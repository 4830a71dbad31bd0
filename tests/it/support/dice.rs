//! Random choices that a number repeats.

/// A small generator (xorshift): the same seed gives the same rolls.
pub(crate) struct Dice(u64);

impl Dice {
    /// Of a case's number.
    pub(crate) fn of(case: u64) -> Self {
        Self(u64::wrapping_mul(case + 1, 0x9e37_79b9_7f4a_7c15))
    }

    /// From 0 to one less than `sides`.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }

    pub(crate) fn coin(&mut self) -> bool {
        self.roll(2) == 0
    }

    pub(crate) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.roll(of.len())]
    }
}
