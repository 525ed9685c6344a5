//! The exit code of a run, and the one place where an error becomes a message.

use std::io::Write;
use std::process::ExitCode;

use super::complaint::{Complaint, say, warn};
use super::exit::{End, OUT_OF_TIME, Stop};
use super::output;
use crate::report::terminal::{ColorChoice, Style};

/// Says on stderr what is to be said, and gives the exit code.
pub(super) fn code(result: Result<End, Stop>) -> ExitCode {
    match result {
        Ok(End::Clean) | Err(Stop::BrokenPipe) => ExitCode::SUCCESS,
        Ok(End::Found) => ExitCode::from(1),
        Ok(End::Unknown) => ExitCode::from(3),
        Err(Stop::CommandLine(error)) if !error.use_stderr() => code(help(&error)),
        Err(Stop::CommandLine(error)) => {
            say_of_parser(&error);
            ExitCode::from(2)
        }
        Err(Stop::Usage(message) | Stop::Write(message)) => {
            message.say();
            ExitCode::from(2)
        }
        Err(Stop::Deadline) => {
            warn(OUT_OF_TIME);
            ExitCode::from(3)
        }
        Err(Stop::Damaged) => ExitCode::from(2),
        Err(Stop::Interrupted) => ExitCode::from(130),
    }
}

/// Says what is wrong with the command line. Without any, that is the whole help.
fn say_of_parser(error: &clap::Error) {
    if error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return error.render().to_string().trim_end().lines().for_each(say);
    }
    Complaint::of_parser(error).say();
}

/// Help and version were asked for: they are results.
fn help(error: &clap::Error) -> Result<End, Stop> {
    let text = error.render();
    let is_colored = Style::for_stdout(ColorChoice::Auto).color;
    output::write(|out| if is_colored { write!(out, "{}", text.ansi()) } else { write!(out, "{text}") })?;
    Ok(End::Clean)
}
