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

    fn options(mail_from: &str, recipient: &str) -> SessionOptions {
        SessionOptions {
            helo: "client.test".to_owned(),
            mail_from: mail_from.to_owned(),
            recipient: recipient.to_owned(),
            recipient_is_typed: true,
            size: Some(7),
            bind: None,
            implicit_tls: false,
            starttls: StartTls::Auto,
            roots: Arc::new(RootCertStore::empty()),
            timeout: Duration::from_secs(1),
            end: None,
        }
    }

    #[test]
    fn commands_say_what_the_server_offers() {
        // Sender, recipient, what is offered; then what is sent, or a dash.
        let cases = [
            ["a@b.test", "c@d.test", "SIZE", "MAIL FROM:<a@b.test> SIZE=7", "RCPT TO:<c@d.test>"],
            ["a@b.test", "c@d.test", "", "MAIL FROM:<a@b.test>", "RCPT TO:<c@d.test>"],
            ["", "c@[192.0.2.1]", "SIZE", "MAIL FROM:<> SIZE=7", "RCPT TO:<c@[192.0.2.1]>"],
            ["a..b@_.test", "postmaster", "", "MAIL FROM:<a..b@_.test>", "RCPT TO:<postmaster>"],
            ["a", "\"x@y\"@d.test", "SIZE", "MAIL FROM:<a> SIZE=7", "RCPT TO:<\"x@y\"@d.test>"],
            ["ü@b.test", "c@d.test", "SIZE", "-", "RCPT TO:<c@d.test>"],
            ["ü@b.test", "c@d.test", "SMTPUTF8", "MAIL FROM:<ü@b.test> SMTPUTF8", "RCPT TO:<c@d.test>"],
            [
                "ü@b.test",
                "c@d.test",
                "SIZE SMTPUTF8",
                "MAIL FROM:<ü@b.test> SIZE=7 SMTPUTF8",
                "RCPT TO:<c@d.test>",
            ],
            ["a@b.test", "ü@d.test", "", "MAIL FROM:<a@b.test>", "-"],
            ["a@b.test", "ü@d.test", "SMTPUTF8", "MAIL FROM:<a@b.test> SMTPUTF8", "RCPT TO:<ü@d.test>"],
            ["", "ü@d.test", "SMTPUTF8", "MAIL FROM:<> SMTPUTF8", "RCPT TO:<ü@d.test>"],
        ];
        for [mail_from, recipient, offered, expected_mail, expected_rcpt] in cases {
            let options = options(mail_from, recipient);
            let offered = offered.split_whitespace().map(|keyword| (keyword.to_owned(), String::new()));
            let offered: Vec<_> = offered.collect();
            for (sent, expected) in
                [(mail(&options, &offered), expected_mail), (rcpt(&options, &offered), expected_rcpt)]
            {
                let expected = (expected != "-").then(|| format!("{expected}\r\n"));
                assert_eq!(sent, expected, "{mail_from} {recipient}");
            }
        }
    }
}
