//! The reverse-path.

use super::Input;

checks! {
    /// The reverse-path is not one that RFC 5321 allows.
    SENDER_ADDRESS_IS_MALFORMED = Check {
        id: "sender-address-is-malformed",
        title: "the sender address is not allowed by RFC 5321",
        doc: "The argument of MAIL FROM must be a local part of at most 64 octets, an @, and a domain made of \
              letters, digits and hyphens (or an address in brackets); or <>. An underscore in the domain is the \
              usual fault. A receiver that reads strictly answers a syntax error.",
        references: &["RFC 5321 section 4.1.2", "RFC 5321 section 4.5.3.1.1"],
        input: Input::ReversePath,
        is_form: true,
    };
}
