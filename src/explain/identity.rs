//! Who sent, as far as a log line, a bounce or a message tells.

use std::net::IpAddr;

use super::find::mailbox;

/// The sender's identity in a text; every part is validated, none is raw text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// The envelope sender, a valid mail address.
    pub mail_from: Option<String>,
    /// The address that connected.
    pub address: Option<IpAddr>,
    /// The name given with HELO or EHLO, a valid host name.
    pub helo: Option<String>,
}

impl Identity {
    /// Reads what a text tells of the sender.
    pub fn of(text: &str) -> Identity {
        // A mark that begins with a space may stand at the very start.
        let text = format!(" {text}");
        let lower = text.to_ascii_lowercase();
        let after = |marks: &[&str]| {
            let places = marks
                .iter()
                .flat_map(|mark| lower.match_indices(mark).take(4).map(|(at, mark)| at + mark.len()));
            places.map(|at| word(&text[at..])).collect::<Vec<_>>()
        };
        let senders = after(&[
            " from=<",
            "x-postfix-sender: rfc822;",
            "return-path: <",
            "mail from:<",
            "mail from: <",
            " f=<",
            "envelope-from <",
            "envelope-from=<",
            "(envelope-from ",
            "\nfrom: ",
        ]);
        let names = after(&["helo=<", "helo=", "ehlo ", "helo "]);
        let addresses = after(&["client-ip=", "client address [", "client host [", "bind ", " ip="]);
        Identity {
            mail_from: senders.iter().find_map(|sender| mailbox(sender)),
            address: addresses
                .iter()
                .find_map(|address| address.parse::<IpAddr>().ok())
                .map(|ip| ip.to_canonical()),
            helo: names.into_iter().find(|name| is_host_name(name)).map(|name| name.to_ascii_lowercase()),
        }
    }

    /// What this one lacks, from another.
    pub fn or(self, other: Identity) -> Identity {
        Identity {
            mail_from: self.mail_from.or(other.mail_from),
            address: self.address.or(other.address),
            helo: self.helo.or(other.helo),
        }
    }

    /// The domain of the envelope sender.
    pub fn domain(&self) -> Option<&str> {
        self.mail_from.as_deref()?.rsplit_once('@').map(|(_, domain)| domain)
    }
}

/// What stands up to a space, bracket or other separator; of `Name <a@b.test>` what is in brackets.
fn word(text: &str) -> &str {
    let line = text.lines().next().unwrap_or_default().trim_start();
    let line = match line.split_once('<') {
        Some((name, address)) if !name.contains('@') && name.len() < 100 => address,
        _ => line,
    };
    let end = line.find(|c: char| c.is_whitespace() || ">)]\"'<(".contains(c)).unwrap_or(line.len());
    line[..end].trim_end_matches([',', ';', '.'])
}

fn is_host_name(name: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.len() <= 253 && name.contains('.') && name.split('.').all(label) && name.parse::<IpAddr>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_valid_or_missing() {
        let found = Identity::of(
            "reject: RCPT from x[192.0.2.7]: from=<a@sender.test> to=<b@c.test> helo=<mail.sender.test>",
        );
        assert_eq!(found.mail_from.as_deref(), Some("a@sender.test"));
        assert_eq!(found.domain(), Some("sender.test"));
        assert_eq!(found.helo.as_deref(), Some("mail.sender.test"));
        let header = Identity::of("Subject: x\nFrom: \"A B\" <a@sender.test>\n");
        assert_eq!(header.mail_from.as_deref(), Some("a@sender.test"));
        assert_eq!(Identity::of("from=<a b> helo=$(reboot).x ip=1.2.3"), Identity::default());
        assert_eq!(Identity::of("from=<> F=<;rm@x_y>").mail_from, None);
    }
}
