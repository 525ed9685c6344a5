//! `mxcheck checks [ID]`

use clap::Args;

use super::arguments::{CatalogueArguments, Format, OutputArguments};
use super::exit::{End, Stop};
use super::output;
use crate::catalogue;
use crate::catalogue::check;
use crate::report::document::json;
use crate::report::{ChecksReport, page};

/// List checks, or explain one
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The id of a check
    id: Option<String>,

    #[command(flatten)]
    catalogue: CatalogueArguments,

    #[command(flatten)]
    output: OutputArguments,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<End, Stop> {
    let catalogue = arguments.catalogue.open()?;
    let receivers = catalogue.receivers();
    let report = match &arguments.id {
        None => ChecksReport::of_all(receivers),
        Some(id) => match check::find(id) {
            Some(check) => ChecksReport::new(&[check], receivers),
            None => {
                let help = match catalogue::nearest(id, check::all().map(|check| check.id)) {
                    Some(nearest) => format!("did you mean {nearest}?"),
                    None => "mxcheck checks lists them".to_owned(),
                };
                return Err(Stop::usage(format!("unknown check \"{id}\"; {help}")));
            }
        },
    };
    let style = output::style(&arguments.output);
    output::write(|out| match (arguments.output.format(), report.checks.as_slice()) {
        (Format::Json, _) => json::write(&report, out),
        (Format::Text, [check]) => page::write_check(check, style, out),
        (Format::Text, _) => page::write_checks(&report, style, out),
    })?;
    Ok(End::Clean)
}
