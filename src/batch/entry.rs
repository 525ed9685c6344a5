//! What a line names: a sender, as the commands `domain`, `ip` and `helo` take it.

use std::net::IpAddr;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::input::{LONGEST_LINE, Line};
use crate::sender::{Helo, InputError, Origin, ReversePath, Sender, parse_address, parse_domain};

/// What holds for every line that does not say otherwise.
#[derive(Clone, Debug, Default)]
pub struct Defaults {
    /// The addresses that connect.
    pub addresses: Vec<IpAddr>,
    /// The HELO name.
    pub helo: Option<Helo>,
    /// The reverse-path.
    pub mail_from: Option<ReversePath>,
    /// The message's size in octets.
    pub size: Option<u64>,
    /// Where it is from that these are bulk senders; `None` where nobody said so.
    pub bulk: Option<Origin>,
}

/// A line that is a JSON object. A field that is null is not given.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    domain: Option<String>,
    ip: Option<Addresses>,
    helo: Option<String>,
    from: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "an address or a list of addresses is expected for \"ip\"")]
enum Addresses {
    One(String),
    Several(Vec<String>),
}

/// Reads a line that is not blank as `DOMAIN`, `IP`, `DOMAIN,IP[,HELO]` or a JSON object.
///
/// # Errors
///
/// What is wrong, in words; it may quote the line.
pub(super) fn read(line: &Line, defaults: &Defaults) -> Result<Sender, String> {
    if line.is_too_long {
        return Err(format!("the line is longer than {LONGEST_LINE} octets"));
    }
    let text = std::str::from_utf8(&line.octets)
        .map_err(|error| format!("octet {} of the line is not UTF-8", error.valid_up_to() + 1))?;
    let fields = if text.starts_with('{') { of_json(text)? } else { of_commas(text)? };
    sender(fields, defaults)
}

fn of_json(text: &str) -> Result<Fields, String> {
    serde_json::from_str(text).map_err(|error| {
        let error = error.to_string();
        // The place that serde_json names is of a text of one line.
        let problem = error.strip_suffix(&format!(" at line 1 column {}", column(&error)));
        match problem {
            Some(problem) => format!("column {}: {problem}", column(&error)),
            None => error,
        }
    })
}

fn column(error: &str) -> &str {
    error.rsplit(' ').next().unwrap_or_default()
}

fn of_commas(text: &str) -> Result<Fields, String> {
    if text.starts_with('"') {
        return Err("names and addresses stand without quotes".to_owned());
    }
    if text.starts_with('[') && serde_json::from_str::<IgnoredAny>(text).is_ok() {
        return Err("a JSON list; a line is one sender, such as {\"domain\":\"example.com\"}".to_owned());
    }
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let given = |index: usize| parts.get(index).filter(|part| !part.is_empty()).map(|part| part.to_string());
    if parts.len() > 3 {
        return Err("DOMAIN, IP, DOMAIN,IP or DOMAIN,IP,HELO is expected; this has more commas".to_owned());
    }
    let (domain, ip, helo) = (given(0), given(1), given(2));
    match domain {
        Some(text) if parts.len() == 1 && text.parse::<IpAddr>().is_ok() => {
            Ok(Fields { ip: Some(Addresses::One(text)), ..Fields::default() })
        }
        domain => Ok(Fields { domain, ip: ip.map(Addresses::One), helo, from: None }),
    }
}

