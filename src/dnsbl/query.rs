//! The names that a list is asked for (RFC 5782 sections 2 and 3).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{List, ListSubject, Scope, TestEntries};
use crate::dns::{Name, NameError};

impl List {
    /// The name of a subject's entry: an IPv4 address reversed by octets, an IPv6 address by
    /// nibbles, a domain as it is, in front of the list's zone.
    ///
    /// # Errors
    ///
    /// The name would be too long for DNS: the list cannot hold the subject.
    pub fn entry(&self, subject: &ListSubject) -> Result<Name, NameError> {
        match subject {
            ListSubject::Address(ip) => {
                let reverse = Name::reverse(*ip);
                // Without the two labels of in-addr.arpa or ip6.arpa.
                let labels = reverse.labels().len().saturating_sub(2);
                Name::from_labels(reverse.labels().take(labels).chain(self.zone.labels()))
            }
            ListSubject::Domain(name) => Name::from_labels(name.labels().chain(self.zone.labels())),
        }
    }

    /// The names of the test entries of a scope: the list's own, else 127.0.0.2 and 127.0.0.1,
    /// ::FFFF:7F00:2 and ::FFFF:7F00:1, TEST and INVALID (RFC 5782 section 5).
    ///
    /// # Errors
    ///
    /// A name would be too long for DNS.
    pub fn test_entries(&self, scope: Scope) -> Result<TestEntries<Name>, NameError> {
        let own = self.own_tests.iter().find(|(known, _)| *known == scope);
        let subjects = match (own, scope) {
            (Some((_, own)), _) => [&own.listed, &own.unlisted].map(|name| ListSubject::Domain(name.clone())),
            (None, Scope::Ip4) => {
                [2, 1].map(|last| ListSubject::Address(IpAddr::V4(Ipv4Addr::new(127, 0, 0, last))))
            }
            (None, Scope::Ip6) => [2, 1].map(|last| {
                ListSubject::Address(IpAddr::V6(Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0x7f00, last)))
            }),
            (None, Scope::Domain) => {
                let [listed, unlisted] =
                    [b"test".as_slice(), b"invalid"].map(|label| Name::from_labels([label]));
                [ListSubject::Domain(listed?), ListSubject::Domain(unlisted?)]
            }
        };
        let [listed, unlisted] = subjects;
        Ok(TestEntries { listed: self.entry(&listed)?, unlisted: self.entry(&unlisted)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> List {
        List::unknown("bl.test".parse().unwrap())
    }

    fn address(text: &str) -> String {
        list().entry(&ListSubject::Address(text.parse().unwrap())).unwrap().to_string()
    }

    #[test]
    fn addresses_are_reversed_by_octets_and_by_nibbles() {
        assert_eq!(address("192.0.2.99"), "99.2.0.192.bl.test");
        // The example of RFC 5782 section 2.4.
        assert_eq!(
            address("2001:db8:1:2:3:4:567:89ab"),
            "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.bl.test"
        );
    }

    #[test]
    fn test_entries_are_those_of_the_rfc_or_the_lists_own() {
        let entries = |scope| {
            let entries = list().test_entries(scope).unwrap();
            (entries.listed.to_string(), entries.unlisted.to_string())
        };
        assert_eq!(entries(Scope::Ip4), ("2.0.0.127.bl.test".into(), "1.0.0.127.bl.test".into()));
        let mapped = |last| format!("{last}.0.0.0.0.0.f.7.f.f.f.f{}.bl.test", ".0".repeat(20));
        assert_eq!(entries(Scope::Ip6), (mapped(2), mapped(1)));
        assert_eq!(entries(Scope::Domain), ("test.bl.test".into(), "invalid.bl.test".into()));
        let dbl = super::super::built_in().into_iter().find(|list| list.title == "Spamhaus DBL").unwrap();
        let entries = dbl.test_entries(Scope::Domain).unwrap();
        assert_eq!(entries.listed.to_string(), "dbltest.com.dbl.spamhaus.org");
    }

    #[test]
    fn a_domain_too_long_for_the_list_has_no_entry() {
        let long: Name = "a.".repeat(125).parse().unwrap();
        assert_eq!(list().entry(&ListSubject::Domain(long)), Err(NameError::TooLong));
    }

    #[test]
    fn a_domain_is_asked_with_the_one_that_was_registered() {
        let subjects = |name: &str| {
            let subjects = ListSubject::of_domain(&name.parse().unwrap());
            subjects.iter().map(ListSubject::to_string).collect::<Vec<_>>()
        };
        assert_eq!(subjects("mail.news.example.co.uk"), ["mail.news.example.co.uk", "example.co.uk"]);
        assert_eq!(subjects("example.com"), ["example.com"]);
        assert_eq!(subjects("com"), ["com"]);
        assert_eq!(subjects("a.xn--mnchen-3ya.test"), ["a.xn--mnchen-3ya.test", "xn--mnchen-3ya.test"]);
    }
}
