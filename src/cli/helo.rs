//! `mxcheck helo NAME`

use clap::Args;

use super::exit::{End, Stop};
use super::judging::{self, Extras, JudgingArguments};
use crate::sender::Sender;

/// Check a HELO name, alone or with --ip against the address
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The name that the sending server uses in HELO or EHLO
    name: String,

    /// The sending server's address; repeatable
    #[arg(long, value_name = "IP", help_heading = "Sender and receivers")]
    ip: Vec<String>,

    #[command(flatten)]
    judging: JudgingArguments,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<End, Stop> {
    let sender = Sender {
        addresses: judging::addresses("--ip", &arguments.ip)?,
        helo: judging::helo("HELO name", Some(&arguments.name))?,
        ..Sender::default()
    };
    judging::run("helo", sender, &arguments.judging, Extras::default())
}
