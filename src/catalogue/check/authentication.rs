//! SPF and DKIM together.

use super::Input;

checks! {
    /// Neither SPF nor DKIM speaks for the sender.
    SENDER_IS_UNAUTHENTICATED = Check {
        id: "sender-is-unauthenticated",
        title: "neither SPF nor DKIM authenticates the sender",
        doc: "SPF does not pass for the sending address, and no DKIM key of the sender domain is known. Without a \
              message nobody knows whether it would be signed, so this is a risk; it fails where the sender domain \
              cannot have a key, as there is no name below _domainkey (NXDOMAIN, RFC 8020). A signature of another \
              domain, such as the mail provider's, may still help. Checked where a chosen receiver looks at it.",
        references: &["RFC 7208 section 2.6", "RFC 6376 section 3.6.2.1", "RFC 8020"],
        input: Input::Authentication,
        is_on_demand: true,
    };
}
