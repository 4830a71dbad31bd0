//! Two texts laid side by side, line by line: here alone, so that each algorithm is in the binary
//! once.

use similar::algorithms::{Capture, Compact, Replace, myers, patience};
use similar::{DiffableStr as _, group_diff_ops};

pub use similar::{ChangeTag, DiffOp};

/// How lines find each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// By the fewest changes.
    Myers,
    /// By what is there only once, first.
    Patience,
}

/// Lines around a change that are shown with it.
const AROUND: usize = 3;

/// What is alike and what is not, in order: all of both.
pub fn align(algorithm: Algorithm, old: &[&str], new: &[&str]) -> Vec<DiffOp> {
    let mut hook = Compact::new(Replace::new(Capture::new()), old, new);
    let (all_old, all_new) = (0..old.len(), 0..new.len());
    // Nothing that only keeps what is found can fail.
    let Ok(()) = match algorithm {
        Algorithm::Myers => myers::diff(&mut hook, old, all_old, new, all_new),
        Algorithm::Patience => patience::diff(&mut hook, old, all_old, new, all_new),
    };
    hook.into_inner().into_inner().into_ops()
}

/// The lines of a text, ends and all.
pub fn lines(text: &str) -> Vec<&str> {
    text.tokenize_lines()
}

/// What changes together, with lines around it.
pub fn grouped(ops: &[DiffOp]) -> Vec<Vec<DiffOp>> {
    group_diff_ops(ops.to_vec(), AROUND)
}

#[cfg(test)]
mod tests {
    use similar::{TextDiff, capture_diff_slices};

    use super::*;

    /// Lines of which many are alike, and the same with some gone, moved and new.
    fn texts(seed: u64) -> (String, String) {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut any = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % 1_000_000).unwrap() % below
        };
        let (count, kinds, change) = ([3, 40, 150, 700][any(4)], 1 + any(600), 2 + any(30));
        let ends = ["\n", "\n", "\r\n", "\r"];
        let mut line = || format!("{}{}", any(kinds), ends[any(4)]);
        let old: Vec<String> = (0..count).map(|_| line()).collect();
        let mut new = Vec::new();
        for own in &old {
            match any(change) {
                0 => {}
                1 => new.extend([format!("{}\n", any(kinds)), own.clone()]),
                _ => new.push(own.clone()),
            }
        }
        (old.concat(), new.concat() + ["", "end"][any(2)])
    }

    #[test]
    fn it_is_what_the_library_says_of_the_lines_themselves() {
        for seed in 0..300 {
            let (old, new) = texts(seed);
            let (one, two) = (lines(&old), lines(&new));
            let found = align(Algorithm::Myers, &one, &two);
            let diff = TextDiff::from_lines(&old, &new);
            assert_eq!(found, diff.ops(), "{seed}");
            assert_eq!(grouped(&found), diff.grouped_ops(AROUND), "{seed}");
            for (own, algorithm) in [
                (Algorithm::Myers, similar::Algorithm::Myers),
                (Algorithm::Patience, similar::Algorithm::Patience),
            ] {
                let known = capture_diff_slices(algorithm, &one, &two);
                assert_eq!(align(own, &one, &two), known, "{seed}: {own:?}");
            }
        }
    }
}
