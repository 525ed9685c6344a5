//! `mxcheck helo NAME`

use clap::Args;

use super::exit::{End, Stop};
use super::judging::{self, Extras, JudgingArguments};
use crate::sender::Sender;

/// Judge a HELO name alone or, with --ip, against the sending address
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The name that the server gives with HELO or EHLO
    name: String,

    /// The address that connects to the receiver; repeatable
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
