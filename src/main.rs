//! Parse, run, exit; nothing else.

#![forbid(unsafe_code)]

use std::process::ExitCode;

/// A long list makes and drops many small things: with glibc's allocator a run takes a fifth more processor time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    mxcheck::cli::run(std::env::args_os())
}
