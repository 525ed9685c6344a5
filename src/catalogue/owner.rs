//! Which receiver runs a mail host.

use super::model::Receiver;
use crate::dns::Name;

/// Returns the receivers that run an MX host of this name. Of all domains that it is in, the longest counts: a receiver
/// may name its hosts inside the domain of another one.
pub fn owners<'a>(receivers: &'a [Receiver], host: &Name) -> Vec<&'a Receiver> {
    let suffix = |receiver: &Receiver| {
        let suffixes = receiver.mx_suffixes.iter().filter(|suffix| host.is_at_or_below(suffix));
        suffixes.map(|suffix| suffix.labels().len()).max()
    };
    let longest = receivers.iter().filter_map(suffix).max();
    receivers.iter().filter(|receiver| longest.is_some() && suffix(receiver) == longest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::parse;

    fn named(name: &str, suffix: &str) -> Receiver {
        let text = include_str!("../../fixtures/receivers/example-receiver.toml");
        let text = text.replace("name = \"example\"", &format!("name = {name:?}"));
        parse("a.toml", &text.replace("mx.example.net\", \"mail.example.org", suffix)).unwrap()
    }

    #[test]
    fn the_longest_domain_counts() {
        let receivers = [
            named("outer", "protection.test"),
            named("inner", "olc.protection.test"),
            named("twin", "protection.test"),
        ];
        let who = |host: &str| {
            let owners = owners(&receivers, &host.parse().unwrap());
            owners.iter().map(|owner| owner.name.as_str()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(who("a.olc.protection.test"), "inner");
        assert_eq!(who("olc.protection.test"), "inner");
        assert_eq!(who("a.mail.protection.test"), "outer twin");
        assert_eq!(who("xolc.protection.test"), "outer twin");
        assert_eq!(who("protection.example"), "");
    }
}
