//! The sender to be judged, as it was typed and checked: nothing here has asked the network yet.
//!
//! # Promises
//!
//! - A value of these types has been checked; no room above checks it again.
//! - What RFC 5321 does not allow but somebody may send is a fault of the value, not an error.
//!
//! # May use
//!
//! [`dns`](crate::dns), [`untrusted`](crate::untrusted).

mod helo;
mod input;
mod reachable;
mod reverse_path;
mod target;

use std::net::IpAddr;

pub use helo::{Helo, HeloFault, HeloKind};
pub use input::{InputError, parse_address, parse_domain};
pub use reachable::{is_documentation, is_public, is_unroutable};
pub use reverse_path::{AddressFault, Mailbox, MailboxHost, ReversePath, domain_fault};
pub use target::{Recipient, Target, TargetError, TargetHost, forward_path};

use crate::dns::Name;

/// Whether a part of the identity was typed or filled in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// Typed.
    #[default]
    Given,
    /// Filled in by mxcheck.
    Assumed,
    /// Taken from an environment variable.
    Environment,
    /// Taken from a file of settings.
    Config,
}

impl Origin {
    /// The word that pages and JSON use.
    pub fn as_str(self) -> &'static str {
        match self {
            Origin::Given => "given",
            Origin::Assumed => "assumed",
            Origin::Environment => "environment",
            Origin::Config => "config",
        }
    }

    /// Returns true when the caller has chosen it, on the command line or in settings.
    pub fn is_chosen(self) -> bool {
        self != Origin::Assumed
    }
}

/// An address that connects to the receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SendingAddress {
    /// The address.
    pub ip: IpAddr,
    /// Typed, or taken from the SPF record.
    pub origin: Origin,
}

/// Who sends: everything that a receiver sees of a sender before DATA. What was not given is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sender {
    /// The domain that was typed. With another domain in the reverse-path it is only the author's.
    pub domain: Option<Name>,
    /// The reverse-path, the argument of MAIL FROM, and where it comes from.
    pub mail_from: Option<(ReversePath, Origin)>,
    /// The addresses that connect, as typed.
    pub addresses: Vec<IpAddr>,
    /// True when they were found in a file, and not typed: then nothing shows that they are the sender's own.
    pub addresses_are_found: bool,
    /// Where the addresses are from.
    pub addresses_origin: Origin,
    /// The argument of HELO or EHLO.
    pub helo: Option<Helo>,
    /// Where the HELO name comes from.
    pub helo_origin: Origin,
    /// The message's size in octets as it is sent.
    pub size: Option<u64>,
    /// Where it is from that this is a bulk sender; `None` where nobody said so.
    pub bulk: Option<Origin>,
}

impl Sender {
    /// The sender of `domain`, with `postmaster@domain` as reverse-path unless another is given.
    pub fn of_domain(domain: Name, mail_from: Option<ReversePath>) -> Sender {
        let mail_from = match mail_from {
            Some(path) => (path, Origin::Given),
            None => (ReversePath::of("postmaster", domain.clone()), Origin::Assumed),
        };
        Sender { domain: Some(domain), mail_from: Some(mail_from), ..Sender::default() }
    }

    /// The domain whose mail host the receiver looks up at MAIL FROM; none for the
    /// null reverse-path, an address literal or a path without a domain.
    pub fn sender_domain(&self) -> Option<&Name> {
        match &self.mail_from {
            Some((ReversePath::Mailbox(Mailbox { host, .. }), _)) => match host {
                MailboxHost::Domain(name) | MailboxHost::DottedDomain(name) => Some(name),
                MailboxHost::Literal(_) | MailboxHost::Missing => None,
            },
            _ => None,
        }
    }

    /// Returns a name that the sender is about: the sender domain, else the HELO name, else the reverse name of its
    /// address, else the root.
    pub fn any_name(&self) -> Name {
        let helo = || self.helo.as_ref().and_then(Helo::fqdn).cloned();
        let address = || self.addresses.first().map(|ip| Name::reverse(*ip));
        self.sender_domain().cloned().or_else(helo).or_else(address).unwrap_or_else(Name::root)
    }
}
