//! What the host tells: the user's ids.

/// The numeric user and group of whoever runs this; none on systems without such.
pub fn ids() -> Option<(u32, u32)> {
    #[cfg(unix)]
    return Some((
        rustix::process::getuid().as_raw(),
        rustix::process::getgid().as_raw(),
    ));
    #[cfg(not(unix))]
    None
}
