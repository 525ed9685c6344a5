//! `mxcheck domain DOMAIN`

use clap::Args;

use super::arguments::BaselineArguments;
use super::exit::{End, Stop};
use super::judging::{self, JudgingArguments};
use crate::sender::Sender;

/// Look a sender domain up, judge it, and predict what each receiver answers
#[derive(Debug, Args)]
pub struct Arguments {
    /// The domain of the sender's e-mail addresses
    domain: String,

    #[command(flatten)]
    sender: SenderArguments,

    #[command(flatten)]
    baseline: BaselineArguments,

    #[command(flatten)]
    judging: JudgingArguments,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Sender and receivers")]
struct SenderArguments {
    /// The address that connects to the receiver; repeatable
    #[arg(long, value_name = "IP")]
    ip: Vec<String>,

    /// The name that the server gives with HELO or EHLO
    #[arg(long, value_name = "NAME")]
    helo: Option<String>,

    /// The envelope sender, the argument of MAIL FROM; also <> [default: postmaster@DOMAIN]
    #[arg(long, value_name = "ADDRESS")]
    from: Option<String>,

    /// Size of the message as it is sent, in octets
    #[arg(long, value_name = "BYTES", allow_negative_numbers = true, value_parser = octets)]
    size: Option<u64>,
}

fn octets(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "a whole number of octets is expected, such as 10485760 (10 MiB)".to_owned())
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<End, Stop> {
    let named = judging::sender(&arguments.domain, arguments.sender.from.as_deref())?;
    let sender = Sender {
        addresses: judging::addresses("--ip", &arguments.sender.ip)?,
        helo: judging::helo("--helo", arguments.sender.helo.as_deref())?,
        size: arguments.sender.size,
        ..named
    };
    judging::run("domain", &sender, &arguments.judging, arguments.baseline.baseline.as_deref())
}
