//! What PTR names say: a table of made-up names, written before the classifier was tuned.

use std::net::IpAddr;

use mxcheck::dns::Name;
use mxcheck::ptr_name::{Class, Feature, MalformedReason, classify, classify_without_lists};

use Class::{Dynamic, Generic, Individual, Unclear};

const NAMES: &[(&str, &str, Class)] = &[
    // Mail hosts, with and without digits.
    ("192.0.2.10", "mail.alias.example", Individual),
    ("192.0.2.1", "mx1.alias.example", Individual),
    ("192.0.2.2", "mail-02.alias.example", Individual),
    ("198.51.100.12", "smtp-out-12.alias.example", Individual),
    ("198.51.100.7", "mta-7.newsroom.example", Individual),
    ("198.51.100.31", "a100-31.smtp-out.sender.example", Individual),
    ("198.51.100.44", "o1.ptr1234.shop.example", Individual),
    ("198.51.100.123", "mail123.shop.example", Individual),
    ("198.51.100.123", "mail100-123.shop.example", Individual),
    ("203.0.113.9", "mta113-9.campaign.example", Individual),
    ("203.0.113.9", "mx0b-00123401.filter.example", Individual),
    ("203.0.113.77", "out-1029384756.mailer.example", Individual),
    ("203.0.113.77", "m1029384756.bulk-mail.example", Individual),
    ("203.0.113.5", "smtp20240115.alias.example", Individual),
    ("203.0.113.5", "exchange2016.alias.example", Individual),
    ("203.0.113.5", "srv2019.alias.example", Individual),
    ("203.0.113.5", "it-ex2019-srv3.campus.uni.example", Individual),
    ("203.0.113.24", "newsletter24.example", Individual),
    ("203.0.113.24", "mail.congress-2031.example", Individual),
    ("203.0.113.24", "relay3.pop.alias.example", Individual),
    ("203.0.113.82", "fwd82.out.telecom.example", Individual),
    ("203.0.113.3", "omta003.region1.a.filter.example", Individual),
    ("203.0.113.3", "sonic313-20.cons.mail.portal.example", Individual),
    ("203.0.113.48", "48.mo4.mail-out.hoster.example", Individual),
    ("203.0.113.200", "poczta.firma.example", Individual),
    ("203.0.113.200", "correo.empresa.example", Individual),
    ("203.0.113.200", "mailgw-fra-2.alias.example", Individual),
    ("203.0.113.200", "pop3-smtp.alias.example", Individual),
    ("203.0.113.200", "esa1.hc2001-12.filter.example", Individual),
    // Hosts that somebody named.
    ("198.51.100.80", "alias.example", Individual),
    ("198.51.100.80", "www.alias.example", Individual),
    ("198.51.100.80", "web1.alias.example", Individual),
    ("198.51.100.80", "server.alias.example", Individual),
    ("198.51.100.80", "srv01.alias.example", Individual),
    ("198.51.100.80", "vps.alias.example", Individual),
    ("198.51.100.80", "vps2.alias.example", Individual),
    ("198.51.100.80", "cloud.alias.example", Individual),
    ("198.51.100.80", "node3.cluster.alias.example", Individual),
    ("198.51.100.80", "ns1.alias.example", Individual),
    ("198.51.100.80", "lists.alias.example", Individual),
    ("198.51.100.80", "hal9000.alias.example", Individual),
    ("198.51.100.80", "apollo13.alias.example", Individual),
    ("198.51.100.80", "port80.example", Individual),
    ("198.51.100.80", "zeus.physics.uni.example", Individual),
    ("198.51.100.80", "gateway.branch-3.firm.example", Individual),
    ("198.51.100.80", "reverse-proxy.alias.example", Individual),
    ("198.51.100.80", "dynamics365.alias.example", Individual),
    ("198.51.100.80", "dynamo.alias.example", Individual),
    ("198.51.100.80", "static-web.mail.alias.example", Individual),
    ("198.51.100.80", "usr02.home.smith.example", Individual),
    ("198.51.100.80", "mail.mobile-repairs.example", Individual),
    ("198.51.100.80", "smtp.cablecompany.example", Individual),
    ("198.51.100.80", "host.dsl-shop.example", Individual),
    ("198.51.100.80", "anna.ip6.dept.uni.example", Individual),
    ("198.51.100.80", "vps-berlin.alias.example", Individual),
    ("198.51.100.80", "clientportal.alias.example", Individual),
    ("198.51.100.80", "mail.clientcare.example", Individual),
    ("198.51.100.80", "mail.corp.alias.example", Individual),
    ("198.51.100.80", "srv3.corp.alias.example", Individual),
    ("198.51.100.80", "dc1-web02.alias.example", Individual),
    ("198.51.100.80", "app101.corp.alias.example", Individual),
    ("198.51.100.80", "host.no.alias.example", Individual),
    ("198.51.100.80", "nat12.alias.example", Individual),
    ("198.51.100.80", "ptr12.alias.example", Individual),
    ("198.51.100.80", "mobile2.alias.example", Individual),
    ("198.51.100.80", "stats.alias.example", Individual),
    ("198.51.100.80", "b2b.alias.example", Individual),
    ("198.51.100.80", "4you.alias.example", Individual),
    ("198.51.100.80", "xn--mnchen-3ya.example", Individual),
    ("198.51.100.80", "mail.xn--mnchen-3ya.example", Individual),
    // Numbers that meet octets by chance.
    ("192.0.2.4", "rack2-unit4.lab.example", Individual),
    ("203.0.113.51", "area51.alias.example", Individual),
    ("198.51.100.66", "route66.alias.example", Individual),
    ("198.51.100.100", "studio100.alias.example", Individual),
    ("10.20.30.40", "mx20.shop40.example", Individual),
    ("2001:db8:1::25", "mail.alias.example", Individual),
    ("2001:db8:25::6", "mx6.alias.example", Individual),
    ("2001:db8::beef", "beef.alias.example", Individual),
    ("2001:db8:cafe::1", "cafe.alias.example", Individual),
    ("2001:db8::2025:1", "srv2025-1.alias.example", Individual),
    // The mail word wins over an access word where no address is in the name.
    ("198.51.100.80", "mail.adsl.provider.example", Unclear),
    ("198.51.100.80", "dhcp.alias.example", Unclear),
    ("198.51.100.80", "wifi.alias.example", Unclear),
    // The whole address, in decimal.
    ("198.51.100.7", "198-51-100-7.provider.example", Generic),
    ("198.51.100.7", "198.51.100.7.provider.example", Generic),
    ("198.51.100.7", "7.100.51.198.provider.example", Generic),
    ("198.51.100.7", "static-ip-198-51-100-7.provider.example", Generic),
    ("198.51.100.7", "ip-198-51-100-7.provider.example", Generic),
    ("198.51.100.7", "host-198-51-100-7.provider.example", Generic),
    ("198.51.100.7", "h198-51-100-7.cust.provider.example", Generic),
    ("198.51.100.7", "ec2-198-51-100-7.eu-central-9.compute.cloudy.example", Generic),
    ("198.51.100.7", "static.7.100.51.198.clients.server-house.example", Generic),
    ("198.51.100.7", "7.100-51-198.rev.provider.example", Generic),
    ("198.51.100.7", "7.198-51-100.static.provider.example", Generic),
    ("198.51.100.7", "host7.range198-51.net100.provider.example", Generic),
    ("198.51.100.7", "198.51.100.7.mail-relay.provider.example", Generic),
    ("198.51.100.7", "mail-198-51-100-7.provider.example", Generic),
    ("198.51.100.7", "a198b51c100d7.provider.example", Generic),
    ("198.51.100.7", "dsl-static-198-51-100-7.provider.example", Generic),
    ("198.51.100.7", "198-51-100-7.provider.co.uk", Generic),
    ("203.0.113.45", "203-0-113-45-rev.provider.com.br", Generic),
    // Zero-padded, run together, cut short.
    ("198.51.100.7", "198-051-100-007.provider.example", Generic),
    ("198.51.100.7", "ip198051100007.provider.example", Generic),
    ("198.51.100.7", "007100051198.provider.example", Generic),
    ("198.51.100.77", "1985110077.provider.example", Generic),
    ("198.51.100.77", "ip051100077.provider.example", Generic),
    ("198.51.100.7", "net-51-100-7.provider.example", Generic),
    ("198.51.100.7", "host7.198-51-100.provider.example", Generic),
    ("198.51.100.77", "xyz-100-77.provider.example", Generic),
    ("198.51.100.77", "77.100.provider.example", Generic),
    ("198.51.100.77", "tv100077.provider.example", Generic),
    ("198.51.100.77", "77.provider.example", Generic),
    ("198.51.100.77", "host-77.provider.example", Generic),
    // In hexadecimal.
    ("198.51.100.7", "pc6336407.provider.example", Generic),
    ("198.51.100.7", "076433c6.provider.example", Generic),
    ("198.51.100.7", "xc6336407.cust.provider.example", Generic),
    ("198.51.100.7", "c6-33-64-07.provider.example", Generic),
    ("198.51.100.7", "7.64.33c6.ip4.static.reverse-house.example", Generic),
    // IPv6.
    ("2001:db8:1:2::3", "2001-db8-1-2--3.rev.provider.example", Generic),
    ("2001:db8:1:2::3", "2001-0db8-0001-0002-0000-0000-0000-0003.provider.example", Generic),
    ("2001:db8:1:2::3", "host20010db8000100020000000000000003.provider.example", Generic),
    (
        "2001:db8:1:2::3",
        "3.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ip6.provider.example",
        Generic,
    ),
    ("2001:db8:1:2:a1b2:c3ff:fed4:e5f6", "a1b2c3fffed4e5f6.provider.example", Generic),
    ("2001:db8:1:2:a1b2:c3ff:fed4:e5f6", "dyn-a1b2-c3ff-fed4-e5f6.provider.example", Dynamic),
    ("2001:db8:1:2:a1b2:c3ff:fed4:e5f6", "p20010db800010002a1b2c3fffed4e5f6.dip0.telco.example", Dynamic),
    // Another address.
    ("198.51.100.7", "host-203-0-113-45.provider.example", Generic),
    ("198.51.100.7", "203.0.113.45.adsl.provider.example", Dynamic),
    ("2001:db8::7", "203-0-113-145.static.provider.example", Generic),
    // Placeholders.
    ("198.51.100.7", "unassigned.provider.example", Generic),
    ("198.51.100.7", "unknown.provider.example", Generic),
    ("198.51.100.7", "no-rdns.provider.example", Generic),
    ("198.51.100.7", "no-reverse-dns-configured.provider.example", Generic),
    ("198.51.100.7", "reverse-not-set.provider.example", Generic),
    ("198.51.100.7", "hosted-by.provider.example", Generic),
    ("198.51.100.7", "hosted-by-provider.hoster.example", Generic),
    ("198.51.100.7", "reverse.provider.example", Generic),
    ("198.51.100.7", "default-rdns.provider.example", Generic),
    ("198.51.100.7", "sin-reverso.proveedor.example", Generic),
    ("198.51.100.7", "localhost.localdomain", Generic),
    // Serials and customers' numbers.
    ("198.51.100.7", "customer-2481.provider.example", Generic),
    ("198.51.100.7", "cust4711.provider.example", Generic),
    ("198.51.100.7", "klient-0815.provider.example", Generic),
    ("198.51.100.7", "h2912345.serverhaus.example", Generic),
    ("198.51.100.7", "vmi1234567.machines.example", Generic),
    ("198.51.100.7", "v2202311187654321.tinysrv.example", Generic),
    ("198.51.100.7", "vps-4c1d9e2f.vps.provider.example", Generic),
    ("198.51.100.7", "vps12345.provider.example", Generic),
    ("198.51.100.7", "srv123456.provider.example", Generic),
    ("198.51.100.7", "server7301.dedicated.provider.example", Generic),
    ("198.51.100.7", "static-18.provider.example", Generic),
    ("198.51.100.7", "static.provider.example", Generic),
    ("198.51.100.7", "3f2b8c1e-90ab-4cde-8f01-23456789abcd.cloud.provider.example", Generic),
    // Access words.
    ("198.51.100.7", "dyn-198-51-100-7.provider.example", Dynamic),
    ("198.51.100.7", "198-51-100-7.dynamic.provider.example", Dynamic),
    ("198.51.100.7", "pool-198-51-100-7.city.provider.example", Dynamic),
    ("198.51.100.7", "pppoe-198-51-100-7.provider.example", Dynamic),
    ("198.51.100.7", "198-51-100-7.ftth.provider.example", Dynamic),
    ("198.51.100.7", "198-51-100-7.user3g.provider.example", Dynamic),
    ("198.51.100.7", "c-198-51-100-7.hsd1.state.provider.example", Dynamic),
    ("198.51.100.7", "dinamico-198-51-100-7.proveedor.example", Dynamic),
    ("198.51.100.7", "dynamicip-198-51-100-7.provider.example", Dynamic),
    ("198.51.100.7", "lfbn-1-234-7.w198-51.abo.provider.example", Dynamic),
    ("198.51.100.7", "cpc5-town6-0-0-cust999.town.cable.provider.example", Dynamic),
    ("198.51.100.7", "town-25.adsl.provider.example", Dynamic),
    ("198.51.100.7", "dhcp-77.provider.example", Dynamic),
    ("198.51.100.7", "h98.pool20.provider.example", Dynamic),
    ("198.51.100.7", "dynpool12.provider.example", Dynamic),
    ("198.51.100.7", "modemcable007.provider.example", Dynamic),
    ("198.51.100.7", "nat-198-51-100-7.cgn.provider.example", Dynamic),
    ("198.51.100.7", "wimax7.provider.example", Dynamic),
    ("198.51.100.7", "townadsl-4417.provider.example", Dynamic),
    ("198.51.100.7", "no.rdns.provider.example", Generic),
    ("198.51.100.7", "s0106a1b2c3d4e5f6.city.provider.example", Generic),
    ("198.51.100.7", "ip-70-25.provider.example", Generic),
    ("198.51.100.7", "7.ip-198-51-100.example", Generic),
    ("198.51.100.7", "3325256711.provider.example", Generic),
    ("198.51.100.7", "gpon-client-198-51-100-7.provider.example", Dynamic),
];

