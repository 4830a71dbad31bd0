//! Arguments -> run -> exit code.

/// One heap for all threads, which gives back what is not used: with glibc's, one for each thread, it takes a tenth more.
#[global_allocator]
static HEAP: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

fn main() -> std::process::ExitCode {
    dockwright::ui::cli::main()
}
