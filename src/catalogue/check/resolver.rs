//! The resolver itself.

use super::Input;

checks! {
    /// The resolver gives addresses to names that do not exist.
    RESOLVER_REWRITES_NXDOMAIN = Check {
        id: "resolver-rewrites-nxdomain",
        title: "the resolver gives an address to names that do not exist",
        doc: "A name that nobody has registered was answered with an address. Some access providers do that to show \
              advertisements. A lookup that brought nothing but this address counts as failed: whether the name \
              exists is not known.",
        references: &["RFC 8020", "RFC 2308"],
        input: Input::Resolver,
    };

    /// The resolver answers NXDOMAIN and does not know the public DNS.
    RESOLVER_KNOWS_NO_NAMES = Check {
        id: "resolver-knows-no-names",
        title: "the resolver does not know the public DNS",
        doc: "The resolver answered NXDOMAIN without the SOA record of a zone below the root, or it finds no \
              nameservers for the top-level domain. Sandboxes, captive portals and resolvers with a root of their own \
              do that for names that exist. Such an answer counts as a failed lookup: whether the name exists is \
              unknown. An authoritative NXDOMAIN with an SOA record of its own is believed, as is one of the root \
              for a top-level domain that does not exist.",
        references: &["RFC 2308 section 3", "RFC 8020", "RFC 8914"],
        input: Input::Resolver,
    };

    /// The resolver answers from a zone of its own.
    RESOLVER_IS_AUTHORITATIVE = Check {
        id: "resolver-is-authoritative",
        title: "the resolver answers from a zone of its own",
        doc: "An answer had the flag AA: the nameserver that was asked holds the zone itself and did not look it up. \
              With split DNS, a hidden primary or local data it may hold something other than what is published, which \
              is what receivers see.",
        references: &["RFC 1035 section 4.1.1", "RFC 8499 section 6"],
        input: Input::Resolver,
    };
}