const MALFORMED: &[(&str, MalformedReason)] = &[
    (".", MalformedReason::Empty),
    ("localhost", MalformedReason::SingleLabel),
    ("mail", MalformedReason::SingleLabel),
    ("192.0.2.1", MalformedReason::Address),
    ("7.100.51.198", MalformedReason::Address),
    (r"192\.0\.2\.1", MalformedReason::Address),
    ("2001:db8::1", MalformedReason::Address),
    ("[192.0.2.1]", MalformedReason::Address),
    ("mail.alias.123", MalformedReason::NumericTopLabel),
    ("mail_1.alias.example", MalformedReason::Underscore),
    ("*.alias.example", MalformedReason::Character),
    (r"mail\032host.alias.example", MalformedReason::Character),
    (r"mail.\255\000.example", MalformedReason::Character),
    ("-mail.alias.example", MalformedReason::HyphenAtEdge),
    ("mail-.alias.example", MalformedReason::HyphenAtEdge),
];

fn of(ip: &str, name: &str) -> mxcheck::ptr_name::Classification {
    let ip: IpAddr = ip.parse().unwrap();
    classify(ip, &name.parse::<Name>().unwrap())
}

#[test]
fn names_are_of_their_class() {
    let mut wrong = Vec::new();
    for (ip, name, expected) in NAMES {
        let found = of(ip, name);
        if found.class != *expected {
            wrong.push(format!("{ip} {name}: {:?}, not {expected:?}: {}", found.class, found.reason));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), NAMES.len(), wrong.join("\n"));
}