fn sender(fields: Fields, defaults: &Defaults) -> Result<Sender, String> {
    let domain = match &fields.domain {
        Some(text) => Some(parse_domain(text).map_err(|error| match error {
            InputError::IsMailAddress(domain) => format!(
                "domain: an e-mail address; for its domain write {domain}, for the address as envelope \
                 sender {{\"domain\":\"{domain}\",\"from\":\"ADDRESS\"}}"
            ),
            error => format!("domain: {error}"),
        })?),
        None => None,
    };
    let typed = match fields.ip {
        None => Vec::new(),
        Some(Addresses::One(text)) => vec![text],
        Some(Addresses::Several(texts)) => texts,
    };
    let mut addresses = Vec::new();
    for text in &typed {
        let ip = parse_address(text).map_err(|error| format!("ip: {error}"))?;
        if !addresses.contains(&ip) {
            addresses.push(ip);
        }
    }
    let helo =
        fields.helo.as_deref().map(Helo::parse).transpose().map_err(|error| format!("helo: {error}"))?;
    let from = fields
        .from
        .as_deref()
        .map(ReversePath::parse)
        .transpose()
        .map_err(|error| format!("from: {error}"))?;
    if domain.is_none() && addresses.is_empty() && helo.is_none() && from.is_none() {
        return Err("it names no domain, no ip, no helo and no from".to_owned());
    }
    // What judges an address alone has no reverse-path to put a default in.
    let default_from = || domain.as_ref().and(defaults.mail_from.clone());
    let from = from.or_else(default_from);
    let named = match domain {
        Some(domain) => Sender::of_domain(domain, from),
        None => Sender { mail_from: from.map(|from| (from, Origin::Given)), ..Sender::default() },
    };
    Ok(Sender {
        addresses: if addresses.is_empty() { defaults.addresses.clone() } else { addresses },
        helo: helo.or_else(|| defaults.helo.clone()),
        size: defaults.size,
        bulk: defaults.bulk,
        ..named
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Sender, String> {
        let line = Line { number: 1, octets: text.as_bytes().to_vec(), is_too_long: false, offset: 0 };
        read(&line, &Defaults::default())
    }

    fn described(text: &str) -> String {
        let sender = read_text(text).unwrap();
        let or_dash = |text: Option<String>| text.unwrap_or("-".to_owned());
        format!(
            "{} {:?} {} {}",
            or_dash(sender.domain.map(|name| name.to_string())),
            sender.addresses,
            or_dash(sender.helo.map(|helo| helo.text)),
            or_dash(sender.mail_from.map(|(path, _)| path.to_string())),
        )
    }

    #[test]
    fn every_form_of_a_line_is_read() {
        for (text, sender) in [
            ("A.test", "a.test [] - postmaster@a.test"),
            ("192.0.2.1", "- [192.0.2.1] - -"),
            ("2001:db8::1", "- [2001:db8::1] - -"),
            ("a.test,192.0.2.1", "a.test [192.0.2.1] - postmaster@a.test"),
            ("a.test , 192.0.2.1 , mail.a.test", "a.test [192.0.2.1] mail.a.test postmaster@a.test"),
            ("a.test,,mail.a.test", "a.test [] mail.a.test postmaster@a.test"),
            (",192.0.2.1,mail.a.test", "- [192.0.2.1] mail.a.test -"),
            (r#"{"domain":"a.test"}"#, "a.test [] - postmaster@a.test"),
            (r#"{"domain":"a.test","ip":null,"from":"x@b.test"}"#, "a.test [] - x@b.test"),
            (r#"{"ip":["192.0.2.1","192.0.2.2","192.0.2.1"]}"#, "- [192.0.2.1, 192.0.2.2] - -"),
            (r#"{"helo":"mail.a.test","from":"<>"}"#, "- [] mail.a.test <>"),
        ] {
            assert_eq!(described(text), sender, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for (text, said) in [
            ("a b.test", "domain: contains a space"),
            ("info@a.test", "domain: an e-mail address; for its domain write a.test"),
            ("192.0.2.1,192.0.2.2", "domain: an IP address"),
            ("a.test,192.0.2.300", "ip: a number is above 255"),
            ("a.test,192.0.2.1,m.test,x", "more commas"),
            (",,", "it names no domain"),
            ("{}", "it names no domain"),
            (r#""a.test""#, "without quotes"),
            (r#""a.test","192.0.2.1""#, "without quotes"),
            (r#"["a.test"]"#, "a JSON list; a line is one sender"),
            (r#"{"domain":"a.test","Ip":"192.0.2.1"}"#, "column 23: unknown field `Ip`"),
            (r#"{"domain":7}"#, "column 11: invalid type: integer `7`, expected a string"),
            (r#"{"ip":7}"#, "an address or a list of addresses is expected"),
            (r#"{"domain":"a.test""#, "column 18: EOF while parsing an object"),
            (r#"{"domain":"a.test"} x"#, "column 21: trailing characters"),
            (r#"{"domain":"a.test","domain":"b.test"}"#, "duplicate field `domain`"),
        ] {
            let error = read_text(text).unwrap_err();
            assert!(error.contains(said), "{text}: {error}");
        }
        let octets = b"m\xfcnchen.test".to_vec();
        let line = Line { number: 1, octets, is_too_long: false, offset: 0 };
        assert_eq!(read(&line, &Defaults::default()), Err("octet 2 of the line is not UTF-8".to_owned()));
    }

    #[test]
    fn defaults_fill_what_a_line_leaves_open() {
        let defaults = Defaults {
            addresses: vec!["192.0.2.9".parse().unwrap()],
            helo: Some(Helo::parse("mail.b.test").unwrap()),
            mail_from: Some(ReversePath::Null),
            size: Some(7),
            bulk: Some(Origin::Given),
        };
        let line =
            |text: &str| Line { number: 1, octets: text.as_bytes().to_vec(), is_too_long: false, offset: 0 };
        let sender = read(&line("a.test"), &defaults).unwrap();
        assert_eq!((sender.addresses, sender.size), (defaults.addresses.clone(), Some(7)));
        assert_eq!(sender.bulk, Some(Origin::Given));
        assert_eq!(sender.mail_from, Some((ReversePath::Null, Origin::Given)));
        let sender = read(&line("192.0.2.1"), &defaults).unwrap();
        assert_eq!(sender.addresses, ["192.0.2.1".parse::<IpAddr>().unwrap()]);
        assert_eq!((sender.mail_from, sender.helo), (None, defaults.helo.clone()));
    }
}
