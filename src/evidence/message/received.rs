//! The way a message took, as its Received fields show it (RFC 5321 section 4.4).

use std::net::IpAddr;

use mail_parser::{Host, Received};

use super::Field;

/// One server that took the message, and the server that it took it from. Only what one's own receiver wrote is sure:
/// a sender can put any Received field into a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// The file's line where the field begins.
    pub line: u32,
    /// The server that took the message.
    pub by: Option<String>,
    /// The name that the client gave with HELO or EHLO.
    pub helo: Option<String>,
    /// The client's name by its PTR record, as the server looked it up.
    pub ptr: Option<String>,
    /// The client's address.
    pub address: Option<IpAddr>,
    /// The protocol (RFC 3848): `ESMTPS`.
    pub with: Option<String>,
    /// Whether the client had logged in: then this is where its author handed the message in.
    pub is_submission: bool,
    /// When, RFC 3339.
    pub time: Option<String>,
}

impl Hop {
    /// Reads a Received field.
    pub(super) fn of(field: &Field) -> Hop {
        let received = field.received().unwrap_or_default();
        let text = field.text();
        let address = received.from_ip.or_else(|| bracketed_address(&text)).map(|ip| ip.to_canonical());
        let with = word_after(&text, "with").filter(|word| word.to_ascii_uppercase().contains("MTP"));
        // Postfix writes `from HELO (PTR [ADDRESS])`, Exim `from PTR ([ADDRESS] helo=HELO)`.
        let first = received.from.as_ref().map(host);
        let helo = received.helo.as_ref().map(host);
        let ptr = match &helo {
            Some(helo) if first.as_ref() != Some(helo) => first.clone(),
            _ => received.from_iprev.as_ref().map(ToString::to_string),
        };
        let is_name = |name: &String| !name.eq_ignore_ascii_case("unknown") && !name.is_empty();
        Hop {
            line: field.line,
            by: received.by.as_ref().map(host).filter(is_name),
            helo: helo.or(first).filter(is_name),
            ptr: ptr.filter(is_name),
            address,
            is_submission: with.as_deref().is_some_and(is_authenticated),
            with: with.map(|word| word.trim_end_matches(';').to_ascii_uppercase()),
            time: time(&received),
        }
    }
}

/// The hop at which the message came from the sender's server to the receiver's: below those among
/// the receiver's own servers, above those among the sender's. None where no field reports one.
pub fn border(hops: &[Hop]) -> Option<&Hop> {
    let organisation = |name: &Option<String>| {
        let name = name.as_deref()?.trim_end_matches('.').to_ascii_lowercase();
        psl::domain_str(&name).map(str::to_owned)
    };
    hops.iter().find(|hop| {
        let by = organisation(&hop.by);
        let is_inside = by.is_some()
            && (organisation(&hop.ptr) == by || hop.ptr.is_none() && organisation(&hop.helo) == by);
        hop.address.is_some_and(|ip| !is_internal(ip)) && !is_inside && !hop.is_submission
    })
}

/// Addresses that no receiver sees: loopback, private, link-local and shared ones.
fn is_internal(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let is_shared = ip.octets()[0] == 100 && ip.octets()[1] & 0xc0 == 64;
            ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified() || is_shared
        }
        IpAddr::V6(ip) => {
            ip.is_loopback() || ip.is_unspecified() || ip.is_unicast_link_local() || ip.is_unique_local()
        }
    }
}

fn host(host: &Host<'_>) -> String {
    match host {
        Host::Name(name) => name.to_string(),
        Host::IpAddr(ip) => format!("[{ip}]"),
    }
}

/// `ESMTPA`, `ESMTPSA` and their UTF8 forms.
fn is_authenticated(with: &str) -> bool {
    matches!(
        with.trim_end_matches(';').to_ascii_uppercase().as_str(),
        "ESMTPA" | "ESMTPSA" | "UTF8SMTPA" | "UTF8SMTPSA" | "ASMTP"
    )
}

fn time(received: &Received<'_>) -> Option<String> {
    let date = received.date.as_ref().filter(|date| date.is_valid())?;
    Some(date.to_rfc3339())
}

fn word_after(text: &str, word: &str) -> Option<String> {
    let mut words = text.split_ascii_whitespace();
    words.by_ref().find(|found| found.eq_ignore_ascii_case(word))?;
    words.next().map(str::to_owned)
}

