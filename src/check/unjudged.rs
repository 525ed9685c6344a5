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
