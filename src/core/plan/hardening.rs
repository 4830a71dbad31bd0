//! What production takes away from every container.

/// The only place a container with a read-only root may write, unless its item says more.
pub const TMP: &str = "/tmp:mode=1777,size=64m";
