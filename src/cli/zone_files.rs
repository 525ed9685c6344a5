//! Zone files as they were named, and what is said of their lines.

use std::ffi::OsString;

use super::exit::{Stop, say};
use crate::zone;
use crate::zone::{ErrorKind, Note, STDIN, Zone, ZoneArgument, ZoneError};

/// Reads the zone files that a flag names, whole. What is not read as BIND would is said.
pub(super) fn read_zones(flag: &str, typed: &[String]) -> Result<Vec<Zone>, Stop> {
    let arguments = parse(flag, typed)?;
    let mut zones = Vec::with_capacity(arguments.len());
    for argument in &arguments {
        let zone = zone::load(argument).map_err(|fault| refuse(flag, &fault))?;
        zone.notes().iter().for_each(|note| warn(flag, note));
        zones.push(zone);
    }
    Ok(zones)
}

/// Reads what was typed as files and origins; stdin can be read once.
pub(super) fn parse(flag: &str, typed: &[String]) -> Result<Vec<ZoneArgument>, Stop> {
    let read = |text: &String| text.parse::<ZoneArgument>().map_err(|error| Stop::usage(flag, error));
    let arguments = typed.iter().map(read).collect::<Result<Vec<ZoneArgument>, Stop>>()?;
    match arguments.iter().filter(|argument| argument.is_stdin()).count() {
        0 | 1 => Ok(arguments),
        _ => Err(Stop::usage(flag, "stdin can be read once, and - names it twice")),
    }
}

/// Ends the run because of a zone file.
pub(super) fn refuse(flag: &str, fault: &ZoneError) -> Stop {
    match help(fault) {
        Some(help) => Stop::UsageWithHelp(format!("{flag}: {fault}"), help),
        None => Stop::usage(flag, fault),
    }
}

/// Says what is wrong with a line of a file, or with the file.
pub(super) fn complain(flag: &str, fault: &ZoneError) {
    say(&format!("mxcheck: {flag}: {fault}"));
    if let Some(help) = help(fault) {
        say(&format!("  help: {help}"));
    }
}

/// Says what was read otherwise than BIND would.
pub(super) fn warn(flag: &str, note: &Note) {
    say(&format!("mxcheck: warning: {flag}: {note}"));
}

/// The command that reads the file, where its origin is missing.
fn help(fault: &ZoneError) -> Option<String> {
    let ErrorKind::NeedsOrigin(guess) = &fault.kind else { return None };
    let origin = guess.as_deref().unwrap_or("ORIGIN");
    let is_plain =
        |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '+' | '@' | '%' | ',');
    let file = match fault.file.chars().all(is_plain) {
        true => fault.file.clone(),
        false => format!("'{}'", fault.file.replace('\'', "'\\''")),
    };
    Some(format!("mxcheck zone {file}={origin}"))
}

/// Makes a value of `-=ORIGIN`, which looks like a flag.
pub(super) fn stdin_as_value(argument: OsString) -> OsString {
    match argument.to_str().and_then(|text| text.strip_prefix("-=")) {
        Some(origin) => format!("{STDIN}={origin}").into(),
        None => argument,
    }
}
