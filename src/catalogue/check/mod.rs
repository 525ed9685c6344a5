//! The vocabulary of checks: what each one is, and the list of all of them.
//!
//! A file a topic. A check is one entry of its topic's `checks!`, which defines it and lists it;
//! its arm in `judge::check` makes findings of it.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use serde::{Serialize, Serializer};

/// Defines the checks of a topic, and `ALL`, the list of them.
macro_rules! checks {
    ($($(#[$about:meta])* $name:ident = Check {
        id: $id:expr,
        title: $title:expr,
        doc: $doc:expr,
        references: $references:expr,
        input: $input:expr,
        $(is_failed_lookup: $failed:literal,)?
        $(is_form: $form:literal,)?
        $(is_on_demand: $on_demand:literal,)?
    };)*) => {
        $($(#[$about])*
        pub static $name: super::Check = super::Check {
            id: $id,
            title: $title,
            doc: $doc,
            references: $references,
            input: $input,
            is_failed_lookup: false $(|| $failed)?,
            is_form: false $(|| $form)?,
            is_on_demand: false $(|| $on_demand)?,
        };)*

        /// The checks of this topic.
        pub(super) static ALL: &[&super::Check] = &[$(&$name),*];
    };
}

/// Declares the files of the topics, and the list of their lists.
macro_rules! topics {
    ($($topic:ident,)*) => {
        $(mod $topic; pub use $topic::*;)*

        /// The checks of each topic, in the order of `mxcheck checks`.
        static TOPICS: &[&[&Check]] = &[$($topic::ALL),*];
    };
}

topics! {
    sender_address,
    domain,
    mx,
    reverse,
    helo,
    dnsbl,
    spf,
    authentication,
    dmarc,
    size,
    resolver,
    nameserver,
    session,
    message,
}

/// A check: one fault that a sender, a server or a message can have.
#[derive(Debug)]
pub struct Check {
    /// Kebab-case, naming the fault; it never changes.
    pub id: &'static str,
    /// The fault in a few words.
    pub title: &'static str,
    /// What it means; this is its published explanation.
    pub doc: &'static str,
    /// Where the requirement is laid down.
    pub references: &'static [&'static str],
    /// What must be known to judge it.
    pub input: Input,
    /// True for a lookup that failed: it hides what the other checks of its input would find.
    pub is_failed_lookup: bool,
    /// True for a check of the form alone, of what was typed: that it passes says nothing about what a receiver
    /// would see, so a stage is not judged by it.
    pub is_form: bool,
    /// True for a check that costs queries of its own, or says something to some receivers alone: it is judged only
    /// where a rule of a chosen receiver names it as a cause.
    pub is_on_demand: bool,
}

/// Two checks are the same when their ids are.
impl PartialEq for Check {
    fn eq(&self, other: &Check) -> bool {
        self.id == other.id
    }
}

impl Eq for Check {}

/// A check is serialised as its id.
impl Serialize for Check {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id)
    }
}

/// What must be known of a sender before a check can judge it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Input {
    /// The reverse-path.
    ReversePath,
    /// The domain of the reverse-path.
    SenderDomain,
    /// The address that connects.
    SendingAddress,
    /// The name given with HELO or EHLO.
    HeloName,
    /// What DNSBLs say of the sending address.
    AddressLists,
    /// What DNSBLs say of the sender domain.
    DomainLists,
    /// What DNSBLs say of the domain of the HELO name.
    HeloLists,
    /// Whether SPF or DKIM speaks for the sender.
    Authentication,
    /// The SPF record of the sender domain.
    SpfRecord,
    /// The SPF result for the sending address.
    Spf,
    /// The DMARC record of the author's domain.
    Dmarc,
    /// The message's size.
    Size,
    /// The message itself.
    Message,
    /// The resolver that is asked.
    Resolver,
    /// The authoritative nameservers of the sender's zones.
    Nameservers,
    /// A dry run with the receiver's server.
    Session,
}

impl Input {
    /// The same in one or two words, for lists.
    pub fn label(self) -> &'static str {
        match self {
            Input::ReversePath => "reverse-path",
            Input::SenderDomain => "mail hosts",
            Input::SendingAddress => "address",
            Input::HeloName => "HELO name",
            Input::AddressLists | Input::DomainLists | Input::HeloLists => "DNSBLs",
            Input::Authentication => "SPF and DKIM",
            Input::Spf | Input::SpfRecord => "SPF",
            Input::Dmarc => "DMARC",
            Input::Size => "size",
            Input::Message => "message",
            Input::Resolver => "resolver",
            Input::Nameservers => "nameservers",
            Input::Session => "session",
        }
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Input::ReversePath => "the reverse-path",
            Input::SenderDomain => "the mail hosts of the sender domain",
            Input::SendingAddress => "the sending address",
            Input::HeloName => "the HELO name",
            Input::AddressLists => "whether the sending address is on a DNSBL",
            Input::DomainLists => "whether the sender domain is on a DNSBL",
            Input::HeloLists => "whether the HELO name's domain is on a DNSBL",
            Input::Authentication => "the SPF result for the sending address, and DKIM",
            Input::SpfRecord => "the SPF record of the sender domain",
            Input::Spf => "the SPF result for the sending address",
            Input::Dmarc => "the DMARC record",
            Input::Size => "the message's size",
            Input::Message => "the message, as a file",
            Input::Resolver => "the resolver",
            Input::Nameservers => "each authoritative nameserver (--authoritative)",
            Input::Session => "an SMTP session with the receiver (mxcheck smtp, or --live)",
        })
    }
}

/// Returns every check, topic by topic.
pub fn all() -> impl Iterator<Item = &'static Check> + Clone {
    TOPICS.iter().flat_map(|topic| topic.iter().copied())
}

/// Returns the check with this id.
pub fn find(id: &str) -> Option<&'static Check> {
    static BY_ID: LazyLock<HashMap<&str, &Check>> =
        LazyLock::new(|| all().map(|check| (check.id, check)).collect());
    BY_ID.get(id).copied()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_check_has_an_id_of_its_own_and_an_explanation() {
        let mut ids = HashSet::new();
        for check in all() {
            let is_kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(ids.insert(check.id) && check.id.chars().all(is_kebab), "{}", check.id);
            assert!(!check.title.is_empty() && check.doc.ends_with('.'), "{}", check.id);
            assert_eq!(find(check.id), Some(check));
        }
    }

    #[test]
    fn failed_lookups_are_distinguished_by_their_property() {
        let failed: Vec<&str> = all().filter(|check| check.is_failed_lookup).map(|check| check.id).collect();
        let wanted =
            ["mx-lookup-failed", "mx-exchange-lookup-failed", "ptr-lookup-failed", "helo-lookup-failed"];
        assert_eq!(failed, wanted);
    }
}
