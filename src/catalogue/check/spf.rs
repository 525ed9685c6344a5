//! SPF (RFC 7208).

use super::Input;

checks! {
    /// The sender domain publishes no SPF record.
    SPF_MISSING = Check {
        id: "spf-missing",
        title: "the sender domain publishes no SPF record",
        doc: "Without SPF nothing says which addresses may send for the domain.",
        references: &["RFC 7208 section 3"],
        input: Input::SpfRecord,
    };

    /// A record only looks like SPF.
    SPF_IS_MALFORMED = Check {
        id: "spf-is-malformed",
        title: "a record only looks like SPF",
        doc: "The sender domain publishes a record that was meant to be SPF, but receivers do not take it as one: \
              quotes or an invisible character stand in its text, its version is written differently or missing, its \
              strings are joined without a space, or it is of the withdrawn type SPF. To receivers there is no \
              record. Correct it; do not publish a second one.",
        references: &["RFC 7208 section 4.5", "RFC 7208 section 3.3", "RFC 7208 section 3.1"],
        input: Input::SpfRecord,
    };

    /// SPF does not authorise the sending address.
    SPF_FAIL = Check {
        id: "spf-fail",
        title: "SPF does not authorise the sending address",
        doc: "The domain's SPF record says that the address must not send for it.",
        references: &["RFC 7208 section 8.4"],
        input: Input::Spf,
    };

    /// SPF says that the sending address is probably not authorised.
    SPF_SOFTFAIL = Check {
        id: "spf-softfail",
        title: "SPF says that the sending address is probably not authorised",
        doc: "The record ends in ~all, and nothing before it matches the address.",
        references: &["RFC 7208 section 8.5"],
        input: Input::Spf,
    };

    /// SPF says nothing about the sending address.
    SPF_NEUTRAL = Check {
        id: "spf-neutral",
        title: "SPF says nothing about the sending address",
        doc: "The record makes no statement about the address.",
        references: &["RFC 7208 section 8.2"],
        input: Input::Spf,
    };

    /// The SPF record is wrong.
    SPF_PERMERROR = Check {
        id: "spf-permerror",
        title: "the SPF record is wrong",
        doc: "The record cannot be evaluated: a syntax error, two records, more than ten terms that send queries, \
              more than two lookups that find nothing, an include that leads to no record. Lookups are counted for an \
              address that no term names, once for IPv4 and once for IPv6.",
        references: &["RFC 7208 section 8.7", "RFC 7208 section 4.6.4"],
        input: Input::SpfRecord,
    };

    /// The SPF record lets everybody send.
    SPF_PERMITS_EVERYONE = Check {
        id: "spf-permits-everyone",
        title: "the SPF record lets everybody send",
        doc: "The record says of every address that it may send for the domain (+all, or all without a qualifier, or \
              a network that holds all addresses). That is worth nothing to receivers, and some take it as a mark of \
              spam.",
        references: &["RFC 7208 section 8.3", "RFC 7208 section 5.1"],
        input: Input::SpfRecord,
    };

    /// The SPF record permits nobody.
    SPF_PERMITS_NOBODY = Check {
        id: "spf-permits-nobody",
        title: "the SPF record lets nobody send",
        doc: "The domain has mail hosts, and its SPF record names no address that may send for it (such as \
              v=spf1 -all alone): mail from every server fails SPF. That is right for a domain that only receives.",
        references: &["RFC 7208 section 10.1.2"],
        input: Input::SpfRecord,
    };

    /// The SPF record says that the domain sends no mail.
    DOMAIN_SENDS_NO_MAIL = Check {
        id: "domain-sends-no-mail",
        title: "the SPF record says that the domain sends no mail",
        doc: "The record is v=spf1 -all and nothing else: no server sends mail for the domain. Some receivers reject \
              what comes from it, whatever else they do with a failed SPF check.",
        references: &["RFC 7208 section 10.1.2"],
        input: Input::SpfRecord,
        is_on_demand: true,
    };

    /// A term of the SPF record has no effect.
    SPF_TERM_HAS_NO_EFFECT = Check {
        id: "spf-term-has-no-effect",
        title: "a term of the SPF record has no effect",
        doc: "The record is valid, and a term of it that names senders is not evaluated: it is written with \"=\" in \
              place of \":\" (include=, ip4=), which makes it an unknown modifier, or it stands where all keeps it from \
              being reached. The servers that it names do not pass.",
        references: &["RFC 7208 section 6", "RFC 7208 section 5.1", "RFC 7208 section 6.1"],
        input: Input::SpfRecord,
    };

    /// The SPF record could not be looked up.
    SPF_TEMPERROR = Check {
        id: "spf-temperror",
        title: "the SPF record could not be looked up",
        doc: "A DNS failure kept SPF from being evaluated.",
        references: &["RFC 7208 section 8.6"],
        input: Input::Spf,
    };
}
