//! The commands of a dry run as they are sent, line end included.

use lettre::Address;
use lettre::transport::smtp::commands::{Ehlo, Mail, Quit, Rcpt, Rset, Starttls};
use lettre::transport::smtp::extension::{ClientId, MailParameter};

use super::SessionOptions;

/// The keywords of an answer to EHLO with their parameters.
pub(super) type Extensions = [(String, String)];

/// EHLO.
pub(super) fn ehlo(options: &SessionOptions) -> String {
    Ehlo::new(ClientId::Domain(options.helo.clone())).to_string()
}

/// HELO, which lettre does not have.
pub(super) fn helo(options: &SessionOptions) -> String {
    format!("HELO {}\r\n", options.helo)
}

/// STARTTLS (RFC 3207).
pub(super) fn starttls() -> String {
    Starttls.to_string()
}

/// RSET.
pub(super) fn rset() -> String {
    Rset.to_string()
}

/// QUIT.
pub(super) fn quit() -> String {
    Quit.to_string()
}

/// MAIL FROM with what the server offers; none when the address cannot be sent there.
pub(super) fn mail(options: &SessionOptions, extensions: &Extensions) -> Option<String> {
    let mut parameters = Vec::new();
    if let Some(size) = options.size.filter(|_| offers(extensions, "SIZE")) {
        parameters.push(MailParameter::Size(usize::try_from(size).unwrap_or(usize::MAX)));
    }
    // The parameter is for the recipient's address too (RFC 6531 section 3.4).
    let is_ascii = options.mail_from.is_ascii() && options.recipient.is_ascii();
    if !is_ascii && offers(extensions, "SMTPUTF8") {
        parameters.push(MailParameter::SmtpUtfEight);
    } else if !options.mail_from.is_ascii() {
        return None;
    }
    if options.mail_from.is_empty() {
        return Some(Mail::new(None, parameters).to_string());
    }
    Some(match address(&options.mail_from) {
        Some(address) => Mail::new(Some(address), parameters).to_string(),
        None => {
            let parameters: String = parameters.iter().map(|parameter| format!(" {parameter}")).collect();
            format!("MAIL FROM:<{}>{parameters}\r\n", options.mail_from)
        }
    })
}

/// RCPT TO; none when the address cannot be sent there.
pub(super) fn rcpt(options: &SessionOptions, extensions: &Extensions) -> Option<String> {
    if !options.recipient.is_ascii() && !offers(extensions, "SMTPUTF8") {
        return None;
    }
    Some(match address(&options.recipient) {
        Some(address) => Rcpt::new(address, Vec::new()).to_string(),
        None => format!("RCPT TO:<{}>\r\n", options.recipient),
    })
}

/// Whether a keyword was offered.
pub(super) fn offers(extensions: &Extensions, keyword: &str) -> bool {
    extensions.iter().any(|(offered, _)| offered == keyword)
}

/// As it was given, right or wrong: what becomes of it is the server's to say. None without `@`,
/// as with `<postmaster>`, which lettre cannot say.
fn address(text: &str) -> Option<Address> {
    text.rsplit_once('@').map(|(local_part, domain)| Address::new_dangerous(local_part, domain))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use rustls::RootCertStore;

    use super::*;
    use crate::probe::smtp::StartTls;

    fn options(mail_from: &str, recipient: &str, size: Option<u64>) -> SessionOptions {
        SessionOptions {
            helo: "client.test".to_owned(),
            mail_from: mail_from.to_owned(),
            recipient: recipient.to_owned(),
            size,
            bind: None,
            implicit_tls: false,
            starttls: StartTls::Auto,
            roots: Arc::new(RootCertStore::empty()),
            timeout: Duration::from_secs(1),
        }
    }

    fn both(options: &SessionOptions, offered: &[&str]) -> [Option<String>; 2] {
        let offered: Vec<_> = offered.iter().map(|keyword| ((*keyword).to_owned(), String::new())).collect();
        let commands = [mail(options, &offered), rcpt(options, &offered)];
        commands.map(|command| {
            command.map(|command| command.strip_suffix("\r\n").expect("a line end").to_owned())
        })
    }

    #[test]
    fn commands_say_what_the_server_offers() {
        let cases: &[(&str, &str, Option<u64>, &[&str], Option<&str>, Option<&str>)] = &[
            (
                "a@b.test",
                "c@d.test",
                None,
                &["SIZE"],
                Some("MAIL FROM:<a@b.test>"),
                Some("RCPT TO:<c@d.test>"),
            ),
            (
                "a@b.test",
                "c@d.test",
                Some(7),
                &["SIZE"],
                Some("MAIL FROM:<a@b.test> SIZE=7"),
                Some("RCPT TO:<c@d.test>"),
            ),
            ("a@b.test", "c@d.test", Some(7), &[], Some("MAIL FROM:<a@b.test>"), Some("RCPT TO:<c@d.test>")),
            (
                "",
                "c@[192.0.2.1]",
                Some(7),
                &["SIZE"],
                Some("MAIL FROM:<> SIZE=7"),
                Some("RCPT TO:<c@[192.0.2.1]>"),
            ),
            (
                "a..b@_.test",
                "postmaster",
                None,
                &[],
                Some("MAIL FROM:<a..b@_.test>"),
                Some("RCPT TO:<postmaster>"),
            ),
            (
                "a",
                "\"x@y\"@d.test",
                Some(7),
                &["SIZE"],
                Some("MAIL FROM:<a> SIZE=7"),
                Some("RCPT TO:<\"x@y\"@d.test>"),
            ),
            ("ü@b.test", "c@d.test", None, &[], None, Some("RCPT TO:<c@d.test>")),
            (
                "ü@b.test",
                "c@d.test",
                Some(7),
                &["SIZE", "SMTPUTF8"],
                Some("MAIL FROM:<ü@b.test> SIZE=7 SMTPUTF8"),
                Some("RCPT TO:<c@d.test>"),
            ),
            ("a@b.test", "ü@d.test", None, &[], Some("MAIL FROM:<a@b.test>"), None),
            (
                "a@b.test",
                "ü@d.test",
                None,
                &["SMTPUTF8"],
                Some("MAIL FROM:<a@b.test> SMTPUTF8"),
                Some("RCPT TO:<ü@d.test>"),
            ),
            ("", "ü@d.test", None, &["SMTPUTF8"], Some("MAIL FROM:<> SMTPUTF8"), Some("RCPT TO:<ü@d.test>")),
        ];
        for (mail_from, recipient, size, offered, mail, rcpt) in cases {
            let commands = both(&options(mail_from, recipient, *size), offered);
            assert_eq!(
                commands,
                [mail, rcpt].map(|command| command.map(str::to_owned)),
                "{mail_from} {recipient}"
            );
        }
    }
}