#[test]
fn malformed_names_say_why() {
    for (name, reason) in MALFORMED {
        assert_eq!(of("198.51.100.7", name).class, Class::Malformed(*reason), "{name}");
    }
}

#[test]
fn the_reason_names_what_was_seen() {
    for (ip, name, said) in [
        (
            "198.51.100.7",
            "7.100.51.198.provider.example",
            "the address 198.51.100.7 is in the name, reversed",
        ),
        ("198.51.100.7", "pc6336407.provider.example", ", in hexadecimal"),
        ("198.51.100.7", "dyn-198-51-100-7.provider.example", "\"dyn\" says that the address is dynamic"),
        ("198.51.100.7", "host-203-0-113-45.provider.example", "203.0.113.45, which is not"),
        (
            "198.51.100.7",
            "no-rdns.provider.example",
            "the label \"no-rdns\" says that nobody has named the host",
        ),
        ("198.51.100.7", "vmi1234567.machines.example", "the label \"vmi1234567\" is a serial number"),
        ("198.51.100.7", "mx1.alias.example", "\"mx\" is a word of mail hosts"),
        ("198.51.100.7", "mail_1.alias.example", "underscore"),
    ] {
        let reason = of(ip, name).reason;
        assert!(reason.contains(said), "{name}: {reason}");
    }
}

