//! Faults that receivers' data may name and that this version does not judge: the rules that hang
//! on them are undetermined in every prediction.

use super::{Check, Input};

/// The sending address is private, loopback or reserved.
pub const ADDRESS_IS_UNROUTABLE: Check = Check {
    id: "address-is-unroutable",
    title: "the sending address is private, loopback or reserved",
    doc: "A server on the Internet never sees this address as the sender's: a translated or documentation \
          address was given. It is judged like any other.",
    references: &["RFC 6890"],
    input: Input::SendingAddress,
    judged: false,
};

/// The sending address has no PTR record.
pub const PTR_MISSING: Check = Check {
    id: "ptr-missing",
    title: "the sending address has no PTR record",
    doc: "Nothing is published under the address's name in in-addr.arpa or ip6.arpa. Only whoever the \
          address belongs to, usually the provider, can publish it.",
    references: &["RFC 1912 section 2.1", "RFC 1035 section 3.5"],
    input: Input::SendingAddress,
    judged: false,
};

/// The PTR name shows a dynamic address.
pub const PTR_IS_DYNAMIC: Check = Check {
    id: "ptr-is-dynamic",
    title: "the PTR name shows a dynamic address",
    doc: "The name of the sending address says that it is a dial-up, cable or other access line whose \
          address changes.",
    references: &["RFC 5321 section 7.9"],
    input: Input::SendingAddress,
    judged: false,
};

/// The PTR name is the provider's default.
pub const PTR_IS_GENERIC: Check = Check {
    id: "ptr-is-generic",
    title: "the PTR name is the provider's default",
    doc: "The name of the sending address was made by the provider from the address or a customer number; a \
          mail server is expected to have a name of its own.",
    references: &["RFC 5321 section 7.9"],
    input: Input::SendingAddress,
    judged: false,
};

/// The PTR name is no host name.
pub const PTR_IS_MALFORMED: Check = Check {
    id: "ptr-is-malformed",
    title: "the PTR name is no host name",
    doc: "The PTR record holds a single label, an address or characters that a host name cannot have.",
    references: &["RFC 1123 section 2.1"],
    input: Input::SendingAddress,
    judged: false,
};

/// The PTR name has no address.
pub const PTR_DOES_NOT_RESOLVE: Check = Check {
    id: "ptr-does-not-resolve",
    title: "the PTR name has no address",
    doc: "The name of the sending address does not exist, or has no address record.",
    references: &["RFC 1912 section 2.1"],
    input: Input::SendingAddress,
    judged: false,
};

/// The PTR name's addresses are not the sending address.
pub const PTR_IS_NOT_CONFIRMED: Check = Check {
    id: "ptr-is-not-confirmed",
    title: "the PTR name's addresses are not the sending address",
    doc: "The name of the sending address resolves, but not back to it.",
    references: &["RFC 1912 section 2.1", "RFC 8601 section 3"],
    input: Input::SendingAddress,
    judged: false,
};

/// The PTR record could not be looked up.
pub const PTR_LOOKUP_FAILED: Check = Check {
    id: "ptr-lookup-failed",
    title: "the PTR record could not be looked up",
    doc: "The look-up ended in neither a record nor a clear answer that there is none.",
    references: &["RFC 2308 section 7"],
    input: Input::SendingAddress,
    judged: false,
};

/// The HELO name is not a fully qualified domain name.
pub const HELO_IS_NOT_FQDN: Check = Check {
    id: "helo-is-not-fqdn",
    title: "the HELO name is not a fully qualified domain name",
    doc: "A server must give its full name, such as mail.example.com, not localhost or a bare host name.",
    references: &["RFC 5321 section 4.1.1.1", "RFC 5321 section 2.3.5"],
    input: Input::HeloName,
    judged: false,
};

/// The HELO name is an address.
pub const HELO_IS_ADDRESS_LITERAL: Check = Check {
    id: "helo-is-address-literal",
    title: "the HELO name is an address",
    doc: "A bare or bracketed address stands where a host name is expected.",
    references: &["RFC 5321 section 4.1.3"],
    input: Input::HeloName,
    judged: false,
};

/// The HELO name has characters that no host name has.
pub const HELO_IS_MALFORMED: Check = Check {
    id: "helo-is-malformed",
    title: "the HELO name has characters that no host name has",
    doc: "Host names are made of letters, digits and hyphens; the underscore is the usual fault.",
    references: &["RFC 5321 section 4.1.2", "RFC 1123 section 2.1"],
    input: Input::HeloName,
    judged: false,
};

