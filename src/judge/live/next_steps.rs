//! What to do after a dry run.

use super::{Diagnosis, Reading};
use crate::judge::assess::Route;

/// Says what to do about a diagnosis, to whoever sent with this HELO name and reverse-path.
pub fn next_steps(
    diagnosis: Diagnosis,
    route: &Route,
    helo: Option<&str>,
    reverse_path: Option<&str>,
    decisive: Option<&Reading<'_>>,
) -> Vec<String> {
    let helo = helo.unwrap_or_default();
    let client = decisive.and_then(|reading| reading.session.client);
    let domain = reverse_path.and_then(|path| path.rsplit_once('@'));
    let domain = domain.map(|(_, domain)| domain.trim_end_matches('>').to_owned());
    let domain = domain.filter(|domain| !domain.starts_with('['));
    // Behind a NAT the receiver sees another address than this machine does.
    let ip = client.filter(|ip| crate::sender::is_public(*ip)).map_or("IP".to_owned(), |ip| ip.to_string());
    let judge = || match &domain {
        Some(domain) => format!("mxcheck domain {domain} --ip {ip} --helo {helo}"),
        None => format!("mxcheck ip {ip} --helo {helo}"),
    };
    let seen = "(IP is the address that the receiver sees)";
    let steps: &[String] = &match diagnosis {
        Diagnosis::Accepted => {
            vec!["Nothing up to here. The message itself is judged after DATA, which a dry run never gives.".to_owned()]
        }
        Diagnosis::Stopped => vec![
            "Nothing up to here. This receiver blocks addresses that ask for recipients and send nothing; with \
             --probe-recipients they are asked anyway."
                .to_owned(),
        ],
        Diagnosis::RefusesAddress => {
            vec![format!("Judge the address that connects: mxcheck ip {ip} --helo {helo} {seen}")]
        }
        Diagnosis::RefusesSession if decisive.is_some_and(Reading::is_about_recipient) => vec![
            "It is about the recipient, not about you: check its spelling, or try another one with --rcpt.".to_owned(),
        ],
        Diagnosis::RefusesSession => vec![format!("Judge the sender: {} {seen}", judge())],
        Diagnosis::Defers => vec![
            "Let the queue retry: a deferral is not final.".to_owned(),
            format!("If it stays, judge the sender: {} {seen}", judge()),
        ],
        Diagnosis::Greylists if decisive.is_some_and(|reading| reading.attempt > 1) => {
            vec!["It is greylisted still: wait longer (--wait-greylist MINUTES), and send from the same address."
                .to_owned()]
        }
        Diagnosis::Greylists => vec![
            "Nothing, if your server retries: it will be accepted after some minutes.".to_owned(),
            "--wait-greylist tries again after 5 minutes and shows both answers.".to_owned(),
        ],
        Diagnosis::ServerAtFault => vec![
            "It is not your server: try again later, and send their postmaster this reply."
                .to_owned(),
        ],
        Diagnosis::NoTls => vec![
            "--starttls auto goes on without.".to_owned(),
        ],
        Diagnosis::NeedsSmtpUtf8 => vec![
            "Use an address in ASCII: this server cannot take the other.".to_owned(),
        ],
        Diagnosis::NobodyListens => vec![
            "Check the host and the port: is it the MX, and not the web server?".to_owned(),
        ],
        Diagnosis::NetworkBlocksPort25 => vec![
            "This network most likely blocks port 25 to the outside, as many providers do: ask yours to open \
             it, or run mxcheck on the mail server itself."
                .to_owned(),
            "If port 25 works to other servers from here, theirs are down, or drop this address.".to_owned(),
        ],
        Diagnosis::NoAnswer => vec![
            "A firewall drops the connection, or the server is down: try from another network.".to_owned(),
        ],
        Diagnosis::Unreachable => vec![
            "Check the network of this machine, or use the other address family (-4, -6)."
                .to_owned(),
        ],
        Diagnosis::TakesNoMail => vec![
            "Your own server returns mail for it at once (RFC 7505, 556). Ask for another address."
                .to_owned(),
        ],
        Diagnosis::NoMailHost if route.hosts.iter().any(|host| !host.addresses.is_empty()) => {
            vec!["It has addresses, but not of the family that -4, -6 or --bind leaves.".to_owned()]
        }
        Diagnosis::NoMailHost => vec![
            "Check the spelling. If the domain is right, its owner has to publish an MX record whose host has \
             an address."
                .to_owned(),
        ],
        Diagnosis::LookupFailed => vec![
            "Try again, or name another resolver with --nameserver; if others are answered, the domain's own \
             nameservers are at fault."
                .to_owned(),
        ],
    };
    steps.to_vec()
}
