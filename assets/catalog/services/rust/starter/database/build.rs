//! The migrations are compiled in: a new one compiles again.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
