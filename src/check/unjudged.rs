//! Faults that receivers' data may name and that this version does not judge: the rules that hang
//! on them are undetermined in every prediction.

use super::{Check, Input};

/// The sending address is on a DNSBL.
pub const ADDRESS_IS_LISTED: Check = Check {
    id: "address-is-listed",
    title: "the sending address is on a DNSBL",
    doc: "A DNS block list that receivers use lists the address.",
    references: &["RFC 5782"],
    input: Input::AddressLists,
    judged: false,
};

/// The sender domain is on a DNSBL.
pub const DOMAIN_IS_LISTED: Check = Check {
    id: "domain-is-listed",
    title: "the sender domain is on a DNSBL",
    doc: "A DNS block list of domains lists the sender domain.",
    references: &["RFC 5782"],
    input: Input::DomainLists,
    judged: false,
};

/// A DNSBL cannot be used.
pub const DNSBL_IS_UNUSABLE: Check = Check {
    id: "dnsbl-is-unusable",
    title: "a DNSBL cannot be used",
    doc: "The list refuses this resolver, lists everything, is dead or does not answer: nothing that it says \
          is a listing, and nothing is clean.",
    references: &["RFC 5782 section 5"],
    input: Input::AddressLists,
    judged: false,
};
