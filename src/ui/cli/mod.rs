//! The command line.

/// Runs the program: arguments -> exit code.
pub fn main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
