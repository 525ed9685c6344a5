//! `mxcheck ip IP`

use clap::Args;

use super::exit::{End, Stop};
use super::judging::{self, Extras, JudgingArguments};
use crate::sender::Sender;

/// Judge a sending address alone: its name, what the name shows, where it leads
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The address that connects to the receiver
    ip: String,

    /// The name that the server gives with HELO or EHLO
    #[arg(long, value_name = "NAME", help_heading = "Sender and receivers")]
    helo: Option<String>,

    #[command(flatten)]
    judging: JudgingArguments,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<End, Stop> {
    let sender = Sender {
        addresses: judging::addresses("address", std::slice::from_ref(&arguments.ip))?,
        helo: judging::helo("--helo", arguments.helo.as_deref())?,
        ..Sender::default()
    };
    judging::run("ip", sender, &arguments.judging, Extras::default())
}
