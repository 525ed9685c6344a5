//! `mxcheck domain DOMAIN`, or `--like FILE`

use clap::Args;

use super::exit::{End, Stop};
use super::judging::{self, JudgingArguments};
use super::like;
use crate::sender::Sender;

/// Look a sender domain up, judge it, and predict what each receiver answers
#[derive(Debug, Args)]
#[command(
    override_usage = "mxcheck domain [OPTIONS] <DOMAIN>\n       mxcheck domain [OPTIONS] --like <FILE>"
)]
pub struct Arguments {
    /// The domain of the sender's e-mail addresses
    #[arg(required_unless_present = "like")]
    domain: Option<String>,

    #[command(flatten)]
    sender: SenderArguments,

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

    /// Take what is not typed (domain, address, HELO name, envelope) from a message as it arrived, a bounce,
    /// or log lines
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    like: Option<String>,

    /// Size of the message as it is sent, in octets
    #[arg(long, value_name = "BYTES", allow_negative_numbers = true, value_parser = octets)]
    size: Option<u64>,
}

fn octets(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "a whole number of octets is expected, such as 10485760 (10 MiB)".to_owned())
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<End, Stop> {
    let like = arguments.sender.like.as_deref().map(like::identity).transpose()?.unwrap_or_default();
    let from = arguments.sender.from.as_deref().or(like.mail_from.as_deref());
    let domain = match arguments.domain.as_deref().or(like.domain()) {
        Some(domain) => domain,
        None => {
            return Err(Stop::usage(
                "--like",
                "the file names no envelope sender, so DOMAIN has to be typed",
            ));
        }
    };
    let named = judging::sender(domain, from)?;
    let mut addresses = judging::addresses("--ip", &arguments.sender.ip)?;
    if addresses.is_empty() {
        addresses.extend(like.address);
    }
    let helo = arguments.sender.helo.as_deref().or(like.helo.as_deref());
    let sender =
        Sender { addresses, helo: judging::helo("--helo", helo)?, size: arguments.sender.size, ..named };
    judging::run("domain", &sender, &arguments.judging)
}
