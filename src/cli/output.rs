//! Stdout: results and nothing else.

use std::io::{self, BufWriter, StdoutLock, Write};

use super::arguments::OutputArguments;
use super::exit::Stop;
use crate::report::terminal::Style;

/// Decides how pages look, once.
pub fn style(arguments: &OutputArguments) -> Style {
    let style = Style::for_stdout(arguments.color);
    style.apply();
    style
}

/// Writes a result whole; what cannot be written ends the run.
pub fn write(result: impl FnOnce(&mut BufWriter<StdoutLock<'static>>) -> io::Result<()>) -> Result<(), Stop> {
    let mut out = BufWriter::new(io::stdout().lock());
    result(&mut out)?;
    out.flush()?;
    Ok(())
}
