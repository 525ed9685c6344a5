//! Whose zones names are in.

use crate::dns::Name;

/// Returns true when both names are below the same registrable domain, so that whoever publishes one may publish the
/// other.
pub(super) fn is_of_same_owner(one: &Name, other: &Name) -> bool {
    one.is_at_or_below(&registrable(other))
}

/// Returns true for names of reverse zones, which belong to whoever provides the addresses.
pub(super) fn is_in_reverse_zone(name: &Name) -> bool {
    [&[&b"in-addr"[..], b"arpa"], &[b"ip6", b"arpa"]]
        .into_iter()
        .filter_map(|labels| Name::from_labels(labels).ok())
        .any(|zone| name.is_at_or_below(&zone))
}

/// Returns true for names that lead nowhere outside of somebody's own network (RFC 6761, RFC 6762, RFC 8375, RFC 9476
/// and those in common use), and for single labels.
pub(super) fn is_never_on_the_internet(name: &Name) -> bool {
    const LAST: [&[u8]; 15] = [
        b"localhost",
        b"localdomain",
        b"local",
        b"internal",
        b"invalid",
        b"lan",
        b"home",
        b"corp",
        b"intranet",
        b"private",
        b"alt",
        b"onion",
        b"arpa",
        b"workgroup",
        b"localnet",
    ];
    let labels: Vec<&[u8]> = name.labels().collect();
    labels.len() < 2
        || labels.last().is_some_and(|last| LAST.iter().any(|word| last.eq_ignore_ascii_case(word)))
}

/// The registrable domain of a name; the name itself where it is a public suffix.
pub(super) fn registrable(name: &Name) -> Name {
    let text = name.to_string();
    let found = psl::domain_str(&text).and_then(|domain| domain.parse().ok());
    found.unwrap_or_else(|| name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_registrable_domains() {
        let same = |one: &str, other: &str| is_of_same_owner(&one.parse().unwrap(), &other.parse().unwrap());
        assert!(same("mx.a.test", "a.test") && same("a.test", "mail.sub.a.test"));
        assert!(!same("mx.b.test", "a.test") && !same("mx.b.co.uk", "a.co.uk") && !same("test", "a.test"));
    }

    #[test]
    fn knows_names_of_own_networks() {
        let is_never = |name: &str| is_never_on_the_internet(&name.parse().unwrap());
        assert!(is_never("localhost.localdomain") && is_never("mail.LOCAL") && is_never("mx.home.arpa"));
        assert!(is_never("server") && !is_never("mail.a.test") && !is_never("local.a.test"));
    }

    #[test]
    fn knows_reverse_zones() {
        let is_reverse = |name: &str| is_in_reverse_zone(&name.parse().unwrap());
        assert!(is_reverse("10.2.0.192.in-addr.arpa") && is_reverse("8.b.d.0.1.0.0.2.ip6.arpa"));
        assert!(!is_reverse("in-addr.arpa.a.test"));
    }
}
