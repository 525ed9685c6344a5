//! `--like FILE`: the sender's identity out of a message, a bounce or log lines.

use std::fs::File;
use std::io::Read;

use super::exit::Stop;
use crate::dsn;
use crate::reply::Identity;

/// How much of the file is read, in bytes: headers and the lines of one message are short.
const MAX: u64 = 1 << 20;

/// Reads who sent; an error if the file cannot be read or tells nothing.
pub fn identity(path: &str) -> Result<Identity, Stop> {
    let mut octets = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MAX).read_to_end(&mut octets));
    read.map_err(|error| Stop::usage(&format!("--like {path}"), format!("it cannot be read: {error}")))?;
    let identity = if dsn::is_message(&octets) {
        dsn::read(&octets).identity().or(Identity::of_header(&String::from_utf8_lossy(&octets)))
    } else {
        Identity::of(&String::from_utf8_lossy(&octets))
    };
    if identity == Identity::default() {
        let what =
            "nothing in it names a sender: no Return-Path, From or Received, no from=<...> or helo=<...>";
        return Err(Stop::usage(&format!("--like {path}"), what));
    }
    Ok(identity)
}