/// The HELO name has no address.
pub const HELO_DOES_NOT_RESOLVE: Check = Check {
    id: "helo-does-not-resolve",
    title: "the HELO name has no address",
    doc: "The name that the server gives does not exist, or has no address record.",
    references: &["RFC 5321 section 2.3.5"],
    input: Input::HeloName,
    judged: false,
};

/// The HELO name's addresses are not the sending address.
pub const HELO_DOES_NOT_MATCH_ADDRESS: Check = Check {
    id: "helo-does-not-match-address",
    title: "the HELO name's addresses are not the sending address",
    doc: "The name that the server gives resolves, but not to the address that it connects from.",
    references: &["RFC 5321 section 4.1.4"],
    input: Input::HeloName,
    judged: false,
};

/// The HELO name is not the PTR name.
pub const HELO_DIFFERS_FROM_PTR: Check = Check {
    id: "helo-differs-from-ptr",
    title: "the HELO name is not the PTR name",
    doc: "The server gives another name than the one that its address has.",
    references: &["RFC 1912 section 2.1"],
    input: Input::HeloName,
    judged: false,
};

/// The HELO name could not be looked up.
pub const HELO_LOOKUP_FAILED: Check = Check {
    id: "helo-lookup-failed",
    title: "the HELO name could not be looked up",
    doc: "The look-up ended in neither records nor a clear answer that there are none.",
    references: &["RFC 2308 section 7"],
    input: Input::HeloName,
    judged: false,
};

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

/// The sender domain publishes no SPF record.
pub const SPF_MISSING: Check = Check {
    id: "spf-missing",
    title: "the sender domain publishes no SPF record",
    doc: "Without SPF nothing says which addresses may send for the domain.",
    references: &["RFC 7208 section 3"],
    input: Input::Spf,
    judged: false,
};

/// SPF does not authorise the sending address.
pub const SPF_FAIL: Check = Check {
    id: "spf-fail",
    title: "SPF does not authorise the sending address",
    doc: "The domain's SPF record says that the address must not send for it.",
    references: &["RFC 7208 section 8.4"],
    input: Input::Spf,
    judged: false,
};

/// SPF says that the sending address is probably not authorised.
pub const SPF_SOFTFAIL: Check = Check {
    id: "spf-softfail",
    title: "SPF says that the sending address is probably not authorised",
    doc: "The record ends in ~all, and nothing before it matches the address.",
    references: &["RFC 7208 section 8.5"],
    input: Input::Spf,
    judged: false,
};

/// SPF says nothing about the sending address.
pub const SPF_NEUTRAL: Check = Check {
    id: "spf-neutral",
    title: "SPF says nothing about the sending address",
    doc: "The record makes no statement about the address.",
    references: &["RFC 7208 section 8.2"],
    input: Input::Spf,
    judged: false,
};

/// The SPF record is wrong.
pub const SPF_PERMERROR: Check = Check {
    id: "spf-permerror",
    title: "the SPF record is wrong",
    doc: "The record cannot be evaluated: a syntax error, more than ten look-ups, two records.",
    references: &["RFC 7208 section 8.7"],
    input: Input::Spf,
    judged: false,
};

/// The SPF record could not be looked up.
pub const SPF_TEMPERROR: Check = Check {
    id: "spf-temperror",
    title: "the SPF record could not be looked up",
    doc: "A DNS failure kept SPF from being evaluated.",
    references: &["RFC 7208 section 8.6"],
    input: Input::Spf,
    judged: false,
};

/// The author's domain publishes no DMARC record.
pub const DMARC_MISSING: Check = Check {
    id: "dmarc-missing",
    title: "the author's domain publishes no DMARC record",
    doc: "Without DMARC nothing says what to do with mail that fails authentication.",
    references: &["RFC 9989"],
    input: Input::Dmarc,
    judged: false,
};

/// The DMARC record is wrong.
pub const DMARC_INVALID: Check = Check {
    id: "dmarc-invalid",
    title: "the DMARC record is wrong",
    doc: "The record cannot be read, or there are two.",
    references: &["RFC 9989"],
    input: Input::Dmarc,
    judged: false,
};
