//! Changes as a script for nsupdate (RFC 2136).

use std::io::{self, Write};

use crate::dns::{Name, Record, Source};
use crate::untrusted::terminal::clean;
use crate::zone::Change;

/// Seconds that a record may be kept which takes the place of none in a zone file.
const TTL: u32 = 3600;

/// A change of one zone.
#[derive(Clone, Debug)]
pub struct Update {
    /// The zone; `None` where it could not be found out: then nsupdate does.
    pub zone: Option<Name>,
    /// The zone's primary server, as its SOA record names it.
    pub primary: Option<Name>,
    /// What the change is for, a line each.
    pub reasons: Vec<String>,
    /// The records.
    pub change: Change,
}

/// Writes the script. The change of each zone is one message: it is made whole or not at all.
pub fn write(updates: &[Update], out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "; Changes proposed by mxcheck {}, each verified.", env!("CARGO_PKG_VERSION"))?;
    writeln!(out, "; Send them with: nsupdate -k KEYFILE FILE")?;
    if updates.is_empty() {
        writeln!(out, "; There is no change that could be verified.")?;
    }
    for update in updates {
        writeln!(out)?;
        for reason in &update.reasons {
            writeln!(out, "; {}", clean(reason))?;
        }
        if let Some(primary) = &update.primary {
            writeln!(out, "; server {}", primary.to_absolute())?;
        }
        if let Some(zone) = &update.zone {
            writeln!(out, "zone {}", zone.to_absolute())?;
        }
        for record in &update.change.remove {
            let Record { name, rtype, data, .. } = record;
            writeln!(out, "update delete {} IN {rtype} {data}", name.to_absolute())?;
        }
        for record in &update.change.add {
            let Record { name, rtype, data, .. } = record;
            let ttl = match record.source {
                Source::Zone { .. } => record.ttl,
                Source::Live => TTL,
            };
            writeln!(out, "update add {} {ttl} IN {rtype} {data}", name.to_absolute())?;
        }
        writeln!(out, "send")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zone::parse_record;

    #[test]
    fn writes_a_message_for_each_zone() {
        let record = |text: &str| parse_record(text, Source::Live).unwrap();
        let update = Update {
            zone: Some("a.test".parse().unwrap()),
            primary: Some("ns.a.test".parse().unwrap()),
            reasons: vec!["an MX\nis an alias".to_owned()],
            change: Change {
                remove: vec![record("a.test. 154 IN MX 10 mx.a.test.")],
                add: vec![record("a.test. 154 IN MX 10 host.a.test.")],
            },
        };
        let mut script = Vec::new();
        write(&[update], &mut script).unwrap();
        let script = String::from_utf8(script).unwrap();
        let (_, message) = script.split_once("\n\n").unwrap();
        let expected = "; an MX\\u{a}is an alias\n; server ns.a.test.\nzone a.test.\n\
                        update delete a.test. IN MX 10 mx.a.test.\n\
                        update add a.test. 3600 IN MX 10 host.a.test.\nsend\n";
        assert_eq!(message, expected);
    }
}
