//! The command line: what was typed, and one file per command that wires the flow together.
//!
//! Flags are parsed in `arguments`, given their meaning once, and handed down as values. A command's file reads its
//! input, calls the rooms below, and hands what they return to a writer of [`report`](crate::report).
//!
//! # Promises
//!
//! - Results go to stdout and nothing else does; progress, notes and warnings go to stderr.
//! - The process ends in `main` alone, with the code that `exit_code` makes of the outcome.
//! - A mistake in a flag or a file is exit code 2, and nothing was sent.
//!
//! # May use
//!
//! Every room.

mod arguments;
mod baseline;
mod batch;
mod batch_progress;
mod batch_sink;
mod changes;
mod checks;
mod complaint;
mod contact;
mod diagnose;
mod dnsbl;
mod domain;
mod exit;
mod exit_code;
mod explain;
mod generate;
mod helo;
mod help;
mod ip;
mod judging;
mod live;
mod log;
mod man;
mod many;
mod message;
mod network;
mod output;
mod own_name;
mod plan;
mod receivers;
mod recipients;
mod session;
mod settings;
mod smtp;
mod spf;
mod whole_file;
mod word;
mod zone;
mod zone_files;
mod zone_sink;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{FromArgMatches, Parser, Subcommand, ValueHint};

/// Predicts whether mail receivers reject a sender: at which step of the SMTP session, with which
/// reply, because of which DNS record, and what to publish instead. No message is sent.
#[derive(Debug, Parser)]
#[command(name = "mxcheck", version, max_term_width = 80, arg_required_else_help = true, after_help = AFTER_HELP)]
struct Cli {
    /// Read settings from this file instead of .mxcheck.toml
    ///
    /// .mxcheck.toml is looked for in this directory and those above it, up to the root of the repository or the home
    /// directory. It must belong to you or to root.
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "no_config", display_order = 900)]
    config: Option<std::path::PathBuf>,

    /// Read no .mxcheck.toml
    #[arg(long, global = true, display_order = 901)]
    no_config: bool,

    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Exit codes: 0 no problem, 1 a problem that --fail-on names, 2 wrong use, 3 unknown.

Examples:
  mxcheck domain example.com
  mxcheck domain example.com --zone example.com.zone --offline
  mxcheck diagnose bounce.eml

mxcheck COMMAND --help shows the options of a command.";

#[derive(Debug, Subcommand)]
enum Command {
    Domain(Box<domain::Arguments>),
    Ip(ip::Arguments),
    Helo(helo::Arguments),
    Zone(zone::Arguments),
    Spf(spf::Arguments),
    Dnsbl(dnsbl::Arguments),
    Smtp(smtp::Arguments),
    Explain(explain::Arguments),
    Diagnose(diagnose::Arguments),
    Log(log::Arguments),
    Message(message::Arguments),
    Plan(plan::Arguments),
    Batch(batch::Arguments),
    Receivers(receivers::Arguments),
    Checks(checks::Arguments),
    /// Print the JSON Schema of everything that --json prints
    Schema,
    Completions(generate::CompletionArguments),
    Man(man::Arguments),
}

/// Runs the command line that was typed, to its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = arguments.into_iter().map(zone_files::stdin_as_value).collect();
    let parser = help::parser();
    let arguments = word::arrange(arguments, &parser);
    // What is wrong with the command line is said before what is wrong with settings.
    let arguments = match parser.clone().try_get_matches_from(&arguments) {
        Ok(_) => settings::add(arguments, &parser),
        Err(_) => Ok(arguments),
    };
    let parsed = arguments.and_then(|arguments| {
        let matches = parser.clone().try_get_matches_from(arguments)?;
        Ok(Cli::from_arg_matches(&matches)?)
    });
    let stop = match parsed {
        Ok(cli) => match cli.command {
            Command::Domain(arguments) => domain::run(&arguments),
            Command::Ip(arguments) => ip::run(&arguments),
            Command::Helo(arguments) => helo::run(&arguments),
            Command::Zone(arguments) => zone::run(&arguments),
            Command::Spf(arguments) => spf::run(&arguments),
            Command::Dnsbl(arguments) => dnsbl::run(&arguments),
            Command::Smtp(arguments) => smtp::run(&arguments),
            Command::Explain(arguments) => explain::run(&arguments),
            Command::Diagnose(arguments) => diagnose::run(&arguments),
            Command::Log(arguments) => log::run(&arguments),
            Command::Message(arguments) => message::run(&arguments),
            Command::Plan(arguments) => plan::run(&arguments),
            Command::Batch(arguments) => batch::run(&arguments),
            Command::Receivers(arguments) => receivers::run(&arguments),
            Command::Checks(arguments) => checks::run(&arguments),
            Command::Schema => generate::schema(),
            Command::Completions(arguments) => generate::completions(&arguments, parser),
            Command::Man(arguments) => man::run(&arguments, parser),
        },
        Err(stop) => Err(stop),
    };
    exit_code::code(stop)
}
