//! The HELO name.

use super::Input;

checks! {
    /// The HELO name is not a fully qualified domain name.
    HELO_IS_NOT_FQDN = Check {
        id: "helo-is-not-fqdn",
        title: "the HELO name is not a fully qualified domain name",
        doc: "A server must give its full name, such as mail.example.com, not localhost or a bare host name.",
        references: &["RFC 5321 section 4.1.1.1", "RFC 5321 section 2.3.5"],
        input: Input::HeloName,
        is_form: true,
    };

    /// The HELO name is an address.
    HELO_IS_ADDRESS_LITERAL = Check {
        id: "helo-is-address-literal",
        title: "the HELO name is an address",
        doc: "The HELO name is an IP address, bare or in brackets, where a host name is expected.",
        references: &["RFC 5321 section 4.1.3"],
        input: Input::HeloName,
        is_form: true,
    };

    /// The HELO name has characters that no host name has.
    HELO_IS_MALFORMED = Check {
        id: "helo-is-malformed",
        title: "the HELO name has characters that no host name has",
        doc: "Host names are made of letters, digits and hyphens; the underscore is the usual fault.",
        references: &["RFC 5321 section 4.1.2", "RFC 1123 section 2.1"],
        input: Input::HeloName,
        is_form: true,
    };

    /// The HELO name has no address.
    HELO_DOES_NOT_RESOLVE = Check {
        id: "helo-does-not-resolve",
        title: "the HELO name has no address",
        doc: "The name that the server gives does not exist, or has no address record.",
        references: &["RFC 5321 section 2.3.5"],
        input: Input::HeloName,
    };

    /// The HELO name's addresses are not the sending address.
    HELO_DOES_NOT_MATCH_ADDRESS = Check {
        id: "helo-does-not-match-address",
        title: "the HELO name's addresses are not the sending address",
        doc: "The name that the server gives resolves, but not to the address that it connects from.",
        references: &["RFC 5321 section 4.1.4"],
        input: Input::HeloName,
    };

    /// The HELO name is not the PTR name.
    HELO_DIFFERS_FROM_PTR = Check {
        id: "helo-differs-from-ptr",
        title: "the HELO name is not the PTR name",
        doc: "The server gives another name than the one that its address has.",
        references: &["RFC 1912 section 2.1"],
        input: Input::HeloName,
    };

    /// The HELO name is one of the receiver's own.
    HELO_IS_RECEIVERS_NAME = Check {
        id: "helo-is-receivers-name",
        title: "the HELO name is one of the receiver's own",
        doc: "The server gives a name under which the receiver's own mail hosts are named. No other server has such a \
              name, so receivers take it for a forgery. Usually a setting that was copied, or a relay that is \
              configured with the name of the server that it hands mail to.",
        references: &["RFC 5321 section 4.1.1.1"],
        input: Input::HeloName,
        is_on_demand: true,
    };

    /// The HELO name could not be looked up.
    HELO_LOOKUP_FAILED = Check {
        id: "helo-lookup-failed",
        title: "the HELO name could not be looked up",
        doc: "The lookup ended in neither records nor a clear answer that there are none.",
        references: &["RFC 2308 section 7"],
        input: Input::HeloName,
        is_failed_lookup: true,
    };
}
