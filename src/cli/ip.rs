//! `mxcheck ip IP`

use clap::Args;

use super::exit::{End, Stop};
use super::judging::{self, Extras, JudgingArguments};
use crate::sender::Sender;

/// Check a sending address: PTR, forward confirmation, DNSBLs
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The sending server's address
    ip: String,

    /// The name that the sending server uses in HELO or EHLO
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
