//! Zone files as they were named, and what is said of their lines.

use std::ffi::OsString;

use super::complaint::{Complaint, warn};
use super::exit::Stop;
use crate::zone;
use crate::zone::{ErrorKind, Note, STDIN, Zone, ZoneArgument, ZoneError};

/// Reads the zone files that a flag names, whole. What is not read as BIND would is said.
pub(super) fn read_zones(flag: &str, typed: &[String]) -> Result<Vec<Zone>, Stop> {
    let arguments = parse(flag, typed)?;
    let mut zones = Vec::with_capacity(arguments.len());
    for argument in &arguments {
        let zone = zone::load(argument).map_err(|fault| refuse(&fault))?;
        zone.notes().iter().for_each(remark);
        zones.push(zone);
    }
    Ok(zones)
}

/// Reads what was typed as files and origins; stdin can be read once.
pub(super) fn parse(flag: &str, typed: &[String]) -> Result<Vec<ZoneArgument>, Stop> {
    let read = |text: &String| text.parse::<ZoneArgument>().map_err(|error| Stop::value(flag, text, error));
    let arguments = typed.iter().map(read).collect::<Result<Vec<ZoneArgument>, Stop>>()?;
    match arguments.iter().filter(|argument| argument.is_stdin()).count() {
        0 | 1 => Ok(arguments),
        _ => Err(Stop::usage("- is given twice, and stdin can be read only once")),
    }
}

/// Ends the run because of a zone file.
pub(super) fn refuse(fault: &ZoneError) -> Stop {
    Stop::Usage(complaint(fault))
}

/// Says what is wrong with a line of a file, or with the file.
pub(super) fn complain(fault: &ZoneError) {
    complaint(fault).say();
}

fn complaint(fault: &ZoneError) -> Complaint {
    let complaint = Complaint::of(fault);
    match help(fault) {
        Some(help) => complaint.with_help(help),
        None => complaint,
    }
}

/// Says what was read otherwise than BIND would.
pub(super) fn remark(note: &Note) {
    warn(note);
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
