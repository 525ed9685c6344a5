//! The senders and recipients that a rule applies to: conditions that are no fault of the sender.

use std::fmt;
use std::net::IpAddr;

use crate::dns::Name;

/// A version of the Internet Protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IpVersion {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
}

impl IpVersion {
    /// Returns the version of an address.
    pub fn of(address: IpAddr) -> IpVersion {
        if address.is_ipv4() { IpVersion::V4 } else { IpVersion::V6 }
    }

    /// Returns 4 or 6.
    pub fn number(self) -> u8 {
        match self {
            IpVersion::V4 => 4,
            IpVersion::V6 => 6,
        }
    }
}

impl fmt::Display for IpVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IPv{}", self.number())
    }
}

/// The senders and recipients that a rule applies to. All conditions must hold; without any, it applies to everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applies {
    /// For bulk senders alone.
    pub bulk: bool,
    /// For recipients alone whose organisation, a customer of the receiver, has switched it on.
    pub tenant: bool,
    /// For sending addresses of this version alone.
    pub ip: Option<IpVersion>,
    /// For recipients at these domains alone; empty: at all of the receiver's.
    pub recipients: Vec<Name>,
}

/// What is known of a sending when a rule's conditions are looked at.
#[derive(Clone, Copy, Debug, Default)]
pub struct Occasion<'a> {
    /// True where the sender says that it sends in bulk.
    pub is_bulk: bool,
    /// The sending address, where it is known.
    pub address: Option<IpAddr>,
    /// The domains of the recipients, as far as they are known.
    pub recipients: &'a [&'a Name],
}

/// Whether a rule's conditions hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// All of them hold.
    Holds,
    /// Some are not known to hold, and none is known not to.
    Perhaps(Vec<Condition>),
    /// One does not hold.
    RuledOut,
}

/// A condition that is not known to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// That the sender is a bulk sender.
    Bulk,
    /// That the recipient's organisation has switched the rule on.
    Tenant,
    /// That the mail is sent over this version.
    Ip(IpVersion),
    /// That the recipient is at one of these domains.
    Recipient(Vec<Name>),
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Condition::Bulk => f.write_str("bulk senders only"),
            Condition::Tenant => f.write_str("only where the recipient's organisation has switched it on"),
            Condition::Ip(version) => write!(f, "over {version} only"),
            Condition::Recipient(domains) => {
                let domains: Vec<String> = domains.iter().map(Name::to_string).collect();
                write!(f, "recipients at {} only", domains.join(", "))
            }
        }
    }
}

impl Condition {
    /// Returns the flag that says whether it holds; `None` where nobody outside can know.
    pub fn flag(&self) -> Option<&'static str> {
        match self {
            Condition::Bulk => Some("--bulk"),
            Condition::Tenant => None,
            Condition::Ip(_) => Some("--ip"),
            Condition::Recipient(_) => Some("--to"),
        }
    }
}

impl Applies {
    /// Returns true when it is for everybody.
    pub fn is_for_all(&self) -> bool {
        *self == Applies::default()
    }

    /// Returns all conditions.
    pub fn conditions(&self) -> Vec<Condition> {
        match self.reach(Occasion::default()) {
            Reach::Perhaps(open) => open,
            Reach::Holds | Reach::RuledOut => Vec::new(),
        }
    }

    /// Returns whether the conditions hold.
    pub fn reach(&self, occasion: Occasion<'_>) -> Reach {
        let mut open = Vec::new();
        if let Some(version) = self.ip {
            match occasion.address.map(IpVersion::of) {
                None => open.push(Condition::Ip(version)),
                Some(given) if given != version => return Reach::RuledOut,
                Some(_) => {}
            }
        }
        if !self.recipients.is_empty() {
            match occasion.recipients {
                [] => open.push(Condition::Recipient(self.recipients.clone())),
                given if given.iter().any(|domain| self.recipients.contains(domain)) => {}
                _ => return Reach::RuledOut,
            }
        }
        if self.bulk && !occasion.is_bulk {
            open.push(Condition::Bulk);
        }
        if self.tenant {
            open.push(Condition::Tenant);
        }
        if open.is_empty() { Reach::Holds } else { Reach::Perhaps(open) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(applies: &Applies, is_bulk: bool, address: &str, recipients: &[&str]) -> Reach {
        let names: Vec<Name> = recipients.iter().map(|name| name.parse().unwrap()).collect();
        let recipients: Vec<&Name> = names.iter().collect();
        applies.reach(Occasion { is_bulk, address: address.parse().ok(), recipients: &recipients })
    }

    #[test]
    fn a_rule_without_conditions_is_for_everybody() {
        assert!(Applies::default().is_for_all());
        assert_eq!(reach(&Applies::default(), false, "", &[]), Reach::Holds);
    }

    #[test]
    fn bulk_holds_when_the_sender_says_so() {
        let bulk = Applies { bulk: true, ..Applies::default() };
        assert!(!bulk.is_for_all());
        assert_eq!(reach(&bulk, true, "", &[]), Reach::Holds);
        assert_eq!(reach(&bulk, false, "", &[]), Reach::Perhaps(vec![Condition::Bulk]));
    }

    #[test]
    fn what_a_tenant_has_chosen_is_never_known() {
        let tenant = Applies { tenant: true, ..Applies::default() };
        assert_eq!(
            reach(&tenant, true, "192.0.2.1", &["a.example"]),
            Reach::Perhaps(vec![Condition::Tenant])
        );
    }

    #[test]
    fn an_ip_version_is_that_of_the_sending_address() {
        for (version, same, other) in
            [(IpVersion::V4, "192.0.2.1", "2001:db8::1"), (IpVersion::V6, "2001:db8::1", "192.0.2.1")]
        {
            let one = Applies { ip: Some(version), ..Applies::default() };
            assert_eq!(reach(&one, false, same, &[]), Reach::Holds);
            assert_eq!(reach(&one, false, other, &[]), Reach::RuledOut);
            assert_eq!(reach(&one, false, "", &[]), Reach::Perhaps(vec![Condition::Ip(version)]));
        }
    }

    #[test]
    fn recipients_are_those_of_the_named_domains() {
        let domains = vec!["a.example".parse().unwrap(), "b.example".parse().unwrap()];
        let some = Applies { recipients: domains.clone(), ..Applies::default() };
        assert_eq!(reach(&some, false, "", &["b.example"]), Reach::Holds);
        assert_eq!(reach(&some, false, "", &["c.example", "A.Example"]), Reach::Holds);
        assert_eq!(reach(&some, false, "", &["c.example", "x.a.example"]), Reach::RuledOut);
        assert_eq!(reach(&some, false, "", &[]), Reach::Perhaps(vec![Condition::Recipient(domains)]));
    }

    #[test]
    fn one_condition_that_does_not_hold_rules_it_out() {
        let all = Applies {
            bulk: true,
            tenant: true,
            ip: Some(IpVersion::V6),
            recipients: vec!["a.example".parse().unwrap()],
        };
        assert_eq!(reach(&all, true, "192.0.2.1", &["a.example"]), Reach::RuledOut);
        assert_eq!(reach(&all, true, "2001:db8::1", &["c.example"]), Reach::RuledOut);
        assert_eq!(
            reach(&all, false, "2001:db8::1", &["a.example"]),
            Reach::Perhaps(vec![Condition::Bulk, Condition::Tenant])
        );
    }
}
