//! The mail exchanges of the sender domain.

use super::Input;

checks! {
    /// An exchange's name does not exist.
    MX_EXCHANGE_DOES_NOT_EXIST = Check {
        id: "mx-exchange-does-not-exist",
        title: "an MX record names a host that does not exist",
        doc: "DNS answers NXDOMAIN for the exchange. Usual causes: the final dot is missing in the zone file, so \
              that the domain is appended twice; the host was renamed; the provider was left.",
        references: &["RFC 5321 section 5.1", "RFC 1034 section 3.6.1"],
        input: Input::SenderDomain,
    };

    /// An exchange has no address.
    MX_EXCHANGE_HAS_NO_ADDRESS = Check {
        id: "mx-exchange-has-no-address",
        title: "an MX record names a host without an address",
        doc: "The exchange's name exists, but has neither A nor AAAA records.",
        references: &["RFC 5321 section 5.1"],
        input: Input::SenderDomain,
    };

    /// An exchange is an address in place of a name.
    MX_EXCHANGE_IS_IP_ADDRESS = Check {
        id: "mx-exchange-is-ip-address",
        title: "an MX record holds an IP address",
        doc: "An MX record names a host. An address in its place is read as a name made of numbers, which does not \
              exist.",
        references: &["RFC 5321 section 5.1", "RFC 1035 section 3.3.9"],
        input: Input::SenderDomain,
    };

    /// An exchange is an alias.
    MX_EXCHANGE_IS_ALIAS = Check {
        id: "mx-exchange-is-alias",
        title: "an MX record names an alias",
        doc: "The exchange is a CNAME (or below a DNAME). MX must name a host that has address records of \
              its own. Many servers still deliver; 1&1/IONOS refuses such a sender domain.",
        references: &["RFC 2181 section 10.3", "RFC 5321 section 5.1"],
        input: Input::SenderDomain,
    };

    /// An exchange has IPv6 addresses alone.
    MX_EXCHANGE_IS_IPV6_ONLY = Check {
        id: "mx-exchange-is-ipv6-only",
        title: "an MX record names a host with only IPv6 addresses",
        doc: "The exchange has AAAA records and no A record. That is allowed; a receiver without IPv6 cannot answer \
              such a sender, and the documented wording asks for an A record.",
        references: &["RFC 5321 section 5.2", "RFC 3974"],
        input: Input::SenderDomain,
    };

    /// An exchange's address cannot be reached over the Internet.
    MX_EXCHANGE_IS_UNROUTABLE = Check {
        id: "mx-exchange-is-unroutable",
        title: "an exchange has a private address",
        doc: "An address of the exchange is private, shared, loopback, link-local, multicast or reserved: nobody \
              outside can deliver there.",
        references: &["RFC 6890", "RFC 1918"],
        input: Input::SenderDomain,
    };

    /// An exchange's name is no host name.
    MX_EXCHANGE_IS_MALFORMED = Check {
        id: "mx-exchange-is-malformed",
        title: "an exchange's name is not a valid host name",
        doc: "Host names are made of letters, digits and hyphens. A name with an underscore resolves, but some mail \
              servers refuse to connect to it. A single label, such as \"MX 0 localhost.\" or \"MX 0 0.\", names no \
              host of the public DNS at all: it is not looked up, and is not a mail host.",
        references: &["RFC 1123 section 2.1", "RFC 952", "RFC 5321 section 2.3.5"],
        input: Input::SenderDomain,
    };

    /// An exchange's addresses could not be looked up.
    MX_EXCHANGE_LOOKUP_FAILED = Check {
        id: "mx-exchange-lookup-failed",
        title: "an exchange's addresses could not be looked up",
        doc: "The lookup ended in neither records nor a clear \"there are none\". While another exchange is good it \
              does not matter; when none is, a receiver defers the mail if the exchange's nameservers are to blame, \
              and nothing is known if our resolver is.",
        references: &["RFC 5321 section 5.1", "RFC 2308 section 7"],
        input: Input::SenderDomain,
        is_failed_lookup: true,
    };

    /// The exchanges are a large provider's.
    MX_IS_AT_PROVIDER = Check {
        id: "mx-is-at-provider",
        title: "a large provider or filter gateway takes the domain's mail",
        doc: "The exchanges belong to a provider or a filter service. The servers that send the domain's mail are \
              then the provider's too, or others: the exchanges' addresses say nothing about them, and their PTR \
              and HELO names are the provider's business.",
        references: &["RFC 5321 section 5.1"],
        input: Input::SenderDomain,
    };
}
