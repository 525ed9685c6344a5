//! SPF (RFC 7208).

use super::Input;

checks! {
    /// The sender domain publishes no SPF record.
    SPF_MISSING = Check {
        id: "spf-missing",
        title: "the sender domain publishes no SPF record",
        doc: "Without SPF nothing says which addresses may send for the domain.",
        references: &["RFC 7208 section 3"],
        input: Input::Spf,
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
        doc: "The record cannot be evaluated: a syntax error, more than ten look-ups, two records.",
        references: &["RFC 7208 section 8.7"],
        input: Input::Spf,
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