/// The first address in brackets before `by`.
fn bracketed_address(text: &str) -> Option<IpAddr> {
    let from = text.find(" by ").map_or(text, |by| &text[..by]);
    from.split('[').skip(1).find_map(|rest| {
        let inner = rest.split(']').next()?;
        let bare = inner.strip_prefix("IPv6:").or(inner.strip_prefix("ipv6:")).unwrap_or(inner);
        bare.parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hop(value: &str) -> Hop {
        Hop::of(&Field { name: "Received".to_owned(), raw: format!(" {value}").into_bytes(), line: 7 })
    }

    #[test]
    fn reads_what_mail_servers_write() {
        for (value, by, helo, ptr, address) in [
            (
                "from mail.a.example (mail.a.example [192.0.2.10])\r\n\tby mx.b.example (Postfix) with ESMTPS id 4X1\r\n\tfor <x@b.example>; Sun, 22 Nov 2026 10:00:00 +0100 (CET)",
                "mx.b.example",
                Some("mail.a.example"),
                Some("mail.a.example"),
                "192.0.2.10",
            ),
            (
                "from localhost (unknown [192.0.2.11]) by mx.b.example (Postfix) with ESMTP id 4X1; Sun, 22 Nov 2026 10:00:00 +0100",
                "mx.b.example",
                Some("localhost"),
                None,
                "192.0.2.11",
            ),
            (
                "from [192.0.2.12] (helo=mail.a.example) by mx.b.example with esmtps (TLS1.3) tls TLS_AES_256_GCM_SHA384 (Exim 4.98) (envelope-from <i@a.example>) id 1abc-0; Sun, 22 Nov 2026 10:00:00 +0100",
                "mx.b.example",
                Some("mail.a.example"),
                None,
                "192.0.2.12",
            ),
            (
                "from host.a.example ([2001:db8::7] helo=mail.a.example) by mx.b.example with esmtp (Exim 4.98) id 1abc-0; Sun, 22 Nov 2026 10:00:00 +0100",
                "mx.b.example",
                Some("mail.a.example"),
                Some("host.a.example"),
                "2001:db8::7",
            ),
            (
                "from mout.kundenserver.de ([192.0.2.13]) by mx.kundenserver.de (mxeue011 [192.0.2.99]) with ESMTPS (Nemesis) id 1M; Sun, 22 Nov 2026 10:00:00 +0100",
                "mx.kundenserver.de",
                Some("mout.kundenserver.de"),
                None,
                "192.0.2.13",
            ),
        ] {
            let hop = hop(value);
            let found = (hop.by.as_deref(), hop.helo.as_deref(), hop.address);
            assert_eq!(found, (Some(by), helo, address.parse().ok()), "{value}");
            if ptr.is_some() {
                assert_eq!(hop.ptr.as_deref(), ptr, "{value}");
            }
            assert!(hop.time.as_deref() == Some("2026-11-22T10:00:00+01:00"), "{:?}", hop.time);
        }
    }

    #[test]
    fn a_login_is_recognised() {
        assert!(hop("from laptop ([192.0.2.9]) by smtp.a.example with ESMTPSA id 1; Sun, 22 Nov 2026 10:00:00 +0100").is_submission);
        assert!(!hop("from a ([192.0.2.9]) by b.example with ESMTPS id 1").is_submission);
    }

    #[test]
    fn the_border_is_where_the_receiver_took_it() {
        let hops = [
            hop("from mx.b.example ([10.0.0.1]) by store.b.example with LMTP id 1"),
            hop("from filter.b.example (filter.b.example [198.51.100.9]) by mx.b.example with ESMTP id 1"),
            hop("from mail.a.example (mail.a.example [192.0.2.10]) by mx.b.example with ESMTPS id 1"),
            hop("from laptop ([203.0.113.9]) by mail.a.example with ESMTPSA id 1"),
        ];
        assert_eq!(border(&hops).unwrap().address, "192.0.2.10".parse().ok());
        assert_eq!(border(&hops[3..]), None);
        assert_eq!(border(&hops[..2]), None);
    }

    #[test]
    fn nonsense_gives_what_can_be_read() {
        for text in ["", "from", "by", "from (((((", "from \0 by \u{7f}", ";;;;", &"(".repeat(100_000)] {
            let hop = hop(text);
            assert!(hop.address.is_none() && !hop.is_submission, "{text:.20}");
        }
    }
}
