//! Stdout: results and nothing else.

use std::io::{self, BufWriter, StdoutLock, Write};

use super::arguments::{JobFormat, OutputArguments, OutputForm};
use super::exit::Stop;
use crate::report::Results;
use crate::report::ci::{github, junit, markdown, sarif};
use crate::report::terminal::Style;
use crate::untrusted::workflow::Guard;

/// Decides how pages look, once.
pub(super) fn style<F: OutputForm>(arguments: &OutputArguments<F>) -> Style {
    let style = Style::for_stdout(arguments.color);
    style.apply();
    style
}

/// Writes results in a form for jobs. The others are their commands' own: false.
pub(super) fn write_results(format: JobFormat, results: impl FnOnce() -> Results) -> Result<bool, Stop> {
    match format {
        JobFormat::Text | JobFormat::Json => return Ok(false),
        JobFormat::Sarif => write(|out| sarif::write(&results(), out))?,
        JobFormat::Junit => write(|out| junit::write(&results(), out))?,
        JobFormat::Github => write_own(|out| github::write(&results(), out))?,
        JobFormat::Markdown => write(|out| markdown::write(&results(), out))?,
    }
    Ok(true)
}

/// Where a result is written.
pub(super) type Out = Guard<BufWriter<StdoutLock<'static>>>;

/// Writes a result whole; what cannot be written ends the run. In a CI job, no line of it is a command.
pub(super) fn write(result: impl FnOnce(&mut Out) -> io::Result<()>) -> Result<(), Stop> {
    let mut out = Guard::new(BufWriter::new(io::stdout().lock()));
    result(&mut out)?;
    out.finish()?;
    Ok(())
}

/// Writes what is all ours: workflow commands, and scripts.
pub(super) fn write_own(
    result: impl FnOnce(&mut BufWriter<StdoutLock<'static>>) -> io::Result<()>,
) -> Result<(), Stop> {
    let mut out = BufWriter::new(io::stdout().lock());
    result(&mut out)?;
    out.flush()?;
    Ok(())
}