#[test]
fn lists_add_what_features_cannot_know() {
    let name: Name = "198-51-100-7.mail-mxout.facebook.com".parse().unwrap();
    let ip = "198.51.100.7".parse().unwrap();
    assert_eq!(classify(ip, &name).class, Individual);
    assert_eq!(classify_without_lists(ip, &name).class, Generic);
}

/// The suffixes that companies registered for their customers hide nothing.
#[test]
fn private_suffixes_do_not_hide_the_address() {
    let found = of("198.51.100.7", "ec2-198-51-100-7.us-west-2.compute.amazonaws.com");
    assert_eq!((found.class, found.feature), (Generic, Feature::OwnAddress));
}

/// Any octets in any labels, for any address: a class, and no panic.
#[test]
fn takes_any_name() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let pieces: [&[u8]; 12] = [
        b"198",
        b"51",
        b"100",
        b"7",
        b"-",
        b"--",
        b"c6336407",
        b"dyn",
        b"mx",
        b"2001",
        b"\xff.\0",
        b"000000000007",
    ];
    for round in 0..50_000_u64 {
        let labels: Vec<Vec<u8>> = (0..next() % 6)
            .map(|_| {
                let mut label = Vec::new();
                for _ in 0..=next() % 5 {
                    if round % 3 == 0 {
                        label.push(next() as u8);
                    } else {
                        label.extend_from_slice(pieces[next() as usize % pieces.len()]);
                    }
                }
                label.truncate(63);
                label
            })
            .collect();
        let Ok(name) = Name::from_labels(labels) else { continue };
        let ip = match next() % 3 {
            0 => IpAddr::from((next() as u32).to_be_bytes()),
            1 => IpAddr::from([198, 51, 100, 7]),
            _ => IpAddr::from((u128::from(next()) << 64 | u128::from(next())).to_be_bytes()),
        };
        assert!(!classify(ip, &name).reason.is_empty());
    }
}
