//! Parse, run, exit; nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    mxcheck::cli::run(std::env::args_os())
}
