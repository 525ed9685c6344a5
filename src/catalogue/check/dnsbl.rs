//! DNSBLs.

use super::Input;

checks! {
    /// The sending address is on a DNSBL.
    ADDRESS_IS_LISTED = Check {
        id: "address-is-listed",
        title: "the sending address is on a DNSBL",
        doc: "A DNS block list that receivers use lists the address. Spamhaus ZEN and the lists given with --dnsbl \
              decide; a listing on another list, and on one without test entries, is a risk.",
        references: &["RFC 5782"],
        input: Input::AddressLists,
    };

    /// The sender domain is on a DNSBL.
    DOMAIN_IS_LISTED = Check {
        id: "domain-is-listed",
        title: "the sender domain is on a DNSBL",
        doc: "A DNS block list of domains lists the sender domain, or the domain under which it was registered. \
              Spamhaus DBL and the lists given with --dnsbl decide; a listing on another list, and one as a \
              legitimate domain that is abused, is a risk.",
        references: &["RFC 5782 section 3"],
        input: Input::DomainLists,
    };

    /// The HELO name's domain is on a DNSBL.
    HELO_DOMAIN_IS_LISTED = Check {
        id: "helo-domain-is-listed",
        title: "the HELO name's domain is on a DNSBL",
        doc: "A DNS block list of domains lists the name that the server gives with HELO, or the domain under which it \
              was registered. Which lists decide is as for the sender domain. Checked where a chosen receiver looks at \
              it.",
        references: &["RFC 5782 section 3"],
        input: Input::HeloLists,
        is_on_demand: true,
    };

    /// A DNSBL cannot be used.
    DNSBL_IS_UNUSABLE = Check {
        id: "dnsbl-is-unusable",
        title: "a DNSBL cannot be used",
        doc: "The list refuses this resolver, lists everything, is dead or does not answer: nothing that it says \
              is a listing, and nothing is clean.",
        references: &["RFC 5782 section 5"],
        input: Input::AddressLists,
    };
}
