//! Arguments -> run -> exit code.

/// One heap for all threads: glibc makes one for each, and a large stack takes a tenth more memory then.
#[global_allocator]
static HEAP: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

fn main() -> std::process::ExitCode {
    dockwright::ui::cli::main()
}
