//! Who sends.

use std::net::IpAddr;

use serde::Serialize;

use super::view::{shown_as, view, words};
use crate::dns::Name;
use crate::sender::{Origin, Sender, SendingAddress};

/// The identity that was tested.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SenderView {
    /// The domain that was typed.
    pub domain: Option<GivenName>,
    /// The addresses that connect; none when none is known.
    pub addresses: Vec<SendingAddress>,
    /// The name given with HELO or EHLO; null when it is not known.
    pub helo: Option<GivenHelo>,
    /// The argument of MAIL FROM; null when only an address or a HELO name is judged.
    pub mail_from: Option<GivenReversePath>,
    /// Whether this is a bulk sender; null where nobody said so.
    pub bulk: Option<GivenBulk>,
}

/// A name and where it comes from.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct GivenName {
    /// The name.
    pub name: Name,
    /// Typed, or filled in.
    pub origin: Origin,
}

/// A HELO name, which need not be a domain name, and where it comes from.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct GivenHelo {
    /// The name as the client sends it.
    pub name: String,
    /// Typed, or filled in.
    pub origin: Origin,
}

/// A reverse-path and where it comes from.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct GivenReversePath {
    /// The address, or `<>`.
    pub address: String,
    /// Typed, or filled in.
    pub origin: Origin,
}

/// Whether the sender sends in bulk, and where that is from.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct GivenBulk {
    /// True for a bulk sender.
    pub value: bool,
    /// Typed, or filled in.
    pub origin: Origin,
}

impl SenderView {
    /// The identity of a sender, with the addresses that were assumed for it.
    pub fn of(sender: &Sender, assumed_addresses: &[IpAddr]) -> SenderView {
        let given =
            sender.addresses.iter().map(|ip| SendingAddress { ip: *ip, origin: sender.addresses_origin });
        let assumed = assumed_addresses.iter().map(|ip| SendingAddress { ip: *ip, origin: Origin::Assumed });
        SenderView {
            domain: sender.domain.clone().map(|name| GivenName { name, origin: Origin::Given }),
            addresses: given.chain(assumed).collect(),
            helo: sender
                .helo
                .as_ref()
                .map(|helo| GivenHelo { name: helo.text.clone(), origin: sender.helo_origin }),
            mail_from: sender
                .mail_from
                .as_ref()
                .map(|(path, origin)| GivenReversePath { address: path.to_string(), origin: *origin }),
            bulk: sender.bulk.map(|origin| GivenBulk { value: true, origin }),
        }
    }
}

words! {
    /// Where a part of the identity is from.
    Origin as OriginWord {
        /// Typed.
        Given = "given",
        /// Filled in by mxcheck.
        Assumed = "assumed",
        /// Taken from an environment variable.
        Environment = "environment",
        /// Taken from a file of settings.
        Config = "config",
    }
}

view! {
    /// An address that connects to the receiver.
    SendingAddress as SendingAddressView, address {
        /// The address.
        ip: IpAddr = address.ip,
        /// Typed, or taken from the SPF record.
        origin: Origin = address.origin,
    }
}
