//! `mxcheck domain DOMAIN`

use std::io::Read;

use clap::{Args, ValueHint};

use super::arguments::BaselineArguments;
use super::changes::ChangeArguments;
use super::exit::{End, Stop};
use super::judging::{self, Extras, JudgingArguments};
use super::live::LiveArguments;
use crate::evidence::identity::IdentityPart;
use crate::evidence::likeness::{Likeness, MAX_FILE};
use crate::evidence::log::{self, Source};
use crate::file::unreadable;
use crate::sender::Sender;

/// Check a sender domain, and predict what each receiver answers
#[derive(Debug, Args)]
#[command(
    override_usage = "mxcheck domain [OPTIONS] <DOMAIN>\n       mxcheck domain [OPTIONS] --like <FILE>"
)]
pub(super) struct Arguments {
    /// The domain of the sender's e-mail addresses
    #[arg(required_unless_present = "like")]
    domain: Option<String>,

    #[command(flatten)]
    sender: SenderArguments,

    #[command(flatten)]
    live: LiveArguments,

    #[command(flatten)]
    judging: JudgingArguments,

    #[command(flatten)]
    baseline: BaselineArguments,

    /// Query each authoritative nameserver of the sender's zones directly [default port: 53]
    ///
    /// Covers the zones of the sender domain and the reverse zones of the addresses, over UDP and TCP, with at most 20
    /// queries to each server: whether it answers, with authority, how fast, and the same as the others and the parent.
    #[arg(long, value_name = "PORT", num_args = 0..=1, require_equals = true, default_missing_value = "53", value_parser = clap::value_parser!(u16).range(1..), help_heading = "DNS")]
    authoritative: Option<u16>,

    #[command(flatten)]
    changes: ChangeArguments,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Sender and receivers")]
struct SenderArguments {
    /// The sending server's address; repeatable
    #[arg(long, value_name = "IP")]
    ip: Vec<String>,

    /// The name that the sending server uses in HELO or EHLO
    #[arg(long, value_name = "NAME")]
    helo: Option<String>,

    /// The envelope sender (MAIL FROM), or <> [default: postmaster@DOMAIN]
    #[arg(long, value_name = "ADDRESS")]
    from: Option<String>,

    /// Take the sender from a message, a delivery report or a mail log; - is stdin
    ///
    /// Takes domain, envelope sender, address and HELO name; flags win over the file, and the page shows where each was
    /// found. Files may be compressed (.gz, .zst, .xz). Of several senders in a log, the one rejected last is taken.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    like: Option<String>,

    /// Size of the message as sent, such as 10485760, 10MB or 20MiB
    #[arg(long, value_name = "BYTES", allow_negative_numbers = true, value_parser = octets)]
    size: Option<u64>,
}

/// Reads a size: octets, or a number with B, KB, MB (decimal), KiB or MiB.
pub(super) fn octets(text: &str) -> Result<u64, String> {
    const UNITS: [(&str, u64); 5] =
        [("kib", 1 << 10), ("mib", 1 << 20), ("kb", 1_000), ("mb", 1_000_000), ("b", 1)];
    let lower = text.trim().to_ascii_lowercase();
    let unit = UNITS.iter().find_map(|(unit, octets)| Some((lower.strip_suffix(unit)?.trim_end(), *octets)));
    let (number, unit) = unit.unwrap_or((&lower, 1));
    let octets = number.parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
    octets.ok_or_else(|| {
        "not a size; type a number of octets, such as 10485760, or 10MB (units: B, KB, MB, KiB, MiB)"
            .to_owned()
    })
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<End, Stop> {
    let typed = &arguments.sender;
    let mut like = typed.like.as_deref().map(read_likeness).transpose()?;
    if let Some(like) = &mut like {
        let is_typed = [
            (IdentityPart::Domain, arguments.domain.is_some()),
            (IdentityPart::MailFrom, typed.from.is_some()),
            (IdentityPart::Address, !typed.ip.is_empty()),
            (IdentityPart::Helo, typed.helo.is_some()),
        ];
        let typed_parts = is_typed.into_iter().filter(|(_, is_typed)| *is_typed);
        typed_parts.for_each(|(part, _)| like.override_with_typed(part));
    }
    let found = |part| like.as_ref().and_then(|like| like.value(part)).map(str::to_owned);
    let from = typed.from.clone().or_else(|| found(IdentityPart::MailFrom));
    let typed_domain = typed
        .from
        .as_deref()
        .and_then(|from| from.rsplit_once('@'))
        .map(|(_, domain)| domain.trim_end_matches('>').to_owned());
    let domain =
        arguments.domain.clone().or_else(|| like.as_ref().and_then(Likeness::domain)).or(typed_domain);
    let Some(domain) = domain else {
        return Err(Stop::file(
            typed.like.as_deref().unwrap_or_default(),
            "no sender domain found; type it: mxcheck domain DOMAIN --like FILE",
        ));
    };
    let named = judging::sender(&domain, from.as_deref())?;
    let addresses = if typed.ip.is_empty() {
        found(IdentityPart::Address).into_iter().collect()
    } else {
        typed.ip.clone()
    };
    let helo = typed.helo.clone().or_else(|| found(IdentityPart::Helo));
    let mut sender = Sender {
        addresses: judging::addresses("--ip", &addresses)?,
        addresses_are_found: typed.ip.is_empty() && !addresses.is_empty(),
        helo: judging::helo("--helo", helo.as_deref())?,
        size: typed.size,
        ..named
    };
    let trial =
        arguments.live.read(&mut sender, arguments.judging.recipients(), arguments.judging.is_verbose())?;
    let baseline = arguments.baseline.baseline.as_deref();
    judging::run(
        "domain",
        sender,
        &arguments.judging,
        Extras {
            trial,
            authoritative: arguments.authoritative,
            like,
            baseline,
            changes: Some(&arguments.changes),
        },
    )
}

/// Reads the file of `--like`.
fn read_likeness(file: &str) -> Result<Likeness, Stop> {
    let opened = log::open(&Source::of(file)).map_err(|error| Stop::file(file, error.problem))?;
    let mut text = Vec::new();
    let read = opened.take(MAX_FILE + 1).read_to_end(&mut text);
    read.map_err(|error| Stop::file(file, unreadable(&error)))?;
    if text.len() as u64 > MAX_FILE {
        let problem = format!("larger than {} MiB; cut it to the lines of this sender", MAX_FILE >> 20);
        return Err(Stop::file(file, problem));
    }
    Likeness::read(file, &text).map_err(|problem| Stop::file(file, problem))
}

#[cfg(test)]
mod tests {
    use super::octets;

    #[test]
    fn sizes_have_units() {
        for (text, expected) in [
            ("0", 0),
            ("10485760", 10_485_760),
            ("5B", 5),
            ("10MB", 10_000_000),
            ("10 mb", 10_000_000),
            ("3kB", 3_000),
            ("2KiB", 2_048),
            ("70MiB", 73_400_320),
        ] {
            assert_eq!(octets(text), Ok(expected), "{text}");
        }
    }
}
