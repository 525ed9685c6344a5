//! Which NXDOMAIN is believed.
//!
//! Sandboxes, captive portals and resolvers with a root of their own answer NXDOMAIN for names that exist. Such an
//! answer lacks what a resolver of the public DNS sends: the SOA record of the zone that does not hold the name
//! (RFC 2308 section 3).

use std::net::SocketAddr;

use crate::dns::{Answer, Name, Question, Record, RecordData, RecordType, Response};

/// The primary nameserver in the SOA record of the public root.
const PUBLIC_ROOT: &str = "a.root-servers.net";

/// Top-level domains for testing and documentation (RFC 6761 sections 6.2 and 6.5): a root of one's own may well hold
/// some, so only the public root is believed about them.
const RESERVED: [&str; 2] = ["test", "example"];

/// Top-level domains that exist nowhere, whoever says so (RFC 6761 sections 6.3 and 6.4).
const NOWHERE: [&str; 2] = ["invalid", "localhost"];

/// What an NXDOMAIN is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// The name does not exist.
    Believed,
    /// It depends on whether this query for the top-level domain's nameservers finds any.
    IfTopLevelDomainIsKnown(Question),
    /// Nothing shows that the resolver knows which names exist.
    Unproven,
}

/// Judges an NXDOMAIN by itself.
pub(super) fn standing(question: &Question, response: &Response) -> Standing {
    let name = response.canonical_name(question);
    let Some(label) = name.labels().last() else { return Standing::Unproven };
    let is_one_of = |labels: &[&str]| labels.iter().any(|one| label.eq_ignore_ascii_case(one.as_bytes()));
    if is_one_of(&NOWHERE) {
        return Standing::Believed;
    }
    let Some(soa) = response.soa.as_ref().filter(|soa| name.is_at_or_below(&soa.name)) else {
        return Standing::Unproven;
    };
    if soa.name.is_root() {
        // The root speaks for a top-level domain that does not exist. One that denies a public one is not the root.
        let is_right = !is_delegated(label) && (is_public_root(soa) || !is_one_of(&RESERVED));
        return if is_right { Standing::Believed } else { Standing::Unproven };
    }
    // A resolver that claims a public top-level domain for its own has to hold it.
    let is_own_zone = soa.name.labels().len() > 1 || !is_delegated(label);
    if response.authoritative && is_own_zone {
        return Standing::Believed;
    }
    match Name::from_labels([label]) {
        Ok(name) => Standing::IfTopLevelDomainIsKnown(Question { name, rtype: RecordType::NS }),
        Err(_) => Standing::Unproven,
    }
}

/// Returns true for an answer without data that nobody who knows the public DNS sends: with the SOA record of the root,
/// about a name below a public top-level domain.
pub(super) fn is_impossible_nodata(question: &Question, response: &Response) -> bool {
    let name = response.canonical_name(question);
    let is_below_public = name.labels().len() > 1 && name.labels().last().is_some_and(is_delegated);
    let is_of_root = response.soa.as_ref().is_some_and(|soa| soa.name.is_root());
    !response.nxdomain && response.records.is_empty() && is_of_root && is_below_public
}

/// Returns true when the answer to a query for a top-level domain's nameservers holds some.
pub(super) fn knows(question: &Question, answer: &Answer) -> bool {
    let is_nameserver = |record: &Record| record.name == question.name && record.rtype == RecordType::NS;
    answer.as_ref().is_ok_and(|response| !response.nxdomain && response.records.iter().any(is_nameserver))
}

fn is_public_root(soa: &Record) -> bool {
    let public: Option<Name> = PUBLIC_ROOT.parse().ok();
    matches!(&soa.data, RecordData::Soa { mname, .. } if Some(mname) == public.as_ref())
}

/// Returns true for a top-level domain of the public root, as far as the Public Suffix List knows.
fn is_delegated(label: &[u8]) -> bool {
    // A name below it, as the list holds some top-level domains as wildcards alone.
    let below = [b"x.", label].concat();
    psl::suffix(&below).is_some_and(|suffix| suffix.is_known())
}

