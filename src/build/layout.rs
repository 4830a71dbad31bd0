//! What the wizard runs lies together in the program: less than half of its code. The kernel maps sixteen pages around
//! each that is touched, so that functions laid as they come would have nearly all of it in memory.
//!
//! `assets/layout.txt` names them; `cargo test --test layout` writes it anew. A name that is gone does no harm. A linker
//! that takes no such script links as it always does.

use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs, io};

/// Writes the linker's script to `out`, and has it used where the linker knows how.
pub(crate) fn script(list: &Path, out: &Path) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", list.display());
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    if !is("PROFILE", "release") || !is("CARGO_CFG_TARGET_OS", "linux") {
        return Ok(());
    }
    let names = fs::read_to_string(list)?;
    let names = names.lines().filter(|line| !line.starts_with('#'));
    let sections: String = names
        .map(|name| format!("*(.text.{name}* .text.unlikely.{name}*)\n"))
        .collect();
    let script = out.join("layout.ld");
    let text = format!("SECTIONS {{ .text.run : {{\n{sections}}} }}\nINSERT BEFORE .text;\n");
    fs::write(&script, text)?;
    let argument = format!("-Wl,--script={}", script.display());
    if links(&argument, out) {
        println!("cargo::rustc-link-arg-bins={argument}");
    }
    Ok(())
}

/// Whether a program of nothing can be linked with this argument, as the real one will be.
fn links(argument: &str, out: &Path) -> bool {
    let source = out.join("nothing.rs");
    if fs::write(&source, "fn main() {}\n").is_err() {
        return false;
    }
    let said = |name: &str| env::var(name).unwrap_or_default();
    let mut rustc = Command::new(said("RUSTC"));
    rustc.args([
        "--target",
        &said("TARGET"),
        "-C",
        &format!("link-arg={argument}"),
    ]);
    if let Ok(linker) = env::var("RUSTC_LINKER") {
        rustc.args(["-C", &format!("linker={linker}")]);
    }
    let flags = said("CARGO_ENCODED_RUSTFLAGS");
    rustc.args(flags.split('\u{1f}').filter(|flag| !flag.is_empty()));
    rustc.arg(&source).arg("-o").arg(out.join("nothing"));
    let run = rustc.stdout(Stdio::null()).stderr(Stdio::null()).status();
    run.is_ok_and(|status| status.success())
}
