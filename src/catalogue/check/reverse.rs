//! The sending address and its PTR records.

use super::Input;

checks! {
    /// The sending address is private, loopback or reserved.
    ADDRESS_IS_UNROUTABLE = Check {
        id: "address-is-unroutable",
        title: "the sending address is private, loopback or reserved",
        doc: "A server on the Internet never sees this address as the sender's: a translated or documentation \
              address was given. It is judged like any other.",
        references: &["RFC 6890"],
        input: Input::SendingAddress,
        is_form: true,
    };

    /// The sending address has no PTR record.
    PTR_MISSING = Check {
        id: "ptr-missing",
        title: "the sending address has no PTR record",
        doc: "Nothing is published under the address's name in in-addr.arpa or ip6.arpa. Only whoever the \
              address belongs to, usually the provider, can publish it.",
        references: &["RFC 1912 section 2.1", "RFC 1035 section 3.5"],
        input: Input::SendingAddress,
    };

    /// The PTR name shows a dynamic address.
    PTR_IS_DYNAMIC = Check {
        id: "ptr-is-dynamic",
        title: "the PTR name shows a dynamic address",
        doc: "The name of the sending address says that it is a dial-up, cable or other access line whose \
              address changes.",
        references: &[],
        input: Input::SendingAddress,
    };

    /// The PTR name is the provider's default.
    PTR_IS_GENERIC = Check {
        id: "ptr-is-generic",
        title: "the PTR name is the provider's default",
        doc: "The name of the sending address was made by the provider from the address or a customer number; a \
              mail server is expected to have a name of its own.",
        references: &[],
        input: Input::SendingAddress,
    };

    /// The PTR name is no host name.
    PTR_IS_MALFORMED = Check {
        id: "ptr-is-malformed",
        title: "the PTR name is not a host name",
        doc: "The PTR record holds a single label, an address or characters that a host name cannot have.",
        references: &["RFC 1123 section 2.1"],
        input: Input::SendingAddress,
    };

    /// The PTR name has no address.
    PTR_DOES_NOT_RESOLVE = Check {
        id: "ptr-does-not-resolve",
        title: "the PTR name has no address",
        doc: "The name of the sending address does not exist, or has no address record.",
        references: &["RFC 1912 section 2.1"],
        input: Input::SendingAddress,
    };

    /// The PTR name's addresses are not the sending address.
    PTR_IS_NOT_CONFIRMED = Check {
        id: "ptr-is-not-confirmed",
        title: "the PTR name's addresses are not the sending address",
        doc: "The name of the sending address resolves, but not back to it.",
        references: &["RFC 1912 section 2.1", "RFC 8601 section 3"],
        input: Input::SendingAddress,
    };

    /// The PTR record could not be looked up.
    PTR_LOOKUP_FAILED = Check {
        id: "ptr-lookup-failed",
        title: "the PTR record could not be looked up",
        doc: "The lookup ended in neither a record nor a clear answer that there is none.",
        references: &["RFC 2308 section 7"],
        input: Input::SendingAddress,
        is_failed_lookup: true,
    };
}
