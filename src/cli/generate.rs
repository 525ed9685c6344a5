//! `mxcheck schema`, `mxcheck completions SHELL`: what is generated from the program itself.

use std::io::Write;

use clap::builder::PossibleValuesParser;
use clap::{Arg, Args, ValueHint};
use clap_complete::Shell;

use super::exit::{End, Stop};
use super::output;
use crate::catalogue::{Receiver, check};
use crate::dnsbl;
use crate::explain::plan::is_plannable;
use crate::report::document::schema;

/// Print shell completions
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
pub(super) fn completions(arguments: &CompletionArguments, command: clap::Command) -> Result<End, Stop> {
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let mut command = command.mut_subcommands(|sub| {
        let of = sub.get_name().to_owned();
        sub.mut_args(|arg| match values(&of, &arg, &names) {
            // With the hint of a file, the script for bash would split its words at line ends alone.
            Some(values) => {
                arg.value_parser(PossibleValuesParser::new(values)).value_hint(ValueHint::Unknown)
            }
            None => arg,
        })
    });
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "mxcheck", &mut script);
    output::write_own(|out| out.write_all(&script))?;
    Ok(End::Clean)
}

/// Returns the built-in values of an argument that also takes others. Only completions may treat the list as closed.
fn values(command: &str, arg: &Arg, commands: &[String]) -> Option<Vec<String>> {
    let receivers = Receiver::built_in();
    let names = receivers.iter().flat_map(|receiver| [&receiver.name].into_iter().chain(&receiver.brands));
    match (command, arg.get_id().as_str()) {
        (_, "receiver") => Some(names.cloned().collect()),
        (_, "via") => {
            let plannable = receivers.iter().filter(|receiver| receiver.limits.iter().any(is_plannable));
            Some(plannable.map(|receiver| receiver.name.clone()).collect())
        }
        (_, "ignore") | ("checks", "id") => Some(check::all().map(|check| check.id.to_owned()).collect()),
        (_, "dnsbl") => Some(dnsbl::built_in().iter().map(|list| list.zone.to_string()).collect()),
        ("receivers", "subject") => {
            let mut subjects: Vec<String> = names.cloned().collect();
            for rule in receivers.iter().flat_map(|receiver| &receiver.rules) {
                // A receiver that extends another one has its rules under the same ids.
                if !subjects.contains(&rule.id) {
                    subjects.push(rule.id.clone());
                }
            }
            Some(subjects)
        }
        ("man", "command") => Some(commands.to_vec()),
        _ => None,
    }
}
