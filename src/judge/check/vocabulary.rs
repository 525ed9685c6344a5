//! The vocabulary of checks: what each is, and the list of them all.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use super::{
    dmarc, dnsbl, domain, helo, message, message_form, mx, resolver, reverse, sender_address, smtp, spf,
};

/// A check: one fault that a sender can have.
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
    /// What must be known of the sender to judge it.
    pub input: Input,
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
            Input::AddressLists | Input::DomainLists => "DNSBLs",
            Input::Spf => "SPF",
            Input::Dmarc => "DMARC",
            Input::Size => "size",
            Input::Message => "message",
            Input::Resolver => "resolver",
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
            Input::Spf => "the SPF result for the sending address",
            Input::Dmarc => "the DMARC record",
            Input::Size => "the message's size",
            Input::Message => "the message, as a file",
            Input::Resolver => "the resolver",
            Input::Session => "an SMTP session with the receiver (mxcheck smtp, or --live)",
        })
    }
}

/// Every check of a sender, topic by topic: those that predictions are made of.
pub fn all() -> &'static [&'static Check] {
    &[
        &sender_address::SENDER_ADDRESS_IS_MALFORMED,
        &domain::DOMAIN_DOES_NOT_EXIST,
        &domain::DOMAIN_HAS_NO_MAIL_HOST,
        &domain::DOMAIN_IS_NULL_MX,
        &domain::DOMAIN_IS_ALIAS,
        &domain::MX_LOOKUP_FAILED,
        &mx::MX_EXCHANGE_DOES_NOT_EXIST,
        &mx::MX_EXCHANGE_HAS_NO_ADDRESS,
        &mx::MX_EXCHANGE_IS_IP_ADDRESS,
        &mx::MX_EXCHANGE_IS_ALIAS,
        &mx::MX_EXCHANGE_IS_IPV6_ONLY,
        &mx::MX_EXCHANGE_IS_UNROUTABLE,
        &mx::MX_EXCHANGE_IS_MALFORMED,
        &mx::MX_EXCHANGE_LOOKUP_FAILED,
        &mx::MX_IS_AT_PROVIDER,
        &reverse::ADDRESS_IS_UNROUTABLE,
        &reverse::PTR_MISSING,
        &reverse::PTR_IS_DYNAMIC,
        &reverse::PTR_IS_GENERIC,
        &reverse::PTR_IS_MALFORMED,
        &reverse::PTR_DOES_NOT_RESOLVE,
        &reverse::PTR_IS_NOT_CONFIRMED,
        &reverse::PTR_LOOKUP_FAILED,
        &helo::HELO_IS_NOT_FQDN,
        &helo::HELO_IS_ADDRESS_LITERAL,
        &helo::HELO_IS_MALFORMED,
        &helo::HELO_DOES_NOT_RESOLVE,
        &helo::HELO_DOES_NOT_MATCH_ADDRESS,
        &helo::HELO_DIFFERS_FROM_PTR,
        &helo::HELO_LOOKUP_FAILED,
        &dnsbl::ADDRESS_IS_LISTED,
        &dnsbl::DOMAIN_IS_LISTED,
        &dnsbl::DNSBL_IS_UNUSABLE,
        &spf::SPF_MISSING,
        &spf::SPF_FAIL,
        &spf::SPF_SOFTFAIL,
        &spf::SPF_NEUTRAL,
        &spf::SPF_PERMERROR,
        &spf::SPF_TEMPERROR,
        &dmarc::DMARC_MISSING,
        &dmarc::DMARC_INVALID,
        &message::MESSAGE_IS_TOO_LARGE,
        &resolver::RESOLVER_REWRITES_NXDOMAIN,
        &smtp::SERVER_IS_UNREACHABLE,
        &smtp::SESSION_IS_BROKEN,
        &smtp::EHLO_IS_REFUSED,
        &smtp::SMTPUTF8_IS_NOT_OFFERED,
        &smtp::STARTTLS_IS_NOT_OFFERED,
        &smtp::STARTTLS_STRIPPED,
        &smtp::STARTTLS_REFUSED,
        &smtp::STARTTLS_BROKEN,
        &smtp::STARTTLS_INJECTION,
        &smtp::TLS_TOO_OLD,
        &smtp::CERTIFICATE_NAME_MISMATCH,
        &smtp::CERTIFICATE_EXPIRED,
        &smtp::CERTIFICATE_NOT_YET_VALID,
        &smtp::CERTIFICATE_SELF_SIGNED,
        &smtp::CERTIFICATE_ISSUER_UNKNOWN,
        &smtp::CERTIFICATE_IS_INVALID,
    ]
}

/// Every check of a message, in the order of its page.
pub fn of_messages() -> &'static [&'static Check] {
    &[
        &message::MESSAGE_IS_TOO_LARGE,
        &message_form::DATE_MISSING,
        &message_form::DATE_INVALID,
        &message_form::FROM_MISSING,
        &message_form::HEADER_FIELD_IS_REPEATED,
        &message_form::HEADER_FIELD_IS_INVALID,
        &message_form::HEADER_IS_8BIT,
        &message_form::HEADER_LINE_IS_MALFORMED,
        &message_form::LINE_IS_TOO_LONG,
        &message_form::LINE_END_IS_BARE,
        &message_form::MESSAGE_HOLDS_NUL,
        &message_form::ATTACHMENT_IS_WINMAIL_DAT,
        &message_form::FROM_DIFFERS_FROM_ENVELOPE,
        &message_form::MESSAGE_ID_MISSING,
    ]
}

/// Every check, of senders and of messages, each once.
pub fn every() -> impl Iterator<Item = &'static Check> + Clone {
    let of_messages = of_messages().iter().copied();
    all().iter().copied().chain(of_messages.filter(|check| check.input == Input::Message))
}

/// The check with this id.
pub fn find(id: &str) -> Option<&'static Check> {
    static BY_ID: LazyLock<HashMap<&str, &Check>> =
        LazyLock::new(|| every().map(|check| (check.id, check)).collect());
    BY_ID.get(id).copied()
}
