//! `mxcheck man [COMMAND]`: the manual pages, in roff.

use std::io::Write;

use clap::Args;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use super::exit::{End, Stop};
use super::output;
use crate::catalogue;

/// Print the manual page of mxcheck or of a command, in roff
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The command [default: mxcheck itself]
    command: Option<String>,
}

/// What mxcheck(1) holds that no flag shows.
const SECTIONS: &str = include_str!("man.roff");

/// Prints a manual page.
pub(super) fn run(arguments: &Arguments, program: clap::Command) -> Result<End, Stop> {
    let mut program = program.disable_help_subcommand(true).subcommand_help_heading("COMMANDS");
    program.build();
    let mut page = Vec::new();
    match &arguments.command {
        None => {
            let man = man(program);
            man.render_title(&mut page)?;
            man.render_name_section(&mut page)?;
            man.render_synopsis_section(&mut page)?;
            man.render_description_section(&mut page)?;
            man.render_subcommands_section(&mut page)?;
            man.render_options_section(&mut page)?;
            page.extend_from_slice(SECTIONS.as_bytes());
        }
        Some(name) => {
            let command = find(&program, name)?;
            let examples =
                command.get_after_long_help().or(command.get_after_help()).map(|text| text.to_string());
            let man = man(command.clone());
            man.render_title(&mut page)?;
            man.render_name_section(&mut page)?;
            man.render_synopsis_section(&mut page)?;
            man.render_description_section(&mut page)?;
            man.render_options_section(&mut page)?;
            page.extend_from_slice(after_options(examples).as_bytes());
        }
    }
    output::write_own(|out| out.write_all(&page))?;
    Ok(End::Clean)
}

fn find<'a>(program: &'a clap::Command, name: &str) -> Result<&'a clap::Command, Stop> {
    program.find_subcommand(name).ok_or_else(|| {
        let help = match catalogue::nearest(name, program.get_subcommands().map(clap::Command::get_name)) {
            Some(nearest) => format!("did you mean {nearest}?"),
            None => "mxcheck --help lists them".to_owned(),
        };
        Stop::usage(format!("unknown command \"{name}\"; {help}"))
    })
}

/// Prepares a page. Its synopsis is the usage line: all flags of `domain` in it would fill a screen.
fn man(mut command: clap::Command) -> Man {
    let usage = command.render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage).to_owned();
    let source = format!("mxcheck {}", env!("CARGO_PKG_VERSION"));
    Man::new(command.override_usage(usage)).source(source).manual("mxcheck")
}

/// The end of a command's page: the text that follows its flags in the help, and where to read on.
fn after_options(examples: Option<String>) -> String {
    let mut roff = Roff::new();
    if let Some(examples) = examples {
        roff.control("SH", ["EXAMPLES"]);
        roff.control("nf", []);
        for line in examples.lines().filter(|line| !matches!(line.trim(), "Example:" | "Examples:")) {
            roff.text([roman(line)]);
        }
        roff.control("fi", []);
    }
    roff.control("SH", ["EXIT STATUS"]);
    roff.text([roman("See mxcheck(1).")]);
    roff.control("SH", ["SEE ALSO"]);
    roff.text([roman("mxcheck(1)")]);
    roff.to_roff()
}