/// Returns the nameservers as people name them: addresses, with the port where it is not 53.
pub(super) fn titles(nameservers: &[SocketAddr]) -> Vec<String> {
    let title = |server: &SocketAddr| match server.port() {
        53 => server.ip().to_string(),
        _ => server.to_string(),
    };
    nameservers.iter().map(title).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dns::Source;
    use crate::zone::parse_record;

    fn of(name: &str, soa: Option<&str>, authoritative: bool) -> Standing {
        let question = Question { name: name.parse().unwrap(), rtype: RecordType::MX };
        let soa = soa.map(|text| {
            let (owner, mname) = text.split_once(' ').unwrap();
            parse_record(&format!("{owner} 900 IN SOA {mname} h.test. 1 2 3 4 5"), Source::Live).unwrap()
        });
        let records = Vec::new();
        standing(&question, &Response { nxdomain: true, records, soa, authoritative, source: Source::Live })
    }

    fn asks(tld: &str) -> Standing {
        Standing::IfTopLevelDomainIsKnown(Question { name: tld.parse().unwrap(), rtype: RecordType::NS })
    }

    #[test]
    fn an_nxdomain_needs_the_soa_record_of_a_zone_below_the_root() {
        assert_eq!(of("nosuch.example.com", Some("example.com. ns.example.com."), false), asks("com"));
        assert_eq!(of("nosuch.com", Some("com. a.gtld-servers.net."), false), asks("com"));
        assert_eq!(of("google.com", None, false), Standing::Unproven);
        assert_eq!(of("google.com", None, true), Standing::Unproven);
        assert_eq!(of("google.com", Some("example.net. ns.example.net."), true), Standing::Unproven);
        assert_eq!(of("google.com", Some(". ns.corp."), false), Standing::Unproven);
        assert_eq!(of("google.com", Some(". ns.corp."), true), Standing::Unproven);
    }

    #[test]
    fn ones_own_zone_needs_no_top_level_domain() {
        assert_eq!(of("nosuch.example.com", Some("example.com. ns.example.com."), true), Standing::Believed);
        assert_eq!(of("nosuch.lan", Some("lan. ns.lan."), true), Standing::Believed);
        // Nobody's own server is that of com.
        assert_eq!(of("google.com", Some("com. localhost."), true), asks("com"));
    }

    #[test]
    fn the_root_holds_no_name_of_a_public_top_level_domain() {
        let is_impossible = |name: &str, owner: &str| {
            let question = Question { name: name.parse().unwrap(), rtype: RecordType::MX };
            let soa = format!("{owner} 900 IN SOA a.root-servers.net. h.test. 1 2 3 4 5");
            let soa = Some(parse_record(&soa, Source::Live).unwrap());
            let records = Vec::new();
            let response =
                Response { nxdomain: false, records, soa, authoritative: false, source: Source::Live };
            is_impossible_nodata(&question, &response)
        };
        assert!(is_impossible("google.com", "."));
        for (name, owner) in
            [("google.com", "google.com."), ("google.com", "com."), ("com", "."), ("a.test", ".")]
        {
            assert!(!is_impossible(name, owner), "{name} {owner}");
        }
    }

    #[test]
    fn the_root_speaks_for_top_level_domains_that_do_not_exist() {
        assert_eq!(of("gmail.con", Some(". a.root-servers.net."), false), Standing::Believed);
        assert_eq!(of("gmail.con", Some(". ns.corp."), false), Standing::Believed);
        assert_eq!(of("a.test", Some(". ns.corp."), false), Standing::Unproven);
        assert_eq!(of("a.test", Some(". a.root-servers.net."), false), Standing::Believed);
        assert_eq!(of("google.com", Some(". a.root-servers.net."), false), Standing::Unproven);
        assert_eq!(of("a.invalid", None, false), Standing::Believed);
        assert_eq!(of("a.test", None, false), Standing::Unproven);
    }
}
