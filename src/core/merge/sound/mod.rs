//! Whether a text can be read in its own format: what a merge must not break.

pub(super) mod dockerfile;
pub(super) mod sh;
pub(super) mod yaml;
