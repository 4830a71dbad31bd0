//! Arguments -> run -> exit code.

fn main() -> std::process::ExitCode {
    dockwright::ui::cli::main()
}
