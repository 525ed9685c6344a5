//! What to do after a dry run.

use super::{Diagnosis, Reading};
use crate::judge::assess::Route;

/// Says what to do about a diagnosis.
pub fn next_steps(diagnosis: Diagnosis, route: &Route, decisive: Option<&Reading<'_>>) -> Vec<String> {
    let steps: &[&str] = match diagnosis {
        Diagnosis::Accepted => &[],
        Diagnosis::Stopped => &[
            "This receiver blocks addresses that probe recipients and send nothing; --probe-recipients does it anyway.",
        ],
        Diagnosis::RefusesSession if decisive.is_some_and(Reading::is_about_recipient) => &[
            "The recipient is at fault, not the sender: check its spelling, or try another one with --rcpt.",
        ],
        Diagnosis::RefusesAddress | Diagnosis::RefusesSession => {
            &["Check the sender as the receiver sees it; behind a NAT, ADDRESS is the public address."]
        }
        Diagnosis::Defers => {
            &["Let the queue retry: a deferral is not final. If it persists, check the sender."]
        }
        Diagnosis::Greylists if decisive.is_some_and(|reading| reading.attempt > 1) => {
            &["Still greylisted: wait longer, and send from the same address."]
        }
        Diagnosis::Greylists => &["Greylisted: a retry after a few minutes is usually accepted."],
        Diagnosis::NoGreeting => {
            &["Receivers may wait up to 5 minutes before the greeting: try --smtp-timeout 300."]
        }
        Diagnosis::ServerAtFault => {
            &["Try again later; if it persists, send the dialogue to the receiver's postmaster."]
        }
        Diagnosis::NoTls => &["--starttls auto continues without TLS."],
        Diagnosis::NeedsSmtpUtf8 => &["Use an ASCII address: this server does not support SMTPUTF8."],
        Diagnosis::NobodyListens => &["Check the host and the port: is it the MX, or only the web server?"],
        Diagnosis::NetworkBlocksPort25 => &[
            "Many providers block outgoing port 25: ask yours to open it, or run mxcheck on the mail server itself.",
            "If other servers answer on port 25 from here, these are down or drop packets from this address.",
        ],
        Diagnosis::NoAnswer => {
            &["A firewall drops the connection, or the server is down: try from another network."]
        }
        Diagnosis::Unreachable => {
            &["Check the network of this machine, or use the other address family (-4, -6)."]
        }
        Diagnosis::TakesNoMail => {
            &["Your own server returns mail for it at once (RFC 7505, 556): use another address."]
        }
        Diagnosis::NoMailHost if route.hosts.iter().any(|host| !host.addresses.is_empty()) => {
            &["It has addresses, but not of the family that -4, -6 or --bind leaves."]
        }
        Diagnosis::NoMailHost => &[
            "Check the spelling. If the domain is right, its owner has to publish an MX record whose host has an address.",
        ],
        Diagnosis::LookupFailed => &[
            "Try again, or name another resolver with --nameserver; if others are answered, the domain's own \
             nameservers are at fault.",
        ],
    };
    steps.iter().map(|step| (*step).to_owned()).collect()
}
