//! `mxcheck schema`, `mxcheck completions SHELL`, `mxcheck man`: what is made from the program itself.

use std::io::Write;

use clap::Args;
use clap_complete::Shell;

use super::exit::{End, Stop};
use super::output;
use crate::report::document::schema;

/// Print the completions of a shell
#[derive(Debug, Args)]
pub(super) struct CompletionArguments {
    /// The shell
    shell: Shell,
}

/// Prints the JSON Schema.
pub(super) fn schema() -> Result<End, Stop> {
    output::write(schema::write)?;
    Ok(End::Clean)
}

/// Prints a shell's completions.
pub(super) fn completions(arguments: &CompletionArguments, mut command: clap::Command) -> Result<End, Stop> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "mxcheck", &mut script);
    output::write_own(|out| out.write_all(&script))?;
    Ok(End::Clean)
}

/// Prints the manual page: the program's, then each command's flags.
pub(super) fn man(mut command: clap::Command) -> Result<End, Stop> {
    command.build();
    let mut page = Vec::new();
    let whole = clap_mangen::Man::new(command.clone());
    whole.render_title(&mut page)?;
    whole.render_name_section(&mut page)?;
    whole.render_synopsis_section(&mut page)?;
    whole.render_description_section(&mut page)?;
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        let title = format!(".SH \"MXCHECK {}\"\n", sub.get_name().to_uppercase());
        page.extend_from_slice(title.as_bytes());
        let sub = clap_mangen::Man::new(sub.clone());
        let mut sections = Vec::new();
        sub.render_synopsis_section(&mut sections)?;
        sub.render_description_section(&mut sections)?;
        sub.render_options_section(&mut sections)?;
        // One page for all: each command's sections become subsections of its own.
        page.extend_from_slice(String::from_utf8_lossy(&sections).replace(".SH ", ".SS ").as_bytes());
    }
    whole.render_extra_section(&mut page)?;
    whole.render_version_section(&mut page)?;
    output::write_own(|out| out.write_all(&page))?;
    Ok(End::Clean)
}
