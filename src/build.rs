//! Makes the catalog index (a build script).

fn main() {}
